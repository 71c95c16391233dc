"""Reports of reconciliations: each sale that differed with why and what was done, kept for people (PAY-8).

A difference is written down before anything is done about it, and what was done after. A reconciliation that was cut
is gone on with in its own report, so that what it made good is not told as if it had never differed.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, and_, func, insert, select, update

from platform_stub.reconciliation.rows import Difference
from platform_stub.storage.database import in_one_transaction, reading
from platform_stub.storage.schema import reconciliation_rows, reconciliations
from platform_stub.storage.times import stamp

MADE_GOOD = ("booked", "platform_stands", "held")
TOLD_AT_MOST = 200  # rows in an answer; the report has all


@dataclass(frozen=True, slots=True)
class Report:
    """A reconciliation under way: its number, and how many of the file's lines it has behind it."""

    number: int
    lines_done: int


@dataclass(frozen=True, slots=True)
class Result:
    """A finished report; `rows` are the first of those that differed."""

    compared: int
    differing: int
    open: int
    rows: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Reports:
    """Keeps reports, each entry in a transaction of its own."""

    engine: Engine
    clock: Callable[[], datetime]

    def begin(self, terminal: str, name: str) -> Report:
        """Return the unfinished report of this file, or a new one."""
        of_file = and_(reconciliations.c.terminal == terminal, reconciliations.c.name == name)

        def work(connection: Connection) -> Report:
            unfinished = select(reconciliations.c.no, reconciliations.c.lines_done)
            unfinished = unfinished.where(of_file, reconciliations.c.finished_at.is_(None))
            for number, lines_done in connection.execute(unfinished):
                return Report(number, lines_done)
            new = {"terminal": terminal, "name": name, "begun_at": stamp(self.clock())}
            made = connection.execute(insert(reconciliations).values(new).returning(reconciliations.c.no))
            return Report(made.scalar_one(), 0)

        return in_one_transaction(self.engine, work)

    def known(self, report: Report) -> dict[str, Difference]:
        """Return what the report says already, by sale."""
        with reading(self.engine) as connection:
            return {row.sale: row for row in differences(connection, report.number)}

    def note(self, report: Report, n: int, difference: Difference) -> None:
        """Write a difference down, or what was done about it; what the books said at first stays."""
        same = and_(
            reconciliation_rows.c.reconciliation == report.number, reconciliation_rows.c.sale == difference.sale
        )

        def work(connection: Connection) -> None:
            done = update(reconciliation_rows).where(same).values(done=difference.done)
            if not connection.execute(done).rowcount:
                row = {"reconciliation": report.number, "n": n, **asdict(difference)}
                connection.execute(insert(reconciliation_rows).values(row))

        in_one_transaction(self.engine, work)

    def advance(self, report: Report, lines_done: int) -> None:
        """Note how many lines are behind it."""
        later = update(reconciliations).where(reconciliations.c.no == report.number)
        with self.engine.begin() as connection:
            connection.execute(later.values(lines_done=lines_done))

    def finish(self, report: Report, compared: int, also: Callable[[Connection], None]) -> Result:
        """Close the report and return it; `also` is done in the same transaction."""
        rows = reconciliation_rows.c

        def work(connection: Connection) -> Result:
            mine = select(func.count()).where(rows.reconciliation == report.number)
            differing = connection.execute(mine).scalar_one()
            left = connection.execute(mine.where(rows.done.not_in(MADE_GOOD))).scalar_one()
            found = tuple(differences(connection, report.number, at_most=TOLD_AT_MOST))
            result = Result(compared, differing, left, found)
            values = {"finished_at": stamp(self.clock()), "compared": compared, "differing": differing, "open": left}
            unfinished = and_(reconciliations.c.no == report.number, reconciliations.c.finished_at.is_(None))
            connection.execute(update(reconciliations).where(unfinished).values(values))
            also(connection)
            return result

        return in_one_transaction(self.engine, work)


def differences(
    connection: Connection, number: int, *, at_most: int | None = None, left: bool = False
) -> list[Difference]:
    """Return a report's rows in the order of the file; of `left` only those that are not made good."""
    rows = reconciliation_rows.c
    columns = (rows.sale, rows.terminal, rows.platform, rows.core, rows.why, rows.done)
    found = select(*columns).where(rows.reconciliation == number).order_by(rows.n, rows.sale).limit(at_most)
    if left:
        found = found.where(rows.done.not_in(MADE_GOOD))
    values: list[Any] = list(connection.execute(found).all())
    return [Difference(*row) for row in values]
