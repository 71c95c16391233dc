"""The system calls by which a real process changed its files, as strace saw them.

Nothing here knows SQLite: whatever the process did to its folder becomes a step, in order, with the bytes it wrote; a
call that could change a file and is not understood stops the run rather than be overlooked.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Created:
    """A new, empty file got a name."""

    name: str
    inode: int


@dataclass(frozen=True, slots=True)
class Removed:
    """A name is gone."""

    name: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """A file has another name instead of its own; what had that name before has none."""

    old: str
    new: str
    inode: int


@dataclass(frozen=True, slots=True)
class Written:
    """Bytes went into a file."""

    inode: int
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Resized:
    """A file was cut, or lengthened by zeros."""

    inode: int
    length: int


@dataclass(frozen=True, slots=True)
class Synced:
    """Everything written to a file until now is on the disk."""

    inode: int


@dataclass(frozen=True, slots=True)
class FolderSynced:
    """Every name given or taken until now is on the disk."""


@dataclass(frozen=True, slots=True)
class Marked:
    """The process said something: `begin`, `ack ROWS`, `did INTENT SALE`."""

    text: str


Change = Created | Removed | Renamed | Written | Resized
Step = Change | Synced | FolderSynced | Marked

HARMLESS = frozenset(
    {"chmod", "close", "dup", "dup3", "fchmod", "fchmodat", "fchown", "fcntl", "flock", "getcwd", "getdents64", "ioctl"}
    | {"access", "faccessat", "faccessat2", "fstat", "fstatfs", "lstat", "newfstatat", "stat", "statfs", "statx"}
    | {"pread64", "preadv", "read", "readlink", "readlinkat", "utimensat"}
)
"""Calls that change neither bytes nor names. Owner, mode and times of a file are not the journal's promise."""


class NotUnderstood(Exception):
    """A call that may change a file, and that this recorder does not know."""


LINE = re.compile(r"^(?P<pid>\d+) +(?P<call>\w+)\((?P<arguments>.*)\) += (?P<result>-?\d+|\?)")
ON_FILE = re.compile(r"^(?P<fd>\d+)<(?P<path>[^>]*)>(?:\((?P<gone>deleted)\))?(?:, (?P<rest>.*))?$")
NAMED = re.compile(r'(?:AT_FDCWD<[^>]*>, )?"(?P<path>[^"]*)"(?:, (?P<rest>.*))?$')
QUOTED = re.compile(r'"([^"]*)"')
HEX = re.compile(r"\\x([0-9a-f]{2})")
LONGEST = 1 << 20  # bytes of one write that are kept; a longer one is refused, not cut


def record(command: Iterable[str], folder: Path, files: Iterable[Path], log: Path) -> str:
    """Run a command under strace and return what it wrote down about these files and their folder.

    Raises subprocess.CalledProcessError when the command fails.
    """
    watched = [part for path in (folder, *files) for part in ("-P", str(path))]
    tracer = ["strace", "-f", "-qqq", "-xx", "-y", "-s", str(LONGEST), "-e", "signal=none", "-e", "trace=%file,%desc"]
    subprocess.run([*tracer, "-o", str(log), *watched, *command], cwd=ROOT, check=True)
    text = log.read_text("ascii")
    log.unlink()
    return text


def python_program(*words: str) -> list[str]:
    """Return the command that runs the recorded program."""
    return [sys.executable, "-m", "tests.crash.program", *words]


class Reader:
    """Turns lines of strace about one folder into steps, keeping track of which name is which file."""

    def __init__(self, folder: Path, marks: str, names: Iterable[str] = ()) -> None:
        self._folder, self._marks = str(folder), marks
        self.names = {name: number for number, name in enumerate(names)}
        self._next = len(self.names)
        self._places: dict[tuple[str, str], int] = {}  # process, descriptor: where its next `write` goes

    def steps(self, text: str) -> Iterator[Step]:
        """Yield every step that the text tells about this folder."""
        unfinished: dict[str, str] = {}
        for line in text.splitlines():
            pid, _, said = line.partition(" ")
            if said.endswith("<unfinished ...>"):
                unfinished[pid] = line.removesuffix("<unfinished ...>")
            elif (resumed := re.match(r" *<\.\.\. \w+ resumed>", said)) is not None:
                yield from self._line(unfinished.pop(pid) + said[resumed.end() :])
            else:
                yield from self._line(line)

    def _line(self, line: str) -> Iterator[Step]:
        found = LINE.match(line)
        if found is None:
            raise NotUnderstood(line[:200])
        call, arguments, result = found["call"], found["arguments"], found["result"]
        if call not in HARMLESS and not result.startswith("-"):
            yield from self._call(found["pid"], call, arguments, int(result))

    def _call(self, pid: str, call: str, arguments: str, result: int) -> Iterator[Step]:
        match call:
            case "openat" | "open" | "creat":
                self._places[pid, str(result)] = 0
                yield from self._opened(arguments)
            case "rename" | "renameat" | "renameat2":
                yield from self._renamed(arguments)
            case "unlink" | "unlinkat":
                name = self._name(named(arguments)[0])
                if name is not None and self.names.pop(name, None) is not None:
                    yield Removed(name)
            case "pwrite64" | "write" | "ftruncate" | "fsync" | "fdatasync" | "lseek":
                yield from self._on_file(pid, call, arguments, result)
            case _:
                raise NotUnderstood(f"{call}({arguments[:200]})")

    def _opened(self, arguments: str) -> Iterator[Step]:
        path, flags = named(arguments)
        name = self._name(path)
        if name is None or name == self._marks:
            return
        if "O_CREAT" in flags and name not in self.names:
            self.names[name] = self._next
            self._next += 1
            yield Created(name, self.names[name])
        elif "O_APPEND" in flags:
            raise NotUnderstood(f"{name} is appended to")
        elif "O_TRUNC" in flags:
            yield Resized(self.names[name], 0)

    def _renamed(self, arguments: str) -> Iterator[Step]:
        old, new = (self._name(text_of(path)) for path in QUOTED.findall(arguments))
        if (old is None) != (new is None):
            raise NotUnderstood(f"a name into the folder or out of it: {arguments[:200]}")
        if old is not None and new is not None:
            self.names[new] = self.names.pop(old)
            yield Renamed(old, new, self.names[new])

    def _on_file(self, pid: str, call: str, arguments: str, result: int) -> Iterator[Step]:
        found = ON_FILE.match(arguments)
        if found is None or found["gone"]:
            raise NotUnderstood(f"{call}({arguments[:200]})")
        path, rest = text_of(found["path"]), found["rest"] or ""
        if path == self._folder:
            yield FolderSynced()
            return
        name = self._name(path)
        if name is None:
            return
        if name == self._marks:
            yield Marked(bytes_of(rest.split('"')[1]).decode())
            return
        inode, opened = self.names[name], (pid, found["fd"])
        match call:
            case "pwrite64":
                yield Written(inode, int(rest.rpartition(", ")[2]), whole(rest, result))
            case "write" if opened in self._places:
                yield Written(inode, self._places[opened], whole(rest, result))
                self._places[opened] += result
            case "lseek":
                self._places[opened] = result
            case "ftruncate":
                yield Resized(inode, int(rest))
            case "fsync" | "fdatasync":
                yield Synced(inode)
            case _:
                raise NotUnderstood(f"{call} without a place to write to: {arguments[:200]}")

    def _name(self, path: str) -> str | None:
        folder, _, name = path.rpartition("/")
        return name if folder == self._folder else None


def whole(rest: str, length: int) -> bytes:
    """Return the bytes that a call wrote; raise NotUnderstood where strace has not kept them all."""
    data = bytes_of(rest.split('"')[1])
    if len(data) < length:
        raise NotUnderstood(f"a write of {length} bytes was recorded as {len(data)}")
    return data[:length]


def named(arguments: str) -> tuple[str, str]:
    """Return the path and the rest of the arguments of a call that takes a path."""
    found = NAMED.match(arguments)
    if found is None:
        raise NotUnderstood(arguments[:200])
    return text_of(found["path"]), found["rest"] or ""


def bytes_of(escaped: str) -> bytes:
    r"""Return the bytes that strace wrote as \x.. each."""
    return bytes.fromhex(escaped.replace("\\x", ""))


def text_of(escaped: str) -> str:
    """Return the path that strace wrote in hex."""
    return HEX.sub(lambda found: chr(int(found[1], 16)), escaped)
