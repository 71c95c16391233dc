"""The reader as its host and its customers meet it: handshake, power, time. No I/O; `now` in monotonic seconds.

Host frame -> ACK -> host ENQ -> the command is executed -> answer frame. A wrong check is answered with NAK;
EOT ends everything with EOT. The specification draws no ACK from the host after the answer; one is ignored.
"""

from dataclasses import dataclass
from enum import StrEnum

from emulators.meter_card.eeprom import PowerLost
from emulators.motor_reader.firmware import Firmware
from emulators.motor_reader.mechanism import USUAL, Inserted, Mechanism, Motion, NotPossible, Pace, Place
from emulators.motor_reader.protocol import Control, Damaged, Decoder, Frame, Item, Negative, encode, negative
from emulators.motor_reader.protocol import Operation as Op

FRAME_SILENCE_S = 0.3  # a frame that stops for so long is damaged: an assumption, none is printed
MOVE = 0x32


class Power(StrEnum):
    """Where the reader's power comes from."""

    MAINS = "mains"
    BACKUP = "backup"  # its capacitor, for about a second
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Running:
    """A command under way."""

    answer: bytes
    ready_at: float
    moves: bool = False


class CardReaderDevice:
    """A CRT-310 with its capacitor charged and its bin empty."""

    def __init__(self, pace: Pace = USUAL) -> None:
        self._pace = pace
        self.mechanism = Mechanism(pace)
        self.power = Power.MAINS
        self.ejects_at_power_failure = True
        self.cuts_power_at_tear = False
        self.damaged_answers = 0  # so many of the next answers leave with a wrong check
        self._firmware = Firmware(self.mechanism)
        self._decoder = Decoder()
        self._out = bytearray()
        self._accepted: bytes | None = None  # acknowledged, waits for ENQ
        self._asked = False  # ENQ has come, but the motor still runs
        self._running: Running | None = None
        self._last_byte_at = 0.0
        self._changes_at: float | None = None  # when the power next changes by itself
        self._last_answer = b""

    # the line

    def receive(self, data: bytes, now: float) -> None:
        """Bytes have arrived from the host."""
        self.tick(now)
        if self.power is Power.OFF or self._booting:
            return
        self._last_byte_at = now
        for item in self._decoder.feed(data):
            self._take(item)
        self.tick(now)

    def outgoing(self) -> bytes:
        """Return what is to be written to the host, once."""
        data = bytes(self._out)
        self._out.clear()
        return data

    def tick(self, now: float) -> None:
        """Let time pass."""
        self.mechanism.tick(now)
        if self._changes_at is not None and now >= self._changes_at:
            self._changes_at = None
            if self.power is Power.BACKUP:
                self.power, self.mechanism.motion = Power.OFF, None
                self._forget_line()
        if self.power is Power.OFF:
            return
        if self._decoder.within_frame and now >= self._last_byte_at + FRAME_SILENCE_S:
            self._decoder.drop()
            self._say(Control.NAK)
        if self._asked and self.mechanism.motion is None:
            self._execute(now)
        if self._running is not None and self.mechanism.motion is None and now >= self._running.ready_at:
            pulled_away = self._running.moves and self.mechanism.interrupted
            self._answer(self._running.answer[:-1] + bytes([Op.NO_CARD]) if pulled_away else self._running.answer)
            self._running = None

    def wake_at(self) -> float | None:
        """Return when `tick` is wanted next; None when nothing is under way."""
        wanted = [self.mechanism.wake_at(), self._changes_at]
        if self._running is not None and self.mechanism.motion is None:
            wanted.append(self._running.ready_at)
        if self._decoder.within_frame:
            wanted.append(self._last_byte_at + FRAME_SILENCE_S)
        return min((moment for moment in wanted if moment is not None), default=None)

    def _take(self, item: Item) -> None:
        match item:
            case Control.EOT:
                self._forget_line()
                self._say(Control.EOT)
            case _ if self._running is not None or self._asked:
                return  # busy; a slave does not listen meanwhile
            case Frame(payload):
                self._accepted = payload
                self._say(Control.ACK)
            case Damaged():
                self._accepted = None
                self._say(Control.NAK)
            case Control.ENQ if self._accepted is not None:
                self._asked = True
            case Control.NAK if self._last_answer:
                self._out += self._last_answer
            case _:
                return

    def _execute(self, now: float) -> None:
        assert self._accepted is not None, "ENQ counts only after a frame"
        payload, self._accepted, self._asked = self._accepted, None, False
        if self.power is Power.BACKUP:
            answer = negative(payload[0], Negative.BACKUP_POWER)
        else:
            try:
                answer = self._firmware.execute(payload)
            except PowerLost:
                self._firmware.chip_lost_power()
                answer = payload[:2] + bytes([Op.FAILED])
                if self.cuts_power_at_tear:
                    self.cuts_power_at_tear = False
                    self.cut_power(now)
                    return
        self._running = Running(answer, now + self._pace.exchange_s, self._moving(payload))

    def _moving(self, payload: bytes) -> bool:
        return payload[0] == MOVE and self.mechanism.motion is not None

    def _answer(self, payload: bytes) -> None:
        self._last_answer = encode(payload)
        sent = bytearray(self._last_answer)
        if self.damaged_answers:
            self.damaged_answers -= 1
            sent[-1] ^= 0x55
        self._out += sent

    def _say(self, control: Control) -> None:
        self._out.append(control)

    def _forget_line(self) -> None:
        self._decoder.drop()
        self._accepted, self._asked, self._running, self._last_answer = None, False, None, b""

    @property
    def _booting(self) -> bool:
        return self.power is Power.MAINS and self._changes_at is not None

    # hands and cables

    def insert(self, card: Inserted, now: float) -> None:
        """Push a card into the slot; NotPossible when it is closed or taken. Without power the shutter is closed."""
        self.tick(now)
        if self.power is not Power.MAINS:
            raise NotPossible("the slot is closed")
        self.mechanism.insert(card)

    def pull(self, now: float) -> Inserted:
        """Pull the card out by hand; NotPossible when it is not within reach."""
        self.tick(now)
        return self.mechanism.pull()

    def cut_power(self, now: float) -> None:
        """The mains fail: with its capacitor the reader puts the card out and refuses everything else."""
        self.tick(now)
        if self.power is not Power.MAINS:
            return
        self.power, self._changes_at = Power.BACKUP, now + self._pace.backup_s
        self._running = None
        self._firmware.chip_lost_power()
        mechanism = self.mechanism
        mechanism.leave_contact(Place.MOUTH)
        mechanism.motion = None
        held = mechanism.place in (Place.FRONT, Place.INSIDE, Place.CONTACT, Place.REAR)
        if self.ejects_at_power_failure and held and not mechanism.jammed:
            mechanism.motion = Motion(Place.MOUTH, now + self._pace.power_eject_s)

    def restore_power(self, now: float) -> None:
        """The mains are back: the reader starts, entry open to all, the card where it was left."""
        self.tick(now)
        if self.power is Power.MAINS:
            return
        self.power, self._changes_at = Power.MAINS, now + self._pace.boot_s
        self._forget_line()
        self.mechanism.restore_defaults()
