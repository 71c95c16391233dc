"""The runner: effects from left to right, the journal first, each to its own port, each event to whom it concerns."""

import typing
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from kiosk_app.domain import effects as do
from kiosk_app.domain.customer import Secret
from kiosk_app.domain.effects import Effect
from kiosk_app.domain.events import (
    AcceptorStarted,
    AccountFound,
    CardAuthenticated,
    CardAuthorised,
    CardChallenged,
    CardIdentified,
    CardInserted,
    CardRead,
    CardTaken,
    CardWritten,
    DigitTyped,
    Event,
    NoteEscrowed,
    NoteStacked,
    PowerUpNote,
    Pressed,
    QueryAnswer,
    Quoted,
    ReceiptPrinted,
    Refused,
    RetryDue,
    SaleBooked,
    SaleHandedOver,
    SaleOpened,
    SaleReclaimed,
    SaleUnanswered,
    SaleWanted,
    Unanswered,
    WriteConfirmed,
    WriteOrderIssued,
)
from kiosk_app.domain.facts import Fact, IncidentSeen, OpenSale, SaleBegun
from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.rules import Rules
from kiosk_app.domain.sale import SaleNumber, SaleTerms
from kiosk_app.domain.staff_effects import StaffEffect
from kiosk_app.flows import buy_electricity, pay_bill, recovery
from kiosk_app.flows.visit import Idle
from kiosk_app.flows.vouchers import voucher_of
from kiosk_app.journal.journal import JournalFailed
from kiosk_app.runtime.runner import Ports, Runner
from tests.flows.world import World
from tests.support import samples
from tests.support.samples import FIFTY, HUNDRED, SALE

OTHER = SaleNumber("GD0117-000077")


@dataclass
class Port:
    """Takes down every call as (port, method, arguments); the journal fails at a row of its own choice."""

    calls: list[tuple[str, str, tuple[Any, ...]]]
    name: str
    fails_at: list[int] = field(default_factory=list)
    rows: int = 0

    def record(self, fact: Fact) -> None:
        self._row()
        self.calls.append(("journal", "record", (fact,)))

    def open_sale(self, terms: SaleTerms) -> SaleNumber:
        self._row()
        self.calls.append(("journal", "open_sale", (terms,)))
        return SALE

    def _row(self) -> None:
        self.rows += 1
        if self.rows in self.fails_at:
            raise JournalFailed("disk full")

    def __getattr__(self, method: str) -> Any:
        if method.startswith("__"):
            raise AttributeError(method)
        return lambda *words: self.calls.append((self.name, method, words))


class Bench:
    """A runner on ports that take everything down."""

    def __init__(self, *fails_at: int) -> None:
        self.calls: list[tuple[str, str, tuple[Any, ...]]] = []
        self.journal = Port(self.calls, "journal", list(fails_at))
        acceptor, reader, printer, platform, scanner = (
            Port(self.calls, name) for name in ("acceptor", "reader", "printer", "platform", "scanner")
        )
        ports: Any = Ports(self.journal, acceptor, reader, printer, platform, self._later, scanner=scanner)
        self.runner = Runner(Rules(), ports)

    def _later(self, after_s: float, event: Event) -> None:
        self.calls.append(("later", "", (after_s, event)))

    def perform(self, *effects: Effect) -> None:
        self.runner._perform_all(effects)


VOUCHER = voucher_of(OpenSale(SALE, samples.BILL_TERMS))
BOOKING = replace(OpenSale(SALE, samples.BILL_TERMS, credited=(Fen(10_000),)), closed=Fen(10_000)).booking_request()
SECRET = Secret("123456")
INCIDENT = IncidentSeen("test")
DISPATCH: tuple[tuple[Effect, str, str, tuple[Any, ...]], ...] = (
    (do.Record(INCIDENT), "journal", "record", (INCIDENT,)),
    (do.OpenSaleNumber(samples.BILL_TERMS), "journal", "open_sale", (samples.BILL_TERMS,)),
    (do.OpenAcceptor(), "acceptor", "open", ()),
    (do.CloseAcceptor(), "acceptor", "close", ()),
    (do.StackNote(), "acceptor", "stack", ()),
    (do.ReturnNote(), "acceptor", "give_back", ()),
    (do.AcknowledgeNote(), "acceptor", "acknowledge", ()),
    (do.AwaitCard(), "reader", "await_card", ()),
    (do.StopAwaitingCard(), "reader", "withdraw", ()),
    (do.ReadCard(), "reader", "read", ()),
    (do.ChallengeCard(8), "reader", "challenge", (8,)),
    (do.AuthenticateCard(3, bytes(8)), "reader", "authenticate", (3, bytes(8))),
    (do.WriteCard(samples.ORDER), "reader", "write", (samples.ORDER,)),
    (do.EjectCard(), "reader", "eject", ()),
    (do.RetainCard(), "reader", "retain", ()),
    (do.AwaitCode(), "scanner", "await_code", ()),
    (do.StopAwaitingCode(), "scanner", "stop_awaiting", ()),
    (do.PrintVoucher("job", VOUCHER), "printer", "print_voucher", ("job", VOUCHER)),
    (do.AskAccount("a", "3104587000", SECRET), "platform", "ask_account", ("a/1", "3104587000", SECRET)),
    (do.AskCard("c", samples.CARD), "platform", "ask_card", ("c/1", samples.CARD)),
    (do.AskQuote("q", "1", Fen(1), None), "platform", "ask_quote", ("q/1", "1", Fen(1), None)),
    (do.AskQuote("r", "1", None, CentiKwh(2)), "platform", "ask_quote", ("r/1", "1", None, CentiKwh(2))),
    (do.AskRecovery("w", SALE, "GK1"), "platform", "ask_recovery", ("w/1", SALE, "GK1")),
    (do.BookSale(BOOKING), "platform", "book", (BOOKING,)),
    (
        do.AskCardAuthorisation(SALE, "11", bytes(8), 1),
        "platform",
        "ask_card_authorisation",
        (SALE, "11", bytes(8), 1),
    ),
    (do.AskWriteOrder(SALE, samples.CARD, bytes(4)), "platform", "ask_write_order", (SALE, samples.CARD, bytes(4))),
    (do.ConfirmWrite(SALE, samples.CARD), "platform", "confirm_write", (SALE, samples.CARD)),
    (do.RetryLater(SALE, 5.0), "later", "", (5.0, RetryDue(SALE))),
)
BETWEEN_FLOWS: tuple[tuple[Effect, Event], ...] = (
    (do.ReclaimSale(SALE), SaleWanted(SALE)),
    (do.HandToVisit(None), SaleReclaimed(None)),
    (do.HandToRecovery(OpenSale(SALE, samples.BILL_TERMS)), SaleHandedOver(OpenSale(SALE, samples.BILL_TERMS))),
    (do.OpenSaleNumber(samples.BILL_TERMS), SaleOpened(SALE, samples.BILL_TERMS)),
)


@pytest.mark.parametrize(("effect", "port", "method", "words"), DISPATCH, ids=lambda each: type(each).__name__)
def test_each_effect_goes_to_its_own_port_with_what_it_says(
    effect: Effect, port: str, method: str, words: tuple[Any, ...]
) -> None:
    bench = Bench()
    bench.perform(effect)
    assert bench.calls == [(port, method, words)]


@pytest.mark.parametrize(("effect", "event"), BETWEEN_FLOWS)
def test_what_one_flow_asks_of_another_is_an_event_of_the_same_turn(effect: Effect, event: Event) -> None:
    bench = Bench()
    bench.perform(effect)
    assert list(bench.runner._waiting) == [event]


def test_every_effect_is_carried_out() -> None:
    tested = {type(effect) for effect, *_ in (*DISPATCH, *BETWEEN_FLOWS)}
    assert tested == set(typing.get_args(Effect)) - set(typing.get_args(StaffEffect)), "staff: test_staffing"


def test_effects_are_carried_out_from_left_to_right() -> None:
    bench = Bench()
    bench.perform(*(effect for effect, *_ in DISPATCH))
    assert bench.calls == [(port, method, words) for _, port, method, words in DISPATCH]


def test_i7_a_failing_journal_stops_every_later_effect() -> None:
    bench = Bench(1)
    with pytest.raises(JournalFailed):
        bench.perform(do.Record(INCIDENT), do.StackNote(), do.Record(INCIDENT), do.OpenAcceptor())
    assert bench.calls == []


@pytest.mark.parametrize(
    "answer",
    [CardIdentified("card/1", samples.CARD_ACCOUNT, samples.CARD_TERMS), Refused("card/1", "X"), Unanswered("card/1")],
)
def test_i17_an_answer_to_an_earlier_visits_question_is_nobodys(answer: QueryAnswer) -> None:
    bench = Bench()
    bench.perform(do.AskCard("card", samples.CARD), do.AskCard("card", samples.CARD))
    bench.runner.visit = replace(bench.runner.visit, front=buy_electricity.Reading(samples.CARD))
    bench.runner.handle(answer)
    assert bench.runner.visit.front == buy_electricity.Reading(samples.CARD)

    bench.runner.handle(replace(answer, request="card/2"))
    assert bench.runner.visit.front != buy_electricity.Reading(samples.CARD)


# --- whole visits, failing at every row -----------------------------------------------------------


def bill_visit() -> list[Event]:
    typed, password = map(DigitTyped, "3104587000"), map(DigitTyped, "123456")
    return [
        Pressed("start"),
        Pressed("pay_bill"),
        *typed,
        Pressed("confirm"),
        *password,
        Pressed("confirm"),
        AccountFound("account", samples.ACCOUNT),
        Pressed("confirm"),
        NoteEscrowed(HUNDRED),
        NoteStacked(HUNDRED),
        NoteEscrowed(FIFTY),
        NoteStacked(FIFTY),
        Pressed("finish"),
        SaleUnanswered(SALE),
        ReceiptPrinted(f"{SALE}/1"),
        Pressed("done"),
        SaleBooked(SALE, samples.BOOKING),
    ]


def card_visit() -> list[Event]:
    written = replace(samples.CARD, wallet_counter=8, wallet_value=10_000, return_present=False, return_counter=0)
    return [
        Pressed("start"),
        Pressed("buy_electricity"),
        CardInserted(),
        CardRead(samples.CARD),
        CardIdentified("card", samples.CARD_ACCOUNT, samples.CARD_TERMS),
        Pressed("preset_100"),
        Quoted("quote", samples.QUOTE),
        Pressed("confirm"),
        NoteEscrowed(HUNDRED),
        NoteStacked(HUNDRED),
        Pressed("finish"),
        SaleBooked(SALE, samples.PURCHASE_BOOKING),
        CardRead(samples.CARD),
        CardChallenged(bytes(8)),
        CardAuthorised(SALE, 3, bytes(8), False),
        CardAuthenticated(),
        CardChallenged(bytes(4)),
        WriteOrderIssued(SALE, samples.ORDER),
        CardWritten(written),
        WriteConfirmed(SALE),
        ReceiptPrinted(f"{SALE}/1"),
        CardTaken(),
        Pressed("done"),
    ]


class FailingWorld(World):
    """A world whose journal fails at one row."""

    def __init__(self, fails_at: int) -> None:
        super().__init__()
        self.asked()
        record, rows = self.devices.record, 0

        def recorded(fact: Fact) -> None:
            nonlocal rows
            rows += 1
            if rows == fails_at:
                raise JournalFailed("disk full")
            record(fact)

        self.devices.record = recorded  # type: ignore[method-assign]


@pytest.mark.parametrize("story", [bill_visit(), card_visit()], ids=["bill", "card"])
def test_i7_fault_14_the_journal_may_fail_at_any_row_and_nothing_behind_it_happens(story: list[Event]) -> None:
    whole = World()
    whole.asked()
    whole.tell(*story)
    log = whole.asked()
    rows = [position for position, line in enumerate(log) if line[0].isupper()]
    assert isinstance(whole.runner.visit.front, Idle)
    assert len(rows) > 8
    for number, position in enumerate(rows, start=1):
        world = FailingWorld(number)
        with pytest.raises(JournalFailed):
            world.tell(*story)
        assert world.asked() == log[:position], f"row {number}"


# --- who hears what -------------------------------------------------------------------------------


def started(*open_sales: OpenSale) -> Bench:
    bench = Bench()
    bench.runner.start(open_sales)
    assert bench.calls.pop(0) == ("scanner", "await_code", ()), "an idle kiosk looks for codes"
    return bench


def names(calls: list[tuple[str, str, tuple[Any, ...]]]) -> list[str]:
    return [type(words[0]).__name__ if method == "record" else method for _, method, words in calls]


MOVING = OpenSale(SALE, samples.BILL_TERMS, moving=(1, HUNDRED))
PENDING = OpenSale(OTHER, samples.BILL_TERMS, credited=(Fen(10_000),), closed=Fen(10_000), slips=1)


def test_customers_are_served_after_the_notes_of_the_last_run_are_settled() -> None:
    bench = started(MOVING)
    settling = [bench.runner.visit.recovering]
    bench.runner.handle(AcceptorStarted(PowerUpNote.IN_STACKER, HUNDRED))
    settling.append(bench.runner.visit.recovering)
    assert settling == [True, False]
    assert names(bench.calls)[:2] == ["NoteCredited", "acknowledge"]


def test_i13_the_note_of_the_last_run_is_not_credited_twice() -> None:
    """The acceptor's start is about a sale of recovery: the visit in front does not see it."""
    bench = started(MOVING)
    bench.runner.handle(AcceptorStarted(PowerUpNote.IN_STACKER, HUNDRED))
    assert names(bench.calls).count("NoteCredited") == 1
    assert "NoteUnexpected" not in names(bench.calls)


def test_a_start_that_concerns_no_open_note_is_the_visits() -> None:
    bench = started()
    assert not bench.runner.visit.recovering
    bench.runner.handle(AcceptorStarted(PowerUpNote.IN_STACKER, HUNDRED))
    assert names(bench.calls)[1:] == ["acknowledge"], "on record, and let go of"


def test_an_answer_about_a_sale_behind_changes_nothing_in_front() -> None:
    bench = started(PENDING)
    assert names(bench.calls) == ["book"]
    for event in bill_visit()[:20]:
        bench.runner.handle(event)
    front = bench.runner.visit.front
    bench.calls.clear()
    bench.runner.handle(SaleBooked(OTHER, samples.BOOKING))
    assert bench.runner.visit.front == front
    assert names(bench.calls)[0] == "SaleAccepted"


def test_an_answer_about_the_sale_in_front_changes_nothing_behind() -> None:
    world = World()
    world.tell(*bill_visit()[:-4])
    fronts, before = [type(world.runner.visit.front)], world.runner.recovery
    world.tell(SaleBooked(SALE, samples.BOOKING))
    fronts.append(type(world.runner.visit.front))
    assert world.runner.recovery == before
    assert fronts == [pay_bill.Booking, pay_bill.Ending]


def test_a_turn_ends_with_nothing_left_to_do() -> None:
    world = World()
    for event in (*bill_visit(), *card_visit()):
        world.tell(event)
        assert not world.runner._waiting


def test_the_number_comes_before_the_acceptor_opens() -> None:
    world = World()
    world.tell(*bill_visit()[: bill_visit().index(NoteEscrowed(HUNDRED))])
    assert world.asked()[-3:] == ["SaleBegun", "ConsentGiven", "open"]
    assert isinstance(world.devices.facts[0], SaleBegun)


def test_flows_that_answer_each_other_without_end_are_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    def again(state: recovery.Recovery, _: Event) -> recovery.Step:
        return state, (do.HandToVisit(None),)

    monkeypatch.setattr(recovery, "step", again)
    bench = started()
    with pytest.raises(AssertionError, match="without end"):
        bench.runner.handle(Pressed("start"))
