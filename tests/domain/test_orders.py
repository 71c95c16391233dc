"""Orders as the journal tells them (OPS-2): each once, a pause that survives a restart."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.domain.facts import fold
from kiosk_app.domain.orders import DONE, CommandDone, CommandReceived, OrderFact, OrderKind, Orders, obeyed

A, B = "00000000000000a1", "00000000000000b2"


def told(*facts: OrderFact) -> Orders:
    return fold(facts).orders


def test_an_order_waits_until_it_is_done() -> None:
    assert told(CommandReceived(A, "restart"), CommandReceived(B, "reconcile")).waiting == {
        A: "restart",
        B: "reconcile",
    }
    after = told(CommandReceived(A, "restart"), CommandReceived(B, "reconcile"), CommandDone(A, DONE))
    assert (after.waiting, after.done) == ({B: "reconcile"}, {A: DONE})


def test_what_is_done_does_not_wait_again() -> None:
    after = told(CommandReceived(A, "restart"), CommandDone(A, DONE), CommandReceived(A, "restart"))
    assert (after.waiting, after.done) == ({}, {A: DONE})


def test_a_pause_lasts_until_it_is_ended() -> None:
    pause = (CommandReceived(A, OrderKind.PAUSE), CommandDone(A, DONE))
    assert told(*pause).paused
    assert not told(*pause, CommandReceived(B, OrderKind.RESUME), CommandDone(B, DONE)).paused
    assert told(*pause, CommandReceived(B, OrderKind.RESUME), CommandDone(B, "unknown_arguments")).paused
    assert not told(CommandReceived(A, OrderKind.PAUSE)).paused, "ordered and not carried out"


NUMBERS = st.sampled_from([A, B])
FACTS = st.one_of(
    st.builds(CommandReceived, NUMBERS, st.sampled_from([*OrderKind, "another"])),
    st.builds(CommandDone, NUMBERS, st.sampled_from([DONE, "unknown_kind"])),
)


@given(st.lists(FACTS, max_size=12))
def test_no_order_both_waits_and_is_done(facts: list[OrderFact]) -> None:
    orders = Orders()
    for fact in facts:
        orders = obeyed(orders, fact)
        assert not orders.waiting.keys() & orders.done.keys()
    received = {fact.command for fact in facts if isinstance(fact, CommandReceived)}
    assert orders.waiting.keys() <= received
