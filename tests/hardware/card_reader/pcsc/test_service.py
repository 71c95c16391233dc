"""The driver and the real PC/SC daemon: absent, restarted, stopped in the middle, another reader, another program."""

import os
import signal
import time
from collections.abc import Iterator

import pytest
from smartcard import scard

from kiosk_app.domain.device import Condition
from kiosk_app.domain.events import CardInserted, CardRead, CardUnusable, HealthChanged
from kiosk_app.domain.meter_card import CardProblem
from kiosk_app.hardware.card_reader import profiles
from kiosk_app.hardware.card_reader.pcsc import bounded
from kiosk_app.hardware.card_reader.pcsc.bounded import STUCK
from kiosk_app.hardware.card_reader.pcsc.driver import PcscDriver
from kiosk_app.hardware.card_reader.pcsc.service import ServiceTerminal
from tests.hardware.card_reader.conftest import Daemon
from tests.hardware.card_reader.desk_rigs import DaemonDeskRig
from tests.hardware.card_reader.rigs import Inbox, MemoryBox

pytestmark = pytest.mark.pcsc
PATIENCE_S = 20.0


@pytest.fixture
def own(daemon: Daemon | None) -> Iterator[Daemon]:
    """A daemon that may be stopped; it runs again afterwards."""
    if daemon is None:
        pytest.skip("the machine's own PC/SC service is not ours to stop")
    yield daemon
    if daemon.process is None:
        daemon.start()


@pytest.fixture
def rig(daemon: Daemon | None) -> Iterator[DaemonDeskRig]:
    built = DaemonDeskRig(MemoryBox())
    built.start()
    yield built
    built.stop()


def health(inbox: Inbox) -> tuple[Condition, str]:
    told = inbox.wait_for(HealthChanged).health
    return told.condition, told.code


def presented(rig: DaemonDeskRig) -> None:
    rig.port.await_card()
    rig.insert("wang")
    rig.wait_for(CardInserted)


def read_when_seen(rig: DaemonDeskRig) -> CardRead:
    """Ask until the daemon sees the card."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        rig.port.read()
        event = rig.wait_for_any(CardRead, CardUnusable)
        if isinstance(event, CardRead):
            return event
        time.sleep(0.2)
    raise AssertionError("the card is not seen again")


def test_a_daemon_that_is_not_there_yet(own: Daemon) -> None:
    own.stop()
    inbox = Inbox()
    driver = PcscDriver(ServiceTerminal("Virtual"), inbox.arrived.put, profiles.load())
    driver.start()
    assert health(inbox) == (Condition.LOST, "service_absent")
    driver.read()
    assert inbox.wait_for(CardUnusable).problem is CardProblem.READER_LOST
    own.start()
    assert health(inbox) == (Condition.READY, "")
    assert driver.stop(10)


def test_a_daemon_that_is_restarted_in_the_middle_of_a_visit(own: Daemon, rig: DaemonDeskRig) -> None:
    """Every handle dies with it; the card is read again before anything else is done with it."""
    presented(rig)
    rig.port.read()
    before = rig.wait_for(CardRead).card
    own.stop()
    assert health(rig.inbox) == (Condition.LOST, "service_absent")
    own.start()
    assert health(rig.inbox) == (Condition.READY, "")
    rig.port.challenge(8)
    assert rig.wait_for(CardUnusable).problem in (CardProblem.UNREADABLE, CardProblem.GONE)
    assert read_when_seen(rig).card == before


def test_a_daemon_that_hangs(own: Daemon, rig: DaemonDeskRig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounded calls: the driver says so, goes on, and recovers when the daemon does."""
    monkeypatch.setattr(bounded, "LOOK_S", 1.0)
    assert own.process is not None
    os.kill(own.process.pid, signal.SIGSTOP)
    try:
        assert health(rig.inbox) == (Condition.LOST, STUCK)
        turned = rig.driver.progress
        rig.port.read()
        assert rig.wait_for(CardUnusable).problem is CardProblem.READER_LOST
        assert rig.driver.progress > turned
    finally:
        os.kill(own.process.pid, signal.SIGCONT)
    assert health(rig.inbox) == (Condition.READY, "")
    presented(rig)
    rig.port.read()
    rig.wait_for(CardRead)


def test_a_reader_of_another_name(daemon: Daemon | None) -> None:
    inbox = Inbox()
    driver = PcscDriver(ServiceTerminal("No such reader"), inbox.arrived.put, profiles.load())
    driver.start()
    told = inbox.wait_for(HealthChanged).health
    assert (told.condition, told.code, told.detail) == (Condition.LOST, "reader_unplugged", "2 other readers")
    assert driver.stop(10)


def test_no_other_program_speaks_to_the_card_meanwhile(rig: DaemonDeskRig) -> None:
    """Exclusive from reset to release: between authentication and write nobody can reset the card."""
    presented(rig)
    rig.port.read()
    rig.wait_for(CardRead)
    code, other = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    assert code == scard.SCARD_S_SUCCESS
    name = next(name for name in scard.SCardListReaders(other, [])[1] if name.startswith("Virtual"))
    shared = scard.SCARD_SHARE_SHARED
    assert scard.SCardConnect(other, name, shared, scard.SCARD_PROTOCOL_T0)[0] == scard.SCARD_E_SHARING_VIOLATION
    rig.port.eject()
    deadline = time.monotonic() + PATIENCE_S
    while (outcome := scard.SCardConnect(other, name, shared, scard.SCARD_PROTOCOL_T0))[0] != scard.SCARD_S_SUCCESS:
        assert time.monotonic() < deadline, "the card is let go when it is offered"
        time.sleep(0.1)
    scard.SCardDisconnect(outcome[1], scard.SCARD_LEAVE_CARD)
    scard.SCardReleaseContext(other)


def test_a_reader_that_another_program_holds(rig: DaemonDeskRig) -> None:
    rig.port.await_card()
    rig.insert("wang")
    rig.wait_for(CardInserted)
    _, other = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    name = next(name for name in scard.SCardListReaders(other, [])[1] if name.startswith("Virtual"))
    code, card, _ = scard.SCardConnect(other, name, scard.SCARD_SHARE_EXCLUSIVE, scard.SCARD_PROTOCOL_T0)
    assert code == scard.SCARD_S_SUCCESS
    rig.port.read()
    refused = rig.wait_for(CardUnusable)
    assert (refused.problem, refused.detail) == (CardProblem.READER_LOST, "reader_taken")
    scard.SCardDisconnect(card, scard.SCARD_UNPOWER_CARD)
    scard.SCardReleaseContext(other)
    assert read_when_seen(rig).card.wallet_counter == 7
