"""The conversation with a card, led by hand: what is sent, in which order, and never twice (VEND-3, I14)."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulators.meter_card import crypto
from emulators.meter_card.card import Behaviour, MeterCard
from emulators.meter_card.cards import sample_cards
from emulators.meter_card.eeprom import PowerLost
from emulators.meter_card.files import EMPTY_RETURN, RETURN_WRITE, WALLET, Wallet
from kiosk_app.domain.events import (
    CardAuthenticated,
    CardChallenged,
    CardUnusable,
    CardWriteFailed,
    CardWritten,
    WriteStage,
)
from kiosk_app.domain.meter_card import CardProblem, FileWrite, WriteOrder
from kiosk_app.hardware.card_reader import conversation
from kiosk_app.hardware.card_reader.apdu import Conversation, NoAnswer, PowerOn, Progress, Step, Transmit
from kiosk_app.hardware.card_reader.profiles import load
from kiosk_app.hardware.card_reader.snapshot import Presented, decode
from tests.contract.card_reader import apdus
from tests.hardware.card_reader.dialogue import Dialogue, Reply, Result, scripted
from tests.hardware.card_reader.vending import order

PROFILES = load()
ATR = "3B781100001122334455667788"
FILES = {name: bytes.fromhex(content) for name, content in apdus()["files"].items()}
OK = "9000"
LOST, GONE = NoAnswer(CardProblem.UNREADABLE, "lost"), NoAnswer(CardProblem.GONE, "no card")
READER_LOST = NoAnswer(CardProblem.READER_LOST, "line_lost")
VECTORS_KEY_FACTOR = bytes.fromhex("0000112233445566")


def readings(parameters: str = "parameters", wallet: str = "wallet", returned: str = "return-write") -> list[str]:
    """The answers to SELECT and the three reads."""
    return [OK, *(FILES[name].hex() + OK for name in (parameters, wallet, returned))]


# --- reading ---


def test_reading_sends_this_and_nothing_else() -> None:
    dialogue = Dialogue(conversation.read(PROFILES), scripted(ATR, *readings()))
    result = dialogue.run()
    assert isinstance(result, Presented)
    assert result.profile.name == "sgcc-cpu-2013"
    assert dialogue.commands == ["reset", "00A4000002DF01", "00B081002D", "00B0820008", "00B0850031"]


@pytest.mark.parametrize(
    ("replies", "problem"),
    [
        ([""], CardProblem.NOT_A_CUSTOMER_CARD),
        (["3B00"], CardProblem.NOT_A_CUSTOMER_CARD),
        ([ATR, "6A82"], CardProblem.NOT_A_CUSTOMER_CARD),
        ([ATR, "6A81"], CardProblem.LOCKED),
        ([ATR, OK, "6B00"], CardProblem.BLANK),
        ([ATR, OK, "00" * 45 + OK, "00" * 8 + OK, "00" * 49 + OK], CardProblem.BLANK),
        ([ATR, OK, FILES["parameters"][:44].hex() + OK], CardProblem.NOT_A_CUSTOMER_CARD),
        ([ATR, OK, "6C2C", FILES["parameters"][:44].hex() + OK], CardProblem.NOT_A_CUSTOMER_CARD),
        ([ATR, OK, "6982"], CardProblem.UNREADABLE),
        ([GONE], CardProblem.GONE),
        ([ATR, GONE], CardProblem.GONE),
        ([ATR, OK, READER_LOST], CardProblem.READER_LOST),
        ([LOST, LOST], CardProblem.UNREADABLE),
        ([ATR, "", ATR, "90"], CardProblem.UNREADABLE),
    ],
)
def test_a_card_that_cannot_be_used(replies: list[Reply | str], problem: CardProblem) -> None:
    result = Dialogue(conversation.read(PROFILES), scripted(*replies)).run()
    assert isinstance(result, CardUnusable)
    assert result.problem is problem


def test_an_answer_lost_while_reading_is_read_again_from_the_reset() -> None:
    dialogue = Dialogue(conversation.read(PROFILES), scripted(ATR, OK, LOST, ATR, *readings()))
    assert isinstance(dialogue.run(), Presented)
    assert dialogue.commands.count("reset") == 2


def test_nothing_of_the_card_is_in_a_detail() -> None:
    """Customer data never reaches a log: the serial is part of the ATR."""
    result = Dialogue(conversation.read(PROFILES), scripted("3B7811001122334455667788")).run()
    assert isinstance(result, CardUnusable)
    assert "1122" not in result.detail


# --- challenge and authentication ---


def test_a_challenge() -> None:
    dialogue = Dialogue(conversation.challenge(8), scripted("A1B2C3D4E5F607189000"))
    assert dialogue.run() == CardChallenged(bytes.fromhex("A1B2C3D4E5F60718"))
    assert dialogue.commands == ["0084000008"]


@pytest.mark.parametrize(
    ("reply", "problem"),
    [("A1B29000", CardProblem.UNREADABLE), ("6D00", CardProblem.NOT_A_CUSTOMER_CARD), (GONE, CardProblem.GONE)],
)
def test_no_challenge(reply: Reply | str, problem: CardProblem) -> None:
    result = Dialogue(conversation.challenge(8), scripted(reply)).run()
    assert isinstance(result, CardUnusable)
    assert result.problem is problem


def test_an_authentication() -> None:
    cryptogram = bytes.fromhex("0FD4AF637B2BE1BE")
    dialogue = Dialogue(conversation.authenticate(3, cryptogram), scripted(OK))
    assert dialogue.run() == CardAuthenticated()
    assert dialogue.commands == ["00820003080FD4AF637B2BE1BE"]


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        ("63C2", CardProblem.REFUSED),
        ("63C0", CardProblem.LOCKED),
        ("6983", CardProblem.LOCKED),
        ("6984", CardProblem.UNREADABLE),
        (LOST, CardProblem.UNREADABLE),
        (READER_LOST, CardProblem.READER_LOST),
    ],
)
def test_an_authentication_is_tried_once(reply: Reply | str, problem: CardProblem) -> None:
    """Whatever becomes of it: each wrong one costs the card a try."""
    dialogue = Dialogue(conversation.authenticate(4, bytes(8)), scripted(reply))
    result = dialogue.run()
    assert isinstance(result, CardUnusable)
    assert result.problem is problem
    assert len(dialogue.steps) == 1


# --- writing ---


def purchase() -> tuple[Presented, WriteOrder]:
    """The recorded card, and an order of the recorded MACs for it: wallet 100.00 yuan, counter 8."""
    before = {1: FILES["parameters of 2013"], 2: bytes.fromhex("0000177000000007"), 5: FILES["return-write"]}
    presented = Presented(PROFILES[1], decode(PROFILES[1], ATR[-16:], before))
    chosen = {write["name"]: write for write in apdus()["writes"]}
    writes = [chosen[name] for name in ("parameters", "wallet 100.00 yuan, counter 8", "return-write cleared")]
    each = tuple(FileWrite(int(w["sfi"], 16), 0, bytes.fromhex(w["data"]), bytes.fromhex(w["mac"])) for w in writes)
    return presented, WriteOrder("V1", ATR[-16:], 8, 10_000, each, tuple((write.sfi, write.data) for write in each))


def read_back(to_write: WriteOrder) -> list[str]:
    return [ATR, OK, *(content.hex() + OK for _, content in to_write.expected)]


def test_writing_sends_the_order_as_it_is_and_reads_everything_back() -> None:
    presented, to_write = purchase()
    dialogue = Dialogue(conversation.write(presented, to_write), scripted(OK, OK, OK, *read_back(to_write)))
    result = dialogue.run()
    assert isinstance(result, CardWritten)
    assert result.card.wallet_counter == 8
    recorded = {write["name"]: write["command"] for write in apdus()["writes"]}
    assert dialogue.commands == [
        recorded["parameters"],
        recorded["wallet 100.00 yuan, counter 8"],
        recorded["return-write cleared"],
        "reset",
        "00A4000002DF01",
        "00B081002D",
        "00B0820008",
        "00B0850031",
    ]
    assert [step.stage for step in dialogue.steps if isinstance(step, Progress)] == list(WriteStage)


@pytest.mark.parametrize("lost_at", [0, 1, 2])
@pytest.mark.parametrize("reply", [LOST, "6988", "6581", ""])
def test_after_an_answer_that_is_not_yes_nothing_more_is_written(lost_at: int, reply: Reply | str) -> None:
    presented, to_write = purchase()
    unchanged = [ATR, OK, *(content.hex() + OK for _, content in presented.snapshot.files)]
    replies = [*([OK] * lost_at), reply, *unchanged]
    dialogue = Dialogue(conversation.write(presented, to_write), scripted(*replies))
    result = dialogue.run()
    assert isinstance(result, CardWriteFailed)
    assert result.problem is (CardProblem.REFUSED if reply == "6988" else CardProblem.UNREADABLE)
    assert result.card == presented.snapshot
    assert sum(command.startswith("04D6") for command in dialogue.commands) == lost_at + 1


def test_the_card_is_believed_more_than_its_answers() -> None:
    """The last answer is lost, or even a refusal, and yet all is written: then it is written."""
    presented, to_write = purchase()
    for reply in (LOST, "6F00"):
        result = Dialogue(conversation.write(presented, to_write), scripted(OK, OK, reply, *read_back(to_write))).run()
        assert isinstance(result, CardWritten)


def test_every_answer_was_yes_and_the_card_says_otherwise() -> None:
    presented, to_write = purchase()
    unchanged = [ATR, OK, *(content.hex() + OK for _, content in presented.snapshot.files)]
    result = Dialogue(conversation.write(presented, to_write), scripted(OK, OK, OK, *unchanged)).run()
    assert result == CardWriteFailed(CardProblem.UNREADABLE, "read back unequal: 01, 02, 05", presented.snapshot)


@pytest.mark.parametrize(
    ("replies", "problem"),
    [
        ([LOST, LOST], CardProblem.UNREADABLE),
        ([ATR, OK, LOST, GONE], CardProblem.GONE),
        ([READER_LOST], CardProblem.READER_LOST),
        ([ATR, "6A82"], CardProblem.NOT_A_CUSTOMER_CARD),
    ],
)
def test_reading_back_fails(replies: list[Reply | str], problem: CardProblem) -> None:
    """Fault 38: written, but not read back: suspense, and the flow asks for a rewrite."""
    presented, to_write = purchase()
    result = Dialogue(conversation.write(presented, to_write), scripted(OK, OK, OK, *replies)).run()
    assert isinstance(result, CardWriteFailed)
    assert (result.problem, result.card) == (problem, None)


def test_another_card_answers_the_reading_back() -> None:
    presented, to_write = purchase()
    other = [ATR[:-2] + "99", *read_back(to_write)[1:]]
    result = Dialogue(conversation.write(presented, to_write), scripted(OK, OK, OK, *other)).run()
    assert result == CardWriteFailed(CardProblem.OTHER_CARD, "another card while writing")


# --- against the emulated card ---


class Slot:
    """An emulated card; `lose` says of the n-th step whether "command" or "answer" is lost."""

    def __init__(self, card: MeterCard, lose: Callable[[int], str] = lambda _: "") -> None:
        self.card, self._lose, self._count = card, lose, 0
        self.updates: list[bytes] = []

    def __call__(self, step: Step) -> Reply:
        self._count += 1
        fate = self._lose(self._count)
        if isinstance(step, PowerOn):
            atr = self.card.power_on()
            return LOST if atr is None or fate else atr
        assert isinstance(step, Transmit)
        if step.command[1] in (0xD6, 0x82):
            self.updates.append(step.command)
        if fate == "command":
            return LOST
        try:
            answer = self.card.transmit(step.command)
        except PowerLost:
            return LOST
        return LOST if fate == "answer" else answer


def run(slot: Slot, what: Conversation[Result]) -> Result:
    return Dialogue(what, slot).run()


def authenticated(slot: Slot) -> tuple[Presented, bytes]:
    """Read and authenticate with both keys; return the card and its random."""
    presented = run(slot, conversation.read(PROFILES))
    assert isinstance(presented, Presented)
    key = crypto.diversify(crypto.MASTER_KEY, bytes.fromhex(presented.snapshot.serial))
    for key_no in (3, 4):
        asked = run(slot, conversation.challenge(8))
        assert isinstance(asked, CardChallenged)
        assert run(slot, conversation.authenticate(key_no, crypto.encrypt(key, asked.challenge))) == CardAuthenticated()
    random = run(slot, conversation.challenge(4))
    assert isinstance(random, CardChallenged)
    return presented, random.challenge


@pytest.mark.parametrize("bytes_waiting", [True, False])
@pytest.mark.parametrize("right_length", [True, False])
def test_a_purchase_onto_every_kind_of_card(bytes_waiting: bool, right_length: bool) -> None:
    """Cards and readers of the family differ in what T=0 shows; the order's random serves every MAC."""
    card = MeterCard(sample_cards()["wang"], behaviour=Behaviour(bytes_waiting, right_length))
    slot = Slot(card)
    presented, random = authenticated(slot)
    result = run(slot, conversation.write(presented, order(presented.snapshot, random, 15_000, 8)))
    assert isinstance(result, CardWritten)
    assert bytes(card.image.files[WALLET]) == Wallet(15_000, 8).to_bytes()
    assert bytes(card.image.files[RETURN_WRITE]) == EMPTY_RETURN


def test_the_recorded_macs_are_accepted() -> None:
    """The vectors' random and key, on a card of the vectors' diversification factor."""
    image = sample_cards()["wang"]
    image.serial = VECTORS_KEY_FACTOR
    card = MeterCard(image, random_bytes=lambda count: bytes.fromhex("11223344A1B2C3D4")[:count])
    slot = Slot(card)
    presented = run(slot, conversation.read(PROFILES))
    assert isinstance(presented, Presented)
    for key_no in (3, 4):
        asked = run(slot, conversation.challenge(8))
        assert isinstance(asked, CardChallenged)
        cryptogram = crypto.encrypt(crypto.diversify(crypto.MASTER_KEY, image.serial), asked.challenge)
        assert run(slot, conversation.authenticate(key_no, cryptogram)) == CardAuthenticated()
    assert run(slot, conversation.challenge(4)) == CardChallenged(bytes.fromhex("11223344"))
    _, to_write = purchase()
    recorded = WriteOrder("V1", image.serial.hex().upper(), 8, 10_000, to_write.writes, to_write.expected)
    result = run(slot, conversation.write(presented, recorded))
    assert isinstance(result, CardWritten)
    assert (result.card.wallet_value, result.card.wallet_counter) == (10_000, 8)


@settings(deadline=None)
@given(
    fates=st.dictionaries(st.integers(1, 24), st.sampled_from(["command", "answer"]), max_size=6),
    tear=st.none() | st.integers(0, 102),
)
def test_whatever_is_lost_nothing_is_sent_twice_and_what_is_said_is_true(
    fates: dict[int, str], tear: int | None
) -> None:
    """I14: lost commands, lost answers and a torn write in any mixture."""
    card = MeterCard(sample_cards()["wang"])
    presented, random = authenticated(Slot(card))
    to_write = order(presented.snapshot, random, 15_000, 8)
    if tear is not None:
        card.tear_after_bytes(tear)
    slot = Slot(card, lambda count: fates.get(count, ""))
    result = run(slot, conversation.write(presented, to_write))
    assert len(set(slot.updates)) == len(slot.updates) <= len(to_write.writes)
    truth = {sfi: bytes(card.image.files[sfi]) for sfi in (1, 2, 5)}
    if result.card is not None:
        assert dict(result.card.files) == truth
    if isinstance(result, CardWritten):
        assert truth == dict(to_write.expected)
