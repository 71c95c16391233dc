"""From the raw files of a card to a CardSnapshot, as its profile says; no I/O (meter_card.md 1.2, 1.4-1.6, 3.1).

A file that a write tore is not a reason to refuse a card: the vending system orders the rewrite, and for that it needs
the card's serial and whatever the files hold. What a torn file says is left empty, except the wallet, which a card
writes wholly or not at all, and the return-write file, which a meter takes for present by its first byte alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk_app.domain.meter_card import CardProblem, CardSnapshot
from kiosk_app.hardware.card_reader.apdu import CardRefused
from kiosk_app.hardware.card_reader.profiles import FRAME, CardField, CardFile, CardProfile

START, END = 0x68, 0x16

Contents = Mapping[int, bytes]
"""Raw files by short identifier."""


@dataclass(frozen=True, slots=True)
class Presented:
    """A card that was read in this presentation."""

    profile: CardProfile
    snapshot: CardSnapshot


def serial_of(atr: bytes, profile: CardProfile) -> str | None:
    """Return the card's serial, 16 hex digits; None when this is not the ATR of the profile's family."""
    return atr[-profile.serial_bytes :].hex().upper() if len(atr) == profile.atr_bytes else None


def whole(file: CardFile, content: bytes) -> bool:
    """True when a framed file has its start, its length, its sum and its end: 68 CMD L L data CS 16."""
    return (
        content[0] == START
        and content[-1] == END
        and int.from_bytes(content[2:4], "big") == file.size - FRAME
        and sum(content[1:-2]) & 0xFF == content[-2]
    )


def blank(content: bytes) -> bool:
    """True for a file that was never written."""
    return not content.strip(b"\x00") or not content.strip(b"\xff")


def known(profile: CardProfile, contents: Contents) -> bool:
    """True when these files are those of a card of this profile; the first whole file that bears the mark decides."""
    if profile.known_by is None:
        return True
    marks = []
    for place in profile.known_by.places:
        file = profile.files.get(place.file)
        assert file is not None, "checked when the profile was loaded"
        content = contents[file.sfi]
        marks.append((file.command is None or whole(file, content), content[place.offset]))
    mark = next((value for is_whole, value in marks if is_whole), marks[0][1])
    return mark == profile.known_by.value


def decode(profile: CardProfile, serial: str, contents: Contents) -> CardSnapshot:
    """Return the card as a value, or raise CardRefused: blank, or not a customer's card."""
    parameters, returned = profile.files.parameters, profile.files.return_write
    parameters_whole = whole(parameters, contents[parameters.sfi])
    if blank(contents[parameters.sfi]):
        raise CardRefused(CardProblem.BLANK, "parameters never written")
    if parameters_whole and contents[parameters.sfi][1] != parameters.command:
        raise CardRefused(CardProblem.NOT_A_CUSTOMER_CARD, f"card kind {contents[parameters.sfi][1]:02X}")
    present = contents[returned.sfi][0] == START
    fields = profile.fields
    return CardSnapshot(
        profile=profile.name,
        serial=serial,
        card_type=number(profile, fields.card_type, contents) if parameters_whole else 0,
        customer_no=text(profile, fields.customer_no, contents) if parameters_whole else "",
        meter_no=text(profile, fields.meter_no, contents) if parameters_whole else "",
        wallet_value=number(profile, fields.wallet_value, contents),
        wallet_counter=number(profile, fields.wallet_counter, contents),
        return_present=present,
        return_counter=number(profile, fields.return_counter, contents) if present else 0,
        remaining=number(profile, fields.remaining, contents) if present else 0,
        files=tuple(sorted(contents.items())),
    )


def raw(profile: CardProfile, field: CardField, contents: Contents) -> bytes:
    """Return a field's bytes."""
    file = profile.files.get(field.file)
    assert file is not None, "checked when the profile was loaded"
    return contents[file.sfi][field.offset : field.offset + field.size]


def number(profile: CardProfile, field: CardField, contents: Contents) -> int:
    """Return a field's value; digits that are none count as 0."""
    value = raw(profile, field, contents)
    if field.encoding == "binary":
        return int.from_bytes(value, "big")
    return int(value.hex()) if value.hex().isdecimal() else 0


def text(profile: CardProfile, field: CardField, contents: Contents) -> str:
    """Return a field's digits without the zeros that pad them; empty when one is no digit."""
    digits = raw(profile, field, contents).hex()
    if not digits.isdecimal():
        return ""
    padding = len(digits) - (field.digits or len(digits))
    return digits[padding:] if digits[:padding].strip("0") == "" else digits
