"""People in front of the glass: they see the screen, think, and do the next thing; some do other things."""

from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk_app.domain.customer import MeterKind
from kiosk_app.domain.events import DigitTyped, Pressed, RowTouched
from kiosk_app.domain.notes import ACCEPTED_VALUES
from kiosk_app.domain.voucher import VoucherKind
from kiosk_app.flows import buy_electricity, cash_tender, closing, enquiry, identify, pay_bill
from kiosk_app.flows.visit import Front, Idle, Menu
from tests.simulation.devices.acceptor import Acceptor
from tests.simulation.devices.reader import Reader
from tests.simulation.kiosk import Machine, taking_notes
from tests.simulation.manners import MANNERS, misbehave
from tests.simulation.platform.customers import Customer
from tests.simulation.things import Banknote, MeterCard, Place, Slip
from tests.simulation.world import World

PACE_MS = (700, 2_500, 12_000)
WAIT_DARK_MS, DARK_LOOKS = 40_000, 3
HURRY_MS = (0, 750, 900, 1_300)
NOTES = (*ACCEPTED_VALUES, 500)
NOTES_AT_MOST, TRIES_A_NOTE = 5, 3
OPEN_ENDED = (VoucherKind.UNCONFIRMED, VoucherKind.UNWRITTEN, VoucherKind.REFUSED)  # slips that make one ask


@dataclass(slots=True)
class Surroundings:
    """What stands around a person."""

    world: World
    machine: Machine
    acceptor: Acceptor
    reader: Reader
    others: list[MeterCard]  # every card in town, for who brings another's
    slips: list[Slip]  # every slip that ever came out


@dataclass(slots=True, eq=False)
class Person:
    """One visit of one customer."""

    ident: int
    customer: Customer
    around: Surroundings
    leave: Callable[["Person"], None]
    manner: str = "plain"
    pace: int = PACE_MS[0]
    service: str = "pay_bill"
    begun: bool = False
    gone: bool = False
    purse: list[Banknote] | None = None
    card: MeterCard | None = None
    _scheduled: bool = False
    _looks: int = 0
    _asked: bool = False
    _printed: bool = False
    _tries: dict[int, int] = field(default_factory=dict)
    patience: int = 0  # acts left before this person's manner shows

    def arrive(self, *, plain: bool = False) -> None:
        """Come up to the kiosk, with a manner and a pace of one's own unless `plain`."""
        self.card = self.customer.card
        if self.customer.kind is not MeterKind.POST_PAID:
            self.service = "buy_electricity"
        if not plain:
            self._become_somebody()
        if self.around.world.telling:
            what = f"#{self.ident} comes to {self.service}, customer {self.customer.customer_no}, {self.manner}"
            self.around.world.tell("person", what)
        self._act()

    def _become_somebody(self) -> None:
        tape = self.around.world.tape
        manner = tape.choose(3 * len(MANNERS), "person.manner")
        self.manner = MANNERS[manner] if manner < len(MANNERS) else MANNERS[0]
        self.pace = PACE_MS[tape.choose(len(PACE_MS), "person.pace")]
        if self.manner == "brings another's card" and self.around.others:
            self.card = self.around.others[tape.choose(len(self.around.others), "person.card")]
        if self.manner != "plain":
            self.patience = 1 + tape.choose(12, "person.patience")

    def look(self) -> None:
        """The screen has changed, or a note or card came back."""
        if not (self._scheduled or self.gone):
            self._scheduled = True
            self.around.world.time.after(self.pace, self._act)

    def _look_again(self, milliseconds: int) -> None:
        if not (self._scheduled or self.gone):
            self._scheduled = True
            self.around.world.time.after(milliseconds, self._act)

    def press(self, button: str) -> None:
        """Press a button."""
        self.around.machine.handle(Pressed(button))

    def go(self) -> None:
        """Leave."""
        if not self.gone:
            self.gone = True
            self.leave(self)

    # --- one act ---

    def _act(self) -> None:
        self._scheduled = False
        if self.gone:
            return
        front = self.around.machine.front
        self.around.world.watch.seen(self, front)
        if self.patience:
            self.patience -= 1
            if not self.patience and misbehave(self, front):
                return
        if front is None or isinstance(front, Idle):
            self._at_the_door(front)
        elif not self.begun:
            self._wait_in_the_dark()  # somebody's visit is still on the screen: wait until it is over
        else:
            self._act_on(front)

    def _at_the_door(self, front: Idle | None) -> None:
        if front is None:
            self._wait_in_the_dark()
        elif self.begun:
            self._take_card()
            self.go()
        elif self._looks and not self.around.machine.open_for_service:
            self._wait_in_the_dark()  # who has tried it once reads what is on the screen
        else:
            self._start()

    def _act_on(self, front: Front) -> None:
        match front:
            case Menu() if self.manner == "asks what became of it" and not self._asked:
                self._asked = True
                self.press("reprint")
            case Menu():
                self.press(self.service)
                if self.around.machine.front == Menu():
                    self.press("back")
            case pay_bill.Identifying(inner):
                self._identify(inner)
            case pay_bill.Choosing():
                self._choose_bills(front)
            case pay_bill.Tendering(inner) | buy_electricity.Tendering(inner):
                self._feed(inner)
            case pay_bill.Ending(inner) | buy_electricity.Ending(inner):
                self._end(inner)
            case pay_bill.Stopped() | buy_electricity.Stopped() | enquiry.Refusal():
                self.press("done")
            case enquiry.Typing() | enquiry.Told():
                self._enquire(front)
            case _:
                self._with_card(front)

    def _wait_in_the_dark(self) -> None:
        self._take_card()
        self._looks += 1
        if self._looks > DARK_LOOKS:
            self.go()
        else:
            self._look_again(WAIT_DARK_MS)

    def _start(self) -> None:
        self.press("start")
        if isinstance(self.around.machine.front, Idle | None):
            self._wait_in_the_dark()
        else:
            self.begun = True
            self.around.world.served += 1

    def _identify(self, inner: identify.State) -> None:
        match inner:
            case identify.Number():
                if inner.problem:
                    self.press("back")
                    return
                self._type(self.customer.customer_no[: inner.field.length])
            case identify.Password(problem=problem):
                if problem and self.manner != "types a wrong password":
                    self.press("back")
                    return
                wrong = self.manner == "types a wrong password" and not problem
                self._type("0" * inner.field.length if wrong else self.customer.password[: inner.field.length])
            case identify.Refusal():
                self.press("done")
            case _:
                pass

    def _type(self, digits: str) -> None:
        for digit in digits:
            self.around.machine.handle(DigitTyped(digit))
        self.press("confirm")

    def _choose_bills(self, front: pay_bill.Choosing) -> None:
        row = self.around.world.tape.choose(4, "person.row")
        if row and len(front.account.bills) > row:
            self.around.machine.handle(RowTouched(row))
        self.press("confirm")
        if isinstance(self.around.machine.front, pay_bill.Choosing):
            self.press("back")

    def _enquire(self, front: enquiry.Typing | enquiry.Told) -> None:
        """Type the number of a slip that lies about, and see what became of that sale (PAY-6)."""
        if isinstance(front, enquiry.Told):
            if not self._printed and enquiry.printable(front):
                self._printed = True
                self.press("print")
            elif front.slip is not closing.Slip.PRINTING:
                self.press("insert_card" if front.found.waits_for_card and self.card is not None else "done")
            return
        slips = [slip for slip in self.around.slips if slip.voucher.kind in OPEN_ENDED] or self.around.slips
        if front.problem or not slips:
            self.press("back")
            return
        number = slips[-1 - self.around.world.tape.choose(min(5, len(slips)), "person.slip")].voucher.sale
        self._type(number.removeprefix("GD").replace("-", ""))

    # --- money ---

    def _feed(self, inner: cash_tender.State) -> None:
        if not isinstance(inner, cash_tender.Inserting):
            return
        if self.purse is None:
            self.purse = self._notes(inner.sale.terms.due)
        if any(note.place not in (Place.HAND, Place.BOX) for note in self.purse):
            return  # it is on its way; the screen or the note will say
        left = [
            note for note in self.purse if note.place is Place.HAND and self._tries.get(note.ident, 0) < TRIES_A_NOTE
        ]
        if left:
            self._insert(left[0])
        elif self.manner == "feeds without end" and len(self.purse) < 4 * NOTES_AT_MOST:
            self.purse += self._notes(0)
            self.look()
        elif inner.sale.paid:
            self.press("finish")
        else:
            self.press("cancel")

    def _insert(self, note: Banknote) -> None:
        self._tries[note.ident] = self._tries.get(note.ident, 0) + 1
        taken = self.around.acceptor.insert(note)
        if self.around.world.telling:
            word = "puts in" if taken else "cannot put in"
            self.around.world.tell("person", f"#{self.ident} {word} note #{note.ident} of {note.value}")
        if not taken:
            self._look_again(2_000)
        elif self.manner == "feeds and finishes at once":
            hurry = HURRY_MS[self.around.world.tape.choose(len(HURRY_MS), "person.hurry")]
            self.around.world.time.after(hurry, self._hurry)

    def _hurry(self) -> None:
        if not self.gone and taking_notes(self.around.machine.front):
            self.press("finish")
            self.press("cancel")

    def _notes(self, due: int) -> list[Banknote]:
        tape = self.around.world.tape
        notes: list[Banknote] = []
        for _ in range(1 + tape.choose(NOTES_AT_MOST, "person.notes")):
            kind = tape.choose(len(NOTES), "person.note")
            notes.append(self.around.world.new_note(NOTES[kind], kind, self.ident))
            if due and sum(note.value for note in notes) >= due:
                break
        return notes

    # --- card ---

    def _with_card(self, front: Front) -> None:
        match front:
            case buy_electricity.AwaitingCard():
                if self.card in self.around.reader.bin:
                    self.card = None
                if self.card is None or not self.around.reader.insert(self.card):
                    self._looks += 1
                    if self._looks > 2:
                        self.press("back")
                    else:
                        self._look_again(1_000)
            case buy_electricity.Choosing(asking=True):
                pass
            case buy_electricity.Choosing() as choosing:
                self._choose_amount(choosing)
            case buy_electricity.Returning():
                self._take_card()
            case _:
                pass

    def _choose_amount(self, front: buy_electricity.Choosing) -> None:
        if front.problem:
            self.press("back")
        elif front.quote is not None:
            self.press("confirm")
        else:
            tape = self.around.world.tape
            if front.terms.meter_kind is MeterKind.ENERGY_CONTROLLED and tape.choose(2, "person.by_money"):
                self.press("by_money")
            self.press(f"preset_{(50, 100, 200, 500)[tape.choose(4, 'person.amount')]}")

    def _take_card(self) -> bool:
        if not self.around.reader.offered or self.around.reader.card is not self.card or self.card is None:
            return False
        if self.manner == "leaves the card":
            return False
        self.around.reader.take()
        return True

    # --- the end, and what some do ---

    def _end(self, inner: closing.State) -> None:
        if not isinstance(inner, closing.Closing):
            return
        if self._take_card():
            self.look()
        elif inner.slip is not closing.Slip.PRINTING and inner.card is not closing.CardPlace.OFFERED:
            if inner.voucher.kind in OPEN_ENDED and self.around.world.tape.choose(4, "person.asks_at_once") == 1:
                self.manner, self.begun = "asks what became of it", False  # comes again at once
            self.press("done")
