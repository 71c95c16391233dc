"""A share of the fuzzing for every run of the tests: seeds, kept finds, inputs near the seeds, libFuzzer once."""

import random
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kiosk_app.domain.events import (
    AcceptorStarted,
    CardInserted,
    CardRead,
    CardUnusable,
    CodeScanned,
    Event,
    NoteEscrowed,
    NoteReturned,
    NoteStacked,
    ReceiptFailed,
    ReceiptPrinted,
)
from kiosk_app.hardware.card_reader import conversation
from kiosk_app.hardware.card_reader.snapshot import Presented
from tests.fuzz import acceptor, cards, printer, scanner
from tests.fuzz.__main__ import CRASHERS, fuzz
from tests.fuzz.catalogue import TARGETS
from tests.fuzz.script import Stage

NEAR_EACH = 2_000
"""Inputs near the seeds for each parser."""


def near(seeds: list[bytes], chance: random.Random, longest: int) -> Iterator[bytes]:
    """Yield inputs near the seeds: cut, spliced, bytes changed, repeated or put in."""
    while True:
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(data) + 1)
            match chance.randrange(5):
                case 0:
                    data[at : at + 1] = chance.randbytes(1)
                case 1:
                    del data[at : at + chance.randrange(1, 9)]
                case 2:
                    data[at:at] = chance.choice((b"\0", b"\xff", b"\x02", chance.randbytes(3)))
                case 3:
                    data[at:] = chance.choice(seeds)[at:]
                case _:
                    data[at:at] = data[max(0, at - chance.randrange(1, 33)) : at]
        yield bytes(data[:longest])


@pytest.mark.parametrize("name", TARGETS)
def test_a_parser_takes_its_seeds_and_what_is_near_them(name: str) -> None:
    target = TARGETS[name]
    seeds = list(target.seeds())
    for seed in seeds[:300]:
        target.run(seed)
    for data, _ in zip(near(seeds, random.Random(name), target.longest), range(NEAR_EACH), strict=False):
        target.run(data)


def test_what_once_broke_a_parser_does_not_break_it_again() -> None:
    for path in sorted(CRASHERS.glob("*-*")):
        TARGETS[path.name.partition("-")[0]].run(path.read_bytes())
    assert CRASHERS.joinpath("README.md").exists()


@pytest.mark.processes
def test_libfuzzer_finds_what_is_there_and_only_that(tmp_path: Path) -> None:
    came = fuzz("crt310_frames", 500, tmp_path)
    assert came.found == ""
    assert came.runs >= 500
    assert list(tmp_path.iterdir()) == []


# --- seeds that lead nowhere would let coverage begin outside the door ---


def heard(stage: Callable[[], Stage[Any]], seeds: Iterable[bytes]) -> set[type[Event]]:
    """Return the kinds of events that the seeds bring about."""
    kinds: set[type[Event]] = set()
    for seed in seeds:
        on_it = stage()
        on_it.heard = lambda event: kinds.add(type(event))
        on_it.play(seed)
    return kinds


def test_the_acceptors_seeds_get_as_far_as_notes_stacked_and_handed_back() -> None:
    assert {AcceptorStarted, NoteEscrowed, NoteStacked, NoteReturned} <= heard(acceptor.stage, acceptor.visits())


def test_the_printers_seeds_get_as_far_as_a_printed_slip_and_one_that_is_not() -> None:
    assert {ReceiptPrinted, ReceiptFailed} <= heard(printer.stage, printer.jobs())


def test_the_scanners_seeds_get_as_far_as_codes_that_are_told() -> None:
    for model, seed in enumerate(scanner.session_seeds()):
        assert CodeScanned in heard(partial(scanner.stage, model), [seed[1:]])


def test_the_readers_seeds_get_as_far_as_a_card_that_is_read() -> None:
    assert {CardInserted, CardRead} <= heard(cards.stage, cards.session_seeds())


def test_the_chips_seeds_are_a_good_card_and_a_bad_one() -> None:
    ends = [cards.talked(conversation.read(cards.PROFILES), seed) for seed in cards.chip_seeds()]
    assert {type(end) for end in ends} == {Presented, CardUnusable}
