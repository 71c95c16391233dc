"""What tests must not do to each other, beside each other or one after the other."""

import fcntl
import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, settings

settings.register_profile("shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared machine")  # how long a test takes says nothing on a machine that others use too

configure_once = structlog.configure


def configure_uncached(**chosen: Any) -> None:
    """Configure the logs without caching: a module's logger would keep the first configuration that it ever met."""
    configure_once(**{**chosen, "cache_logger_on_first_use": False})


pytest.MonkeyPatch().setattr(structlog, "configure", configure_uncached)  # tests meet many, the kiosk one

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


@pytest.fixture(autouse=True)
def logs_stay_as_they_were() -> Iterator[None]:
    """Take back what a test did to the logs: its handler writes to a stream that is closed with the test."""
    root = logging.getLogger()
    before, level, chosen = list(root.handlers), root.level, structlog.get_config()
    yield
    for handler in list(root.handlers):
        if handler not in before and not type(handler).__module__.startswith("_pytest"):
            root.removeHandler(handler)
            handler.close()
    root.setLevel(level)
    structlog.configure(**chosen)
