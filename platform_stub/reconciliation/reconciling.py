"""A file's sales compared with the ledger and the billing core, and made good where the platform has not booked them.

Everything is done through the desk, under the sale's own number: repeated, interrupted, in whatever order the files
come, each sale is booked once.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, select

from platform_stub.billing.core import CoreRejected, CoreSilent
from platform_stub.files import lines
from platform_stub.files.chains import chain_alarm, contradicted
from platform_stub.files.lines import Row
from platform_stub.platform import Platform
from platform_stub.reconciliation.reports import Reports, differences
from platform_stub.reconciliation.rows import STATES, Difference, State, sale_of, why_different
from platform_stub.sales import ledger
from platform_stub.sales.asking import Booked, find_at_core
from platform_stub.sales.bodies import Sale
from platform_stub.sales.desk import KeyReused, UnknownOutcome
from platform_stub.sales.ledger import SaleRow
from platform_stub.shapes import Refused
from platform_stub.storage.database import in_one_transaction, reading
from platform_stub.storage.schema import file_rows, sales, uploads
from platform_stub.terminals import alarms

AT_ONCE = 500  # numbers in one question to the database
AT_MOST_S = 8.0  # of one call; the terminal waits 12
GO_ON = "STILL_RECONCILING"


def reconcile(
    platform: Platform, terminal: str, name: str, seconds: Callable[[], float] = time.monotonic
) -> dict[str, Any] | Refused:
    """Compare an applied file's sales, make good what differs, and report each that differed.

    One call does what fits into its time; then the answer is STILL_RECONCILING, and the next call goes on.
    """
    with reading(platform.engine) as connection:
        refused = not_ready(connection, terminal, name)
        rows = rows_of(connection, terminal, name) if refused is None else []
        strangers = list(not_in_files(connection, terminal, rows))
    if refused is not None:
        return _told_why(platform, terminal, name, refused)
    reports = Reports(platform.engine, platform.clock)
    report = reports.begin(terminal, name)
    known, until = reports.known(report), seconds() + AT_MOST_S
    for n, row in enumerate(rows[report.lines_done :], report.lines_done):
        if seconds() > until:
            reports.advance(report, n)
            return Refused(code=GO_ON, facts={"compared": str(n), "of": str(len(rows))})
        if row.sale not in known or not known[row.sale].done:
            look_at(platform, terminal, row, partial(reports.note, report, n + 1), known.get(row.sale))
    for n, stranger in enumerate(strangers, len(rows) + 1):
        reports.note(report, n, stranger)
    alarm = partial(_alarm, platform, terminal, report.number)
    result = reports.finish(report, len(rows) + len(strangers), alarm)
    platform.audit.note("reconciled", actor=terminal, terminal=terminal, rows=result.differing)
    return {"outcome": "ok", **asdict(result), "rows": [asdict(each) for each in result.rows]}


def _told_why(platform: Platform, terminal: str, name: str, refused: Refused) -> Refused:
    """Raise the alarm where the file's chain is not the journal's."""
    if refused.code == "FILE_CHAIN":
        in_one_transaction(
            platform.engine, lambda connection: chain_alarm(connection, terminal, name, platform.clock())
        )
    return refused


def not_ready(connection: Connection, terminal: str, name: str) -> Refused | None:
    """Say why a file cannot be reconciled yet: it was not applied, or one before it is missing (fault 50)."""
    mine = uploads.c.terminal == terminal
    upload = connection.execute(select(uploads).where(mine, uploads.c.name == name)).one_or_none()
    if upload is None or upload.answer is None:
        return Refused(code="FILE_MISSING", facts={"name": name})
    if upload.last_seq is None:
        return Refused(code=json.loads(upload.answer)["code"], facts={"name": name})
    if contradicted(connection, terminal, upload.last_seq, upload.journal_head):
        return Refused(code="FILE_CHAIN", facts={"name": name})
    applied = select(uploads.c.first_seq, uploads.c.last_seq).where(mine, uploads.c.last_seq <= upload.last_seq)
    following = 1
    for first, last in connection.execute(applied.order_by(uploads.c.first_seq)):
        if first != following:
            return Refused(code="FILE_MISSING", facts={"first_seq": str(following), "last_seq": str(first - 1)})
        following = last + 1
    return None


def rows_of(connection: Connection, terminal: str, name: str) -> list[Row]:
    """Return an applied file's sales."""
    mine = select(file_rows.c.line).where(file_rows.c.terminal == terminal, file_rows.c.name == name)
    return [lines.row(line) for (line,) in connection.execute(mine.order_by(file_rows.c.n))]


def not_in_files(connection: Connection, terminal: str, rows: list[Row]) -> Iterator[Difference]:
    """Yield sales that the platform has between a file's first and last, and that stand in no file of the terminal."""
    if not rows:
        return
    numbers = sorted(int(row.sale.rpartition("-")[2]) for row in rows)
    prefix = rows[0].sale.rpartition("-")[0]
    between = {f"{prefix}-{number:06}" for number in range(numbers[0], numbers[-1] + 1)}
    unseen = sorted(between - {row.sale for row in rows})
    for start in range(0, len(unseen), AT_ONCE):
        part = unseen[start : start + AT_ONCE]
        elsewhere = select(file_rows.c.sale).where(file_rows.c.terminal == terminal, file_rows.c.sale.in_(part))
        known = select(sales.c.sale, sales.c.state).where(sales.c.sale.in_(part), sales.c.sale.not_in(elsewhere))
        for sale, state in connection.execute(known.order_by(sales.c.sale)):
            yield Difference(sale, "NONE", STATES[state], "UNKNOWN", "not_in_file", "reported")


def look_at(
    platform: Platform, terminal: str, row: Row, note: Callable[[Difference], None], begun: Difference | None
) -> None:
    """Compare one sale, and make it good where the rule says so: noted before it is done, and again when it is.

    `begun` is what a reconciliation that was cut has noted of it: where the books agree by now, it has taken effect.
    """
    try:
        sale = sale_of(row)
    except (ValidationError, ValueError):
        note(Difference(row.sale, row.status, "UNKNOWN", "UNKNOWN", "unbookable", "reported"))
        return
    with reading(platform.engine) as connection:
        known = ledger.find(connection, row.sale)
    state: State = STATES[known.state] if known is not None else "NONE"
    core = at_core(platform, known, sale)
    held = known is not None and known.held
    why = why_different(row, state, core, same=known is not None and known.content == sale.content(), held=held)
    if why:
        found = Difference(row.sale, row.status, state, core, why, "")
        note(found)
        note(replace(found, done=done_about(platform, terminal, sale, found)))
    elif begun is not None:
        note(replace(begun, done="held" if held else "booked"))


def at_core(platform: Platform, known: SaleRow | None, sale: Sale) -> State:
    """Return what the core has under the sale's number; where it has it otherwise than paid, that is unknown."""
    asked = known.request if known is not None else sale
    try:
        found = find_at_core(platform.core, asked)
    except (CoreSilent, CoreRejected):
        return "UNKNOWN"
    if found is None:
        return "NONE"
    if isinstance(found, Booked):
        return "SUCCEEDED" if found.adds_up(asked) else "UNKNOWN"
    return "FAILED"


def done_about(platform: Platform, terminal: str, sale: Sale, found: Difference) -> str:
    """Do what the rule says, under the sale's own number, and say what came of it."""
    if found.why == "terminal_unaware":
        return "platform_stands" if found.platform == "SUCCEEDED" else "held"
    if found.why in ("core_lacks", "core_unknown", "held_and_booked"):
        return "reported"
    try:
        answer = platform.desk.book(terminal, sale)
    except KeyReused:
        return "reported"  # two contents under one number: a person decides, and the desk has raised the alarm
    except UnknownOutcome:
        return "pending"
    if answer["outcome"] == "booked":
        return "booked"
    with reading(platform.engine) as connection:
        row = ledger.find(connection, sale.sale)
    return "held" if row is not None and row.held else f"refused:{answer['code']}"


def _alarm(platform: Platform, terminal: str, report: int, connection: Connection) -> None:
    """Raise an alarm for each sale that is not made good."""
    for each in differences(connection, report, left=True):
        kind = alarms.RECONCILIATION_DIFFERS
        alarms.raise_alarm(connection, terminal, kind, subject=each.sale, code=each.why, now=platform.clock())
