"""Postings and their keys: one serial, one effect, one answer, for ever (I3, I4)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, insert, select, update

from sg186_stub.answers import Refused
from sg186_stub.schema import postings

Kind = Literal["payment", "purchase"]


@dataclass(frozen=True, slots=True)
class Posting:
    """A row of the postings table."""

    no: int
    serial: str
    kind: str
    customer_no: str
    content: str
    answer: dict[str, Any]
    posted_on: date
    reversed_at: str | None


def canonical(content: Mapping[str, object]) -> str:
    """Write a request down so that equal requests are equal texts."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def find(connection: Connection, serial: str) -> Posting | None:
    """Look a posting up by its key."""
    row = connection.execute(select(postings).where(postings.c.serial == serial)).mappings().one_or_none()
    if row is None:
        return None
    return Posting(
        no=row["no"],
        serial=row["serial"],
        kind=row["kind"],
        customer_no=row["customer_no"],
        content=row["content"],
        answer=json.loads(row["answer"]),
        posted_on=row["posted_on"],
        reversed_at=row["reversed_at"],
    )


def find_of_kind(connection: Connection, serial: str, kind: Kind) -> Posting | None:
    """Look a posting up by its key, where it is of this kind."""
    posting = find(connection, serial)
    return posting if posting is not None and posting.kind == kind else None


def stored_answer(posting: Posting) -> dict[str, Any] | Refused:
    """Return what was answered; after a reversal the money is no longer booked, and saying so is the answer."""
    return posting.answer if posting.reversed_at is None else Refused("REVERSED")


def repeated(connection: Connection, serial: str, kind: Kind, content: str) -> dict[str, Any] | Refused | None:
    """Return the stored answer to the same request, a refusal to another one, None to a serial not yet heard of."""
    posting = find(connection, serial)
    if posting is None:
        return None
    if posting.kind != kind or posting.content != content:
        return Refused("DUPLICATE_SERIAL")
    return stored_answer(posting)


def record(
    connection: Connection,
    *,
    serial: str,
    kind: Kind,
    customer_no: str,
    paid_fen: int,
    surplus_fen: int,
    content: str,
    now: datetime,
) -> int:
    """Claim the key; the answer follows with `answered` in the same transaction. Returns the posting's number."""
    result = connection.execute(
        insert(postings).values(
            serial=serial,
            kind=kind,
            customer_no=customer_no,
            paid_fen=paid_fen,
            surplus_fen=surplus_fen,
            content=content,
            answer="null",
            posted_at=now.isoformat(timespec="seconds"),
            posted_on=now.date(),
        )
    )
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


def answered(connection: Connection, no: int, answer: Mapping[str, object]) -> None:
    """Keep the answer with its posting."""
    connection.execute(update(postings).where(postings.c.no == no).values(answer=canonical(answer)))


def mark_reversed(connection: Connection, no: int, now: datetime) -> None:
    """Take a posting out of every sum."""
    at = now.isoformat(timespec="seconds")
    connection.execute(update(postings).where(postings.c.no == no).values(reversed_at=at))


def core_serial(no: int, now: datetime) -> str:
    """Return the core's own number for a posting."""
    return f"SG{now:%Y%m%d}{no:08}"
