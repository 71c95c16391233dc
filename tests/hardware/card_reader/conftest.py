"""The rigs at which every story of the contract is told."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from emulators.meter_card.cards import fill
from emulators.meter_card.image import CardBox
from tests.hardware.card_reader.rigs import Rig, SerialMotorRig, VirtualMotorRig

VIRTUAL_RIGS: dict[str, Callable[[CardBox], Rig]] = {"motor-virtual": VirtualMotorRig}
RIGS: dict[str, Callable[[CardBox], Rig]] = {**VIRTUAL_RIGS, "motor-serial": SerialMotorRig}
NewRig = Callable[[], Rig]


@pytest.fixture
def box(tmp_path: Path) -> CardBox:
    box = CardBox(tmp_path / "cards")
    fill(box)
    return box


@pytest.fixture(params=list(RIGS))
def rig(request: pytest.FixtureRequest, box: CardBox) -> Iterator[Rig]:
    built = RIGS[request.param](box)
    built.start()
    yield built
    built.stop()


@pytest.fixture(params=list(VIRTUAL_RIGS))
def new_rig(request: pytest.FixtureRequest, tmp_path: Path) -> NewRig:
    """Build a fresh reader and fresh cards in virtual time, as often as wanted."""
    numbers = count()

    def build() -> Rig:
        box = CardBox(tmp_path / f"{next(numbers)}")
        fill(box)
        built = VIRTUAL_RIGS[request.param](box)
        built.start()
        return built

    return build
