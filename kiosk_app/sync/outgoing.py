"""Files on their way out: whole and durable under their name, or not there (reliability.md 2.3, faults 14 to 17)."""

import os
from contextlib import suppress
from pathlib import Path


class AlreadyThere(Exception):
    """A file of this name with other content: one name means one content for ever."""


def keep_once(directory: Path, name: str, content: bytes) -> Path:
    """Write a file so that a cut leaves all of it or nothing, and return its path; written again it is left alone.

    `.part`, synced, renamed, the directory synced. Raises AlreadyThere, or OSError with nothing left behind.
    """
    file, part = directory / name, directory / f"{name}.part"
    if file.exists():
        if file.read_bytes() != content:
            raise AlreadyThere(f"{file} is there with other content")
        sync_directory(directory)  # who made it may have been cut off before its name was durable
        return file
    part.unlink(missing_ok=True)
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        part.rename(file)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    sync_directory(directory)
    return file


def sync_directory(directory: Path) -> None:
    """Make the names in a directory durable."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
