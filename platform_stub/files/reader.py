"""A journal file read whole: every defect with its code and its line; no defect, no doubt (PAY-7, faults 50, 51, 58).

What refuses a file is its first defect, in this order: form of file and lines, rows, sums, digest, chain, signature.
"""

import base64
import hashlib
import re
import zlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from platform_stub.files import lines
from platform_stub.files.lines import Header, LineWrong, Row, Trailer

PACKED_AT_MOST, AT_MOST, LINE_AT_MOST = 4 * 1024 * 1024, 32 * 1024 * 1024, 8 * 1024  # bytes
NAME = re.compile(r"([A-Z]{2}-[0-9]{4})_([0-9]{8})_([0-9]{3})\.txt(\.gz)?", re.ASCII)
DEFECTS_AT_MOST = 200  # what a person still reads
GZIP_HEAD = bytes((0x1F, 0x8B, 8, 0, 0, 0, 0, 0))  # deflate, no name, no comment, no time


@dataclass(frozen=True, slots=True)
class Defect:
    """What is wrong, and where; line 0 is the file as a whole."""

    code: str
    line: int
    text: str
    reached: int = 0  # FILE_STALE: the last row of the journal that an applied file has


@dataclass(frozen=True, slots=True)
class JournalFile:
    """A file without defects."""

    name: str  # without .gz
    header: Header
    rows: tuple[Row, ...]
    texts: tuple[str, ...]  # of the rows, as they stand in the file
    trailer: Trailer


class NotPacked(Exception):
    """Not one gzip as the terminal makes it; the defect says why."""

    def __init__(self, defect: Defect) -> None:
        super().__init__(defect.text)
        self.defect = defect


def read(
    name: str, content: bytes, keys: list[ec.EllipticCurvePublicKey] | None
) -> tuple[JournalFile | None, list[Defect]]:
    """Return the file, or every defect in it; `keys` of the terminal, None where its signature is not looked at."""
    if NAME.fullmatch(name) is None:
        return None, [Defect("FILE_NAME", 0, "not like GD-0117_20261123_001.txt")]
    try:
        plain = unpacked(content) if name.endswith(".gz") else content
    except NotPacked as error:
        return None, [error.defect]
    framed, defects = framing(plain)
    if defects:
        return None, defects
    reading = _Reading(name.removesuffix(".gz"), framed)
    reading.judge(plain, keys)
    return reading.file, reading.defects[:DEFECTS_AT_MOST]


def unpacked(content: bytes) -> bytes:
    """Unpack one whole gzip, never further than one byte beyond the limit; raise NotPacked."""
    if len(content) > PACKED_AT_MOST:
        raise NotPacked(Defect("FILE_TOO_LARGE", 0, f"more than {PACKED_AT_MOST} bytes packed"))
    if not content.startswith(GZIP_HEAD[: len(content)]):
        raise NotPacked(Defect("FILE_PACKING", 0, "not a gzip as the terminal makes it"))
    unpacker = zlib.decompressobj(31)
    try:
        plain = unpacker.decompress(content, AT_MOST + 1)
    except zlib.error as error:
        raise NotPacked(Defect("FILE_PACKING", 0, "a damaged gzip")) from error
    if len(plain) > AT_MOST:
        raise NotPacked(Defect("FILE_TOO_LARGE", 0, f"more than {AT_MOST} bytes unpacked"))
    if not unpacker.eof:
        raise NotPacked(Defect("FILE_TRUNCATED", 0, "the gzip does not come to its end"))
    if unpacker.unused_data:
        raise NotPacked(Defect("FILE_PACKING", 0, "bytes behind the gzip"))
    return plain


def framing(plain: bytes) -> tuple[list[str], list[Defect]]:
    """Cut the file into lines, or say why it cannot be; a file that was cut off anywhere is told here."""
    if len(plain) > AT_MOST:
        return [], [Defect("FILE_TOO_LARGE", 0, f"more than {AT_MOST} bytes")]
    cut = plain.split(b"\n")
    rest = cut.pop()
    if rest or not cut:
        return [], [Defect("FILE_TRUNCATED", len(cut) + 1, "the file ends in the middle of a line")]
    too_long = [number for number, line in enumerate(cut, 1) if len(line) > LINE_AT_MOST]
    if too_long:
        return [], [Defect("FILE_LINE", too_long[0], f"more than {LINE_AT_MOST} bytes")]
    try:
        texts = [line.decode("utf-8") for line in cut]
    except UnicodeDecodeError:
        number = plain[: _first_not_utf8(plain)].count(b"\n") + 1
        return [], [Defect("FILE_LINE", number, "not UTF-8")]
    ends = [number for number, line in enumerate(texts, 1) if line.startswith("T|")]
    if not ends:
        return [], [Defect("FILE_TRUNCATED", len(texts) + 1, "the trailer is missing")]
    if ends[0] != len(texts):
        return [], [Defect("FILE_LINE", ends[0] + 1, "lines behind the trailer")]
    return texts, []


def _first_not_utf8(plain: bytes) -> int:
    try:
        plain.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    raise AssertionError("asked only about what is not UTF-8")


class _Reading:
    """One file being looked at, all of it, however much is wrong."""

    def __init__(self, name: str, texts: list[str]) -> None:
        self.defects: list[Defect] = []
        self._name, self._texts = name, texts
        self._header: Header | None = None
        self._rows: list[tuple[int, Row]] = []
        self._trailer: Trailer | None = None

    @property
    def file(self) -> JournalFile | None:
        """The file, where nothing is wrong with it."""
        if self.defects:
            return None
        assert self._header is not None and self._trailer is not None, "nothing is wrong, so all was read"
        return JournalFile(
            self._name, self._header, tuple(row for _, row in self._rows), tuple(self._texts[1:-1]), self._trailer
        )

    def judge(self, plain: bytes, keys: list[ec.EllipticCurvePublicKey] | None) -> None:
        """Look at everything, in the order in which defects count."""
        self._lines()
        self._whose()
        self._each_once_in_order()
        if self._trailer is not None:
            self._totals(self._trailer)
            self._digest(self._trailer, plain)
            self._chain(self._trailer)
            if keys is not None and not signed(self._texts[-1], self._trailer.signature, keys):
                self._wrong("FILE_SIGNATURE", len(self._texts), "not signed by this terminal")

    def _wrong(self, code: str, line: int, text: str) -> None:
        self.defects.append(Defect(code, line, text))

    def _lines(self) -> None:
        last = len(self._texts)
        for number, text in enumerate(self._texts, 1):
            try:
                if number == 1:
                    self._header = lines.header(text)
                elif number == last:
                    self._trailer = lines.trailer(text)
                else:
                    self._rows.append((number, lines.row(text)))
            except LineWrong as error:
                self._wrong("FILE_LINE", number, str(error))

    def _whose(self) -> None:
        header = self._header
        if header is None:
            return
        if self._name != f"{header.terminal}_{header.date}_{header.batch:03}.txt":
            self._wrong("FILE_NAME", 1, "the name is not the header's")
        for number, row in self._rows:
            if not lines.is_of(header.terminal, row.sale):
                self._wrong("FILE_FOREIGN", number, "a sale of another terminal")

    def _each_once_in_order(self) -> None:
        seen: dict[str, int] = {}
        for place, (number, row) in enumerate(self._rows, 1):
            first = seen.setdefault(row.sale, number)
            if first != number:
                self._wrong("FILE_DUPLICATE_ROW", number, f"the sale of line {first} again")
            elif row.n != place and len(self._rows) == len(self._texts) - 2:
                self._wrong("FILE_ORDER", number, f"row {row.n} where row {place} belongs")

    def _totals(self, trailer: Trailer) -> None:
        last, count = len(self._texts), len(self._texts) - 2
        if trailer.count != count:
            self._wrong("FILE_COUNT", last, f"{count} rows, {trailer.count} in the trailer")
        total = sum(row.amount_fen for _, row in self._rows)
        if trailer.sum_fen != total and len(self._rows) == count:
            self._wrong("FILE_SUM", last, f"{total} fen in rows, {trailer.sum_fen} in the trailer")

    def _digest(self, trailer: Trailer, plain: bytes) -> None:
        last = len(self._texts)
        before = plain[: len(plain) - len(self._texts[-1].encode()) - 1]
        if hashlib.sha256(before).hexdigest() != trailer.digest:
            self._wrong("FILE_DIGEST", last, "the lines are not those that were written")

    def _chain(self, trailer: Trailer) -> None:
        if self._header is not None and trailer.journal_count != self._header.last_seq:
            self._wrong("FILE_CHAIN", len(self._texts), "the chain's head is not of the last row")


def signed(line: str, signature: str, keys: list[ec.EllipticCurvePublicKey]) -> bool:
    """Tell whether one of the keys signed the trailer, and its signature is written in the one way it can be."""
    raw = base64.b64decode(signature, validate=True)
    if base64.b64encode(raw).decode("ascii") != signature:
        return False
    given = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    message = line[: len(line) - len(signature)].encode()
    for key in keys:
        try:
            key.verify(given, message, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            continue
        return True
    return False
