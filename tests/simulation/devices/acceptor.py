"""The bill acceptor as the runner sees it: the driver's part, over the unit of `bill_unit`.

The unit lives on when the process dies; the driver does not. What the driver says follows
`kiosk_app.hardware.bill_acceptor`: a stacked note is posted once a life and repeated by the unit until it is
acknowledged, a start tells what the unit still reports, a note in motion of a silent unit is posted as lost.
"""

from collections import deque

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.events import (
    AcceptorStarted,
    CheatingSeen,
    Event,
    HealthChanged,
    NoteEscrowed,
    NoteLost,
    NoteRejected,
    NoteReturned,
    NoteStacked,
    PowerUpNote,
)
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import ACCEPTED_VALUES, Note
from tests.simulation.devices.bill_unit import BillUnit
from tests.simulation.kiosk import End, Machine
from tests.simulation.things import Banknote, Place
from tests.simulation.world import World

STACK_MS, RETURN_MS, POLL_MS = 600, 400, 100
START_MS, SILENT_MS, HOLD_MS, ACK_AGAIN_MS = 2_000, 5_000, 10_000, 1_000
FOR_EVER_MS = 600_000
LINE_LOST_MS = (8_000, 45_000, 200_000)
JAM_MS = (20_000, 120_000, 900_000)


class Acceptor(BillUnit):
    """Satisfies `runtime.ports.BillAcceptor` and `kiosk.Part`."""

    def __init__(self, world: World, machine: Machine) -> None:
        super().__init__(world, machine)
        self.life = 0
        self.ready = False
        self.line_up = True
        self._offered: deque[Banknote] = deque()  # the flow has not decided on these
        self._followed: Banknote | None = None  # its STACK was given, and nothing was heard of it since
        self._posted: Banknote | None = None  # reported to the flow in this life
        self._credited = False  # and the flow has said that it is durable

    # --- runtime.ports.BillAcceptor ---

    def open(self) -> None:
        """Enable every accepted bill type."""
        self.machine.boundary("acceptor.open")
        self.world.watch.acceptor_opened()
        self._offered.clear()
        if self.ready and not self.fault:
            self.enabled = True

    def close(self) -> None:
        """Disable every bill type; a note in escrow is handed back."""
        if self.machine.runner is not None:
            self.machine.boundary("acceptor.close")
        self.world.watch.acceptor_closed()
        self.enabled = False
        if self.ready and self.path is not None and self.path.place is Place.ESCROW:
            self.world.marks.hit("note_in_escrow_when_the_acceptor_closes")
            self._moves(RETURN_MS, self._handed_back)

    def stack(self) -> None:
        """Stack the note in escrow."""
        self.machine.boundary("acceptor.stack")
        note = self._offered.popleft() if self._offered else None
        self.world.watch.stack_ordered(note)
        if note is None or note is not self.path or note.place is not Place.ESCROW or not self.ready:
            self.world.marks.hit("stack_of_a_note_that_is_gone")
            return
        note.place, self._followed = Place.MOVING, note
        self._moves(STACK_MS, self._fallen)
        self._hinder(note)
        self.machine.cut_within("power.cut_while_stacking", STACK_MS + 2 * POLL_MS)

    def give_back(self) -> None:
        """Return the note in escrow."""
        self.machine.boundary("acceptor.give_back")
        note = self._offered.popleft() if self._offered else None
        if note is not None and note is self.path and note.place is Place.ESCROW and self.ready:
            self._moves(RETURN_MS, self._handed_back)

    def acknowledge(self) -> None:
        """The credit is durable: the unit may forget its report."""
        self.machine.boundary("acceptor.acknowledge")
        self.world.watch.acknowledged(self.unacknowledged)
        self._credited = True
        if self.ready or self.unacknowledged is not self._posted:
            self._send_ack(self.life)

    # --- motion ---

    def _recognised(self) -> None:
        note, faults = self.path, self.world.faults
        assert note is not None
        if faults.strikes("note.rejected") or note.value not in ACCEPTED_VALUES:
            self._back_in_hand(note)
            self._post(NoteRejected("verification"))
            return
        if not self.enabled:
            self._back_in_hand(note)
            self._post(NoteRejected("inhibit"))
            self.world.marks.hit("note_arrives_at_a_closed_acceptor")
            return
        note.place = Place.ESCROW
        if not self._talking:
            self._moves(HOLD_MS, self._handed_back)
            return
        self._offered.append(note)
        self._moves(HOLD_MS * 6, self._handed_back)  # the driver holds it for a minute
        self.world.time.after(POLL_MS, self._tell_escrowed, self.life, note)

    def _tell_escrowed(self, life: int, note: Banknote) -> None:
        """Between the escrow and the flow's hearing of it a finger may press a button."""
        if life == self.life and note in self._offered:
            self._post(NoteEscrowed(self._reported(note)))

    def _reported(self, note: Banknote) -> Note:
        if self.world.faults.strikes("note.misread"):
            kind = self.world.tape.choose(len(ACCEPTED_VALUES), "note.misread_as")
            return Note(ACCEPTED_VALUES[kind], kind)
        return Note(Fen(note.value), note.bill_type)

    def _handed_back(self) -> None:
        note = self.path
        assert note is not None
        self._back_in_hand(note)
        self._post(NoteReturned())

    def _fallen(self) -> None:
        note = self.path
        assert note is not None
        self._into_box(note)
        self.unacknowledged = note
        if self._talking:
            self._tell_stacked(note)

    def _tell_stacked(self, note: Banknote) -> None:
        self._posted, self._credited = note, False
        self.world.watch.reporting = note
        self._post(NoteStacked(Note(Fen(note.value), note.bill_type)))

    def _send_ack(self, life: int) -> None:
        if life != self.life or self.unacknowledged is None:
            return
        if self.world.faults.strikes("acceptor.ack_lost"):
            self.world.time.after(ACK_AGAIN_MS, self._send_ack, life)
        else:
            self.unacknowledged = None

    # --- what goes wrong ---

    def _hinder(self, note: Banknote) -> None:
        faults = self.world.faults
        if faults.strikes("acceptor.jam"):
            self._moves(STACK_MS // 2, self._jammed)
        elif faults.strikes("acceptor.pulled_back"):
            self._moves(STACK_MS // 2, self._pulled_back)
        elif faults.strikes("acceptor.silent_stack"):
            self._moves(STACK_MS, self._fallen_silently)
        elif faults.strikes("acceptor.stacks_for_ever"):
            self.world.marks.hit("note_moves_for_ever")
            self._moves(FOR_EVER_MS, self._fallen)
        elif faults.strikes("acceptor.line_lost"):
            self.lose_line()

    def _jammed(self) -> None:
        note = self.path
        assert note is not None
        note.place, self.fault, self.enabled = Place.JAMMED, "jam_in_acceptor", False
        self._post(NoteLost())
        self._out_of_order(Condition.FAULT, self.fault)
        pause = JAM_MS[self.world.tape.choose(len(JAM_MS), "acceptor.jam_for")]
        self._motion += 1
        self.world.time.after(pause, self._mended)

    def _mended(self) -> None:
        """Somebody clears the path: the note goes back, or falls; the unit may or may not say so."""
        if not self.fault:
            return
        note, self.fault = self.path, ""
        if note is not None and note.place is Place.JAMMED:
            if self.world.tape.choose(2, "acceptor.jam_ends_in_box"):
                self._into_box(note)
                if self.world.tape.choose(2, "acceptor.jam_is_reported"):
                    self.unacknowledged = note
            else:
                self._back_in_hand(note)
        if self.machine.runner is not None and self.life == self.machine.life:
            self._start()

    def _pulled_back(self) -> None:
        note = self.path
        assert note is not None
        self.world.marks.hit("note_pulled_back")
        self._back_in_hand(note)
        self._post(CheatingSeen())
        self._post(NoteLost())
        self._post(NoteReturned())

    def _fallen_silently(self) -> None:
        """The note fell and the report never came: the unit is idle again without a word."""
        note = self.path
        assert note is not None
        self.world.marks.hit("note_fell_without_a_word")
        self._into_box(note)
        self._post(NoteLost())

    def cassette_full(self) -> None:
        """No more room: out of service until somebody comes."""
        if self.path is None and not self.fault and self.powered:
            self.fault, self.enabled = "cassette_full", False
            self._out_of_order(Condition.FAULT, self.fault)
            self.world.time.after(JAM_MS[1], self._mended)

    def lose_line(self) -> None:
        """The serial line goes; the unit goes on with what it does."""
        if not self.line_up:
            return
        self.line_up = False
        self.world.time.after(SILENT_MS, self._silent, self.life)
        pause = LINE_LOST_MS[self.world.tape.choose(len(LINE_LOST_MS), "acceptor.line_lost_for")]
        self.world.time.after(pause, self._line_back)

    def _silent(self, life: int) -> None:
        if life != self.life or self.line_up:
            return
        note = self.path
        offered = note is not None and note in self._offered
        if offered or self._followed is not None:
            self.world.marks.hit("note_moving_when_the_line_went")
            self._tell(NoteLost())
        self._out_of_order(Condition.LOST, "not_answering", force=True)

    def _line_back(self) -> None:
        self.line_up = True
        if self.life and self.life == self.machine.life and self.machine.runner is not None:
            self._start()

    def _out_of_order(self, condition: Condition, code: str, *, force: bool = False) -> None:
        self.ready, self._followed = False, None
        self._offered.clear()
        if force or self._talking:
            self._tell(HealthChanged(Health(Device.BILL_ACCEPTOR, condition, code)))

    # --- the driver's life ---

    @property
    def _talking(self) -> bool:
        return self.ready and self.line_up and self.life == self.machine.life

    def _post(self, event: Event) -> None:
        if self._talking:
            self._followed = None
            self._tell(event)

    def _tell(self, event: Event) -> None:
        if self.life == self.machine.life:
            self.machine.post(self.life, event)

    def prepare(self, life: int) -> None:
        """A new driver knows nothing."""
        self.life, self.powered = life, True
        self._posted, self._credited, self._followed = None, False, None
        self._offered.clear()

    def begin(self, life: int) -> None:
        """Start the driver."""
        if self.fault:
            self._tell(HealthChanged(Health(Device.BILL_ACCEPTOR, Condition.FAULT, self.fault)))
        elif self.line_up:
            self._start()
        else:
            self._tell(HealthChanged(Health(Device.BILL_ACCEPTOR, Condition.LOST, "not_answering")))

    def end(self, end: End) -> None:
        """The driver is gone; with the power the unit too."""
        self.ready = False
        self._offered.clear()
        if end is End.POWER:
            self._lose_power()

    def _start(self) -> None:
        self.ready = False
        self.world.time.after(START_MS, self._started, self.life, self.world.time.now)

    def _started(self, life: int, began: int) -> None:
        """Tell what the unit still reports, then that it is ready; it is disabled then."""
        if life != self.life or life != self.machine.life or self.ready or not self.line_up or self.fault:
            return
        note = self.path
        if note is not None and note.place is Place.MOVING and self.powered and self.power_up is None:
            self.world.time.after(START_MS, self._started, life, began)  # it is on its way: its end is waited for
            return
        if note is not None and note.place is Place.STACKER:
            self._into_box(note)
            self.unacknowledged = note
        elif note is not None:
            self._motion += 1
            self._back_in_hand(note)
        self._announce()

    def _announce(self) -> None:
        self.enabled = False
        seen, report = self.power_up or PowerUpNote.NONE, self.unacknowledged
        evidence = None
        if report is not None and report is self._posted:
            if self._credited:
                self._send_ack(self.life)
        elif report is not None:
            evidence = Note(Fen(report.value), report.bill_type)
            self._posted, self._credited = report, False
            self.world.watch.reporting = report
            self.world.marks.hit("start_with_a_stacked_note")
        was_powered, self.power_up = self.power_up is None, None
        self.ready = True
        self._tell(AcceptorStarted(seen, evidence, was_powered))
        if self.ready:
            self._tell(HealthChanged(Health(Device.BILL_ACCEPTOR, Condition.READY)))
