"""The rigs at which every story of the contract is told."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from emulators.meter_card.cards import fill
from emulators.meter_card.image import CardBox
from tests.hardware.card_reader.rigs import Rig, SerialMotorRig, VirtualMotorRig

RIGS: dict[str, Callable[[CardBox], Rig]] = {"motor-virtual": VirtualMotorRig, "motor-serial": SerialMotorRig}


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
