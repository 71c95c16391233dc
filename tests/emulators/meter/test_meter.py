"""The meter's acceptance rules, row by row (meter_card.md 1.11)."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from emulators.meter.display import DisplayError
from emulators.meter.meter import Meter, MeterRegister, Outcome
from emulators.meter.meters import MeterWall, sample_meters
from emulators.meter_card.card import MeterCard
from emulators.meter_card.cards import sample_cards
from emulators.meter_card.files import (
    EMPTY_RETURN,
    OPENING,
    PARAMETERS,
    PURCHASE,
    REPLACEMENT,
    RETURN_WRITE,
    WALLET,
    Parameters,
    ReturnWrite,
    Wallet,
    framed,
)

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
WANG, LI, CHEN, ZHAO, *_ = sample_meters()


def card(
    name: str = "wang",
    counter: int | None = None,
    value: int = 10_000,
    empty: bool = True,
    parameters: Parameters | None = None,
) -> MeterCard:
    """A sample card with this wallet, its return-write file cleared or left."""
    image = sample_cards()[name]
    if counter is not None:
        image.files[WALLET][:] = Wallet(value, counter).to_bytes()
    if empty:
        image.files[RETURN_WRITE][:] = EMPTY_RETURN
    if parameters is not None:
        image.files[PARAMETERS][:] = parameters.to_bytes()
    return MeterCard(image)


def parameters(name: str = "wang", /, **changes: int | str) -> Parameters:
    """A sample card's parameters with some changed."""
    return replace(Parameters.from_bytes(bytes(sample_cards()[name].files[PARAMETERS])), **changes)  # type: ignore[arg-type] # field names and types are the caller's


def insert(chip: MeterCard, register: MeterRegister = WANG) -> tuple[Outcome, MeterRegister]:
    """Insert into a meter with this register."""
    meter = Meter(register)
    return meter.insert(chip, NOW), meter.register


def returned(chip: MeterCard) -> ReturnWrite:
    """What the meter wrote back."""
    return ReturnWrite.from_bytes(bytes(chip.image.files[RETURN_WRITE]))


def test_a_purchase_is_credited_and_written_back() -> None:
    chip = card(counter=8)
    outcome, after = insert(chip)
    assert outcome == Outcome(None, "", 10_000, 8, 12_345)
    assert (after.counter, after.remaining) == (8, 12_345)
    back = returned(chip)
    assert (back.counter, back.remaining, back.written_at) == (8, 12_345, "2611241030")
    assert (back.meter_no, back.customer_no) == (WANG.meter_no, WANG.customer_no)


def test_an_energy_controlled_meter_takes_energy() -> None:
    outcome, after = insert(card("li", counter=4, value=6_000), LI)
    assert (outcome.error, after.remaining - LI.remaining, after.user_type) == (None, 6_000, 0x10)


def test_chens_last_purchase_waits_on_the_card() -> None:
    outcome, after = insert(MeterCard(sample_cards()["chen"]), CHEN)
    assert (outcome.error, outcome.credited, after.counter) == (None, 20_000, 12)


@pytest.mark.parametrize("counter", [0, 6, 7])
def test_an_old_counter_gives_no_credit_and_is_written_back(counter: int) -> None:
    chip = card(counter=counter)
    outcome, after = insert(chip)
    assert (outcome.error, outcome.credited, after) == (None, 0, WANG)
    assert returned(chip).counter == 7


@pytest.mark.parametrize("counter", [9, 10, 255])
def test_a_counter_too_far_ahead_is_refused_and_written_back(counter: int) -> None:
    chip = card(counter=counter)
    outcome, after = insert(chip)
    assert (outcome.error, outcome.credited, after.counter) == (DisplayError.CONTENT, 0, 7)
    assert returned(chip).counter == 7


def test_a_filled_return_file_stops_the_new_rule_only() -> None:
    chip = card(counter=8, empty=False)
    outcome, _ = insert(chip)
    assert (outcome.error, outcome.credited, returned(chip).counter) == (DisplayError.CONTENT, 0, 7)
    chip = card(counter=8, empty=False)
    outcome, _ = insert(chip, replace(WANG, credits_filled_return=True))
    assert (outcome.error, outcome.credited, returned(chip).counter) == (None, 10_000, 8)


def test_over_the_hoarding_limit_the_purchase_waits_on_the_card() -> None:
    chip, meter = card(counter=8), Meter(replace(WANG, hoarding_limit=12_000))
    assert meter.insert(chip, NOW).error is DisplayError.HOARDING
    assert bytes(chip.image.files[RETURN_WRITE]) == EMPTY_RETURN
    meter.consume(345)
    assert meter.insert(chip, NOW).credited == 10_000


def test_nothing_exceeds_what_the_display_can_show() -> None:
    outcome, _ = insert(card(counter=8, value=99_999_999))
    assert outcome.error is DisplayError.HOARDING


def test_overdraft_is_settled_first() -> None:
    meter = Meter(WANG)
    meter.consume(3_000)
    assert (meter.register.remaining, meter.register.overdraft) == (0, 655)
    chip = card(counter=8)
    assert meter.insert(chip, NOW).credited == 10_000
    assert (meter.register.remaining, meter.register.overdraft) == (9_345, 0)


@pytest.mark.parametrize(
    "changes",
    [{"meter_no": "000086315759"}, {"customer_no": "003104587934"}],
    ids=["meter-number", "customer-number"],
)
def test_another_identity_is_refused(changes: dict[str, int | str]) -> None:
    chip = card(counter=8, parameters=parameters(**changes))
    outcome, after = insert(chip)
    assert (outcome.error, outcome.credited) == (DisplayError.IDENTITY, 0)
    assert after.illegal_insertions == 1
    assert bytes(chip.image.files[RETURN_WRITE]) == EMPTY_RETURN


def test_a_replacement_card_takes_over_and_the_old_one_fails() -> None:
    meter = Meter(replace(WANG, card_serial="AABBCCDDEEFF0011"))
    assert meter.insert(card(counter=8), NOW).error is DisplayError.IDENTITY
    replacement = card(counter=8, parameters=parameters(card_type=REPLACEMENT))
    assert meter.insert(replacement, NOW).credited == 10_000
    assert meter.register.card_serial == "1122334455667788"


@pytest.mark.parametrize(("counter", "credit"), [(0, 0), (1, 10_000)])
def test_an_opening_card_opens_a_meter(counter: int, credit: int) -> None:
    chip = card("zhao", counter=counter)
    outcome, after = insert(chip, MeterRegister(ZHAO.meter_no))
    assert (outcome.error, outcome.credited, after.opened) == (None, credit, True)
    assert (after.card_serial, after.customer_no) == (ZHAO.card_serial, ZHAO.customer_no)


def test_what_does_not_open_a_meter() -> None:
    closed = MeterRegister(ZHAO.meter_no)
    for chip in (
        card("zhao", counter=0, empty=False),
        card("zhao", counter=2),
        card("zhao", counter=1, parameters=parameters("zhao", card_type=PURCHASE)),
    ):
        outcome, after = insert(chip, closed)
        assert outcome.error is DisplayError.CONTENT
        assert not after.opened


def test_only_an_opening_card_changes_the_alarms() -> None:
    wanted = parameters(update_flags=0x8F, alarm_1=5_000)
    assert insert(card(counter=8, parameters=wanted))[1].alarm_1 == 2_000
    opening = replace(parameters("zhao", update_flags=0x8F, alarm_1=5_000), card_type=OPENING)
    assert insert(card("zhao", counter=1, parameters=opening), MeterRegister(ZHAO.meter_no))[1].alarm_1 == 5_000
    ignored = replace(opening, update_flags=0xFF)
    assert insert(card("zhao", counter=1, parameters=ignored), MeterRegister(ZHAO.meter_no))[1].alarm_1 == 2_000


def test_a_torn_parameter_file_is_a_format_error() -> None:
    chip = card(counter=8)
    chip.image.files[PARAMETERS][20] ^= 1
    assert insert(chip)[0].error is DisplayError.CONTENT
    unknown_type = card(counter=8, parameters=parameters(card_type=4))
    assert insert(unknown_type)[0].error is DisplayError.CONTENT


def test_cards_that_are_no_user_cards() -> None:
    for name in ("mute", "foreign"):
        assert insert(MeterCard(sample_cards()[name]))[0].error is DisplayError.CARD
    preset = card(counter=8)
    preset.image.files[PARAMETERS][:] = framed(0x06, bytes(39))
    assert insert(preset)[0].error is DisplayError.CARD
    forged = MeterCard(sample_cards()["wang"], master_key=bytes(range(16)))
    assert insert(forged)[0].error is DisplayError.CARD
    assert insert(MeterCard(sample_cards()["blank"]))[0].error is DisplayError.CONTENT


def test_a_broken_esam_takes_no_card() -> None:
    chip = card(counter=8)
    assert insert(chip, replace(WANG, esam_broken=True))[0].error is DisplayError.ESAM
    assert not chip.powered


@pytest.mark.parametrize("count", range(50))
def test_pulled_early_the_credit_stays_and_the_next_insertion_finishes(count: int) -> None:
    chip, meter = card(counter=8), Meter(WANG)
    chip.tear_after_bytes(count)
    outcome = meter.insert(chip, NOW)
    assert (outcome.error, outcome.credited) == (DisplayError.COMMUNICATION, 10_000)
    again = meter.insert(chip, NOW)
    assert (again.error, again.credited, returned(chip).counter) == (None, 0, 8)


def test_a_meter_outlives_the_process(tmp_path: Path) -> None:
    wall = MeterWall(tmp_path)
    wall.fill()
    assert wall.meter(WANG.meter_no).insert(card(counter=8), NOW).credited == 10_000
    wall.fill()
    assert MeterWall(tmp_path).meter(WANG.meter_no).register.counter == 8
    with pytest.raises(KeyError):
        wall.meter("000000000000")
    with pytest.raises(ValueError, match="not a meter number"):
        wall.meter("../wang")
