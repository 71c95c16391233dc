"""The meter card's files as bytes (meter_card.md 1.2, 1.4-1.6): built and read; written from the layout alone."""

from dataclasses import dataclass

START, END = 0x68, 0x16
USER_CARD, RETURN_WRITE = 0x01, 0x11
PARAMETERS, WALLET, RETURN = "01", "02", "05"  # short file identifiers as the wire writes them
PARAMETERS_LENGTH, WALLET_LENGTH, RETURN_LENGTH = 45, 8, 49
RETURN_CLEARED = bytes(RETURN_LENGTH)
OPENING, PURCHASE, REPLACEMENT = 1, 2, 3  # card types
FEE_USER, ENERGY_USER = 0x01, 0x10  # user types; by the second an energy-controlled meter's card is known
WALLET_MAXIMUM = 99_999_999  # 999 999.99, the meter's own limit


@dataclass(frozen=True, slots=True)
class Card:
    """A card as the terminal read it; nothing is believed of it before it is checked."""

    profile: str
    serial: str  # 16 hex digits
    parameters: bytes
    wallet: bytes
    return_write: bytes


@dataclass(frozen=True, slots=True)
class Parameters:
    """EF01. Amounts are fen (fee-controlled) or 0.01 kWh (energy-controlled)."""

    meter_no: str
    customer_no: str  # 10 digits; the card stores 12
    card_type: int
    alarm1: int = 2000
    alarm2: int = 1000
    user_type: int = FEE_USER
    update_flags: int = 0
    ct_ratio: int = 1
    pt_ratio: int = 1


@dataclass(frozen=True, slots=True)
class Wallet:
    """EF02: fen or 0.01 kWh, and the purchase counter (购电次数)."""

    value: int
    counter: int


@dataclass(frozen=True, slots=True)
class ReturnWrite:
    """EF05, what the meter wrote back: it has taken the purchase of this counter."""

    meter_no: str
    customer_no: str
    remaining: int
    counter: int
    written_at: str = "0000000000"  # YYMMDDhhmm


class Torn(ValueError):
    """A file that is not blank and has no whole frame: torn in a write, or not an electricity card's."""


def is_blank(image: bytes) -> bool:
    """True for a file that was never written."""
    return not image.strip(b"\x00") or not image.strip(b"\xff")


def build_parameters(file: Parameters) -> bytes:
    """Build the 45 bytes of EF01."""
    data = bytes([file.user_type, file.update_flags]) + bytes(4) + bytes(5) + bytes(1)
    data += _bcd(file.alarm1, 4) + _bcd(file.alarm2, 4) + _bcd(file.ct_ratio, 3) + _bcd(file.pt_ratio, 3)
    data += _digits(file.meter_no) + _digits(file.customer_no) + bytes([file.card_type])
    return _frame(USER_CARD, data)


def parse_parameters(image: bytes) -> Parameters:
    """Read EF01; raises Torn."""
    data = _unframe(USER_CARD, image, PARAMETERS_LENGTH)
    return Parameters(
        user_type=data[0],
        update_flags=data[1],
        alarm1=_number(data[12:16]),
        alarm2=_number(data[16:20]),
        ct_ratio=_number(data[20:23]),
        pt_ratio=_number(data[23:26]),
        meter_no=f"{_number(data[26:32]):012}",
        customer_no=f"{_number(data[32:38]):010}",
        card_type=data[38],
    )


def build_wallet(wallet: Wallet) -> bytes:
    """Build the 8 bytes of EF02, which has no frame."""
    return wallet.value.to_bytes(4, "big") + wallet.counter.to_bytes(4, "big")


def parse_wallet(image: bytes) -> Wallet:
    """Read EF02; any 8 bytes are a wallet, which is why its counter and value are compared with the books."""
    if len(image) != WALLET_LENGTH:
        raise Torn("a wallet has 8 bytes")
    return Wallet(int.from_bytes(image[:4], "big"), int.from_bytes(image[4:], "big"))


def build_return_write(file: ReturnWrite) -> bytes:
    """Build the 49 bytes of EF05 as a meter would."""
    data = bytes([1]) + _bcd(1, 3) + _bcd(1, 3) + _digits(file.meter_no) + _digits(file.customer_no)
    data += file.remaining.to_bytes(4, "big") + file.counter.to_bytes(4, "big")
    data += bytes(4) + bytes(4) + bytes(3) + _digits(file.written_at, 5)
    return _frame(RETURN_WRITE, data)


def parse_return_write(image: bytes) -> ReturnWrite | None:
    """Read EF05: None when it is empty, which meters tell by its first byte alone; raises Torn."""
    if image[:1] != bytes([START]):
        return None
    data = _unframe(RETURN_WRITE, image, RETURN_LENGTH)
    return ReturnWrite(
        meter_no=f"{_number(data[7:13]):012}",
        customer_no=f"{_number(data[13:19]):010}",
        remaining=int.from_bytes(data[19:23], "big"),
        counter=int.from_bytes(data[23:27], "big"),
        written_at=data[38:43].hex(),
    )


def _frame(command: int, data: bytes) -> bytes:
    body = bytes([command]) + len(data).to_bytes(2, "big") + data
    return bytes([START]) + body + bytes([sum(body) & 0xFF, END])


def _unframe(command: int, image: bytes, length: int) -> bytes:
    if len(image) != length or image[0] != START or image[-1] != END or image[1] != command:
        raise Torn("no frame of this kind")
    if int.from_bytes(image[2:4], "big") != length - 6 or sum(image[1:-2]) & 0xFF != image[-2]:
        raise Torn("the checksum does not agree")
    return image[4:-2]


def _bcd(number: int, length: int) -> bytes:
    return bytes.fromhex(f"{number:0{2 * length}}")


def _digits(text: str, length: int = 6) -> bytes:
    if not text.isascii() or not text.isdigit() or len(text) > 2 * length:
        raise ValueError("not a number of this length")
    return bytes.fromhex(text.rjust(2 * length, "0"))


def _number(bcd: bytes) -> int:
    text = bcd.hex()
    if not text.isdigit():
        raise Torn("not BCD")
    return int(text)
