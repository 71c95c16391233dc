"""A kiosk whose machine gives it nothing any more: no disk space, no file handle. It takes no money it cannot account
for, and what it has taken is booked after the next start (faults 11, 14, 15 and 19 with a real process; I7, I9, I18).

The kernel refuses, by limits that are set on the running process.
"""

import resource

import pytest

from demo.processes import wait_for
from demo.scripts import NOTE
from demo.town import Town
from tests.endtoend.books import Books
from tests.endtoend.visits import WAIT_S, pay_bill, put_note, to_cash, visitor

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]


def limited(town: Town, what: int, most: int) -> None:
    """Set a limit on the running kiosk; it goes with the process."""
    _, hard = resource.prlimit(town.kiosk.number, what)
    resource.prlimit(town.kiosk.number, what, (most, hard))


def fallen(town: Town) -> list[object]:
    """Return the notes in the box."""
    return list(town.truth()["bill_acceptor"]["cassette"])


def test_i7_a_disk_that_takes_no_byte_gives_the_note_back(town: Town) -> None:
    """The intent cannot be durable, so the note does not fall; the kiosk serves nobody until it can write."""
    before = len(fallen(town))
    town.start_kiosk()
    customer = visitor(town)
    to_cash(customer)
    put_note(customer, town)
    limited(town, resource.RLIMIT_FSIZE, 0)
    wait_for("the acceptor to take a note", WAIT_S, lambda: town.bench.do("bill_acceptor", "insert_note", fen=NOTE))
    wait_for("the kiosk to close", WAIT_S, lambda: not town.kiosk.alive or customer.screen() == "OutOfServiceView")
    town.kiosk.stop()
    assert len(fallen(town)) == before + 1, "only the note that was recorded is in the box"

    town.start_kiosk()
    visitor(town).sees("IdleView", seconds=WAIT_S)
    wait_for("the sale to be settled", WAIT_S, lambda: not visitor(town).ask(do="state")["settling"])
    pay_bill(town)
    assert town.kiosk.stop() == 0
    assert Books.of(town).disagreements() == []


def test_i9_without_a_free_file_handle_what_was_taken_is_booked_in_the_end(town: Town) -> None:
    """No connection, no file can be opened: the note that falls is on record, its sale is booked when handles are."""
    before = len(fallen(town))
    town.start_kiosk()
    to_cash(visitor(town))
    limited(town, resource.RLIMIT_NOFILE, 3)  # nobody looks at this kiosk's screen either
    wait_for("the acceptor to take a note", WAIT_S, lambda: town.bench.do("bill_acceptor", "insert_note", fen=NOTE))
    wait_for("the note in the box", WAIT_S, lambda: len(fallen(town)) == before + 1)
    town.kiosk.stop()

    town.start_kiosk()
    visitor(town).sees("IdleView", seconds=WAIT_S)
    wait_for("the sale to be settled", WAIT_S, lambda: not visitor(town).ask(do="state")["settling"])
    assert town.kiosk.stop() == 0
    assert Books.of(town).disagreements() == []
