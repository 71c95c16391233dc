"""Accounts, passwords and lock-out (OPS-3, H9, fault 54: wrong passwords, power cycles, clocks set forward)."""

import json
import os
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.low_level import Type
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.domain.customer import Secret
from kiosk_app.domain.staff import Operator, Role
from kiosk_app.staff import desk, rules
from kiosk_app.staff.accounts import STRANGERS_AT_MOST, Accounts, AccountsBroken
from kiosk_app.staff.desk import HASHER, NOBODY, Desk, DeskRefused

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
LI = Operator("1001", "李建国", Role.COLLECTOR)
FIRST, NEXT, WRONG = Secret("730284"), Secret("58203941"), Secret("999111")
MINUTE = 60_000


class Boot:
    """A run of the kiosk with a monotonic clock of its own, as after a power cycle."""

    def __init__(self, folder: Path) -> None:
        self.now = 0
        self.desk = Desk(Accounts(folder / "staff" / "operators.json"), lambda: self.now, CHEAP)

    def code(self, number: str, password: Secret) -> str:
        return self.desk.verify(number, password).code


@pytest.fixture
def boot(tmp_path: Path) -> Boot:
    begun = Boot(tmp_path)
    begun.desk.add(LI, FIRST)
    return begun


def test_ops_3_nobody_gets_in_without_an_account(tmp_path: Path) -> None:
    """H9: there is no default account and no default password."""
    for number in ("0000", "1234", "1001", "admin"):
        assert Boot(tmp_path).desk.verify("1001" if number == "admin" else number, Secret("000000")).code


def test_the_first_password_must_be_changed_and_is_then_worth_nothing(boot: Boot) -> None:
    assert boot.desk.verify("1001", FIRST) == desk.Verdict("", LI, must_change=True)
    assert boot.desk.change("1001", FIRST, NEXT).code == ""
    assert boot.desk.verify("1001", NEXT) == desk.Verdict("", LI, must_change=False)
    assert boot.code("1001", FIRST) == "wrong"


def test_five_wrong_lock_for_fifteen_minutes_and_five_more_for_thirty(boot: Boot) -> None:
    assert [boot.code("1001", WRONG) for _ in range(5)] == ["wrong"] * 4 + ["locked"]
    assert boot.desk.verify("1001", FIRST).minutes == 15
    assert boot.code("1001", FIRST) == "locked", "the right one does not help"
    boot.now += 15 * MINUTE
    assert [boot.code("1001", WRONG) for _ in range(5)] == ["wrong"] * 4 + ["locked"]
    assert boot.desk.verify("1001", FIRST).minutes == 30
    boot.now += 30 * MINUTE
    assert boot.code("1001", FIRST) == ""
    assert [boot.code("1001", WRONG) for _ in range(4)] == ["wrong"] * 4, "a right one begins the count anew"


def test_a_lock_is_told_up_to_the_last_millisecond(boot: Boot) -> None:
    for _ in range(5):
        boot.code("1001", WRONG)
    boot.now += 15 * MINUTE - 1
    assert boot.desk.verify("1001", FIRST) == desk.Verdict("locked", LI, minutes=1)
    boot.now += 1
    assert boot.code("1001", FIRST) == ""


def test_fault_54_a_power_cycle_neither_resets_the_count_nor_shortens_the_lock(boot: Boot, tmp_path: Path) -> None:
    """I23: each try is one boot; the fifth is locked, and so is every boot for fifteen minutes of running."""
    assert [Boot(tmp_path).code("1001", WRONG) for _ in range(5)] == ["wrong"] * 4 + ["locked"]
    for _ in range(3):
        Boot(tmp_path).now += 14 * MINUTE  # not written down: the lock begins anew
    later = Boot(tmp_path)
    assert later.desk.verify("1001", FIRST).minutes == 15
    later.now += 15 * MINUTE
    assert later.code("1001", FIRST) == ""


def test_what_is_left_of_a_lock_is_remembered(boot: Boot, tmp_path: Path) -> None:
    for _ in range(5):
        boot.code("1001", WRONG)
    boot.now += 10 * MINUTE
    boot.desk.remember()
    assert Boot(tmp_path).desk.verify("1001", FIRST).minutes == 5


def test_fault_54_a_clock_that_is_set_forward_changes_nothing(boot: Boot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall clock is nowhere asked: a lock runs on the clock that the desk was given."""
    for _ in range(5):
        boot.code("1001", WRONG)
    monkeypatch.setattr("time.time", lambda: 4e9)
    assert boot.code("1001", FIRST) == "locked"


def test_a_try_counts_before_the_password_is_looked_at(boot: Boot, tmp_path: Path) -> None:
    """A power cut while a password is verified gives no try back."""

    class Cut(PasswordHasher):
        def verify(self, *args: object) -> bool:  # type: ignore[override]  # never returns
            raise KeyboardInterrupt

    for _ in range(5):
        with pytest.raises(KeyboardInterrupt):
            Desk(Accounts(tmp_path / "staff" / "operators.json"), lambda: 0, Cut(1, 8, 1)).verify("1001", FIRST)
    assert Boot(tmp_path).code("1001", FIRST) == "locked"


def test_h9_a_number_that_nobody_has_behaves_like_any_other(boot: Boot) -> None:
    told = [boot.desk.verify("4711", WRONG) for _ in range(6)]
    assert [verdict.code for verdict in told] == ["wrong"] * 4 + ["locked"] * 2
    assert told[-1].minutes == 15
    assert all(verdict.operator is None for verdict in told)


def test_h9_an_unknown_number_costs_the_same_work_as_a_known_one(boot: Boot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: one verification with the same parameters, and two files synced, each."""
    work: list[str] = []
    synced = os.fsync
    verify = PasswordHasher.verify

    def counting(hasher: PasswordHasher, kept: str | bytes, password: str | bytes) -> bool:
        work.append(str(kept).rpartition("$")[0].rpartition("$")[0])
        return verify(hasher, kept, password)

    def syncing(handle: int) -> None:
        work.append("synced")
        synced(handle)

    monkeypatch.setattr(PasswordHasher, "verify", counting)
    monkeypatch.setattr(os, "fsync", syncing)
    assert boot.code("1001", WRONG) == "wrong"
    known = work.copy()
    work.clear()
    assert boot.code("4711", WRONG) == "wrong"
    assert work == known == ["synced", "synced", "$argon2id$v=19$m=8,t=1,p=1"]


def test_h9_passwords_are_kept_with_argon2id_64_mib_three_passes(tmp_path: Path) -> None:
    assert (HASHER.type, HASHER.memory_cost, HASHER.time_cost) == (Type.ID, 64 * 1024, 3)
    assert not HASHER.check_needs_rehash(NOBODY), "nobody's hash costs what an operator's costs"
    Desk(Accounts(tmp_path / "operators.json"), lambda: 0).add(LI, FIRST)
    kept = json.loads((tmp_path / "operators.json").read_text())["operators"]["1001"]
    assert kept["hash"].startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert FIRST.reveal() not in (tmp_path / "operators.json").read_text()


def test_the_file_is_for_nobody_else(boot: Boot, tmp_path: Path) -> None:
    assert (tmp_path / "staff" / "operators.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", "{", "[]", '{"operators": {"1": {}}}', '{"operators": {}, "more": 1}'])
def test_a_file_that_is_not_ours_lets_nobody_in(tmp_path: Path, content: str) -> None:
    (tmp_path / "operators.json").write_text(content)
    with pytest.raises(AccountsBroken):
        Accounts(tmp_path / "operators.json")


def test_an_account_added_while_the_kiosk_runs_is_known_at_once(boot: Boot, tmp_path: Path) -> None:
    Boot(tmp_path).desk.add(Operator("2002", "王工", Role.TECHNICIAN), NEXT)
    assert boot.desk.verify("2002", NEXT).code == ""
    assert [each.number for each in boot.desk.operators()] == ["1001", "2002"]


def test_numbers_that_nobody_has_do_not_fill_the_disk(boot: Boot) -> None:
    for number in range(STRANGERS_AT_MOST + 20):
        boot.desk.verify(f"{70000000 + number}", WRONG)
    kept = boot.desk._accounts.tries
    assert len(kept) <= STRANGERS_AT_MOST


@pytest.mark.parametrize(
    ("operator", "password"),
    [
        (Operator("12", "x", Role.COLLECTOR), FIRST),
        (Operator("abcd", "x", Role.COLLECTOR), FIRST),
        (Operator("1001", "", Role.COLLECTOR), FIRST),
        (LI, Secret("")),
        (LI, Secret("123456")),
    ],
)
def test_what_may_not_be_an_account_is_refused(tmp_path: Path, operator: Operator, password: Secret) -> None:
    with pytest.raises(DeskRefused):
        Boot(tmp_path).desk.add(operator, password)
    assert not (tmp_path / "staff" / "operators.json").exists()


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("58203941", ""),
        ("582039", ""),
        ("58203", "length"),
        ("582039417", "length"),
        ("58203a", "length"),
        ("５８２０３９", "length"),
        ("730284", "unchanged"),
        ("111111", "too_simple"),
        ("121212", "too_simple"),
        ("234567", "too_simple"),
        ("987654", "too_simple"),
        ("901001", "too_simple"),
    ],
)
def test_what_a_password_may_be(boot: Boot, new: str, why: str) -> None:
    assert boot.desk.change("1001", FIRST, Secret(new)).code == why
    assert boot.code("1001", Secret(new) if not why else FIRST) == ""


def test_a_wrong_old_password_counts_like_one_at_the_door(boot: Boot) -> None:
    codes = [boot.desk.change("1001", WRONG, NEXT).code for _ in range(5)]
    assert codes == ["wrong"] * 4 + ["locked"]
    assert boot.code("1001", FIRST) == "locked"


@given(st.integers(0, 10_000))
def test_a_lock_never_gets_shorter_and_never_lasts_for_ever(wrong: int) -> None:
    assert 0 <= rules.lock_ms(wrong) <= rules.LONGEST_LOCK_MS
    assert (rules.lock_ms(wrong) > 0) == (wrong > 0 and wrong % 5 == 0)
    if wrong >= 5 and wrong % 5 == 0:
        assert rules.lock_ms(wrong + 5) >= rules.lock_ms(wrong)
