"""What each command of the host does (protocols.md 3.1, commands)."""

from collections.abc import Callable

from emulators.motor_reader.mechanism import Entry, Length, Mechanism, Place
from emulators.motor_reader.protocol import Negative, Operation, negative

VERSION = b"CRT 310 V3.0 "
SERIAL_NUMBER = b"CRT310-EMU-0001"
FITTED = range(0x2E, 0x3F)  # commands this maker knows; those without a method here are not fitted
ALSO_KNOWN = (0x49, 0x4A, 0xFA)
CHECKED = frozenset({0x32, 0x33, 0x37, 0x45})  # refused while an abnormal card is inside

STATUS_OF_PLACE = {
    Place.OUTSIDE: 0x4E,
    Place.MOUTH: 0x48,
    Place.FRONT: 0x49,
    Place.INSIDE: 0x4A,
    Place.CONTACT: 0x4B,
    Place.REAR: 0x4C,
    Place.CAPTURED: 0x4D,
}
STATUS_OF_LENGTH = {Length.LONG: 0x46, Length.SHORT: 0x47}
ENTRY_OF_PARAMETER = {0x31: Entry.PROHIBITED, 0x32: Entry.MAGNETIC, 0x33: Entry.SWITCH, 0x34: Entry.SIGNAL}
STATUS_OF_ENTRY = {Entry.MAGNETIC: 0x49, Entry.SWITCH: 0x4A, Entry.SIGNAL: 0x4B, Entry.PROHIBITED: 0x4E}
STOP_OF_PARAMETER = {
    0x30: Place.MOUTH,
    0x31: Place.FRONT,
    0x32: Place.INSIDE,
    0x33: Place.CONTACT,
    0x34: Place.REAR,
    0x35: Place.CAPTURED,
}
MOVE_OF_PARAMETER = {
    0x2E: Place.INSIDE,
    0x2F: Place.CONTACT,
    0x30: Place.MOUTH,
    0x31: Place.FRONT,
    0x32: Place.REAR,
    0x33: Place.CAPTURED,
    0x34: Place.CAPTURED,  # an abnormal card, out at the rear
}
ABNORMAL_OUT = 0x34
RESET_MOVES = {0x30: None, 0x31: Place.MOUTH, 0x32: Place.CAPTURED}
# Which of the six light barriers PSS0-PSS5, counted from the front, a card covers: an assumption.
COVERED = {
    Place.OUTSIDE: "000000",
    Place.MOUTH: "110000",
    Place.FRONT: "011000",
    Place.INSIDE: "001110",
    Place.CONTACT: "001110",
    Place.REAR: "000011",
    Place.CAPTURED: "000001",
}
TRACKS = {0x31: 1, 0x32: 1, 0x33: 1, 0x34: 2, 0x35: 2, 0x36: 2, 0x37: 3}  # how many are asked for
BLANK_TRACK = bytes([0x1F, 0x4E, 0xE5])


class Firmware:
    """Executes one command at a time on the mechanism and the chip."""

    def __init__(self, mechanism: Mechanism) -> None:
        self._mechanism = mechanism
        self._powered = False  # the chip has been reset and answers
        self._commands: dict[int, Callable[[bytes], bytes]] = {
            0x2E: self._set_stop,
            0x2F: self._set_entry,
            0x30: self._reset,
            0x31: self._tell,
            0x32: self._move,
            0x33: self._power_chip,
            0x37: self._talk_to_chip,
            0x45: self._read_tracks,
            0x46: self._lamp,
        }

    def execute(self, payload: bytes) -> bytes:
        """Carry out a command. Lets the chip's loss of power through, for the device to decide."""
        command = payload[0]
        action = self._commands.get(command)
        if action is None:
            known = command in FITTED or command in ALSO_KNOWN
            return negative(command, Negative.CANNOT_EXECUTE if known else Negative.UNKNOWN_COMMAND)
        if len(payload) == 1:
            return negative(command, Negative.BAD_PARAMETER)
        card = self._mechanism.card
        abnormal = card is not None and card.length is not Length.NORMAL
        if abnormal and command in CHECKED and payload != bytes([0x32, ABNORMAL_OUT]):
            return negative(command, Negative.ABNORMAL_CARD)
        return action(payload)

    def chip_lost_power(self) -> None:
        """The chip must be reset before it answers again."""
        self._powered = False

    def _set_stop(self, payload: bytes) -> bytes:
        if (stop := STOP_OF_PARAMETER.get(payload[1])) is None or len(payload) != 2:
            return bad_parameter(payload)
        self._mechanism.stop = stop
        return done(payload)

    def _set_entry(self, payload: bytes) -> bytes:
        entry = ENTRY_OF_PARAMETER.get(payload[1])
        if entry is None or len(payload) != 3 or payload[2] not in (0x30, 0x31):
            return bad_parameter(payload)
        self._mechanism.entry, self._mechanism.rear_allowed = entry, payload[2] == 0x30
        return done(payload)

    def _reset(self, payload: bytes) -> bytes:
        if payload[1:] == b"\x3a":
            return payload + SERIAL_NUMBER
        if payload[1] == 0x3B:
            return negative(payload[0], Negative.CANNOT_EXECUTE)
        if payload[1] not in RESET_MOVES or len(payload) != 2:
            return bad_parameter(payload)
        self._deactivate()
        self._mechanism.restore_defaults()
        to = RESET_MOVES[payload[1]]
        if to is not None and self._mechanism.place not in (Place.MOUTH, Place.CAPTURED):
            self._mechanism.move(to)
        return payload + VERSION

    def _tell(self, payload: bytes) -> bytes:
        match payload[1:]:
            case b"\x30":
                return payload + self._status()
            case b"\x2f":
                return payload + self._sensors()[1:]
            case b"\x2e":
                return payload + self._sensors()
            case b"\x31":
                return payload + self._card_type()
            case _:
                return bad_parameter(payload)

    def _status(self) -> bytes:
        mechanism = self._mechanism
        place = STATUS_OF_PLACE[mechanism.place]
        if mechanism.card is not None and mechanism.place in (Place.INSIDE, Place.CONTACT):
            place = STATUS_OF_LENGTH.get(mechanism.card.length, place)
        return bytes([place, STATUS_OF_ENTRY[mechanism.entry], 0x4A if mechanism.rear_allowed else 0x4E])

    def _sensors(self) -> bytes:
        """PSS0-PSS5, shutter, switch: 30 clear or closed, 31 card or open."""
        place = self._mechanism.place
        shutter = "1" if place in (Place.MOUTH, Place.FRONT) else "0"
        switch = "1" if place is Place.MOUTH else "0"
        return (COVERED[place] + shutter + switch).encode()

    def _card_type(self) -> bytes:
        if self._mechanism.card is None:
            return b"N0"
        if self._mechanism.place is not Place.CONTACT:
            return b"N2"
        self._powered = self._mechanism.card.chip.power_on() is not None
        return b"10" if self._powered else b"N1"

    def _move(self, payload: bytes) -> bytes:
        to = MOVE_OF_PARAMETER.get(payload[1])
        if to is None or len(payload) != 2:
            return bad_parameter(payload)
        if (refusal := self._out_of_reach(payload, Place.MOUTH, Place.CAPTURED)) is not None:
            return refusal
        if to is not Place.CONTACT:
            self.chip_lost_power()
        if not self._mechanism.move(to):
            return payload + bytes([Operation.FAILED])
        return done(payload)

    def _out_of_reach(self, payload: bytes, *places: Place) -> bytes | None:
        if self._mechanism.card is None:
            return payload[:2] + bytes([Operation.NO_CARD])
        if self._mechanism.place in places:
            return payload[:2] + bytes([Operation.WRONG_POSITION])
        return None

    def _off_contact(self, payload: bytes) -> bytes | None:
        return self._out_of_reach(payload, *(place for place in Place if place is not Place.CONTACT))

    def _power_chip(self, payload: bytes) -> bytes:
        if payload[1] not in (0x30, 0x31) or len(payload) != 2:
            return bad_parameter(payload)
        if (refusal := self._off_contact(payload)) is not None:
            return refusal
        if payload[1] == 0x31:
            self._deactivate()
        return done(payload)

    def _deactivate(self) -> None:
        if self._mechanism.card is not None:
            self._mechanism.card.chip.power_off()
        self._powered = False

    def _talk_to_chip(self, payload: bytes) -> bytes:
        if payload[1] not in (0x2F, 0x30, 0x31, 0x32):
            return bad_parameter(payload)
        if (refusal := self._off_contact(payload)) is not None:
            return refusal
        assert self._mechanism.card is not None, "a card is at the contacts"
        chip = self._mechanism.card.chip
        if payload[1] in (0x2F, 0x30):
            atr = chip.power_on()
            self._powered = atr is not None
            return failed(payload) if atr is None else with_data(payload, atr)
        if int.from_bytes(payload[2:4], "big") != len(payload) - 4 or len(payload) == 4:
            return negative(payload[0], Negative.BAD_DATA)
        if not self._powered or payload[1] == 0x32:  # not reset, or T=1 to a T=0 card
            return failed(payload)
        return with_data(payload, chip.transmit(payload[4:]))

    def _read_tracks(self, payload: bytes) -> bytes:
        if len(payload) != 4 or payload[1] not in (0x30, 0x31) or payload[3] not in TRACKS:
            return bad_parameter(payload)
        if self._mechanism.card is None:
            return payload + bytes([Operation.NO_CARD])
        return payload + BLANK_TRACK * TRACKS[payload[3]]

    def _lamp(self, payload: bytes) -> bytes:
        return done(payload) if payload[1:] in (b"\x30", b"\x31") else bad_parameter(payload)


def done(payload: bytes) -> bytes:
    """Echo the command with Y."""
    return payload + bytes([Operation.DONE])


def failed(payload: bytes) -> bytes:
    """Echo command and parameter with N."""
    return payload[:2] + bytes([Operation.FAILED])


def with_data(payload: bytes, data: bytes) -> bytes:
    """Echo command and parameter with Y, then length and data."""
    return payload[:2] + bytes([Operation.DONE]) + len(data).to_bytes(2, "big") + data


def bad_parameter(payload: bytes) -> bytes:
    """Refuse the parameter."""
    return negative(payload[0], Negative.BAD_PARAMETER)
