"""Does a write order make sense for this card, before the first byte is written? No I/O (meter_card.md 3.2, I14).

The order comes from the vending system and is not believed blindly: it must stay inside the card's files, say what the
card will hold afterwards, put into the wallet exactly the value that was booked, and leave the return-write file to the
end, because that file is the evidence that the last purchase was used.
"""

from kiosk_app.domain.meter_card import WriteOrder
from kiosk_app.hardware.card_reader.apdu import MAC_BYTES
from kiosk_app.hardware.card_reader.profiles import CardProfile
from kiosk_app.hardware.card_reader.snapshot import Presented, number

LONGEST_DATA = 0xFF - MAC_BYTES


def unfit(order: WriteOrder, presented: Presented) -> str:
    """Return why the order cannot be carried out on this card; empty when it can."""
    return misplaced(order, presented.profile) or inconsistent(order, presented)


def misplaced(order: WriteOrder, profile: CardProfile) -> str:
    """Return which write, or which expectation, does not fit the card's files."""
    expected = dict(order.expected)
    if not order.writes or len(expected) != len(order.expected):
        return "order without writes, or a file expected twice"
    for write in order.writes:
        file = profile.file(write.sfi)
        if file is None or write.sfi not in expected:
            return f"order writes file {write.sfi:02X}"
        if not 0 < len(write.data) <= LONGEST_DATA or len(write.mac) != MAC_BYTES:
            return f"order of {len(write.data)} bytes and a MAC of {len(write.mac)}"
        if not 0 <= write.offset <= 0xFF or write.offset + len(write.data) > file.size:
            return f"order beyond file {write.sfi:02X}"
    for sfi, content in order.expected:
        file = profile.file(sfi)
        if file is None or len(content) != file.size:
            return f"order expects file {sfi:02X} of {len(content)} bytes"
    return ""


def inconsistent(order: WriteOrder, presented: Presented) -> str:
    """Return what contradicts itself: the sequence, the wallet's new value, or the writes what is expected of them."""
    profile, expected = presented.profile, dict(order.expected)
    wallet, returned = profile.files.wallet.sfi, profile.files.return_write.sfi
    sequence = [write.sfi for write in order.writes]
    if returned in sequence and wallet in sequence[sequence.index(returned) :]:
        return "order clears the return-write file before the wallet"
    after = {sfi: bytearray(content) for sfi, content in presented.snapshot.files}
    for write in order.writes:
        content = after.setdefault(write.sfi, bytearray(expected[write.sfi]))
        content[write.offset : write.offset + len(write.data)] = write.data
    contents = {sfi: bytes(content) for sfi, content in after.items()}
    fields = profile.fields
    booked = number(profile, fields.wallet_value, contents), number(profile, fields.wallet_counter, contents)
    if booked != (order.wallet_value, order.counter):
        return "order puts another value into the wallet"
    wrong = [sfi for sfi, content in order.expected if contents.get(sfi, content) != content]
    return f"order expects what it does not write: {wrong[0]:02X}" if wrong else ""
