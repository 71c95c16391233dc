"""What is on a meter card, as the reader tells it, and what a write that stops anywhere leaves on it.

Order of writes: parameters, wallet, return-write cleared (meter_card.md 3.2). Eight bytes of wallet are written whole
or not; parameters may be torn; the return-write file is empty as soon as its first byte is.
"""

import zlib

from kiosk_app.domain.meter_card import CardSnapshot, WriteOrder
from tests.simulation.things import MeterCard

PROFILE = "sgcc-cpu-2013"
STEPS = ("parameters begun", "parameters", "wallet", "return begun", "return cleared", "read back")


def cryptogram(serial: str, challenge: bytes, step: int) -> bytes:
    """Stand in for 3DES: what only the vending system and the card can compute."""
    return zlib.crc32(f"{serial}{step}".encode() + challenge).to_bytes(8, "big")


def snapshot(card: MeterCard, *, raw: bool = False) -> CardSnapshot:
    """Read the whole card as the driver does: what torn parameters say is left empty; `raw` with the files' bytes."""
    return CardSnapshot(
        PROFILE,
        card.serial,
        2,
        "" if card.parameters_torn else card.customer_no,
        "" if card.parameters_torn else card.meter_no,
        card.value,
        card.counter,
        card.returned is not None,
        card.returned or 0,
        0,
        files_of(card) if raw else (),
    )


def files_of(card: MeterCard) -> tuple[tuple[int, bytes], ...]:
    """Return files of the right lengths that say what counts here; only `platform.real` reads them."""
    parameters = f"{'torn' if card.parameters_torn else card.customer_no:45}".encode()
    wallet = card.counter.to_bytes(4, "big") + card.value.to_bytes(4, "big")
    returned = b"" if card.returned is None else b"\x68" + card.returned.to_bytes(4, "big")
    return ((1, parameters), (2, wallet), (5, returned.ljust(49, b"\x00")))


def apply_steps(card: MeterCard, order: WriteOrder, steps: int) -> None:
    """Change the card as far as the write came."""
    if steps >= 1:
        card.parameters_torn = True
    if steps >= 2:
        card.parameters_torn = False
    if steps >= 3:
        card.counter, card.value = order.counter, order.wallet_value
    if steps >= 4:
        card.returned = None
