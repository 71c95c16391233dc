"""The platform's word on operators at the desk: kept once, whatever is lost on the way (OPS-3)."""

from pathlib import Path

import pytest

from kiosk_app.domain.customer import Secret
from kiosk_app.domain.staff import Operator, OperatorGrant, Role
from kiosk_app.domain.staff_events import OperatorGranted, SignedIn, SignInRefused
from kiosk_app.staff.desk import Verdict
from tests.staff.test_desk import CHEAP, FIRST, LI, NEXT, WRONG, Boot
from tests.staff.test_worker import Standing

AGAIN = Secret("64031975")


def grant(no: int, password: Secret | None, operator: Operator = LI) -> OperatorGrant:
    return OperatorGrant(no, operator, Secret(CHEAP.hash(password.reveal())) if password else None)


@pytest.fixture
def boot(tmp_path: Path) -> Boot:
    return Boot(tmp_path)


def test_a_first_password_of_the_platform_lets_in_to_its_change_and_nowhere_else(boot: Boot) -> None:
    assert boot.code("1001", FIRST) == "wrong"
    news = grant(1, FIRST)
    assert boot.desk.take([news]) == [news]
    assert boot.desk.verify("1001", FIRST) == Verdict("", LI, must_change=True)
    assert boot.desk.change("1001", FIRST, NEXT).code == ""
    assert boot.desk.verify("1001", NEXT) == Verdict("", LI, must_change=False)


def test_told_again_it_does_not_undo_what_the_operator_has_changed_since(boot: Boot, tmp_path: Path) -> None:
    """Also after a restart: the number of the last word stands in the same file as the account."""
    news = grant(1, FIRST)
    boot.desk.take([news])
    boot.desk.change("1001", FIRST, NEXT)
    assert boot.desk.take([news]) == []
    again = Boot(tmp_path)
    assert again.desk.granted == 1
    assert again.desk.take([news]) == []
    assert again.code("1001", NEXT) == ""


def test_a_new_first_password_takes_the_old_one_and_the_lock_away(boot: Boot) -> None:
    boot.desk.take([grant(1, FIRST)])
    for _ in range(5):
        boot.code("1001", WRONG)
    assert boot.code("1001", FIRST) == "locked"
    boss = Operator("1001", "李建国", Role.ADMINISTRATOR)
    boot.desk.take([grant(2, AGAIN, boss)])
    assert boot.desk.verify("1001", AGAIN) == Verdict("", boss, must_change=True)
    assert boot.code("1001", FIRST) == "wrong"


def test_a_closed_account_is_one_that_nobody_has(boot: Boot) -> None:
    boot.desk.take([grant(1, FIRST), grant(2, None)])
    assert boot.desk.verify("1001", FIRST) == Verdict("wrong", None)
    assert boot.desk.operators() == []
    assert boot.desk.granted == 2


def test_each_word_that_is_news_is_told_once(tmp_path: Path) -> None:
    standing = Standing(tmp_path)
    standing.worker.take_grants([grant(1, NEXT), grant(2, None)])
    assert standing.answer() == OperatorGranted("1001", Role.COLLECTOR, closed=False)
    assert standing.answer() == OperatorGranted("1001", Role.COLLECTOR, closed=True)
    standing.worker.take_grants([grant(1, NEXT), grant(2, None)])
    standing.worker.take_grants([grant(3, NEXT)])
    assert standing.answer() == OperatorGranted("1001", Role.COLLECTOR, closed=False)
    standing.worker.sign_in("in", "1001", NEXT)
    assert standing.answer() == SignedIn("in", LI, must_change=True)
    assert standing.worker.granted == 3
    assert standing.worker.stop()


def test_a_file_that_cannot_be_written_loses_no_word(tmp_path: Path) -> None:
    standing = Standing(tmp_path)
    whole = standing.file.read_bytes()
    standing.file.write_text("{")
    standing.worker.take_grants([grant(1, NEXT)])
    standing.worker.sign_in("in", "1001", NEXT)
    assert standing.answer() == SignInRefused("in", "unavailable")
    assert standing.worker.granted == 0, "it is asked for again"
    standing.file.write_bytes(whole)
    standing.worker.take_grants([grant(1, NEXT)])
    assert standing.answer() == OperatorGranted("1001", Role.COLLECTOR, closed=False)
    assert standing.worker.stop()
