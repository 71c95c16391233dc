"""Promises that hold for every possible story: hypothesis tells the stories, an independent count checks them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk_app.domain.customer import Secret
from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.effects import (
    AcknowledgeNote,
    BookSale,
    ConfirmWrite,
    Effect,
    HandToRecovery,
    PrintVoucher,
    Record,
    StackNote,
    WriteCard,
)
from kiosk_app.domain.events import (
    AcceptorStarted,
    CardInserted,
    CardTaken,
    CardUnusable,
    CardWriteFailed,
    CheatingSeen,
    DigitTyped,
    Event,
    HealthChanged,
    NoteEscrowed,
    NoteLost,
    NoteRejected,
    NoteReturned,
    NoteStacked,
    PowerUpNote,
    Pressed,
    ReceiptFailed,
    ReceiptPrinted,
    SaleBooked,
    SaleRefused,
    SaleUnanswered,
    TimedOut,
)
from kiosk_app.domain.facts import (
    Fact,
    IncidentSeen,
    NoteCredited,
    NoteHandedBack,
    NoteInDoubt,
    NoteOffered,
    NoteUnexpected,
    OpenSale,
    ReceiptBegun,
    SaleAccepted,
    SaleEnded,
    TenderClosed,
    WriteBegun,
    fold,
)
from kiosk_app.domain.meter_card import CardProblem
from kiosk_app.domain.notes import Note
from kiosk_app.domain.rules import Rules
from kiosk_app.flows import buy_electricity, cash_tender, pay_bill, visit
from kiosk_app.flows.supervision import all_starting, noted, services
from tests.flows.world import recorded
from tests.support import samples
from tests.support.samples import FIFTY, HUNDRED, SALE, TEN, TWENTY

PARTS = (Device.JOURNAL, Device.PLATFORM, Device.BILL_ACCEPTOR, Device.RECEIPT_PRINTER, Device.CARD_READER)
notes = st.sampled_from([TEN, TWENTY, FIFTY, HUNDRED])
cash_events: st.SearchStrategy[Event] = st.one_of(
    st.builds(NoteEscrowed, notes),
    st.builds(NoteStacked, notes),
    st.just(NoteReturned()),
    st.just(NoteRejected("verification")),
    st.just(NoteLost()),
    st.just(CheatingSeen()),
    st.builds(AcceptorStarted, st.sampled_from(PowerUpNote), st.one_of(st.none(), notes), st.booleans()),
    st.just(TimedOut()),
    st.builds(Pressed, st.sampled_from(["finish", "cancel", "exit", "back", "done", "confirm", "nonsense"])),
    st.builds(DigitTyped, st.sampled_from("0123456789")),
    st.builds(
        HealthChanged,
        st.builds(Health, st.sampled_from(Device), st.sampled_from(Condition), st.sampled_from(["", "jam"])),
    ),
    st.just(SaleBooked(SALE, samples.BOOKING)),
    st.just(SaleRefused(SALE, "LIMIT_EXCEEDED")),
    st.just(SaleUnanswered(SALE)),
    st.just(ReceiptPrinted(f"{SALE}/1")),
    st.just(ReceiptFailed(f"{SALE}/1", "paper_end")),
    st.just(CardInserted()),
    st.just(CardTaken()),
    st.just(CardUnusable(CardProblem.GONE)),
    st.just(CardWriteFailed(CardProblem.UNREADABLE)),
)
stories = st.lists(cash_events, max_size=60)


def play(story: list[Event], front: visit.Front) -> tuple[visit.Visit, list[Effect]]:
    """Play a story from a tender whose number has just been given out."""
    state = visit.Visit(Rules(), all_starting(), front, recovering=False)
    effects: list[Effect] = []
    for event in story:
        state, more = visit.step(state, event)
        effects += more
    return state, effects


def bill_tender() -> visit.Front:
    return pay_bill.Tendering(cash_tender.Inserting(OpenSale(SALE, samples.BILL_TERMS)))


def purchase_tender() -> visit.Front:
    sale = OpenSale(SALE, samples.PURCHASE_TERMS)
    return buy_electricity.Tendering(cash_tender.Inserting(sale), samples.QUOTE)


def stacked_by(event: Event, facts: list[Fact]) -> Note | None:
    """Return the note that this event says is in the box; a start with no open intent only says it again."""
    match event:
        case NoteStacked(note):
            return note
        case AcceptorStarted(stacked=Note() as note):
            intents = [
                fact for fact in facts if isinstance(fact, NoteOffered | NoteCredited | NoteHandedBack | NoteInDoubt)
            ]
            return note if intents and isinstance(intents[-1], NoteOffered) else None
        case _:
            return None


fronts = st.sampled_from([bill_tender(), purchase_tender()])


@given(stories, fronts)
def test_i1_every_stacked_note_is_recorded_exactly_once_and_acknowledged_after(
    story: list[Event], front: visit.Front
) -> None:
    state, facts = visit.Visit(Rules(), all_starting(), front, recovering=False), list[Fact]()
    for event in story:
        stacked = stacked_by(event, facts)
        state, effects = visit.step(state, event)
        kept = [fact.note for fact in recorded(effects) if isinstance(fact, NoteCredited | NoteUnexpected)]
        reported = isinstance(event, NoteStacked) or (isinstance(event, AcceptorStarted) and event.stacked is not None)
        assert kept == ([] if stacked is None else [stacked])
        assert sum(isinstance(effect, AcknowledgeNote) for effect in effects) == reported
        facts += recorded(effects)


def test_i2_a_report_that_is_repeated_after_a_restart_is_not_another_note() -> None:
    """Killed between the credit and the ACK: the acceptor says *stacked* again, and no intent is open any more."""
    state = visit.Visit(Rules(), all_starting(), visit.Idle(), recovering=False)
    _, effects = visit.step(state, AcceptorStarted(PowerUpNote.NONE, HUNDRED, was_powered=True))

    assert effects == (Record(IncidentSeen("stacked_again", "10000")), AcknowledgeNote())


@given(stories, fronts)
def test_i7_nothing_irreversible_is_asked_before_its_intent(story: list[Event], front: visit.Front) -> None:
    _, effects = play(story, front)

    intents = {StackNote: NoteOffered, BookSale: TenderClosed, WriteCard: WriteBegun, PrintVoucher: ReceiptBegun}
    for position, effect in enumerate(effects):
        if (intent := intents.get(type(effect))) is not None:
            before = effects[position - 1]
            assert position > 0 and isinstance(before, Record) and isinstance(before.fact, intent)
        if isinstance(effect, AcknowledgeNote):
            before = effects[position - 1]
            assert isinstance(before, Record), "the credit is durable before the acceptor may forget the note"


@given(stories, fronts)
def test_i4_a_sale_is_booked_with_the_sum_of_its_credited_notes_and_never_with_another(
    story: list[Event], front: visit.Front
) -> None:
    _, effects = play(story, front)

    requests = [effect.request for effect in effects if isinstance(effect, BookSale)]
    credited = sum(fact.note.value for fact in recorded(tuple(effects)) if isinstance(fact, NoteCredited))
    assert len(set(map(repr, requests))) <= 1
    assert all(request.paid == credited > 0 for request in requests)
    assert all(sum(each.value * each.count for each in request.notes) == credited for request in requests)


@given(stories, fronts)
def test_no_money_is_forgotten_when_the_customer_is_gone(story: list[Event], front: visit.Front) -> None:
    """When nobody is in front any more, a sale with money is either at its end or handed to recovery (I28)."""
    after, effects = play(story, front)
    facts = recorded(tuple(effects))
    credited = [fact for fact in facts if isinstance(fact, NoteCredited)]
    if not after.serving and credited:
        booked = any(isinstance(fact, SaleAccepted) for fact in facts)
        ended = any(isinstance(fact, SaleEnded) for fact in facts)
        handed = any(isinstance(effect, HandToRecovery) for effect in effects)
        assert ended != handed
        assert not ended or booked


@given(stories)
def test_i16_no_success_slip_without_a_booking(story: list[Event]) -> None:
    _, effects = play(story, bill_tender())

    booked = False
    for effect in effects:
        if isinstance(effect, Record):
            booked = booked or isinstance(effect.fact, SaleAccepted)
        if isinstance(effect, PrintVoucher):
            assert (effect.voucher.kind == "payment") == booked


@given(stories, fronts)
def test_a_card_is_confirmed_only_after_it_was_read_back(story: list[Event], front: visit.Front) -> None:
    _, effects = play(story, front)

    for position, effect in enumerate(effects):
        if isinstance(effect, ConfirmWrite):
            before = effects[position - 1]
            assert isinstance(before, Record) and type(before.fact).__name__ == "CardCompleted"


@settings(max_examples=50)
@given(stories)
def test_pr_the_flow_believes_just_what_the_journal_says(story: list[Event]) -> None:
    """The sale in the state and the sale folded from the journal are equal at every step of the tender."""
    from kiosk_app.domain.facts import SaleBegun

    state: visit.Visit = visit.Visit(Rules(), all_starting(), bill_tender(), recovering=False)
    facts = [SaleBegun(SALE, samples.BILL_TERMS)]
    for event in story:
        state, effects = visit.step(state, event)
        facts += recorded(effects)  # type: ignore[arg-type]  # a list of one kind of fact grows into all kinds
        if isinstance(state.front, pay_bill.Tendering) and isinstance(state.front.inner, cash_tender.Inserting):
            assert fold(facts).open_sales[SALE] == state.front.inner.sale


def test_h22_a_secret_never_shows_itself() -> None:
    assert "123456" not in f"{Secret('123456')!r} {Secret('123456')}"


@given(st.lists(st.builds(Health, st.sampled_from(Device), st.sampled_from(Condition), st.just("")), max_size=12))
def test_i18_a_service_is_promised_just_while_every_part_that_it_needs_is_usable(news: list[Health]) -> None:
    """From the first moment, when every part is starting and nothing is promised."""
    healths, said = all_starting(), dict.fromkeys(PARTS, False)
    for health in [None, *news]:
        if health is not None:
            healths = noted(healths, health)
            said[health.device] = health.condition in (Condition.READY, Condition.ATTENTION)
        offered = services(healths)
        assert (offered.pay_bill == ()) == all(said[part] for part in PARTS if part is not Device.CARD_READER)
        assert (offered.buy_electricity == ()) == all(said[part] for part in PARTS)
