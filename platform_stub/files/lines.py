"""The lines of a journal file, field by field (docs/interfaces.md 6). Nothing here knows of other lines."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from platform_stub.sales.bodies import sale_prefix

Status = Literal["SUCCEEDED", "FAILED", "UNKNOWN"]
VERSION = "1"
_TIME = r"[0-9]{14}"
_HASH = r"[0-9a-f]{64}"
_MONEY = r"0|[1-9][0-9]{0,10}"
_SEQ = r"[1-9][0-9]{0,11}"

Shapes = tuple[tuple[str, re.Pattern[str]], ...]


def _shapes(**patterns: str) -> Shapes:
    return tuple((name, re.compile(pattern, re.ASCII)) for name, pattern in patterns.items())


HEADER = _shapes(
    kind="H", version=VERSION, terminal=r"[A-Z]{2}-[0-9]{4}", date=r"[0-9]{8}", batch=r"[0-9]{3}", first_seq=_SEQ,
    last_seq=_SEQ, created=_TIME,
)  # fmt: skip
ROW = _shapes(
    kind="D", n=r"[1-9][0-9]{0,5}", sale=r"[A-Z0-9]{2,15}-([0-9]{6}|[1-9][0-9]{6,8})",
    platform_serial=r"[0-9A-Za-z%._~:-]{0,600}", service="PAY|VEND", customer_no=r"[0-9]{10}",
    amount_fen=r"[1-9][0-9]{0,10}", method="CASH", closed=_TIME, status="SUCCEEDED|FAILED|UNKNOWN",
    card_serial=r"[0-9A-F]{16}|", purchase_no=r"0|[1-9][0-9]{0,9}|", write_state="NONE|BEGUN|WRITTEN|CONFIRMED|",
    notes=r"[1-9][0-9]{0,6}x[1-9][0-9]{0,3}(\+[1-9][0-9]{0,6}x[1-9][0-9]{0,3}){0,15}",
    bill_ids=r"[0-9A-Za-z%._~:,-]{0,4000}",
    card=r"[a-z0-9-]{1,40},[0-9A-F]{90},[0-9A-F]{16},[0-9A-F]{98}|",
)  # fmt: skip
TRAILER = _shapes(
    kind="T", count=r"0|[1-9][0-9]{0,5}", sum_fen=_MONEY, digest=_HASH, journal_count=_SEQ, journal_head=_HASH,
    signature=r"[0-9A-Za-z+/]{86}==",
)  # fmt: skip


class LineWrong(Exception):
    """A line that is not of the file's form; the text says which field, never what stood there (I24)."""


@dataclass(frozen=True, slots=True)
class Header:
    """The first line."""

    terminal: str
    date: str
    batch: int
    first_seq: int
    last_seq: int
    created: str


@dataclass(frozen=True, slots=True)
class Row:
    """One sale that took money, in the terminal's word."""

    n: int
    sale: str
    platform_serial: str
    service: Literal["PAY", "VEND"]
    customer_no: str
    amount_fen: int
    closed: str
    status: Status
    card_serial: str
    purchase_no: str
    write_state: str
    notes: tuple[tuple[int, int], ...]  # value in fen, count
    bill_ids: tuple[str, ...]
    card: str  # profile, files 01, 02, 05


@dataclass(frozen=True, slots=True)
class Trailer:
    """The last line."""

    count: int
    sum_fen: int
    digest: str
    journal_count: int
    journal_head: str
    signature: str


def header(line: str) -> Header:
    """Read the first line or raise LineWrong."""
    found = _fields(line, HEADER)
    _time(found["created"])
    if found["created"][:8] != found["date"]:
        raise LineWrong("date: not the day on which it was made")
    if found["batch"] == "000":
        raise LineWrong("batch: counted from 1")
    first, last = int(found["first_seq"]), int(found["last_seq"])
    if first > last:
        raise LineWrong("last_seq: before first_seq")
    return Header(found["terminal"], found["date"], int(found["batch"]), first, last, found["created"])


def row(line: str) -> Row:
    """Read a sale's line or raise LineWrong."""
    found = _fields(line, ROW)
    _time(found["closed"])
    pairs = [each.partition("x") for each in found["notes"].split("+")]
    notes = tuple((int(value), int(count)) for value, _, count in pairs)
    amount = int(found["amount_fen"])
    if sum(value * count for value, count in notes) != amount:
        raise LineWrong("notes: not the amount")
    vend = found["service"] == "VEND"
    for name in ("card_serial", "write_state", "card"):
        if bool(found[name]) != vend:
            raise LineWrong(f"{name}: a purchase has it, a payment has not")
    if found["bill_ids"] and vend:
        raise LineWrong("bill_ids: a purchase pays no bills")
    succeeded = found["status"] == "SUCCEEDED"
    if bool(found["platform_serial"]) != succeeded:
        raise LineWrong("platform_serial: what succeeded has it, and nothing else")
    if bool(found["purchase_no"]) != (vend and succeeded):
        raise LineWrong("purchase_no: a purchase that succeeded has it, and nothing else")
    bills = tuple(found["bill_ids"].split(",")) if found["bill_ids"] else ()
    service: Literal["PAY", "VEND"] = "VEND" if vend else "PAY"
    status: Status = "SUCCEEDED" if succeeded else "FAILED" if found["status"] == "FAILED" else "UNKNOWN"
    return Row(
        int(found["n"]), found["sale"], found["platform_serial"], service, found["customer_no"], amount,
        found["closed"], status, found["card_serial"], found["purchase_no"], found["write_state"], notes, bills,
        found["card"],
    )  # fmt: skip


def trailer(line: str) -> Trailer:
    """Read the last line or raise LineWrong."""
    found = _fields(line, TRAILER)
    return Trailer(
        int(found["count"]), int(found["sum_fen"]), found["digest"], int(found["journal_count"]),
        found["journal_head"], found["signature"],
    )  # fmt: skip


def is_of(terminal: str, sale: str) -> bool:
    """Tell whether a sale's number is the terminal's own."""
    return sale.rpartition("-")[0] == sale_prefix(terminal)


def _fields(line: str, shapes: Shapes) -> dict[str, str]:
    """Split a line and hold each field to its form."""
    parts = line.split("|")
    if len(parts) != len(shapes):
        raise LineWrong(f"{len(parts)} fields where {len(shapes)} belong")
    for number, (part, (name, pattern)) in enumerate(zip(parts, shapes, strict=True), 1):
        if pattern.fullmatch(part) is None:
            raise LineWrong(f"field {number}, {name}: not of its form")
    return {name: part for part, (name, _) in zip(parts, shapes, strict=True)}


def _time(text: str) -> None:
    """Hold a time to the calendar."""
    try:
        datetime.strptime(text, "%Y%m%d%H%M%S")  # noqa: DTZ007 - the file's zone is China's, and only the form is looked at
    except ValueError as error:
        raise LineWrong("a time that no calendar has") from error
