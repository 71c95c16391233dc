"""Fail a share of the system calls, kill a few processes, turn over some bytes; `./kiosk crash` does it all.

Faults 8, 14, 15 and 17; I9, I10.
"""

from pathlib import Path

import pytest

from kiosk_app.domain.facts import IncidentSeen
from kiosk_app.journal.journal import JournalFailed, SqliteJournal
from tests.crash import faults, flips, kills
from tests.crash.faults import Fault
from tests.crash.terms import PRODUCT

pytestmark = pytest.mark.processes


def silent(_: str) -> None:
    """Say nothing."""


@pytest.mark.parametrize(
    "fault",
    [
        Fault("pwrite64", "ENOSPC", 60, for_ever=True),
        Fault("pwrite64", "ENOSPC", 62, for_ever=False),
        Fault("pwrite64", "EIO", 64, for_ever=True),
        Fault("fdatasync", "EIO", 20, for_ever=False),
        Fault("fdatasync", "EIO", 21, for_ever=True),
    ],
    ids=str,
)
def test_fault_14_15_an_append_that_the_disk_does_not_take_is_refused_and_nothing_acknowledged_is_lost(
    fault: Fault, tmp_path: Path
) -> None:
    with PRODUCT.in_force():
        suffered = faults.suffer(fault, tmp_path / "journal")
    assert suffered.struck
    assert suffered.told
    assert suffered.problem == ""


@pytest.mark.parametrize(
    "fault",
    [
        Fault("write", "ENOSPC", 1, for_ever=False),
        Fault("write", "EIO", 2, for_ever=True),
        Fault("chmod", "EPERM", 2, for_ever=False),
        Fault("rename", "EIO", 1, for_ever=True),
    ],
    ids=str,
)
def test_fault_14_15_a_summary_that_the_disk_does_not_take_stops_nobody(fault: Fault, tmp_path: Path) -> None:
    with PRODUCT.in_force():
        suffered = faults.suffer(fault, tmp_path / "journal")
    assert suffered.struck
    assert not suffered.told
    assert suffered.problem == ""


def test_after_one_failed_append_the_journal_takes_no_other(tmp_path: Path) -> None:
    """What the disk holds after a failed sync nobody knows but a new start (fsync failures, ATC '20)."""
    with SqliteJournal(tmp_path / "journal.db", "GD-0117", "1") as journal:
        journal._driver.execute("PRAGMA query_only = 1")
        with pytest.raises(JournalFailed):
            journal.record(IncidentSeen("first"))
        journal._driver.execute("PRAGMA query_only = 0")
        with pytest.raises(JournalFailed, match="failed before"):
            journal.record(IncidentSeen("second"))


def test_fault_7_killed_processes_lose_nothing() -> None:
    assert kills.kill_many(30, 7, silent) == []


def test_fault_17_no_flipped_byte_is_served_and_every_one_in_a_row_is_noticed() -> None:
    assert flips.every_flip(17, silent) == []
