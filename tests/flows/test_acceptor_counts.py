"""Journal, acceptor's own count and hand count side by side: what differs needs a reason (PAY-10, H8, fault 53)."""

import pytest

from kiosk_app.domain.events import ReceiptFailed, ReceiptPrinted, RowTouched
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.staff_effects import PrintSettlement
from kiosk_app.domain.staff_events import SettlementBooked
from kiosk_app.domain.staff_facts import (
    AcceptorCounted,
    SettlementDone,
    SettlementVoucherMissed,
    SettlementVoucherPrinted,
)
from kiosk_app.flows import settlement as flow
from tests.flows.staff_world import World
from tests.flows.test_settlement import OPENED, begun, count, done, inner, opened, printed

BOTH = (NoteCount(Fen(10_000), 1), NoteCount(Fen(5_000), 1))
ONE_MORE = (NoteCount(Fen(10_000), 2), NoteCount(Fen(5_000), 1))


def test_the_acceptors_count_is_kept_when_the_period_is_closed_and_stands_on_the_voucher() -> None:
    world = World(acceptor=BOTH).agree().press("close_period")
    assert AcceptorCounted(begun(world).number, BOTH) in world.told
    (printing,) = world.asked
    assert isinstance(printing, PrintSettlement)
    assert printing.voucher.settlement.acceptor == BOTH


def test_three_counts_that_agree_need_no_reason() -> None:
    world = count(opened(World(acceptor=BOTH)), 1, 1)
    number = begun(world).number
    world.press("confirm")
    assert SettlementDone(number, Fen(0)) in world.told


@pytest.mark.parametrize("acceptor", [ONE_MORE, (), (NoteCount(Fen(10_000), 0), *BOTH[1:])])
def test_an_acceptor_that_counted_otherwise_needs_a_reason(acceptor: tuple[NoteCount, ...]) -> None:
    world = count(opened(World(acceptor=acceptor)), 1, 1).press("confirm")
    assert isinstance(inner(world), flow.Comparing)
    number = begun(world).number
    world.happen(RowTouched(1)).press("confirm")
    assert SettlementDone(number, Fen(0), "note_in_doubt") in world.told


def test_the_same_sum_of_other_notes_needs_a_reason() -> None:
    """Three of fifty for one of hundred and one of fifty."""
    world = count(opened(World()), 0, 3).press("confirm")
    assert begun(world).difference == 0
    assert isinstance(inner(world), flow.Comparing)


def test_an_acceptor_that_does_not_know_says_nothing() -> None:
    world = count(opened(World(acceptor=None)), 1, 1)
    assert not any(isinstance(fact, AcceptorCounted) for fact in world.told)
    assert begun(world).agrees


def test_cut_right_behind_the_closing_the_count_is_kept_before_the_box_is_opened() -> None:
    """Fault 52: nobody had the cassette in his hands yet, so what the acceptor says now is what it said then."""
    world = World(acceptor=BOTH).agree().press("close_period")
    world.facts = [fact for fact in world.facts if not isinstance(fact, AcceptorCounted)]
    world.boot()
    world.come_in().press("settle")
    assert AcceptorCounted(begun(world).number, BOTH) in world.told


def test_once_the_lock_was_released_the_cassette_may_be_another_and_is_not_asked() -> None:
    world = printed(World(acceptor=None)).press("open_box")
    world.acceptor = ()
    world.boot()
    world.come_in().press("settle", "print").happen(ReceiptPrinted("GD0117-S00001/2")).press("open_box").happen(OPENED)
    assert not any(isinstance(fact, AcceptorCounted) for fact in world.told)
    assert begun(world).acceptor is None


def test_the_voucher_is_printed_again_with_the_count() -> None:
    world = World(acceptor=BOTH)
    booking = done(world)
    world.happen(SettlementBooked(booking.settlement)).press("print")
    (printing,) = world.asked
    assert isinstance(printing, PrintSettlement)
    assert (printing.voucher.copy, printing.voucher.settlement.count) == (2, booking.settlement.count)
    world.press("done", "print")
    assert inner(world) == flow.Finished(printing.voucher.settlement, reported=True, printing=True)
    world.happen(ReceiptFailed(printing.job, "paper_end"))
    assert SettlementVoucherMissed(booking.settlement.number, 2, "paper_end") in world.told
    world.press("print").happen(ReceiptPrinted("GD0117-S00001/3"))
    assert SettlementVoucherPrinted(booking.settlement.number, 3) in world.told
    assert isinstance(inner(world), flow.Finished)
    world.press("done")
    assert world.open is None
