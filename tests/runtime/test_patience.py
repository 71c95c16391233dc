"""How long each state waits: the table, and that silence leads everybody home (T13, T14, T15, I28)."""

from fnmatch import fnmatchcase

import pytest

from kiosk_app.domain.events import TimedOut
from kiosk_app.domain.rules import Rules
from kiosk_app.flows import buy_electricity, cash_tender, identify, pay_bill, staff, visit
from kiosk_app.flows.visit import Idle
from kiosk_app.runtime.patience import Deadline, Patience, begun, granted, patience, prolonged
from kiosk_app.views.card import CardWritingView
from kiosk_app.views.service import WaitView
from kiosk_app.views.show import show
from tests.views.fronts import Named, every_front, visit_in

RULES = Rules(menu_s=1, typing_s=2, bills_s=3, notes_s=4, card_insert_s=5, card_take_s=6, result_s=7, note_fate_s=8,
              answer_s=9, staff_s=10)  # fmt: skip
"""Every time another one, so that no two can be taken for each other."""

UNSEEN = Patience(RULES.answer_s, shown=False)
TABLE: tuple[tuple[str, Patience | None], ...] = (
    # the first pattern that a state's name fits decides; the names are those of tests/views/fronts.py
    ("idle", None),
    ("menu", Patience(RULES.menu_s)),
    ("stopped*", Patience(RULES.menu_s)),
    ("entering: verifying", UNSEEN),
    ("entering: entered", UNSEEN),
    ("entering: cancelled", UNSEEN),
    ("entering: *", Patience(RULES.staff_s)),
    ("looking", UNSEEN),
    ("overview: *", Patience(RULES.staff_s)),
    ("renewing: replacing*", UNSEEN),
    ("renewing: changed", UNSEEN),
    ("renewing: *", Patience(RULES.staff_s)),
    ("settling: asking", UNSEEN),
    ("settling: repairing*", UNSEEN),
    ("settling: closing", UNSEEN),
    ("settling: printing", UNSEEN),
    ("settling: reporting*", UNSEEN),
    ("settling: left", UNSEEN),
    ("settling: witness verifying", UNSEEN),
    ("settling: witness entered", UNSEEN),
    ("settling: witness cancelled", UNSEEN),
    ("settling: *", Patience(RULES.staff_s)),
    ("gone", UNSEEN),
    ("identifying: number*", Patience(RULES.typing_s)),
    ("identifying: password*", Patience(RULES.typing_s)),
    ("identifying: asking*", UNSEEN),
    ("identifying: found", UNSEEN),
    ("identifying: given up", UNSEEN),
    ("identifying: *", Patience(RULES.typing_s)),  # why it goes no further
    ("typing a sale's number*", Patience(RULES.typing_s)),
    ("asking about a sale", UNSEEN),
    ("told *slip printing", UNSEEN),
    ("told *", Patience(RULES.bills_s)),
    ("not told *", Patience(RULES.bills_s)),
    ("* of * bills", Patience(RULES.bills_s)),
    ("tendering*: opening", UNSEEN),
    ("tendering*: done", UNSEEN),
    ("tendering*: a note moves", UNSEEN),
    ("tendering*: * and one moves", UNSEEN),
    ("tendering*: the customer wants to finish", UNSEEN),
    ("tendering*: a note is lost", Patience(RULES.note_fate_s, shown=False)),
    ("tendering*", Patience(RULES.notes_s)),
    ("booking*", UNSEEN),
    ("ending*slip printing*", UNSEEN),
    ("ending*card offered*", Patience(RULES.card_take_s)),
    ("ending*", Patience(RULES.result_s)),
    ("awaiting a card*", Patience(RULES.card_insert_s)),
    ("reading", UNSEEN),
    ("identifying the card", UNSEEN),
    ("choosing: *, asking", UNSEEN),
    ("choosing: *", Patience(RULES.bills_s)),
    ("writing: *", UNSEEN),
    ("returning the card*", Patience(RULES.card_take_s)),
    ("done*", UNSEEN),
)
every = pytest.mark.parametrize("named", every_front(), ids=lambda named: named.name)


@every
def test_t14_each_state_waits_as_long_as_the_table_says(named: Named) -> None:
    wanted = next(waits for pattern, waits in TABLE if fnmatchcase(named.name, pattern))
    assert patience(named.front, RULES) == wanted


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in TABLE])
def test_every_line_of_the_table_is_about_some_state(pattern: str) -> None:
    first = [next(p for p, _ in TABLE if fnmatchcase(named.name, p)) for named in every_front()]
    assert pattern in first


def test_only_an_idle_kiosk_waits_for_ever() -> None:
    assert [named.name for named in every_front() if patience(named.front, RULES) is None] == ["idle"]


@every
def test_t15_no_countdown_is_shown_while_a_device_or_the_platform_is_awaited(named: Named) -> None:
    view, waits = show(visit_in(named.front)), patience(named.front, RULES)
    if isinstance(view, WaitView | CardWritingView):
        assert waits is not None and not waits.shown


@every
def test_i28_silence_leads_home(named: Named) -> None:
    """Nobody touches anything and no device answers: every visit ends, whatever it was about."""
    inner = getattr(named.front, "inner", None)
    if isinstance(inner, identify.Done | cash_tender.Done | cash_tender.Opening) or isinstance(
        named.front, pay_bill.Done | buy_electricity.Done
    ):
        return  # no visit rests here: the same turn goes on
    now = visit_in(named.front)
    for _ in range(12):
        if isinstance(now.front, Idle):
            return
        now, _ = visit.step(now, TimedOut())
    raise AssertionError(f"still in {now.front}")


def test_the_times_of_the_design() -> None:
    """ux.md T14: a minute to choose and to feed notes, half a minute for the card and for the result."""
    rules = Rules()
    assert (rules.menu_s, rules.typing_s, rules.bills_s, rules.notes_s) == (60, 60, 60, 60)
    assert (rules.card_insert_s, rules.card_take_s, rules.result_s) == (30, 30, 30)


@every
def test_t13_more_time_doubles_what_the_customer_is_given_and_nothing_else(named: Named) -> None:
    """Devices, the platform and staff keep their times."""
    usual, waits = patience(named.front, RULES), granted(named.front, RULES, more_time=True)
    assert granted(named.front, RULES, more_time=False) == usual
    if usual is not None and usual.shown and not isinstance(named.front, staff.State):
        assert waits == Patience(2 * usual.seconds)
    else:
        assert waits == usual


def test_t13_more_time_doubles_some_limit_of_every_kind() -> None:
    """The table's times of a customer are all reached by the promise above."""
    doubled = {
        waits.seconds
        for named in every_front()
        if (waits := granted(named.front, RULES, more_time=True)) != patience(named.front, RULES) and waits
    }
    choosing = {RULES.menu_s, RULES.typing_s, RULES.bills_s, RULES.notes_s}
    assert doubled == {2 * seconds for seconds in choosing | {RULES.card_insert_s, RULES.card_take_s, RULES.result_s}}


def test_t13_the_limit_that_runs_now_is_doubled_at_once() -> None:
    running = begun(Patience(60), now=1_000)
    assert running == Deadline(1_060, Patience(60))
    assert prolonged(running, Patience(120)) == Deadline(1_120, Patience(120))


def test_t13_asking_again_and_again_gives_no_more() -> None:
    """On, off, on: the limit that runs was doubled already, and is never cut short."""
    running = begun(Patience(60), now=0)
    for waits in (Patience(120), Patience(60), Patience(120), Patience(60)):
        running = prolonged(running, waits)
    assert running == Deadline(120, Patience(120))


@pytest.mark.parametrize("waits", [None, Patience(9, shown=False)])
def test_a_state_that_does_not_wait_for_the_customer_is_left_alone(waits: Patience | None) -> None:
    running = begun(waits, now=5)
    assert prolonged(running, waits) == running
