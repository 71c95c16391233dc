"""A small CCNET unit that knows where each note really is, written from the protocol's description alone."""

from collections import deque

import crcmod.predefined

kermit = crcmod.predefined.mkCrcFun("kermit")

POLL, ACK, NAK, RESET, STACK, RETURN, HOLD = 0x33, 0x00, 0xFF, 0x30, 0x35, 0x36, 0x38
STATUS, SECURITY, ENABLE, IDENT, TABLE = 0x31, 0x32, 0x34, 0x37, 0x41
POWER_UP, IN_VALIDATOR, IN_STACKER, INITIALIZE, IDLING, ACCEPTING = 0x10, 0x11, 0x12, 0x13, 0x14, 0x15
STACKING, RETURNING, DISABLED, HOLDING, REJECTING = 0x17, 0x18, 0x19, 0x1A, 0x1C
ESCROW, STACKED, RETURNED = 0x80, 0x81, 0x82
KEPT_UNTIL_ACK = (REJECTING, STACKED, RETURNED)
WHERE_IDENTIFIED = (POWER_UP, IN_VALIDATOR, IN_STACKER, INITIALIZE, DISABLED, 0x41, 0x42, 0x43, 0x44, 0x47)

RMB = bytes.fromhex("0143484E01 0243484E01 0543484E01 0143484E02 0143484E00 0545555201 0143484E02") + bytes(17 * 5)
"""Types 0-3: ¥10 ¥20 ¥50 ¥100; 4: ¥1; 5: €50; 6: ¥100 of another series."""
IDENTITY = b"SM-CN2015      " + b"21K030000123" + bytes(7)


def framed(payload: bytes) -> bytes:
    body = bytes((2, 3, 5 + len(payload))) + payload
    crc: int = kermit(body)
    return body + crc.to_bytes(2, "little")


class Unit:
    """Answers one frame at a time; `asked` lists the commands it understood."""

    def __init__(self, base: bytes = bytes((POWER_UP,))) -> None:
        self.base = base  # what POLL is answered with when nothing else is to be told
        self.to_tell: deque[bytes] = deque()
        self.told = b""  # the last answer, for NAK
        self.told_to_poll = False
        self.asked: list[bytes] = []
        self.table: bytes | None = RMB
        self.refuses: set[int] = set()
        self.mute: set[int] = set()  # commands that are never answered
        self.table_while_stacked = True
        self.enabled = bytes(6)
        self.note: tuple[int, int] | None = None  # (its number, its type) in the path
        self.in_stacker: tuple[int, int] | None = None  # on its way into the box at a power cut
        self.box: list[tuple[int, int]] = []
        self.back: list[tuple[int, int]] = []
        self.stack_orders: list[int] = []  # numbers of the notes that STACK was accepted for
        self.notes = 0
        self.escrow_told = 0  # number of the note that the host was last told of

    # --- people ---

    def insert(self, bill_type: int) -> bool:
        """Push a note in; False when the unit does not take it."""
        bits = int.from_bytes(self.enabled[:3], "big")
        if self.base != bytes((IDLING,)) or not bits >> bill_type & 1:
            return False
        self.notes += 1
        self.note = (self.notes, bill_type)
        self.to_tell.append(bytes((ACCEPTING,)))
        self.base = bytes((ESCROW, bill_type))
        return True

    def give_back(self) -> None:
        """Return the note in the path, ordered or not."""
        assert self.note is not None
        self.back.append(self.note)
        self.to_tell += [bytes((RETURNING,)), bytes((RETURNED, self.note[1]))]
        self.note, self.base = None, bytes((IDLING,))

    def cut_power(self) -> None:
        """Off and on again. A note that fell into the box without its ACK is reported once more."""
        unacknowledged = [told for told in self.to_tell if told[0] == STACKED]
        self.to_tell.clear()
        self.enabled, self.told = bytes(6), b""
        if unacknowledged and self.in_stacker is None and self.box:
            self.in_stacker = self.box.pop()
        if self.in_stacker is not None:
            self.base = bytes((IN_STACKER,))
        elif self.note is not None:
            self.base = bytes((IN_VALIDATOR,))
        else:
            self.base = bytes((POWER_UP,))

    # --- the wire ---

    def hear(self, data: bytes) -> bytes:
        """Take what the host wrote in one go, one frame, and return the answer."""
        if len(data) < 6 or data[0] != 2 or data[1] != 3 or len(data) != data[2]:
            return b""
        if kermit(data):
            return framed(bytes((NAK,)))
        payload = data[3:-2]
        answer = self.answer(payload)
        if answer is None:
            return b""
        self.told, self.told_to_poll = answer, payload[0] == POLL
        return framed(answer)

    def answer(self, payload: bytes) -> bytes | None:
        command = payload[0]
        if command == NAK:
            return self.told or None
        if command == ACK:
            if self.told_to_poll and self.to_tell and self.told == self.to_tell[0]:
                self.to_tell.popleft()
            self.told_to_poll = False
            return None
        self.asked.append(payload)
        if command in self.mute:
            return None
        if command in self.refuses:
            return bytes((0x30,))
        if command == POLL:
            return self.state()
        return self.obey(command, payload)

    def state(self) -> bytes:
        if not self.to_tell:
            if self.base[0] == ESCROW and self.note is not None:
                self.escrow_told = self.note[0]
            return self.base
        if self.to_tell[0][0] in KEPT_UNTIL_ACK:
            return self.to_tell[0]
        return self.to_tell.popleft()

    def obey(self, command: int, payload: bytes) -> bytes:
        ack, illegal = bytes((ACK,)), bytes((0x30,))
        waiting = self.base[0] in (ESCROW, HOLDING) and self.note is not None and not self.to_tell
        match command:
            case 0x30:
                self.reset()
            case 0x31:
                return self.enabled[:3] + bytes(3)
            case 0x34:
                if self.base[0] not in (IDLING, DISABLED) or self.to_tell:
                    return illegal
                self.enabled = payload[1:]
                self.base = bytes((IDLING if any(self.enabled) else DISABLED,))
            case 0x35 if waiting:
                self.swallow()
            case 0x36 if waiting:
                self.give_back()
            case 0x38 if waiting:
                self.base = bytes((HOLDING,))
            case 0x35 | 0x36 | 0x38:
                return illegal
            case 0x37 | 0x41:
                telling = self.to_tell[0][0] if self.to_tell else self.base[0]
                if telling == STACKED and self.table_while_stacked:
                    telling = DISABLED
                if telling not in WHERE_IDENTIFIED or (command == TABLE and self.table is None):
                    return illegal
                return IDENTITY if command == IDENT else self.table or illegal
            case _:
                pass
        return ack

    def swallow(self) -> None:
        assert self.note is not None
        self.stack_orders.append(self.note[0])
        self.box.append(self.note)
        self.to_tell += [bytes((STACKING,)), bytes((STACKED, self.note[1]))]
        self.note, self.base = None, bytes((IDLING,))

    def reset(self) -> None:
        kept = [told for told in self.to_tell if told[0] == STACKED]
        self.to_tell.clear()
        self.to_tell += [bytes((INITIALIZE,))] * 3
        self.enabled, self.base = bytes(6), bytes((DISABLED,))
        if self.in_stacker is not None:
            self.box.append(self.in_stacker)
            kept = [bytes((STACKED, self.in_stacker[1]))]
            self.in_stacker = None
        if self.note is not None:
            self.back.append(self.note)
            self.to_tell += [bytes((RETURNING,)), bytes((RETURNED, self.note[1]))]
            self.note = None
        self.to_tell += kept
