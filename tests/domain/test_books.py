"""The period since the last settlement, and a settlement that goes on where it was cut (PAY-9, PAY-10, I19)."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given

from kiosk_app.domain.books import Books, Settlement
from kiosk_app.domain.facts import (
    Fact,
    Ledger,
    NoteCredited,
    NoteInDoubt,
    NoteUnexpected,
    Outcome,
    SaleBegun,
    SaleEnded,
    TenderClosed,
    fold,
    period_of,
)
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.staff import BoxCount, Door, DoorState, Operator, Period, Role, SettlementNumber, Share
from kiosk_app.domain.staff_facts import (
    AcceptorCounted,
    BoxCounted,
    BoxOpened,
    BoxOpening,
    BoxShut,
    DoorAlarm,
    SettlementClosed,
    SettlementDone,
    SettlementReported,
    SettlementVoucherBegun,
    SettlementVoucherMissed,
    SettlementVoucherPrinted,
)
from tests.domain import values
from tests.support import samples
from tests.support.samples import FIFTY, HUNDRED, SALE, TEN

ONE, TWO = SettlementNumber("GD0117-S00001"), SettlementNumber("GD0117-S00002")
COUNT = BoxCount((NoteCount(Fen(10_000), 1), NoteCount(Fen(5_000), 1)), "17", "880123", "1001")


def paid(number: str, terms: object, *notes: object) -> list[Fact]:
    """Tell a sale that took these notes."""
    sale = type(SALE)(number)
    story: list[Fact] = [SaleBegun(sale, terms)]  # type: ignore[arg-type]  # terms of the samples
    story += [NoteCredited(sale, place, note) for place, note in enumerate(notes, 1)]  # type: ignore[arg-type]  # likewise
    return [*story, TenderClosed(sale, Fen(sum(note.value for note in notes)))]  # type: ignore[attr-defined]  # likewise


TAKINGS = [
    *paid("GD0117-000001", samples.BILL_TERMS, HUNDRED),
    *paid("GD0117-000002", samples.PURCHASE_TERMS, FIFTY),
    *paid("GD0117-000003", samples.BILL_TERMS),
]


def closed(ledger: Ledger, number: SettlementNumber = ONE) -> SettlementClosed:
    return SettlementClosed(number, "1001", period_of(ledger))


def test_pay_9_a_period_counts_sales_with_money_and_what_lies_in_the_box() -> None:
    assert period_of(fold(TAKINGS)) == Period(
        first=1,
        last=3,
        count=2,
        total=Fen(15_000),
        notes=(NoteCount(Fen(10_000), 1), NoteCount(Fen(5_000), 1)),
        services=(Share("bill_payment", 1, Fen(10_000)), Share("purchase", 1, Fen(5_000))),
        methods=(Share("cash", 2, Fen(15_000)),),
    )


def test_notes_in_doubt_and_of_no_sale_are_told_apart_from_the_sum() -> None:
    more: list[Fact] = [SaleBegun(SALE, samples.BILL_TERMS), NoteInDoubt(SALE, 1, HUNDRED), NoteUnexpected(None, TEN)]
    period = period_of(fold([*more, *TAKINGS[3:]]))
    assert period.in_doubt == (NoteCount(Fen(10_000), 1),)
    assert (period.total, period.in_box) == (5_000, 6_000)


def test_a_sale_ends_without_leaving_the_period() -> None:
    assert period_of(fold([*TAKINGS, SaleEnded(SALE, Outcome.SOLD)])).count == 2


@given(values.histories())
def test_the_period_adds_up_whatever_was_cut(history: list[Fact]) -> None:
    """I19: the sum of a period is the sum of its sales' final totals; the box holds every note that fell."""
    period = period_of(fold(history))
    finals = [fact.paid for fact in history if isinstance(fact, TenderClosed) and fact.paid]
    assert (period.count, period.total) == (len(finals), sum(finals))
    assert sum(share.total for share in period.services) == sum(share.total for share in period.methods) == period.total
    fallen = Counter(fact.note.value for fact in history if isinstance(fact, NoteCredited | NoteUnexpected))
    assert period.in_box == sum(value * number for value, number in fallen.items())


def test_pay_10_a_closed_period_begins_the_next_one_and_done_empties_the_box() -> None:
    before = fold(TAKINGS)
    closing = closed(before)
    after = fold([*TAKINGS, closing])
    assert after.books.open == Settlement(ONE, "1001", closing.period)
    assert period_of(after).count == 0, "the next period has begun"
    assert (period_of(after).first, period_of(after).last) == (4, 3)
    done = fold([*TAKINGS, closing, BoxCounted(ONE, COUNT), SettlementDone(ONE, Fen(0))])
    assert period_of(done).notes == ()
    assert done.books.open is None
    assert done.books.unreported[ONE].count == COUNT


FALLEN = (NoteCount(Fen(10_000), 1), NoteCount(Fen(5_000), 1), NoteCount(Fen(1_000), 1))


@pytest.mark.parametrize(
    "lifting",
    [
        [NoteUnexpected(None, TEN), BoxOpened(ONE, watched=True), BoxCounted(ONE, COUNT)],
        [BoxOpened(ONE, watched=True), NoteUnexpected(None, TEN), BoxCounted(ONE, COUNT)],
        [BoxOpened(ONE, watched=True), NoteUnexpected(None, TEN), BoxShut()],
        [BoxShut(), BoxOpened(ONE, watched=True), NoteUnexpected(None, TEN), BoxShut()],
    ],
)
def test_i19_a_note_leaves_with_the_box_until_it_is_shut_or_counted_and_a_later_one_stays(lifting: list[Fact]) -> None:
    """A note in doubt may move for minutes, and while the period is closed: the box is lifted with what lies in it."""
    history = [*TAKINGS, closed(fold(TAKINGS)), *lifting, NoteUnexpected(None, HUNDRED), BoxCounted(ONE, COUNT)]
    books = fold(history).books
    assert books.open is not None
    assert books.open.period.in_box == 15_000, "what the voucher says stays said"
    assert (books.lifted, books.lifting) == (FALLEN, False)
    done = fold([*history, BoxShut(), SettlementDone(ONE, Fen(-1_000), "other")])
    assert period_of(done).in_box == HUNDRED.value
    assert (done.books.lifted, done.books.lifting) == (None, False)


def test_i19_a_box_that_is_opened_again_is_lifted_again() -> None:
    opened = BoxOpened(ONE, watched=True)
    history = [*TAKINGS, closed(fold(TAKINGS)), opened, BoxShut(), NoteUnexpected(None, TEN), opened]
    assert fold([*history, BoxCounted(ONE, COUNT)]).books.lifted == FALLEN


STEPS: list[tuple[Fact, dict[str, object]]] = [
    (AcceptorCounted(ONE, COUNT.notes), {"acceptor": COUNT.notes}),
    (SettlementVoucherBegun(ONE, 1), {"copies": 1}),
    (SettlementVoucherMissed(ONE, 1, "paper_end"), {}),
    (SettlementVoucherBegun(ONE, 2), {"copies": 2}),
    (SettlementVoucherPrinted(ONE, 2), {"printed": True}),
    (BoxOpening(ONE, "1001"), {"opening": True}),
    (BoxOpened(ONE, watched=True), {"opened": True}),
    (BoxCounted(ONE, COUNT), {"count": COUNT}),
]


def test_an_interrupted_settlement_goes_on_from_its_last_fact() -> None:
    history: list[Fact] = [*TAKINGS, closed(fold(TAKINGS))]
    expected = Settlement(ONE, "1001", period_of(fold(TAKINGS)))
    for fact, changed in STEPS:
        history.append(fact)
        expected = replace(expected, **changed)  # type: ignore[arg-type]  # names of its own fields
        assert fold(history).books.open == expected


@pytest.mark.parametrize("fact", [fact for fact, _ in STEPS], ids=lambda fact: type(fact).__name__)
def test_a_fact_about_another_settlement_changes_nothing(fact: Fact) -> None:
    history: list[Fact] = [*TAKINGS, closed(fold(TAKINGS), TWO)]
    assert fold([*history, fact]).books == fold(history).books


def test_a_settlement_is_unreported_until_the_platform_has_it() -> None:
    history: list[Fact] = [*TAKINGS, closed(fold(TAKINGS)), SettlementDone(ONE, Fen(-5_000), "worn_note")]
    assert fold(history).books.unreported[ONE].reason == "worn_note"
    assert fold([*history, SettlementReported(ONE)]).books.unreported == {}
    assert fold([*history, SettlementReported(TWO)]).books.unreported.keys() == {ONE}
    assert fold([*history, SettlementDone(TWO, Fen(0))]).books.unreported.keys() == {ONE}


def test_h8_a_note_stolen_at_collection_is_a_difference_of_exactly_that_note() -> None:
    settlement = Settlement(ONE, "1001", period_of(fold(TAKINGS)))
    assert settlement.difference == 0, "nothing is known before the count"
    assert replace(settlement, count=COUNT).difference == 0
    short = replace(COUNT, notes=COUNT.notes[:1])
    assert replace(settlement, count=short).difference == -5_000


def test_an_alarm_leaves_the_books_as_they_are() -> None:
    assert fold([DoorAlarm(Door.CASH_BOX, DoorState.OPEN)]).books == Books()


@pytest.mark.parametrize(
    ("role", "settles"), [(Role.COLLECTOR, True), (Role.TECHNICIAN, False), (Role.ADMINISTRATOR, True)]
)
def test_ops_3_a_technician_takes_no_cash(role: Role, settles: bool) -> None:
    assert Operator("1001", "李建国", role).settles is settles


def test_the_acceptors_own_count_is_nothing_where_nobody_knows_it() -> None:
    settlement = Settlement(SettlementNumber("GD0117-S00001"), "1001", period_of(fold([])))
    assert settlement.acceptor_total == 0
    assert replace(settlement, acceptor=(NoteCount(Fen(5_000), 3),)).acceptor_total == 15_000


@pytest.mark.parametrize(
    ("hand", "acceptor", "agrees"),
    [
        (None, None, True),
        (COUNT.notes, None, True),
        (None, COUNT.notes, True),
        (COUNT.notes, (*COUNT.notes, NoteCount(Fen(1_000), 0)), True),
        (COUNT.notes[:1], COUNT.notes, False),
        (COUNT.notes, COUNT.notes[:1], False),
        (COUNT.notes, (), False),
    ],
)
def test_pay_10_the_counts_agree_where_each_that_is_known_names_the_journals_notes(
    hand: tuple[NoteCount, ...] | None, acceptor: tuple[NoteCount, ...] | None, agrees: bool
) -> None:
    count = None if hand is None else replace(COUNT, notes=hand)
    settlement = Settlement(ONE, "1001", period_of(fold(TAKINGS)), count=count, acceptor=acceptor)
    assert settlement.agrees is agrees
