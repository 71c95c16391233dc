"""The journal's health: a disk nearly full, a settlement or a file that the platform refused, or neither (OPS-2)."""

from kiosk_app.domain.device import Condition
from kiosk_app.runtime.journal_health import DOUBTS_AT_MOST, FREE_AT_LEAST, journal_health


def test_a_full_disk_comes_first_and_nobody_is_served() -> None:
    full = journal_health(FREE_AT_LEAST - 1, 99, "FILE_CHAIN", "")
    assert (full.condition, full.code, full.usable) == (Condition.FAULT, "disk_full", False)


def test_h7_too_many_notes_in_doubt_serve_nobody_until_they_are_counted() -> None:
    """Faults 2 and 6: who pulls the plug at the right moment again and again meets a closed kiosk."""
    doubtful = journal_health(FREE_AT_LEAST, DOUBTS_AT_MOST + 1, "FILE_CHAIN", "")
    assert (doubtful.condition, doubtful.code, doubtful.usable) == (Condition.FAULT, "notes_in_doubt", False)
    assert journal_health(FREE_AT_LEAST, DOUBTS_AT_MOST, "", "").usable


def test_fault_58_a_refused_file_is_seen_and_customers_are_served_all_the_same() -> None:
    refused = journal_health(FREE_AT_LEAST, DOUBTS_AT_MOST, "FILE_CHAIN", "")
    assert (refused.condition, refused.code, refused.detail) == (Condition.ATTENTION, "file_refused", "FILE_CHAIN")
    assert refused.usable


def test_pay_10_a_refused_settlement_is_seen_before_a_refused_file_and_customers_are_served() -> None:
    refused = journal_health(FREE_AT_LEAST, 0, "FILE_CHAIN", "GD0117-S00012 INVALID_REQUEST")
    assert (refused.condition, refused.code) == (Condition.ATTENTION, "settlement_refused")
    assert (refused.detail, refused.usable) == ("GD0117-S00012 INVALID_REQUEST", True)
    assert journal_health(FREE_AT_LEAST - 1, 0, "", "GD0117-S00012 INVALID_REQUEST").code == "disk_full"


def test_otherwise_it_is_ready() -> None:
    assert journal_health(FREE_AT_LEAST, 0, "", "").condition is Condition.READY
