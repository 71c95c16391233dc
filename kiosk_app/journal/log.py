"""The write-ahead log as bytes: what SQLite takes for the end of it may be damage.

For SQLite a log ends at the first frame whose sum is wrong, because that is what a cut leaves. A damaged sector in the
middle of it looks the same, and acknowledged rows behind it would be gone without a word. They are still in the file.
What cannot be told from a cut, and is not noticed here: damage to the header, and to the last two appends.

Layout (SQLite file format, 4): a header of 8 words (magic, version, page size, checkpoint, salt, salt, sum, sum), then
frames, each 6 words (page, pages in the database if this ends a commit or else 0, salt, salt, sum, sum) and a page. All
words are big-endian; each beginning of the log over old frames takes new salts. On our terms a commit has two frames
that say they end it: its last page, and the same once more to fill the sector.
"""

import struct
from dataclasses import dataclass
from itertools import islice

HEADER, FRAME = struct.Struct(">8I"), struct.Struct(">6I")
SUMMED = 24  # bytes of the header that its sum is over
MAGIC = {0x377F0682: "<", 0x377F0683: ">"}
"""The order of the bytes that the sums are made over."""

UNDER_WAY = 3
"""Frames that end a commit and may lie behind the log's end after a cut: the two of the append under way, and before
them the filling frame of the append that was acknowledged last, whose end SQLite does not sync."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One page in the log."""

    commits: bool
    salts: tuple[int, int]


def frames(log: bytes) -> list[Frame]:
    """Return every frame that lies in a log with a whole header, whatever the frame's own sum."""
    size: int = HEADER.unpack_from(log)[2]
    found = []
    for start in range(HEADER.size, len(log) - FRAME.size - size + 1, FRAME.size + size):
        _, pages, one, two, _, _ = FRAME.unpack_from(log, start)
        found.append(Frame(pages != 0, (one, two)))
    return found


def header_is_whole(log: bytes) -> bool:
    """Return True when the sum of the log's header is right."""
    magic, *_, first_sum, second_sum = HEADER.unpack_from(log)
    if magic not in MAGIC:
        return False
    first = second = 0
    words = struct.unpack(f"{MAGIC[magic]}6I", log[:SUMMED])
    for one, two in zip(islice(words, 0, None, 2), islice(words, 1, None, 2), strict=True):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + two + first) & 0xFFFFFFFF
    return (first, second) == (first_sum, second_sum)


def hides_commits(log: bytes, valid: int) -> bool:
    """Return True when more ends of commits lie behind the frames that SQLite found valid than a cut can leave."""
    if len(log) < HEADER.size or not header_is_whole(log):
        return False
    _, _, _, _, *salts, _, _ = HEADER.unpack_from(log)
    behind = [frame for frame in frames(log)[valid:] if frame.commits and frame.salts == tuple(salts)]
    return len(behind) > UNDER_WAY
