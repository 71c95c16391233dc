"""`reconciliation list|show`: reports for people, as a table or as CSV in which a spreadsheet finds no formula."""

import argparse
import csv
import io
from collections.abc import Sequence

from sqlalchemy import Connection, select

from platform_stub import commands
from platform_stub.reconciliation.reports import differences
from platform_stub.storage.database import reading
from platform_stub.storage.schema import reconciliations
from platform_stub.text_table import text_table

DIFFERENCE = ("sale", "terminal", "platform", "core", "why", "done")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell of a formula begins with (OWASP, CSV injection)."""


def list_reports(options: argparse.Namespace) -> str:
    """Return every report of a terminal, or of all."""
    columns = [column for column in reconciliations.columns if column.name != "lines_done"]
    found = select(*columns).order_by(reconciliations.c.no)
    if options.terminal is not None:
        found = found.where(reconciliations.c.terminal == options.terminal)
    with commands.opened(options) as platform, reading(platform.engine) as connection:
        rows = [tuple(row) for row in connection.execute(found)]
    return laid_out([column.name for column in columns], rows, as_csv=options.csv)


def show_report(options: argparse.Namespace) -> str:
    """Return what one report says; raise Usage where there is none. The key is its number, or a file's name."""
    with commands.opened(options) as platform, reading(platform.engine) as connection:
        number = number_of(connection, options.key)
        if number is None:
            raise commands.Usage(f"no reconciliation {options.key}")
        rows = [tuple(getattr(each, name) for name in DIFFERENCE) for each in differences(connection, number)]
    return laid_out(DIFFERENCE, rows, as_csv=options.csv)


def number_of(connection: Connection, key: str) -> int | None:
    """Return the report of this number, or the newest of this file."""
    numbered = key.isascii() and key.isdecimal() and len(key) < 16
    same = reconciliations.c.no == int(key) if numbered else reconciliations.c.name == key
    found = select(reconciliations.c.no).where(same).order_by(reconciliations.c.no.desc()).limit(1)
    number: int | None = connection.execute(found).scalar_one_or_none()
    return number


def laid_out(headings: Sequence[str], rows: Sequence[Sequence[object]], *, as_csv: bool) -> str:
    """Return rows under their headings."""
    if not as_csv:
        return text_table(headings, rows)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([[harmless(cell) for cell in row] for row in (headings, *rows)])
    return out.getvalue().removesuffix("\n")


def harmless(cell: object) -> str:
    """Return a cell that no spreadsheet runs: what would be a formula has an apostrophe before it."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text
