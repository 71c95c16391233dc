"""docs/errors.md and the program hold each other: every code that can be shown or answered has its row, and no other.

Codes in capitals are found wherever they stand as a text; those of a terminal's parts where the part's health is told.
"""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from kiosk_app.domain.device import NEEDED
from kiosk_app.domain.staff import DoorState
from kiosk_app.hardware.bill_acceptor.states import FAULTS, PASSING, FailureCode
from kiosk_app.hardware.card_reader.crt310.mechanics import UNABLE
from kiosk_app.hardware.printer.protocol import Trouble
from kiosk_app.screens.texts import staff_code

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "docs" / "errors.md"
SOURCES = ("kiosk_app", "platform_stub", "sg186_stub")
CAPITALS = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+|E[0-9]{4}")
ONE_WORD = {"INTERNAL", "REPLAYED", "REVERSED", "UNAUTHORISED"}  # so short that only these are known to be codes
NO_CODES = {"NOTIFY_SOCKET", "QT_QPA_PLATFORM"}  # names of the environment
NO_PARTS = {"platform.heartbeat_s"}  # a name of the configuration
PARTS = {
    "kiosk_app/hardware/bill_acceptor/": "bill_acceptor",
    "kiosk_app/hardware/printer/": "receipt_printer",
    "kiosk_app/hardware/card_reader/": "card_reader",
    "kiosk_app/hardware/scanner/": "scanner",
    "kiosk_app/flows/doors.py": "cabinet",
    "kiosk_app/sync/worker.py": "platform",
    "kiosk_app/journal/": "journal",
    "kiosk_app/app.py": "journal",
    "kiosk_app/runtime/journal_health.py": "journal",
}
TELLING = {"_tell", "tell", "_leave", "_lose", "_report", "Health", "ReaderLost", "TerminalLost", "JournalBroken"}
ENTIRE = re.compile(
    r"(bill_acceptor|receipt_printer|card_reader|platform|journal|cabinet|kiosk)\.(?!db$|qss$|toml$)[a-z_]*[a-z]"
)
WORD = re.compile(r"[a-z][a-z0-9_]*[a-z0-9]")
NOT_TOLD = {"failure"}  # of the acceptor: told with what failed


@cache
def trees() -> dict[str, ast.Module]:
    found = (path for source in SOURCES for path in sorted((ROOT / source).rglob("*.py")))
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8")) for path in found}


@cache
def nodes() -> tuple[ast.AST, ...]:
    return tuple(node for tree in trees().values() for node in ast.walk(tree))


@cache
def texts() -> frozenset[str]:
    return frozenset(each.value for each in nodes() if isinstance(each, ast.Constant) and isinstance(each.value, str))


@cache
def constants() -> dict[str, str]:
    """Return every name of a module that stands for one text."""
    found: dict[str, str] = {}
    for tree in trees().values():
        for node in tree.body:
            if isinstance(node, ast.Assign) and len(node.targets) == 1:
                target, value = node.targets[0], node.value
                names = target.elts if isinstance(target, ast.Tuple) else [target]
                values = value.elts if isinstance(value, ast.Tuple) else [value]
                for name, each in zip(names, values, strict=False):
                    if isinstance(name, ast.Name) and isinstance(each, ast.Constant) and isinstance(each.value, str):
                        found[name.id] = each.value
    return found


def said(node: ast.expr) -> Iterator[str]:
    """Yield the words that an argument may be."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value
        elif isinstance(part, ast.Name) and part.id in constants():
            yield constants()[part.id]


def told(tree: ast.AST) -> Iterator[str]:
    """Yield the codes of parts that a file tells."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in TELLING:
                yield from (word for each in node.args for word in said(each))
        elif isinstance(node, ast.Tuple) and any(map(is_condition, node.elts)):
            yield from (word for each in node.elts for word in said(each))
        elif isinstance(node, ast.Assign) and "_stopped_by" in ast.unparse(node.targets[0]):
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            yield from said(values[-1])


def is_condition(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Condition"


def in_capitals() -> set[str]:
    return {each for each in texts() if CAPITALS.fullmatch(each) or each in ONE_WORD} - NO_CODES


@cache
def of_parts() -> set[str]:
    """Return the codes of a terminal's parts as staff read them."""
    codes = {
        f"{part}.{word}"
        for place, tree in trees().items()
        for folder, part in PARTS.items()
        if place.startswith(folder)
        for word in told(tree)
        if WORD.fullmatch(word) and word not in NOT_TOLD
    }
    codes |= {text for text in texts() if ENTIRE.fullmatch(text)} - NO_PARTS
    codes |= {f"bill_acceptor.{each}" for each in {*FAULTS.values(), *PASSING.values()} - NOT_TOLD}
    codes |= {f"bill_acceptor.failure_{each.name.lower()}" for each in FailureCode} | {"bill_acceptor.failure_unknown"}
    codes |= {f"receipt_printer.{each}" for each in Trouble} | {f"card_reader.{each}" for each in UNABLE.values()}
    codes |= {f"{part}.starting" for part in (*NEEDED, "scanner")}  # before anybody has said anything (flows, views)
    codes |= {f"cabinet.door_{each}" for each in DoorState if each is not DoorState.CLOSED}  # flows.visit
    codes |= {f"kiosk.{code}" for code in faults()}
    return {staff_code(code) for code in codes}


def faults() -> Iterator[str]:
    """Yield the codes with which the program ends itself."""
    for node in ast.walk(trees()["kiosk_app/app.py"]):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "fail":
            yield from (word for word in said(node.args[0]) if WORD.fullmatch(word))


def incidents() -> set[str]:
    seen = [each for each in nodes() if isinstance(each, ast.Call) and getattr(each.func, "id", "") == "IncidentSeen"]
    return {word for each in seen for word in said(each.args[0])}


@cache
def chapters() -> dict[str, list[list[str]]]:
    """Return the rows of the catalogue's tables, by chapter number."""
    found: dict[str, list[list[str]]] = {}
    chapter = ""
    for line in CATALOGUE.read_text("utf-8").splitlines():
        if heading := re.match(r"## ([0-9]+) ", line):
            chapter = heading.group(1)
        elif line.startswith("| `"):
            found.setdefault(chapter, []).append([cell.strip() for cell in line.strip("|").split(" | ")])
    return found


def listed(*numbers: str) -> list[str]:
    return [row[0].strip("` ") for number in numbers for row in chapters()[number]]


@pytest.mark.parametrize(
    ("numbers", "codes"),
    [(("1", "2", "3", "4", "5"), in_capitals), (("6",), of_parts), (("7",), incidents)],
    ids=["answers and alarms", "parts of a terminal", "incidents"],
)
def test_every_code_has_its_row_and_every_row_its_code(numbers: tuple[str, ...], codes: Callable[[], set[str]]) -> None:
    rows, found = listed(*numbers), codes()
    assert sorted(found - set(rows)) == [], "codes without a row in docs/errors.md"
    assert sorted(set(rows) - found) == [], "rows without a code"
    assert len(rows) == len(set(rows)), "one row a code"


def test_every_row_says_who_what_and_what_to_do() -> None:
    for rows in chapters().values():
        for row in rows:
            assert len(row) == 4, row
            assert all(row), row
            assert set(row[1].split(", ")) <= {"customer", "staff", "platform", "programs"}, row


def test_the_codes_are_really_found() -> None:
    """So that a change of the way in which codes are written down cannot empty these tests."""
    assert {"E2101", "KEY_REUSED", "FILE_LINE", "CARD_BLANK", "DEVICE_LOST"} <= in_capitals()
    assert {"BV-CASSETTE-FULL", "PR-PAPER-END", "CR-SERVICE-STUCK", "NET-NO-IDENTITY", "JR-DISK-FULL"} <= of_parts()
    assert {"JR-JOURNAL-CHAIN", "KS-BUG", "BV-NOTE-IN-DOUBT", "CR-CARD-JAM", "JR-ROLLED-BACK"} <= of_parts()
    assert "settlement_refused" in incidents()
