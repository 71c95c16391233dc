"""What a disk may hold after a cut.

A change is on the disk for sure once its file (for names: the folder) was synced after it. What came later is pending:
each pending sector of 512 bytes, each new length and each name may be there or not, independently of the others; that
is what POSIX and a drive with a volatile cache allow, and more than ext4 does. A process that is killed loses nothing
but the rest of the call it was in. A sector that was being written when the power went may also be spoilt as a whole,
with what it held before; `SPOILT` blocks are 4 KiB, as drives have them.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.crash.recording import (
    Change,
    Created,
    FolderSynced,
    Marked,
    Removed,
    Renamed,
    Resized,
    Step,
    Synced,
    Written,
)

SECTOR, PAGE = 512, 4096

Image = tuple[tuple[str, bytes], ...]
"""A folder: names and contents, in order of name."""


@dataclass(frozen=True, slots=True)
class Disk:
    """What is surely on the disk, and what may be."""

    files: dict[int, bytes]
    names: dict[str, int]
    pending: tuple[Change, ...] = ()
    waiting: int = 0  # so many of the pending changes, the first ones, were pending at the last sync already

    def after(self, step: Step) -> "Disk":
        """Return the disk after one more step."""
        on_disk: tuple[Change, ...]
        match step:
            case Marked():
                return self
            case FolderSynced():
                on_disk = tuple(change for change in self.pending if not isinstance(change, Written | Resized))
            case Synced(inode):
                on_disk = tuple(change for change in self.pending if concerns(change, inode))
            case _:
                return Disk(self.files, self.names, (*self.pending, step), self.waiting)
        files, names = applied(self.files, self.names, on_disk)
        left = tuple(change for change in self.pending if change not in on_disk)
        return Disk(files, names, left, len(left))


EMPTY = Disk({}, {})


def disk_of(image: Image) -> Disk:
    """Return the disk that holds this image and nothing pending."""
    return Disk({n: content for n, (_, content) in enumerate(image)}, {name: n for n, (name, _) in enumerate(image)})


def concerns(change: Change, inode: int) -> bool:
    """Return True for bytes and lengths of this file."""
    return isinstance(change, Written | Resized) and change.inode == inode


def applied(
    files: dict[int, bytes], names: dict[str, int], changes: Sequence[Change]
) -> tuple[dict[int, bytes], dict[str, int]]:
    """Return files and names after these changes, in their order."""
    open_files: dict[int, bytearray] = {}
    names = dict(names)

    def content(inode: int) -> bytearray:
        return open_files.setdefault(inode, bytearray(files.get(inode, b"")))

    for change in changes:
        match change:
            case Created(name, inode):
                names[name] = inode
            case Removed(name):
                names.pop(name, None)
            case Renamed(old, new, inode):
                names.pop(old, None)
                names[new] = inode
            case Resized(inode, length):
                resize(content(inode), length)
            case Written(inode, offset, data):
                into = content(inode)
                resize(into, max(len(into), offset + len(data)))
                into[offset : offset + len(data)] = data
    return {**files, **{inode: bytes(data) for inode, data in open_files.items()}}, names


def resize(content: bytearray, length: int) -> None:
    """Cut, or lengthen with zeros."""
    del content[length:]
    content.extend(bytes(length - len(content)))


def image_of(disk: Disk, changes: Sequence[Change]) -> Image:
    """Return the folder when just these of the pending changes made it."""
    files, names = applied(disk.files, disk.names, changes)
    return tuple((name, files.get(inode, b"")) for name, inode in sorted(names.items()))


def pieces(changes: Sequence[Change]) -> list[Change]:
    """Split every write at the disk's sectors, so that each sector can be there or not; and a new name from the old."""
    found: list[Change] = []
    for change in changes:
        if isinstance(change, Renamed):
            found += [Created(change.new, change.inode), Removed(change.old)]
            continue
        if not isinstance(change, Written):
            found.append(change)
            continue
        start, end = change.offset, change.offset + len(change.data)
        while start < end:
            stop = min(end, (start // SECTOR + 1) * SECTOR)
            found.append(Written(change.inode, start, change.data[start - change.offset : stop - change.offset]))
            start = stop
    return found


def killed(disk: Disk, coming: Step) -> Iterator[Image]:
    """Yield what a SIGKILL leaves here: everything, and of a write in progress any whole number of pages."""
    yield image_of(disk, disk.pending)
    if isinstance(coming, Written):
        first_stop = PAGE - coming.offset % PAGE
        for length in range(first_stop, len(coming.data), PAGE):
            yield image_of(disk, (*disk.pending, Written(coming.inode, coming.offset, coming.data[:length])))


def under_way(disk: Disk, coming: Step) -> tuple[list[Change], tuple[Change, ...]]:
    """Return the pieces of what had waited at the last sync already, and what has come since.

    The step that was coming may already have reached the disk in part.
    """
    changes = disk.pending if isinstance(coming, Marked | Synced | FolderSynced) else (*disk.pending, coming)
    return pieces(changes[: disk.waiting]), changes[disk.waiting :]


def power_cut(disk: Disk, coming: Step, chance: random.Random) -> Iterator[Image]:
    """Yield, without end, what a power cut here may leave: the plain cases first, then ever other combinations.

    What nobody syncs, as a summary, waits for the rest of the story: it is there, or not, or in part, whatever became
    of what came later, and is no plain case each time anew.
    """
    waiting, changes = under_way(disk, coming)
    yield image_of(disk, ())
    yield image_of(disk, (*waiting, *changes))
    for plain in plainly(changes):
        share = chance.choice((0.0, 0.5, 1.0))
        yield image_of(disk, [*(part for part in waiting if chance.random() < share), *plain])
    parts = [*waiting, *pieces(changes)]
    while parts:
        share = chance.choice((0.1, 0.5, 0.9))
        yield image_of(disk, [part for part in parts if chance.random() < share])


def plainly(changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
    """Yield the first changes and the last ones, all but one, and the same of their pieces."""
    for length in range(len(changes) + 1):
        yield changes[:length]
        yield changes[length:]
    for left_out in range(len(changes)):
        yield (*changes[:left_out], *changes[left_out + 1 :])
    parts = pieces(changes)
    for cut in range(1, len(parts)):
        yield parts[:cut]
        yield parts[cut:]
        yield (*parts[:cut], *parts[cut + 1 :])


def spoilt(disk: Disk, coming: Step, chance: random.Random) -> Iterator[Image]:
    """Yield, without end, a power cut that also spoilt a sector, or the block of 4 KiB, that was being written."""
    waiting, changes = under_way(disk, coming)
    parts = [*waiting, *pieces(changes)]
    written = [part for part in parts if isinstance(part, Written)]
    newest = [part for part in parts[len(waiting) :] if isinstance(part, Written)] or written
    while written:
        kept = [part for part in parts if chance.random() < chance.choice((0.1, 0.5, 0.9, 1.0))]
        victim = chance.choice(chance.choice((newest, written)))
        size = chance.choice((SECTOR, PAGE))
        files, _ = applied(disk.files, disk.names, [*kept, victim])
        start = victim.offset // size * size
        end = min(start + size, len(files[victim.inode]))
        yield image_of(disk, [*kept, victim, Written(victim.inode, start, chance.randbytes(end - start))])
