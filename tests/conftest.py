"""What tests in several processes must not do at the same time."""

import fcntl
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared machine")  # how long a test takes says nothing on a machine that others use too

DAEMON_LOCK = Path(tempfile.gettempdir()) / "gridkiosk-tests-pcscd.lock"


@pytest.fixture(scope="module", autouse=True)
def one_file_at_a_time_has_the_card_daemon(request: pytest.FixtureRequest) -> Iterator[None]:
    """A machine has one PC/SC daemon, at one place: files that need it wait for each other."""
    mine = [item for item in request.session.items if item.path == request.path]
    if not any(item.get_closest_marker("pcsc") for item in mine):
        yield
        return
    with DAEMON_LOCK.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
