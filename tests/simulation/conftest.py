"""The simulation's tests run it as its commands do."""

import pytest

from tests.simulation.quiet import quiet


@pytest.fixture(autouse=True)
def as_its_commands_do(logs_stay_as_they_were: None) -> None:
    """Thousands of visits would fill the logs; the fixture that is asked for takes this back."""
    quiet()
