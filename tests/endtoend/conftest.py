"""One town for all the stories of a file: billing core, platform and devices run on while kiosks come and go."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.town import Town


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder: Path = tmp_path_factory.mktemp("town")
    with Town(folder / "out") as town:
        yield town


@pytest.fixture(autouse=True)
def no_kiosk_is_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a story that fails not spoil the next one."""
    yield
    if "town" in request.fixturenames:
        found: Town = request.getfixturevalue("town")
        found.kiosk.stop()
