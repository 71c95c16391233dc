"""The card itself: power, reset, and the operating system's commands, rights and refusals (meter_card.md 1.3-1.11)."""

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_bytes

from emulators.meter_card import crypto
from emulators.meter_card.apdu import LONGEST_ANSWER, Command, Refusal, Sw, parse
from emulators.meter_card.eeprom import Eeprom, PowerLost, Save, forget
from emulators.meter_card.files import PARAMETERS, RETURN_WRITE, STANDBY_TARIFF, TARIFF, WALLET
from emulators.meter_card.image import METER_KEY, POWER_KEY, PURCHASE_KEY, TRIES, CardBox, CardImage, CardKind

ATR_HEAD = bytes.fromhex("3B78110000")
MASTER_FILE, ELECTRICITY = 0x3F00, 0xDF01
SERIAL_FILE = 0x19  # in the master file, the serial at offset 1
PLAIN, WITH_MAC, WITH_MAC_AND_CIPHER = 0x00, 0x04, 0x84
INTERNAL_KEY = 0x01
AUTHENTICATION_BYTES, MAC_RANDOM_BYTES = 8, 4

OPENS = {
    METER_KEY: frozenset({RETURN_WRITE}),
    POWER_KEY: frozenset({PARAMETERS, TARIFF, STANDBY_TARIFF, RETURN_WRITE}),
    PURCHASE_KEY: frozenset({WALLET}),
}


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Where cards of this family and the readers before them differ, all allowed."""

    bytes_waiting: bool = True  # T=0: answer data of SELECT and INTERNAL AUTHENTICATE is announced with 61xx
    right_length: bool = True  # T=0: a wrong Le is answered with 6Cxx; else with what there is
    one_challenge_per_mac: bool = False  # else one random serves several MACs, as observed in the field
    mac_refusal: int = Sw.MAC_WRONG  # or MAC_WRONG_ESAM


USUAL = Behaviour()


class MeterCard:
    """One card. `power_on`, then `transmit`; PowerLost is raised where no answer comes."""

    def __init__(
        self,
        image: CardImage,
        save: Save = forget,
        behaviour: Behaviour = USUAL,
        random_bytes: Callable[[int], bytes] = token_bytes,
        master_key: bytes = crypto.MASTER_KEY,
    ) -> None:
        self._eeprom = Eeprom(image, save)
        self._behaviour, self._random = behaviour, random_bytes
        self._key = crypto.diversify(master_key, image.serial)
        self._commands_left: int | None = None
        self._powered = False
        self._forget_session()

    @property
    def image(self) -> CardImage:
        """What the EEPROM holds now."""
        return self._eeprom.image

    @property
    def powered(self) -> bool:
        """True between `power_on` and the next loss of power."""
        return self._powered

    def tear_after_bytes(self, count: int, garble: int | None = None) -> None:
        """Lose power once `count` (from 1) more file bytes are written; the byte then in flight becomes `garble`.

        With 0 the power goes when the next write is about to begin.
        """
        self._eeprom.bytes_left, self._eeprom.garble = count, garble

    def tear_after_commands(self, count: int) -> None:
        """Answer `count` more commands; the next one meets a card without power."""
        self._commands_left = count

    def power_on(self) -> bytes | None:
        """Reset the card and return its ATR; None when the card is mute. Also the warm reset."""
        self._forget_session()
        self._powered = self.image.kind is not CardKind.MUTE
        return ATR_HEAD + self.image.serial if self._powered else None

    def power_off(self) -> None:
        """Take the power away: rights, challenge and selection are gone, and so is a planned tear."""
        self._powered = False
        self._commands_left = None
        self._eeprom.steady()
        self._forget_session()

    def transmit(self, raw: bytes) -> bytes:
        """Answer one command APDU with data and status word, or raise PowerLost."""
        if not self._powered:
            raise PowerLost("not powered")
        if self._commands_left is not None:
            if self._commands_left == 0:
                self.power_off()
                raise PowerLost("between two commands")
            self._commands_left -= 1
        try:
            command = parse(raw)
            answer, status = self._execute(command), int(Sw.OK)
        except Refusal as refusal:
            answer, status = b"", refusal.status
        except PowerLost:
            self.power_off()
            raise
        return answer + status.to_bytes(2, "big")

    def _forget_session(self) -> None:
        self._selected = MASTER_FILE
        self._rights: frozenset[int] = frozenset()
        self._challenge = b""
        self._waiting = b""

    def _execute(self, command: Command) -> bytes:
        waiting, self._waiting = self._waiting, b""
        match command.cla, command.ins:
            case 0x00, 0xA4:
                return self._select(command)
            case 0x00, 0x84:
                return self._get_challenge(command)
            case 0x00, 0x82:
                return self._external_authenticate(command)
            case 0x00, 0x88:
                return self._internal_authenticate(command)
            case 0x00, 0xB0:
                return self._read_binary(command)
            case 0x00, 0xC0:
                return self._get_response(command, waiting)
            case ((0x00 | 0x04 | 0x84), 0xD6):
                return self._update_binary(command)
            case ((0x00 | 0x04 | 0x84), (0xA4 | 0x84 | 0x82 | 0x88 | 0xB0 | 0xC0)):
                raise Refusal(Sw.SECURE_MESSAGING_UNSUPPORTED)
            case ((0x00 | 0x04 | 0x80 | 0x84), _):
                raise Refusal(Sw.INSTRUCTION_UNKNOWN)
            case _:
                raise Refusal(Sw.CLASS_UNKNOWN)

    def _select(self, command: Command) -> bytes:
        if command.p1 != 0 or command.p2 != 0:
            raise Refusal(Sw.WRONG_P1_P2)
        if len(command.data) != 2:
            raise Refusal(Sw.WRONG_LENGTH)
        wanted = int.from_bytes(command.data, "big")
        if wanted != MASTER_FILE and (wanted != ELECTRICITY or self.image.kind is not CardKind.METER):
            raise Refusal(Sw.FILE_NOT_FOUND)
        self._selected, self._rights = wanted, frozenset()
        return self._hand_over(b"\x6f\x04\x84\x02" + command.data, command)  # file control information: its name

    def _hand_over(self, answer: bytes, command: Command) -> bytes:
        """Announce answer data as T=0 must, or give it with the status word as APDU-level readers show it."""
        if self._behaviour.bytes_waiting:
            self._waiting = answer
            raise Refusal(Sw.BYTES_WAITING | len(answer))
        return answer if command.expected is not None else b""

    def _get_response(self, command: Command, waiting: bytes) -> bytes:
        if not waiting:
            raise Refusal(Sw.CONDITIONS)
        if (command.expected or 0) > len(waiting):
            self._waiting = waiting
            raise Refusal(Sw.RIGHT_LENGTH | len(waiting))
        return waiting[: command.expected or 0]

    def _get_challenge(self, command: Command) -> bytes:
        if command.p1 != 0 or command.p2 != 0:
            raise Refusal(Sw.WRONG_P1_P2)
        if command.data or command.expected not in (MAC_RANDOM_BYTES, AUTHENTICATION_BYTES):
            raise Refusal(Sw.WRONG_LENGTH)
        self._challenge = self._random(command.expected)
        return self._challenge

    def _external_authenticate(self, command: Command) -> bytes:
        key_no = command.p2
        if command.p1 != 0:
            raise Refusal(Sw.WRONG_P1_P2)
        if key_no not in OPENS or self._selected != ELECTRICITY:
            raise Refusal(Sw.KEY_NOT_FOUND)
        if len(command.data) != AUTHENTICATION_BYTES:
            raise Refusal(Sw.WRONG_LENGTH)
        left = self.image.tries[key_no]
        if left == 0:
            raise Refusal(Sw.KEY_LOCKED)
        challenge, self._challenge = self._challenge, b""
        if len(challenge) != AUTHENTICATION_BYTES:
            raise Refusal(Sw.NO_CHALLENGE)
        self._eeprom.set_tries(key_no, left - 1)  # counted before it is compared: cutting the power gains no guess
        if crypto.encrypt(self._key, challenge) != command.data:
            raise Refusal(Sw.TRIES_LEFT | left - 1)
        self._eeprom.set_tries(key_no, TRIES)
        self._rights |= OPENS[key_no]
        return b""

    def _internal_authenticate(self, command: Command) -> bytes:
        if command.p1 != 0 or command.p2 != INTERNAL_KEY:
            raise Refusal(Sw.KEY_NOT_FOUND)
        if len(command.data) != AUTHENTICATION_BYTES:
            raise Refusal(Sw.WRONG_LENGTH)
        return self._hand_over(crypto.encrypt(self._key, command.data), command)

    def _file(self, p1: int) -> bytes:
        if p1 & 0x80 == 0:
            raise Refusal(Sw.NO_CURRENT_FILE)
        if p1 & 0x60:
            raise Refusal(Sw.WRONG_P1_P2)
        sfi = p1 & 0x1F
        if self._selected == MASTER_FILE and sfi == SERIAL_FILE:
            return bytes([len(self.image.serial)]) + self.image.serial
        if self._selected != ELECTRICITY or sfi not in self.image.files:
            raise Refusal(Sw.FILE_NOT_FOUND)
        return bytes(self.image.files[sfi])

    def _read_binary(self, command: Command) -> bytes:
        content = self._file(command.p1)
        if command.data or command.expected is None:
            raise Refusal(Sw.WRONG_LENGTH)
        if command.p2 >= len(content):
            raise Refusal(Sw.BEYOND_FILE)
        there = content[command.p2 :][:LONGEST_ANSWER]
        if command.expected > len(there) and self._behaviour.right_length:
            raise Refusal(Sw.RIGHT_LENGTH | len(there))
        return there[: command.expected]

    def _update_binary(self, command: Command) -> bytes:
        if command.cla == PLAIN:
            raise Refusal(Sw.CLASS_UNFIT)
        if command.cla == WITH_MAC_AND_CIPHER:
            raise Refusal(Sw.SECURE_MESSAGING_UNSUPPORTED)
        size, sfi = len(self._file(command.p1)), command.p1 & 0x1F
        if sfi not in self._rights:
            raise Refusal(Sw.NOT_AUTHENTICATED)
        if len(command.data) <= crypto.MAC_BYTES:
            raise Refusal(Sw.MAC_MISSING if command.data else Sw.WRONG_LENGTH)
        data, mac = command.data[: -crypto.MAC_BYTES], command.data[-crypto.MAC_BYTES :]
        self._check_mac(command, data, mac)
        if command.p2 >= size:
            raise Refusal(Sw.BEYOND_FILE)
        if command.p2 + len(data) > size:
            raise Refusal(Sw.NO_SPACE)
        self._eeprom.write(sfi, command.p2, data)
        return b""

    def _check_mac(self, command: Command, data: bytes, mac: bytes) -> None:
        if len(self._challenge) != MAC_RANDOM_BYTES:
            raise Refusal(Sw.NO_CHALLENGE)
        header = bytes([command.cla, command.ins, command.p1, command.p2, len(command.data)])
        right = crypto.command_mac(self._key, self._challenge, header, data)
        if self._behaviour.one_challenge_per_mac or mac != right:
            self._challenge = b""
        if mac != right:
            raise Refusal(self._behaviour.mac_refusal)


def card_of(box: CardBox, name: str, behaviour: Behaviour = USUAL) -> MeterCard:
    """Take a card out of the box: what happens to it is kept there. KeyError when there is none of this name."""
    return MeterCard(box.look(name), box.saver(name), behaviour)
