"""The thread at the desk: every question is answered by one event, also where its file is broken."""

import queue
from pathlib import Path

import pytest

from kiosk_app.domain.customer import Secret
from kiosk_app.domain.staff import Operator, Role
from kiosk_app.domain.staff_events import PasswordAccepted, PasswordRefused, SignedIn, SignInRefused, StaffEvent
from kiosk_app.staff.accounts import Accounts
from kiosk_app.staff.desk import Desk
from kiosk_app.staff.worker import StaffWorker
from tests.staff.test_desk import CHEAP, FIRST, LI, NEXT, WRONG

WAIT_S = 20.0


class Standing:
    def __init__(self, folder: Path) -> None:
        self.file = folder / "operators.json"
        desk = Desk(Accounts(self.file), lambda: 0, CHEAP)
        desk.add(LI, FIRST)
        self.heard: queue.Queue[StaffEvent] = queue.Queue()
        self.worker = StaffWorker(desk, self.heard.put)
        self.worker.start()

    def answer(self) -> StaffEvent:
        return self.heard.get(timeout=WAIT_S)


@pytest.fixture
def standing(tmp_path: Path) -> Standing:
    return Standing(tmp_path)


def test_ops_3_a_day_at_the_desk(standing: Standing) -> None:
    worker = standing.worker
    worker.sign_in("in", "1001", FIRST)
    assert standing.answer() == SignedIn("in", LI, must_change=True)
    worker.change_password("1001", FIRST, FIRST)
    assert standing.answer() == PasswordRefused("unchanged")
    worker.change_password("1001", FIRST, NEXT)
    assert standing.answer() == PasswordAccepted()
    worker.sign_in("in", "1001", WRONG)
    assert standing.answer() == SignInRefused("in", "wrong", known="1001")
    worker.sign_in("in", "4711", WRONG)
    assert standing.answer() == SignInRefused("in", "wrong")
    assert worker.stop()


def test_a_broken_file_lets_nobody_in_and_ends_nothing(standing: Standing) -> None:
    standing.file.write_text("{")
    standing.worker.sign_in("in", "1001", FIRST)
    assert standing.answer() == SignInRefused("in", "unavailable")
    standing.worker.change_password("1001", FIRST, NEXT)
    assert standing.answer() == PasswordRefused("unavailable")
    assert standing.worker.stop()


def test_a_worker_that_never_began_is_stopped(tmp_path: Path) -> None:
    desk = Desk(Accounts(tmp_path / "operators.json"), lambda: 0, CHEAP)
    desk.add(Operator("2002", "王工", Role.TECHNICIAN), Secret("730284"))
    assert StaffWorker(desk, lambda _: None).stop()
