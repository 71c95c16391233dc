"""What strace says of a summary being written becomes steps; what could change a file and is not understood stops all.

The lines have the form that strace gives them, with every path and every byte in hex.
"""

from pathlib import Path

import pytest

from tests.crash.recording import Created, Marked, NotUnderstood, Reader, Removed, Renamed, Resized, Step, Written

FOLDER = "/j"


def hexed(text: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in text.encode())


def quoted(text: str) -> str:
    return f'"{hexed(text)}"'


def opened(name: str, fd: int, flags: str = "O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC") -> str:
    return f"7 openat(AT_FDCWD<{hexed('/')}>, {quoted(f'{FOLDER}/{name}')}, {flags}, 0666) = {fd}<{hexed(name)}>"


def written(name: str, fd: int, data: str, length: int | None = None) -> str:
    length = len(data) if length is None else length
    return f"7 write({fd}<{hexed(f'{FOLDER}/{name}')}>, {quoted(data)}, {len(data)}) = {length}"


def renamed(old: str, new: str) -> str:
    return f"7 rename({quoted(old)}, {quoted(new)}) = 0"


def steps(*lines: str) -> list[Step]:
    return list(Reader(Path(FOLDER), "marks", ["kept"]).steps("\n".join(lines)))


def test_a_file_that_is_written_and_renamed_over_another() -> None:
    told = steps(
        opened("part", 3),
        written("part", 3, "one"),
        written("part", 3, "two!", 3),
        f"7 lseek(3<{hexed('/j/part')}>, 1, SEEK_SET) = 1",
        written("part", 3, "n"),
        f"7 chmod({quoted('/j/part')}, 0600) = 0",
        renamed("/j/part", "/j/kept"),
        opened("kept", 3),
        opened("part", 4),
    )
    assert told == [
        Created("part", 1),
        Written(1, 0, b"one"),
        Written(1, 3, b"two"),
        Written(1, 1, b"n"),
        Renamed("part", "kept", 1),
        Resized(1, 0),
        Created("part", 2),
    ]


def test_another_folders_files_are_no_steps_of_this_one() -> None:
    assert steps(renamed("/k/part", "/k/kept"), "7 unlink(" + quoted("/k/kept") + ") = 0") == []
    assert steps(f"7 unlink({quoted('/j/kept')}) = 0") == [Removed("kept")]


def test_a_mark_is_what_was_said() -> None:
    assert steps(opened("marks", 3, "O_WRONLY|O_APPEND"), written("marks", 3, "ack 7")) == [Marked("ack 7")]


@pytest.mark.parametrize(
    "lines",
    [
        [renamed("/j/kept", "/k/kept")],
        [renamed("/k/kept", "/j/kept")],
        [opened("kept", 3, "O_WRONLY|O_APPEND")],
        [written("kept", 3, "at an unknown place")],
        [opened("kept", 3, "O_RDWR"), written("kept", 3, "cut", 4)],
        [f"7 link({quoted('/j/kept')}, {quoted('/j/other')}) = 0"],
        ["no call at all"],
    ],
)
def test_what_is_not_understood_stops_the_recording(lines: list[str]) -> None:
    with pytest.raises(NotUnderstood):
        steps(*lines)
