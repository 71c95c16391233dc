"""The settler when things around it fail."""

import time
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from platform_stub.platform import Platform
from platform_stub.sales.desk import UnknownOutcome
from platform_stub.sales.settler import Settler
from tests.platform_stub.conftest import TERMINAL, payment, sale
from tests.platform_stub.core_double import CoreDouble

BODY = payment()
SALE = BODY["sale"]


def test_the_settler_outlives_a_database_that_is_away(platform: Platform, core: CoreDouble) -> None:
    core.faults.append("lost_before")
    with pytest.raises(UnknownOutcome):
        platform.desk.book(TERMINAL, sale(BODY))
    refused = 0

    def away(_connection: Any) -> None:
        nonlocal refused
        refused += 1
        raise OperationalError("BEGIN", {}, Exception("the server is gone"))

    event.listen(platform.engine, "begin", away)
    settler = Settler(platform.desk, first_pause_s=0.01)
    settler.start()
    until = time.monotonic() + 20
    while refused < 3 and time.monotonic() < until:
        time.sleep(0.01)
    event.remove(platform.engine, "begin", away)
    while SALE not in core.booked and time.monotonic() < until:
        time.sleep(0.01)
    settler.stop()
    assert refused >= 3
    assert SALE in core.booked


def test_a_settler_that_was_never_started_stops(platform: Platform) -> None:
    settler = Settler(platform.desk)
    settler.stop()
    assert settler.round(), "nothing is pending"
