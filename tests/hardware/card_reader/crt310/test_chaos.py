"""A purchase while everything goes wrong: noise, lost bytes, jams, power cuts, hands. Promises that hold all the same.

I14: an UPDATE reaches the chip at most once. What is said of the card is true. Every command is answered. And when the
trouble is over, the reader serves again.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from hypothesis import event as note
from hypothesis import given, settings
from hypothesis import strategies as st

from emulators.meter_card import crypto
from emulators.meter_card.card import MeterCard
from emulators.meter_card.cards import sample_cards
from emulators.motor_reader.device import Power
from emulators.motor_reader.mechanism import FAST, Inserted, NotPossible
from kiosk_app.domain.device import Condition
from kiosk_app.domain.events import (
    CardAuthenticated,
    CardChallenged,
    CardInserted,
    CardRead,
    CardTaken,
    CardUnusable,
    CardWriteFailed,
    CardWritten,
    Event,
)
from kiosk_app.domain.meter_card import CardProblem, CardVerdict, judge
from tests.hardware.card_reader.stage import Stage
from tests.hardware.card_reader.vending import key_of, order

ANSWER_S = 60
VALUE, COUNTER = 15_000, 8


class SpiedChip:
    """The emulated card; remembers what changed it."""

    def __init__(self) -> None:
        self.card = MeterCard(sample_cards()["wang"])
        self.updates: list[bytes] = []

    def power_on(self) -> bytes | None:
        return self.card.power_on()

    def power_off(self) -> None:
        self.card.power_off()

    def transmit(self, raw: bytes) -> bytes:
        if raw[1] in (0xD6, 0x82):
            self.updates.append(raw)
        return self.card.transmit(raw)


@dataclass(frozen=True)
class Trouble:
    """Something that goes wrong at the n-th thing said on the line."""

    at: int
    kind: str
    value: int


TROUBLES = st.lists(
    st.builds(
        Trouble,
        at=st.integers(0, 120),
        kind=st.sampled_from(
            ["flip", "lose", "add", "flip back", "lose back", "add back", "power", "jam", "pull", "tear"]
        ),
        value=st.integers(0, 255),
    ),
    max_size=8,
)


class Bad:
    """A stage on which planned troubles happen."""

    def __init__(self, troubles: list[Trouble]) -> None:
        self.stage, self.chip = Stage(FAST), SpiedChip()
        self._troubles = {trouble.at: trouble for trouble in troubles}
        self._count = 0
        self.stage.to_device = lambda data: self._happens(data, "")
        self.stage.to_host = lambda data: self._happens(data, " back")

    def calm(self) -> None:
        """The trouble is over."""
        stage = self.stage
        self._troubles.clear()
        stage.device.mechanism.jammed = False
        self.chip.card.power_off()
        if stage.device.power is not Power.MAINS:
            stage.device.restore_power(stage.now)

    def _happens(self, data: bytes, way: str) -> bytes:
        self._count += 1
        trouble = self._troubles.pop(self._count, None)
        if trouble is None:
            return data
        device, changed = self.stage.device, bytearray(data)
        at = trouble.value % len(changed)
        match trouble.kind:
            case "power":
                device.cut_power(self.stage.now)
            case "jam":
                device.mechanism.jammed = not device.mechanism.jammed
            case "pull":
                with suppress(NotPossible):
                    device.pull(self.stage.now)
            case "tear":
                self.chip.card.tear_after_bytes(trouble.value % 103)
            case kind if kind == "flip" + way:
                changed[at] ^= 1 << trouble.value % 8
            case kind if kind == "lose" + way:
                del changed[at]
            case kind if kind == "add" + way:
                changed.insert(at, trouble.value)
            case _:
                self._troubles[self._count + 1] = trouble
        return bytes(changed)


def answer(stage: Stage, command: Callable[[], None], *kinds: type[Event]) -> Event:
    """Give a command and wait for its answer; every command has one, in time."""
    command()
    return stage.wait_for_any(*kinds)


def visit(bad: Bad) -> CardWritten | CardWriteFailed | CardUnusable | CardVerdict | None:
    """Insert, read, authenticate, write, as far as it goes."""
    stage, port = bad.stage, bad.stage.port
    port.await_card()
    stage.run(15)
    with suppress(NotPossible):
        stage.device.insert(Inserted("wang", bad.chip), stage.now)
    stage.run(15)
    if not any(isinstance(event, CardInserted) for event in stage.events):
        port.withdraw()
        return None
    event = answer(stage, port.read, CardRead, CardUnusable)
    if not isinstance(event, CardRead):
        return CardUnusable(CardProblem.UNREADABLE)
    card = event.card
    verdict = judge(card, card.serial, COUNTER, VALUE)
    if verdict is not CardVerdict.WRITE:
        return verdict
    for key_no in (3, 4):
        event = answer(stage, lambda: port.challenge(8), CardChallenged, CardUnusable)
        if not isinstance(event, CardChallenged):
            return CardUnusable(CardProblem.UNREADABLE)
        cryptogram = crypto.encrypt(key_of(card.serial), event.challenge)
        event = answer(stage, lambda: port.authenticate(key_no, cryptogram), CardAuthenticated, CardUnusable)  # noqa: B023
        if not isinstance(event, CardAuthenticated):
            return CardUnusable(CardProblem.UNREADABLE)
    event = answer(stage, lambda: port.challenge(4), CardChallenged, CardUnusable)
    if not isinstance(event, CardChallenged):
        return CardUnusable(CardProblem.UNREADABLE)
    to_write = order(card, event.challenge, VALUE, COUNTER)
    event = answer(stage, lambda: port.write(to_write), CardWritten, CardWriteFailed, CardUnusable)
    assert isinstance(event, CardWritten | CardWriteFailed | CardUnusable)
    return event


@settings(max_examples=100, deadline=None)
@given(troubles=TROUBLES)
def test_a_purchase_in_the_worst_of_times(troubles: list[Trouble]) -> None:
    bad = Bad(troubles)
    stage, chip = bad.stage, bad.chip
    stage.connect()
    stage.run(20)
    stage.events.clear()
    outcome = visit(bad)
    note(type(outcome).__name__)
    assert len(set(chip.updates)) == len(chip.updates), "no command that changes a card reaches it twice"
    truth = {sfi: bytes(chip.card.image.files[sfi]) for sfi in (1, 2, 5)}
    if isinstance(outcome, CardWritten | CardWriteFailed) and outcome.card is not None:
        assert dict(outcome.card.files) == truth
    if isinstance(outcome, CardWritten):
        assert judge(outcome.card, outcome.card.serial, COUNTER, VALUE) is CardVerdict.DONE
    taken_out(bad)
    bad.calm()
    stage.run(30)
    with suppress(NotPossible):
        stage.device.pull(stage.now)
    stage.run(100)
    assert stage.health == (Condition.READY, "")
    stage.events.clear()
    healed(bad)


def taken_out(bad: Bad) -> None:
    """The flow gives the card back; a hand takes it as soon as it can be reached. The flow is answered in any case."""
    stage = bad.stage
    stage.events.clear()
    stage.port.eject()
    for _ in range(ANSWER_S):
        stage.run(1)
        if any(isinstance(event, CardTaken | CardUnusable) for event in stage.events):
            return
        with suppress(NotPossible):
            stage.device.pull(stage.now)
    raise AssertionError("the flow waits in vain")


def healed(bad: Bad) -> None:
    """The card comes back in calm times, and gets what it lacks."""
    stage = bad.stage
    stage.device.mechanism.bin.clear()
    outcome = visit(bad)
    assert outcome is CardVerdict.DONE or isinstance(outcome, CardWritten), outcome
    assert len(set(bad.chip.updates)) == len(bad.chip.updates)
