"""What is said to a card, the same through every reader: read, challenge, authenticate, write and read back; no I/O.

    PowerOn -> ATR    SELECT DF01    READ BINARY parameters, wallet, return-write         (meter_card.md 1.8)
    GET CHALLENGE 8   EXTERNAL AUTHENTICATE 03, 04   GET CHALLENGE 4   UPDATE BINARY with MAC …   (3.2)

An UPDATE whose answer is lost is torn until the card itself says otherwise: the chip is reset, the same card must
answer, and everything is read back. Nothing that changes a card is ever sent twice (I14, fault 38).
"""

from collections.abc import Sequence

from kiosk_app.domain.events import (
    CardAuthenticated,
    CardChallenged,
    CardUnusable,
    CardWriteFailed,
    CardWritten,
    WriteStage,
)
from kiosk_app.domain.meter_card import CardProblem, CardSnapshot, WriteOrder
from kiosk_app.hardware.card_reader import apdu
from kiosk_app.hardware.card_reader.apdu import PIECE, CardRefused, Conversation, NoAnswer, PowerOn, Progress
from kiosk_app.hardware.card_reader.order import unfit
from kiosk_app.hardware.card_reader.profiles import CardProfile
from kiosk_app.hardware.card_reader.snapshot import Presented, decode, known, serial_of

READ_TRIES = 2


def read(profiles: Sequence[CardProfile]) -> Conversation[Presented | CardUnusable]:
    """Power the card on and read it; a second time from the reset when an answer is lost."""
    for remaining in reversed(range(READ_TRIES)):
        try:
            return (yield from read_once(profiles))
        except CardRefused as refused:
            return CardUnusable(refused.problem, refused.detail)
        except NoAnswer as lost:
            if lost.problem is not CardProblem.UNREADABLE or not remaining:
                return CardUnusable(lost.problem, lost.detail)
    raise AssertionError("the last try returns")


def read_once(profiles: Sequence[CardProfile], also: Sequence[int] = ()) -> Conversation[Presented]:
    """Reset, select, read, and see which profile the card is of; the only one needs no mark. `also`: further files."""
    atr = yield PowerOn()
    selected, contents = 0, dict[tuple[int, int], bytes]()
    problem = CardRefused(CardProblem.NOT_A_CUSTOMER_CARD, f"ATR of {len(atr)} bytes")
    for profile in profiles:
        if (serial := serial_of(atr, profile)) is None:
            continue
        if profile.directory != selected:
            yield from apdu.ask(apdu.select(profile.directory), repeatable=True)
            selected, contents = profile.directory, {}
        for file in profile.files.all():
            if (file.read or file.sfi in also) and (file.sfi, file.size) not in contents:
                contents[file.sfi, file.size] = yield from read_file(file.sfi, file.size)
        of_profile = {f.sfi: contents[f.sfi, f.size] for f in profile.files.all() if (f.sfi, f.size) in contents}
        if len(profiles) == 1 or known(profile, of_profile):
            return Presented(profile, decode(profile, serial, of_profile))
    raise problem


def read_file(sfi: int, size: int) -> Conversation[bytes]:
    """Read a whole file, a long one in pieces; a file of another size is not a file of this family."""
    content = b""
    for offset, length in pieces(size):
        content += yield from apdu.ask(apdu.read_binary(sfi, offset, length), repeatable=True)
    if len(content) != size:
        raise CardRefused(CardProblem.NOT_A_CUSTOMER_CARD, f"file {sfi:02X} gave {len(content)} bytes")
    return content


def pieces(size: int) -> tuple[tuple[int, int], ...]:
    """Return offset and length of the reads that a file of `size` bytes needs."""
    return ((0, size),) if size <= 0xFF else ((0, PIECE), (PIECE, size - PIECE))


def challenge(length: int) -> Conversation[CardChallenged | CardUnusable]:
    """GET CHALLENGE."""
    try:
        random = yield from apdu.ask(apdu.get_challenge(length), repeatable=True)
    except (CardRefused, NoAnswer) as error:
        return CardUnusable(error.problem, error.detail)
    if len(random) != length:
        return CardUnusable(CardProblem.UNREADABLE, f"{len(random)} random bytes")
    return CardChallenged(random)


def authenticate(key_no: int, cryptogram: bytes) -> Conversation[CardAuthenticated | CardUnusable]:
    """EXTERNAL AUTHENTICATE, once: every wrong one costs the card one of its tries."""
    try:
        yield from apdu.ask(apdu.external_authenticate(key_no, cryptogram), repeatable=False)
    except (CardRefused, NoAnswer) as error:
        return CardUnusable(error.problem, error.detail)
    return CardAuthenticated()


def write(presented: Presented, order: WriteOrder) -> Conversation[CardWritten | CardWriteFailed]:
    """Write the order in its own sequence, then believe only what is read back."""
    yield Progress(WriteStage.CHECKING)
    if order.card_serial != presented.snapshot.serial:
        return CardWriteFailed(CardProblem.OTHER_CARD, "the order is for another card", presented.snapshot)
    if complaint := unfit(order, presented):
        return CardWriteFailed(CardProblem.REFUSED, complaint, presented.snapshot)
    yield Progress(WriteStage.WRITING)
    stopped: CardRefused | NoAnswer | None = None
    try:
        for each in order.writes:
            command = apdu.update_binary(each.sfi, each.offset, each.data, each.mac)
            yield from apdu.ask(command, repeatable=False)
    except (CardRefused, NoAnswer) as error:
        stopped = error
    yield Progress(WriteStage.READING_BACK)
    return (yield from conclude(presented, order, stopped))


def conclude(
    presented: Presented, order: WriteOrder, stopped: CardRefused | NoAnswer | None
) -> Conversation[CardWritten | CardWriteFailed]:
    """Read everything back: written is what the card shows, whatever it answered meanwhile."""
    try:
        card = yield from read_back(presented, order)
    except (CardRefused, NoAnswer) as error:
        why = stopped or error
        if isinstance(error, NoAnswer) and error.problem is not CardProblem.UNREADABLE:
            why = error  # gone, or the reader is: that is what a person can do something about
        return CardWriteFailed(why.problem, f"{why.detail}, not read back: {error.detail}")
    if card.serial != order.card_serial:
        return CardWriteFailed(CardProblem.OTHER_CARD, "another card while writing")
    contents = dict(card.files)
    unequal = [sfi for sfi, content in order.expected if contents.get(sfi) != content]
    if not unequal:
        yield Progress(WriteStage.DONE)
        return CardWritten(card)
    if stopped is not None:
        return CardWriteFailed(stopped.problem, stopped.detail, card)
    named = ", ".join(f"{sfi:02X}" for sfi in unequal)
    return CardWriteFailed(CardProblem.UNREADABLE, f"read back unequal: {named}", card)


def read_back(presented: Presented, order: WriteOrder) -> Conversation[CardSnapshot]:
    """Read all files again after a reset, so that only the card's memory speaks; twice when an answer is lost."""
    also = tuple(sfi for sfi, _ in order.expected)
    for remaining in reversed(range(READ_TRIES)):
        try:
            again = yield from read_once((presented.profile,), also)
        except NoAnswer as lost:
            if lost.problem is not CardProblem.UNREADABLE or not remaining:
                raise
        else:
            return again.snapshot
    raise AssertionError("the last try returns")
