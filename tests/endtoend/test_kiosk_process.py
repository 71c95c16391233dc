"""The kiosk's process among its real neighbours: one instance, an orderly stop, a watchdog, parts that come and go."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.processes import wait_for
from demo.scripts import NOTE
from demo.town import Town
from tests.endtoend.books import Books
from tests.endtoend.visits import WAIT_S, pay_bill, put_note, to_cash, visitor

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]


def run_kiosk(config: Path) -> subprocess.CompletedProcess[str]:
    """Run `kiosk run` until it gives up by itself."""
    command = [sys.executable, "-m", "kiosk_app", "run", "--config", str(config)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment)


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A service manager's notification socket."""
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(path))
        heard.settimeout(WAIT_S)
        monkeypatch.setenv("NOTIFY_SOCKET", str(path))
        yield heard


def test_a_second_kiosk_on_the_same_journal_is_refused(town: Town) -> None:
    """Fault 12."""
    town.start_kiosk()
    second = run_kiosk(town.config)
    assert second.returncode == 3
    assert "another kiosk is running" in second.stderr
    assert town.kiosk.stop() == 0


def test_an_unknown_key_is_refused_with_file_key_and_reason(town: Town, tmp_path: Path) -> None:
    wrong = tmp_path / "kiosk.toml"
    wrong.write_text(town.config.read_text("utf-8") + "\n[coffee]\nsugar = 2\n", encoding="utf-8")
    refused = run_kiosk(wrong)
    assert refused.returncode == 2
    assert str(wrong) in refused.stderr and "coffee" in refused.stderr


def test_the_service_manager_hears_of_real_progress_only(town: Town, manager: socket.socket) -> None:
    """Fault 9: ready once; then fed while every part moves, and not any more while the process stands still."""
    town.start_kiosk()
    assert manager.recv(100) == b"READY=1"
    assert manager.recv(100) == b"WATCHDOG=1"
    town.kiosk.send(signal.SIGSTOP)
    while True:
        manager.settimeout(7)  # more than two looks of the watchdog
        try:
            manager.recv(100)  # what was on its way
        except TimeoutError:
            break
    town.kiosk.send(signal.SIGCONT)
    manager.settimeout(WAIT_S)
    assert manager.recv(100) == b"WATCHDOG=1"
    assert town.kiosk.stop() == 0


def test_sigterm_finishes_the_note_in_motion(town: Town) -> None:
    """I1: the note that is moving is counted before the process ends; the next start books it."""
    before = len(Books.of(town).cassette)
    town.start_kiosk()
    customer = visitor(town)
    to_cash(customer)
    town.bench.do("bill_acceptor", "set_timing", stacking_ms=2_000)
    wait_for("the acceptor to take the note", WAIT_S, lambda: town.bench.do("bill_acceptor", "insert_note", fen=NOTE))
    wait_for("the note on its way", WAIT_S, lambda: town.truth()["bill_acceptor"]["state"] == "stacking")
    assert town.kiosk.stop() == 0
    town.bench.do("bill_acceptor", "set_timing", stacking_ms=50)

    books = Books.of(town)
    assert len(books.cassette) == before + 1
    assert books.facts[-1]["kind"] == "TenderClosed" or "SaleAccepted" in [fact["kind"] for fact in books.facts[-4:]]
    town.start_kiosk()
    wait_for("the sale to be settled", WAIT_S, lambda: not visitor(town).ask(do="state")["settling"])
    assert town.kiosk.stop() == 0
    assert Books.of(town).disagreements() == []


def test_i18_a_service_is_offered_only_while_every_part_is_there(town: Town) -> None:
    """Unplugged printer: nothing is taken; plugged again: the kiosk serves again by itself."""
    town.start_kiosk()
    customer = visitor(town)
    customer.sees("IdleView", seconds=WAIT_S)
    town.bench.do("receipt_printer", "unplug")
    customer.sees("OutOfServiceView", seconds=WAIT_S)
    customer.reads("receipt_printer")
    town.bench.do("receipt_printer", "plug")
    customer.sees("IdleView", seconds=WAIT_S)
    pay_bill(town)
    assert town.kiosk.stop() == 0
    assert Books.of(town).disagreements() == []


def test_an_acceptor_that_is_unplugged_with_money_inside_ends_the_tender_with_what_is_in(town: Town) -> None:
    """Fault 35: device loss in a funded state pays what is in the box; nothing waits for a dead line."""
    town.start_kiosk()
    customer = visitor(town)
    to_cash(customer)
    put_note(customer, town)
    town.bench.do("bill_acceptor", "unplug")
    customer.sees("SuccessView", seconds=WAIT_S)
    customer.reads("printed")
    town.bench.do("bill_acceptor", "plug")
    customer.touches("done")
    customer.sees("IdleView", seconds=WAIT_S)
    assert town.kiosk.stop() == 0
    assert Books.of(town).disagreements() == []


def test_i10_a_journal_with_a_flipped_byte_serves_nobody_and_is_kept_aside(town: Town) -> None:
    files = [path for path in town.journal.parent.glob("journal.db*") if path.is_file()]
    whole = {path: path.read_bytes() for path in files}
    spoilt = bytearray(town.journal.read_bytes())
    at = spoilt.index(b"Booted")
    spoilt[at] ^= 1
    town.journal.write_bytes(spoilt)
    town.start_kiosk()
    customer = visitor(town)
    customer.sees("OutOfServiceView", seconds=WAIT_S)
    assert "journal." in customer.details()
    time.sleep(1)  # a touch would open the menu by now
    assert customer.screen() == "OutOfServiceView"
    assert town.kiosk.stop() == 0
    assert [path.name for path in town.journal.parent.iterdir() if "broken" in path.name]
    assert town.journal.read_bytes() == bytes(spoilt), "evidence is not written over"
    for path, content in whole.items():
        path.write_bytes(content)
