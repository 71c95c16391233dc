"""Paper: the roll, the strip that hangs out of the head, and the slips that are cut off it.

The cutter sits above the head: what was printed last cannot be cut off before it was fed there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from PIL import Image

WIDTH = 576  # dots
DOTS_PER_MM = 8
TO_CUTTER = 15 * DOTS_PER_MM
WHITE = 255


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of paper: blank when `picture` is None. `lines` is what a person reads there."""

    height: int
    picture: Image.Image | None = None
    lines: tuple[str, ...] = ()

    def rows(self, first: int, count: int, *, with_lines: bool) -> "Block":
        """Return some of the rows."""
        picture = None if self.picture is None else self.picture.crop((0, first, WIDTH, first + count))
        return Block(count, picture, self.lines if with_lines else ())


@dataclass(frozen=True, slots=True)
class Slip:
    """A piece of paper in the tray; not `whole` when it was torn off or fell out before its cut."""

    picture: Image.Image
    lines: tuple[str, ...]
    whole: bool


class Tray(Protocol):
    """Where slips fall into."""

    def put(self, slip: Slip) -> None:
        """Take one slip."""


class Roll:
    """What is left of the paper, in dots."""

    def __init__(self, length: int, near_end_at: int) -> None:
        self.left, self._near_end_at = length, near_end_at

    @property
    def end(self) -> bool:
        """No paper is under the head."""
        return self.left == 0

    @property
    def near_end(self) -> bool:
        """So little is left that somebody should bring a new roll."""
        return self.left <= self._near_end_at


class Strip:
    """Paper out of the head, the oldest rows first; it begins blank up to the cutter."""

    def __init__(self) -> None:
        self._blocks: list[Block] = [Block(TO_CUTTER)]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What is on the strip."""
        return tuple(self._blocks)

    @property
    def height(self) -> int:
        """How long the strip is."""
        return sum(block.height for block in self._blocks)

    @property
    def printed(self) -> bool:
        """Something is on it."""
        return any(block.picture is not None or block.lines for block in self._blocks)

    def add(self, block: Block) -> None:
        """Feed rows."""
        self._blocks.append(block)

    def cut(self) -> Slip | None:
        """Cut off what has passed the cutter, if anything has; the rest becomes the head of the next slip."""
        at, before, after = self.height - TO_CUTTER, [], []
        for block in self._blocks:
            here = min(max(at, 0), block.height)
            at -= block.height
            mostly = here * 2 >= block.height
            if here:
                before.append(block.rows(0, here, with_lines=mostly))
            if here < block.height:
                after.append(block.rows(here, block.height - here, with_lines=not mostly))
        self._blocks = after
        return _slip(before, whole=True) if before else None

    def tear(self) -> Slip | None:
        """Take everything off, up to the head; None when nothing was out but the blank rows under the cutter."""
        blocks, self._blocks = self._blocks, [Block(TO_CUTTER)]
        height = sum(block.height for block in blocks)
        return _slip(blocks, whole=False) if height > TO_CUTTER or any(block.picture for block in blocks) else None


def _slip(blocks: Iterable[Block], *, whole: bool) -> Slip:
    kept = list(blocks)
    picture = Image.new("L", (WIDTH, sum(block.height for block in kept)), WHITE)
    at = 0
    for block in kept:
        if block.picture is not None:
            picture.paste(block.picture, (0, at))
        at += block.height
    return Slip(picture, tuple(line for block in kept for line in block.lines), whole)
