"""Whole visits as stories: what the customer does, what the devices are asked, in which order."""

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.events import (
    AccountFound,
    CardAuthenticated,
    CardAuthorised,
    CardChallenged,
    CardIdentified,
    CardInserted,
    CardRead,
    CardRetained,
    CardTaken,
    CardWritten,
    HealthChanged,
    NoteEscrowed,
    NoteLost,
    NoteReturned,
    NoteStacked,
    Pressed,
    Quoted,
    ReceiptFailed,
    ReceiptPrinted,
    Refused,
    SaleBooked,
    SaleUnanswered,
    TimedOut,
    WriteConfirmed,
    WriteOrderIssued,
)
from kiosk_app.domain.facts import CardKept, Outcome, SaleEnded
from kiosk_app.domain.voucher import VoucherKind
from kiosk_app.flows import buy_electricity, pay_bill
from kiosk_app.flows.visit import Idle, Menu
from kiosk_app.views.show import show
from tests.flows.world import World
from tests.support import samples
from tests.support.samples import FIFTY, HUNDRED, SALE


def at_bills(world: World) -> None:
    world.tell(Pressed("start"), Pressed("pay_bill"))
    world.type("3104587000")
    world.tell(Pressed("confirm"))
    world.type("123456")
    world.tell(Pressed("confirm"), AccountFound("account", samples.ACCOUNT))


def put_in(world: World, *notes: object) -> None:
    for note in notes:
        world.tell(NoteEscrowed(note), NoteStacked(note, "10:28:17"))  # type: ignore[arg-type]


def test_pay_1_pay_2_a_bill_is_paid_with_two_notes_and_the_surplus_is_booked() -> None:
    world = World()
    at_bills(world)
    world.tell(Pressed("confirm"))
    assert world.asked()[-3:] == ["SaleBegun", "ConsentGiven", "open"]

    put_in(world, HUNDRED, HUNDRED)
    assert world.asked() == ["NoteOffered", "stack", "NoteCredited", "acknowledge"] * 2

    world.tell(Pressed("finish"))
    assert world.asked() == ["close", "TenderClosed", "book"]
    assert world.devices.bookings[0].paid == 20_000
    assert world.devices.bookings[0].bill_ids == ("B1", "B2", "B3")

    world.tell(SaleBooked(SALE, samples.BOOKING))
    assert world.asked() == ["SaleAccepted", "ReceiptBegun", "print payment"]

    world.tell(ReceiptPrinted(f"{SALE}/1"), Pressed("done"))
    assert world.asked() == ["ReceiptDone", "SaleEnded"]
    assert isinstance(world.runner.visit.front, Idle)
    assert world.devices.ledger.open_sales == {}


def test_i8_silence_with_money_inside_pays_it_and_never_returns_it() -> None:
    world = World()
    at_bills(world)
    world.tell(Pressed("confirm"))
    put_in(world, HUNDRED)
    world.tell(TimedOut())

    assert world.devices.bookings[0].paid == 10_000


def test_silence_without_money_ends_the_sale_with_nothing_paid() -> None:
    world = World()
    at_bills(world)
    world.tell(Pressed("confirm"), TimedOut())

    assert world.devices.facts[-1] == SaleEnded(SALE, Outcome.NOTHING_PAID)
    assert world.devices.bookings == []
    assert isinstance(world.runner.visit.front, Idle)


def test_pay_5_no_answer_prints_the_slip_with_the_number_and_asks_again_with_the_same_content() -> None:
    world = World()
    at_bills(world)
    world.tell(Pressed("confirm"))
    put_in(world, HUNDRED)
    world.tell(Pressed("finish"), SaleUnanswered(SALE), ReceiptPrinted(f"{SALE}/1"), Pressed("done"))

    assert world.devices.vouchers[0].kind is VoucherKind.UNCONFIRMED
    assert world.devices.bookings[0] == world.devices.bookings[1]

    world.tell(SaleUnanswered(SALE))
    after_s, due = world.devices.retries[0]
    assert after_s > 0
    world.tell(due)
    world.tell(SaleBooked(SALE, samples.BOOKING))
    assert world.devices.facts[-1] == SaleEnded(SALE, Outcome.SOLD)
    assert len({repr(each) for each in world.devices.bookings}) == 1


def test_wrong_password_tells_the_tries_left_and_lockout_ends_it() -> None:
    world = World()
    world.tell(Pressed("start"), Pressed("pay_bill"))
    world.type("3104587000")
    world.tell(Pressed("confirm"))
    world.type("000000")
    world.tell(Pressed("confirm"), Refused("account", "PASSWORD_WRONG", (("tries_left", "2"),)))
    assert "password_wrong" in repr(show(world.runner.visit))

    world.type("000000")
    world.tell(Pressed("confirm"), Refused("account", "CUSTOMER_LOCKED", (("minutes", "15"),)))
    assert "customer_locked" in repr(show(world.runner.visit))
    world.tell(Pressed("done"))
    assert isinstance(world.runner.visit.front, Idle)


def at_amount(world: World) -> None:
    world.tell(Pressed("start"), Pressed("buy_electricity"), CardInserted(), CardRead(samples.CARD))
    world.tell(CardIdentified("card", samples.CARD_ACCOUNT, samples.CARD_TERMS))


def written_card() -> object:
    from dataclasses import replace

    return replace(samples.CARD, wallet_counter=8, wallet_value=10_000, return_present=False, return_counter=0)


def test_vend_2_vend_3_electricity_is_bought_with_cash_onto_the_card() -> None:
    world = World()
    at_amount(world)
    world.tell(Pressed("preset_100"), Quoted("quote", samples.QUOTE), Pressed("confirm"))
    world.asked()
    put_in(world, HUNDRED)
    world.tell(Pressed("finish"), SaleBooked(SALE, samples.PURCHASE_BOOKING))
    assert world.asked()[-2:] == ["SaleAccepted", "read"]

    world.tell(CardRead(samples.CARD), CardChallenged(bytes(8)), CardAuthorised(SALE, 3, bytes(8), True))
    world.tell(CardAuthenticated(), CardChallenged(bytes(8)), CardAuthorised(SALE, 4, bytes(8), False))
    world.tell(CardAuthenticated(), CardChallenged(bytes(4)))
    assert world.asked()[-1] == "ask_write_order"
    world.tell(WriteOrderIssued(SALE, samples.ORDER))
    assert world.asked() == ["WriteBegun", "write"], "I7: the intent is durable before the first write"

    world.tell(CardWritten(written_card()))  # type: ignore[arg-type]
    assert world.asked() == ["CardCompleted", "confirm_write", "ReceiptBegun", "print purchase", "eject"]
    world.tell(WriteConfirmed(SALE), ReceiptPrinted(f"{SALE}/1"), CardTaken(), Pressed("done"))
    assert world.devices.facts[-1] == SaleEnded(SALE, Outcome.SOLD)


def test_vend_4_a_card_found_again_with_an_open_purchase_is_written_without_money() -> None:
    world = World()
    at_amount(world)
    world.tell(Pressed("preset_100"), Quoted("quote", samples.QUOTE), Pressed("confirm"))
    put_in(world, HUNDRED)
    world.tell(Pressed("finish"), SaleBooked(SALE, samples.PURCHASE_BOOKING), TimedOut())
    assert world.devices.vouchers[0].kind is VoucherKind.UNWRITTEN
    world.tell(ReceiptPrinted(f"{SALE}/1"), CardTaken(), Pressed("done"))

    world.tell(Pressed("start"), Pressed("buy_electricity"), CardInserted(), CardRead(samples.CARD))
    world.asked()
    world.tell(Refused("card", "REWRITE_FIRST", (("sale", SALE),)), CardRead(samples.CARD))
    assert isinstance(world.runner.visit.front, buy_electricity.Writing)
    assert "open" not in world.asked(), "a rewrite takes no money"


def test_no_paper_shows_the_slip_on_the_screen() -> None:
    world = World()
    at_bills(world)
    world.tell(Pressed("confirm"))
    put_in(world, HUNDRED)
    world.tell(Pressed("finish"), SaleBooked(SALE, samples.BOOKING), ReceiptFailed(f"{SALE}/1", "paper_end"))

    view = show(world.runner.visit)
    assert type(view).__name__ == "ReceiptOnScreenView"
    assert SALE in repr(view)
    world.tell(Pressed("done"))
    assert world.devices.ledger.open_sales == {}


def test_i18_a_service_is_offered_only_while_every_part_is_ready() -> None:
    world = World()
    world.tell(HealthChanged(Health(Device.CARD_READER, Condition.FAULT, "jam")), Pressed("start"))
    world.tell(Pressed("buy_electricity"))
    assert isinstance(world.runner.visit.front, Menu)
    world.tell(Pressed("pay_bill"))
    assert isinstance(world.runner.visit.front, pay_bill.Identifying)

    world.tell(Pressed("exit"), HealthChanged(Health(Device.RECEIPT_PRINTER, Condition.FAULT, "paper_end")))
    world.tell(Pressed("start"))
    assert isinstance(world.runner.visit.front, Idle)
    assert type(show(world.runner.visit)).__name__ == "OutOfServiceView"


def test_printer_failing_before_the_first_note_stops_the_sale() -> None:
    world = World()
    at_bills(world)
    world.tell(HealthChanged(Health(Device.RECEIPT_PRINTER, Condition.FAULT, "paper_end")), Pressed("confirm"))

    assert world.devices.sales == 0
    assert "receipt_printer.paper_end" in repr(world.runner.visit.front)


def test_a_swallowed_card_is_recorded_by_its_serial_also_where_no_money_is_in() -> None:
    """Fault 39: whoever empties the bin must know whose card it is."""
    world = World()
    world.tell(Pressed("start"), Pressed("buy_electricity"), CardInserted(), CardRead(samples.CARD), TimedOut())
    world.tell(TimedOut(), CardRetained())

    assert world.devices.facts[-1] == CardKept(None, samples.CARD.serial)


def test_i12_no_second_note_is_let_in_while_one_is_lost() -> None:
    world = World()
    at_bills(world)
    world.tell(Pressed("confirm"), NoteEscrowed(HUNDRED))
    world.asked()
    world.tell(NoteLost())
    assert world.asked() == ["close"]

    world.tell(NoteStacked(HUNDRED))
    assert world.asked() == ["NoteCredited", "acknowledge", "open"]


def test_i12_a_second_note_that_is_handed_back_says_nothing_about_the_lost_one() -> None:
    """What the acceptor proves from now on, in this life or after a restart, is about the second note."""
    world = World()
    at_bills(world)
    world.tell(Pressed("confirm"), NoteEscrowed(HUNDRED), NoteLost())
    world.asked()
    world.tell(NoteEscrowed(FIFTY), NoteReturned())

    assert world.asked()[:2] == ["NoteInDoubt", "give_back"]
    assert "NoteHandedBack" not in [type(fact).__name__ for fact in world.devices.facts]


def test_i12_a_lost_note_that_comes_back_is_handed_back() -> None:
    world = World()
    at_bills(world)
    world.tell(Pressed("confirm"), NoteEscrowed(HUNDRED), NoteLost())
    world.asked()
    world.tell(NoteReturned())

    assert world.asked() == ["NoteHandedBack", "open"]


def test_i12_a_note_lost_for_good_is_in_doubt_and_the_rest_is_booked() -> None:
    world = World()
    at_bills(world)
    world.tell(Pressed("confirm"))
    put_in(world, HUNDRED)
    world.tell(NoteEscrowed(HUNDRED), NoteLost(), TimedOut())

    assert "NoteInDoubt" in [type(fact).__name__ for fact in world.devices.facts]
    assert world.devices.bookings[0].paid == 10_000
    world.tell(SaleBooked(SALE, samples.BOOKING), ReceiptPrinted(f"{SALE}/1"), Pressed("done"))
    assert SALE in world.devices.ledger.open_sales, "a doubt stays open until the box is counted"
