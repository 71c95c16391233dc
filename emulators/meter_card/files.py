"""The card's files: parameter file EF01, wallet EF02, return-write file EF05 (meter_card.md 1.2-1.6)."""

from dataclasses import dataclass

PARAMETERS, WALLET, TARIFF, STANDBY_TARIFF, RETURN_WRITE = 0x01, 0x02, 0x03, 0x04, 0x05
SIZES = {PARAMETERS: 45, WALLET: 8, TARIFF: 258, STANDBY_TARIFF: 258, RETURN_WRITE: 49}

USER_CARD, RETURN_COMMAND = 0x01, 0x11  # the frame's command byte
OPENING, PURCHASE, REPLACEMENT = 0x01, 0x02, 0x03  # 电卡类型
FEE_CONTROLLED, ENERGY_CONTROLLED = 0x00, 0x10  # 用户类型
START, END = 0x68, 0x16
LARGEST_VALUE = 99_999_999  # 999 999.99 in hundredths: the meter's limit


class FrameWrong(ValueError):
    """Not a frame of this family: start, length, sum or end is wrong, or a digit is none."""


def framed(command: int, data: bytes) -> bytes:
    """Return 68 CMD L(2, big-endian) data CS 16."""
    body = bytes([command]) + len(data).to_bytes(2, "big") + data
    return bytes([START]) + body + bytes([sum(body) & 0xFF, END])


def unframed(raw: bytes) -> tuple[int, bytes]:
    """Return command and data of a frame, or raise FrameWrong."""
    if len(raw) < 6 or raw[0] != START or raw[-1] != END:
        raise FrameWrong("no start or no end")
    if int.from_bytes(raw[2:4], "big") != len(raw) - 6:
        raise FrameWrong("length")
    if sum(raw[1:-2]) & 0xFF != raw[-2]:
        raise FrameWrong("sum")
    return raw[1], raw[4:-2]


def bcd(value: int, size: int) -> bytes:
    """Return `value` in `size` bytes of packed decimal digits."""
    return bytes.fromhex(f"{value:0{2 * size}d}")


def digits(raw: bytes) -> str:
    """Return packed decimal digits as text, or raise FrameWrong."""
    text = raw.hex()
    if not text.isdecimal():
        raise FrameWrong(f"not decimal: {text}")
    return text


@dataclass(frozen=True, slots=True)
class Parameters:
    """EF01, 45 bytes. Alarm amounts are hundredths of a yuan, or of a kWh on an energy-controlled meter's card."""

    meter_no: str  # 12 digits
    customer_no: str  # 12 digits, padded with zeros on the left
    card_type: int
    user_type: int = FEE_CONTROLLED
    update_flags: int = 0
    switch_time: str = "0000000000"  # YYMMDDhhmm
    alarm_1: int = 2000
    alarm_2: int = 1000
    current_ratio: int = 1
    voltage_ratio: int = 1

    def to_bytes(self) -> bytes:
        """Return the 45 bytes of the file."""
        body = bytes([self.user_type, self.update_flags]) + bytes(4) + bytes.fromhex(self.switch_time) + bytes(1)
        body += bcd(self.alarm_1, 4) + bcd(self.alarm_2, 4) + bcd(self.current_ratio, 3) + bcd(self.voltage_ratio, 3)
        body += bytes.fromhex(self.meter_no + self.customer_no) + bytes([self.card_type])
        return framed(USER_CARD, body)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Parameters":
        """Read the file, or raise FrameWrong."""
        command, data = unframed(raw)
        if command != USER_CARD or len(raw) != SIZES[PARAMETERS]:
            raise FrameWrong("not a user card's parameter file")
        return cls(
            user_type=data[0],
            update_flags=data[1],
            switch_time=digits(data[6:11]),
            alarm_1=int(digits(data[12:16])),
            alarm_2=int(digits(data[16:20])),
            current_ratio=int(digits(data[20:23])),
            voltage_ratio=int(digits(data[23:26])),
            meter_no=digits(data[26:32]),
            customer_no=digits(data[32:38]),
            card_type=data[38],
        )


@dataclass(frozen=True, slots=True)
class Wallet:
    """EF02, 8 bytes without a frame: the only file that carries money. Value in fen or in 0.01 kWh."""

    value: int
    counter: int  # 购电次数

    def to_bytes(self) -> bytes:
        """Return the 8 bytes of the file."""
        return self.value.to_bytes(4, "big") + self.counter.to_bytes(4, "big")

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Wallet":
        """Read the file; every 8 bytes are a wallet."""
        if len(raw) != SIZES[WALLET]:
            raise FrameWrong("a wallet has 8 bytes")
        return cls(int.from_bytes(raw[:4], "big"), int.from_bytes(raw[4:], "big"))


@dataclass(frozen=True, slots=True)
class ReturnWrite:
    """EF05, 49 bytes: what the meter tells through the card. Amounts in the wallet's unit."""

    meter_no: str
    customer_no: str
    remaining: int
    counter: int  # the meter's own
    user_type: int = FEE_CONTROLLED
    current_ratio: int = 1
    voltage_ratio: int = 1
    overdraft: int = 0
    key_state: bytes = bytes(4)
    illegal_insertions: int = 0
    written_at: str = "0000000000"  # YYMMDDhhmm

    def to_bytes(self) -> bytes:
        """Return the 49 bytes of the file."""
        body = bytes([self.user_type]) + bcd(self.current_ratio, 3) + bcd(self.voltage_ratio, 3)
        body += bytes.fromhex(self.meter_no + self.customer_no)
        body += self.remaining.to_bytes(4, "big") + self.counter.to_bytes(4, "big") + bcd(self.overdraft, 4)
        body += self.key_state + bcd(self.illegal_insertions, 3) + bytes.fromhex(self.written_at)
        return framed(RETURN_COMMAND, body)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "ReturnWrite":
        """Read the file, or raise FrameWrong."""
        command, data = unframed(raw)
        if command != RETURN_COMMAND or len(raw) != SIZES[RETURN_WRITE]:
            raise FrameWrong("not a return-write file")
        return cls(
            user_type=data[0],
            current_ratio=int(digits(data[1:4])),
            voltage_ratio=int(digits(data[4:7])),
            meter_no=digits(data[7:13]),
            customer_no=digits(data[13:19]),
            remaining=int.from_bytes(data[19:23], "big"),
            counter=int.from_bytes(data[23:27], "big"),
            overdraft=int(digits(data[27:31])),
            key_state=data[31:35],
            illegal_insertions=int(digits(data[35:38])),
            written_at=digits(data[38:43]),
        )


EMPTY_RETURN = bytes(SIZES[RETURN_WRITE])


def return_is_empty(raw: bytes) -> bool:
    """True when a meter takes EF05 for empty: its first byte is not 68 (1.6)."""
    return raw[:1] != bytes([START])
