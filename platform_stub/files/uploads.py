"""Journal files on their way in: expected, brought with a one-time ticket, applied whole or not at all, once (I20)."""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import Connection, Engine, Row, and_, insert, or_, select, update

from platform_stub.audit import Audit
from platform_stub.files import reader
from platform_stub.files.chains import UPLOAD_REFUSED, contradicted
from platform_stub.files.reader import Defect, JournalFile
from platform_stub.shapes import Refused
from platform_stub.storage.database import in_one_transaction, reading
from platform_stub.storage.schema import file_rows, upload_tickets, uploads
from platform_stub.storage.times import stamp
from platform_stub.terminals import alarms, registry

TICKET_LIVES = timedelta(minutes=10)
HARMLESS = frozenset({"FILE_STALE"})  # a repetition; whatever else is refused for ever, a person looks at


class UploadUnheard(Exception):
    """Nobody announced a file of this name."""


class TicketWrong(Exception):
    """Wrong, used, expired, another terminal's: one answer for all."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A file that a terminal is about to bring."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What a ticket allows: to bring the rest of just this file."""

    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class Uploads:
    """What taking files in needs."""

    engine: Engine
    clock: Callable[[], datetime]
    audit: Audit
    area: Path  # one directory a terminal
    address: tuple[str, int]  # of the FTPS server, as terminals reach it

    def announce(self, terminal: str, file: Announced, key: ec.EllipticCurvePublicKey) -> dict[str, Any] | Refused:
        """Expect a file, and give a ticket for it unless all of it is there."""
        if not file.name.startswith(f"{terminal}_"):
            return self._refused(terminal, file.name, "FILE_FOREIGN", {})

        def work(connection: Connection) -> Row[Any]:
            found = self._find(connection, terminal, file.name)
            if found is None:
                pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
                row = {"terminal": terminal, "name": file.name, "size": file.size, "sha256": file.sha256}
                row |= {"public_key": pem.decode(), "asked_at": stamp(self.clock())}
                connection.execute(insert(uploads).values(row))
                found = self._find(connection, terminal, file.name)
            assert found is not None, "it is there now"
            return found

        row = in_one_transaction(self.engine, work)
        if (row.size, row.sha256) != (file.size, file.sha256):
            return self._refused(terminal, file.name, "UPLOAD_CONFLICT", {})
        received = size_of(self.path(terminal, file.name))
        complete = received == row.size or row.answer is not None
        ticket = None if complete else self._ticket(terminal, file.name)
        return {"outcome": "ok", "complete": complete, "received": received, "ticket": ticket}

    def path(self, terminal: str, name: str) -> Path:
        """Return where a file lies."""
        assert reader.NAME.fullmatch(name) is not None and name.startswith(terminal), "the name was looked at"
        return self.area / terminal / name

    def admit(self, account: str, secret: str, terminal: str) -> Expected:
        """Use a ticket up, by the terminal that it was given to; raise TicketWrong."""
        at = stamp(self.clock())

        def work(connection: Connection) -> Row[Any] | None:
            found = connection.execute(
                select(upload_tickets).where(
                    upload_tickets.c.account == account,
                    upload_tickets.c.terminal == terminal,
                    upload_tickets.c.used_at.is_(None),
                    upload_tickets.c.expires_at > at,
                )
            ).one_or_none()
            if found is None or not hmac.compare_digest(found.secret_hash, _hash(secret)):
                return None
            connection.execute(update(upload_tickets).where(upload_tickets.c.account == account).values(used_at=at))
            return self._find(connection, terminal, found.name)

        row = in_one_transaction(self.engine, work)
        if row is None:
            raise TicketWrong
        path = self.path(terminal, row.name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Expected(path, row.size)

    def apply(self, terminal: str, name: str, key: ec.EllipticCurvePublicKey) -> dict[str, Any] | Refused:
        """Apply a file whole or not at all; the second time is answered as the first. Raises UploadUnheard."""
        with reading(self.engine) as connection:
            row, others = self._find(connection, terminal, name), registry.public_keys(connection, terminal)
        if row is None:
            raise UploadUnheard
        if row.answer is not None:
            return _answer(json.loads(row.answer))
        content = content_of(self.path(terminal, name), row.size)
        if len(content) != row.size:
            return Refused(code="FILE_MISSING", facts={"received": str(len(content))})
        if hashlib.sha256(content).hexdigest() != row.sha256:
            self._set_aside(terminal, name)
            return Refused(code="UPLOAD_DAMAGED")
        keys = [key, *(_loaded(each) for each in (row.public_key, *others))]  # it may have been renewed meanwhile
        found, defects = reader.read(name, content, keys)

        def work(connection: Connection) -> dict[str, Any]:
            return self._applied(connection, terminal, name, found, defects)

        answer = in_one_transaction(self.engine, work)
        if answer["outcome"] == "refused":
            self.audit.note("file_refused", terminal=terminal, code=answer["code"])
        else:
            self.audit.note("file_applied", terminal=terminal, rows=answer["rows"])
        return _answer(answer)

    def _applied(
        self, connection: Connection, terminal: str, name: str, file: JournalFile | None, defects: list[Defect]
    ) -> dict[str, Any]:
        """Keep the rows and the answer, in one transaction; who lost a race finds the winner's answer."""
        row = self._find(connection, terminal, name)
        assert row is not None, "it was there before"
        if row.answer is not None:
            known: dict[str, Any] = json.loads(row.answer)
            return known
        wrong = defects[0] if file is None else against_others(connection, file)
        if wrong is not None:
            facts = {"line": str(wrong.line), "text": wrong.text}
            if wrong.reached:
                facts["last_seq"] = str(wrong.reached)
            answer = Refused(code=wrong.code, facts=facts).model_dump()
            if wrong.code not in HARMLESS:
                self._alarm(connection, terminal, name, wrong.code)
        else:
            assert file is not None, "nothing is wrong with it"
            lines = [
                {"terminal": terminal, "sale": each.sale, "name": name, "n": each.n, "line": text}
                for each, text in zip(file.rows, file.texts, strict=True)
            ]
            if lines:
                connection.execute(insert(file_rows), lines)
            answer = {"outcome": "ok", "rows": file.trailer.count, "sum_fen": file.trailer.sum_fen}
        kept: dict[str, Any] = {"answer": json.dumps(answer, ensure_ascii=False), "settled_at": stamp(self.clock())}
        if file is not None and wrong is None:
            kept |= {"first_seq": file.header.first_seq, "last_seq": file.header.last_seq}
            kept["journal_head"] = file.trailer.journal_head
        connection.execute(update(uploads).where(_is(terminal, name)).values(kept))
        return answer

    def _ticket(self, terminal: str, name: str) -> dict[str, Any]:
        account, secret, until = secrets.token_hex(12), secrets.token_urlsafe(24), self.clock() + TICKET_LIVES
        row = {"account": account, "secret_hash": _hash(secret), "terminal": terminal, "name": name}
        with self.engine.begin() as connection:
            connection.execute(insert(upload_tickets).values({**row, "expires_at": stamp(until)}))
        host, port = self.address
        return {"host": host, "port": port, "user": account, "password": secret}

    def _find(self, connection: Connection, terminal: str, name: str) -> Row[Any] | None:
        return connection.execute(select(uploads).where(_is(terminal, name))).one_or_none()

    def _refused(self, terminal: str, name: str, code: str, facts: dict[str, str]) -> Refused:
        in_one_transaction(self.engine, lambda connection: self._alarm(connection, terminal, name, code))
        self.audit.note("file_refused", terminal=terminal, code=code)
        return Refused(code=code, facts=facts)

    def _alarm(self, connection: Connection, terminal: str, name: str, code: str) -> None:
        alarms.raise_alarm(connection, terminal, UPLOAD_REFUSED, subject=name, code=code, now=self.clock())

    def _set_aside(self, terminal: str, name: str) -> None:
        """Keep what came damaged, and let the file come anew."""
        path = self.path(terminal, name)
        path.rename(path.with_name(f"{name}.damaged-{secrets.token_hex(4)}"))


def against_others(connection: Connection, file: JournalFile) -> Defect | None:
    """Say what a file has against the journal, or those applied before: the same rows of it, or of sales, twice."""
    header = file.header
    overlaps = and_(uploads.c.first_seq <= header.last_seq, uploads.c.last_seq >= header.first_seq)
    others = select(uploads.c.name, uploads.c.last_seq).where(uploads.c.terminal == header.terminal, overlaps)
    other = connection.execute(others.order_by(uploads.c.last_seq.desc()).limit(1)).one_or_none()
    if other is not None:
        return Defect("FILE_STALE", 1, f"{other.name} has rows of this range", other.last_seq)
    if contradicted(connection, header.terminal, header.last_seq, file.trailer.journal_head):
        return Defect("FILE_CHAIN", len(file.rows) + 2, "the journal as received has another head there")
    for start in range(0, len(file.rows), 500):
        part = {row.sale: row.n for row in file.rows[start : start + 500]}
        same = or_(file_rows.c.sale.in_(part))
        seen = connection.execute(select(file_rows.c.sale).where(file_rows.c.terminal == header.terminal, same)).first()
        if seen is not None:
            return Defect("FILE_DUPLICATE_ROW", part[seen.sale] + 1, "the sale stands in a file applied before")
    return None


def size_of(path: Path) -> int:
    """Return how much of a file is there."""
    return path.stat().st_size if path.exists() else 0


def content_of(path: Path, at_most: int) -> bytes:
    """Read a file, no more than it may be; made durable first, for its bytes are about to count."""
    if not path.exists():
        return b""
    with path.open("rb") as opened:
        os.fsync(opened.fileno())
        return opened.read(at_most + 1)


def _loaded(pem: str) -> ec.EllipticCurvePublicKey:
    key = serialization.load_pem_public_key(pem.encode())
    assert isinstance(key, ec.EllipticCurvePublicKey), "a terminal's key is on P-256"
    return key


def _answer(stored: dict[str, Any]) -> dict[str, Any] | Refused:
    return stored if stored["outcome"] == "ok" else Refused.model_validate(stored)


def _is(terminal: str, name: str) -> Any:
    return and_(uploads.c.terminal == terminal, uploads.c.name == name)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
