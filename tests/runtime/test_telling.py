"""What a heartbeat tells of the kiosk (OPS-2): counts, paper, ends of orders."""

import pytest

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.facts import CardKept, Fact, NoteUnexpected, ReceiptBegun, ReceiptDone, fold
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import Note
from kiosk_app.domain.sale import SaleNumber
from kiosk_app.runtime.telling import REPORTED_AT_ONCE, Counted, counted_in, paper_of, told

SALE = SaleNumber("GD0117-000001")


def printer(condition: Condition, code: str = "") -> tuple[Health, ...]:
    return Health(Device.JOURNAL, Condition.READY), Health(Device.RECEIPT_PRINTER, condition, code)


@pytest.mark.parametrize(
    ("condition", "code", "paper"),
    [
        (Condition.READY, "", "ok"),
        (Condition.ATTENTION, "paper_near_end", "low"),
        (Condition.FAULT, "paper_end", "out"),
        (Condition.FAULT, "cover_open", "unknown"),
        (Condition.LOST, "not_answering", "unknown"),
        (Condition.STARTING, "", "unknown"),
    ],
)
def test_paper_is_told_where_the_printer_says_so(condition: Condition, code: str, paper: str) -> None:
    assert paper_of(printer(condition, code)) == paper
    assert paper_of(printer(condition, code)[:1]) == "unknown"


def test_slips_and_cards_are_counted_from_the_journal() -> None:
    note = Note(Fen(10_000), 5)
    facts: list[Fact] = [ReceiptBegun(SALE, "receipt", 1), ReceiptDone(SALE, 1), ReceiptBegun(SALE, "receipt", 2)]
    ledger = fold([*facts, CardKept(None, "1122334455667788"), NoteUnexpected(None, note), CardKept(SALE, "")])
    counts = counted_in(ledger)
    assert (counts.slips, counts.cards_kept) == (1, 2)
    said = told(printer(Condition.READY), counts, (7, b"\x9f" * 32), (("00000000000000a1", "done"),))
    assert said == {
        "conditions": [
            {"device": "journal", "condition": "ready", "code": ""},
            {"device": "receipt_printer", "condition": "ready", "code": ""},
        ],
        "counters": {"box": [{"value_fen": 10_000, "count": 1}], "slips": 1, "cards_kept": 2, "paper": "ok"},
        "journal": {"count": 7, "head": "9f" * 32},
        "commands_done": [{"id": "00000000000000a1", "result": "done"}],
    }


def test_many_ends_are_told_some_at_a_time() -> None:
    done = tuple((f"{number:016x}", "done") for number in range(REPORTED_AT_ONCE + 1))
    assert len(told((), Counted(), (0, bytes(32)), done)["commands_done"]) == REPORTED_AT_ONCE
