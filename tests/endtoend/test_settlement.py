"""A collector's visit with real processes: the hidden way in, the pre-check, the voucher, the box, the count.

PAY-9, PAY-10, OPS-3, I18, I19: the box is opened only for a period that the platform has too, whose voucher is on
paper; whoever dies in between goes on where the journal says; a door that is opened otherwise is an alarm.
"""

from collections.abc import Iterator

import pytest

from demo.processes import run_once, wait_for
from demo.scripts import NOTE
from demo.town import TERMINAL, Town, rows
from kiosk_app.config import load
from kiosk_app.domain.customer import Secret
from kiosk_app.staff.accounts import Accounts
from kiosk_app.staff.desk import Desk
from tests.endtoend.books import Books
from tests.endtoend.staff import Operator
from tests.endtoend.visits import WAIT_S, pay_bill, visitor

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

COLLECTOR, WITNESS = "1001", "1002"
WITNESS_FIRST, OWN, WITNESS_OWN = "918273", "271828", "314159"
BOX, SEAL = "7", "42"
ONCE_EACH = (
    "AccountGranted",
    "PasswordChanged",
    "SettlementClosed",
    "AcceptorCounted",
    "SettlementVoucherPrinted",
    "BoxOpening",
    "BoxOpened",
    "BoxCounted",
    "SettlementDone",
    "SettlementReported",
)


@pytest.fixture(scope="module")
def staffed(town: Town) -> Iterator[Town]:
    """A town whose terminal has a second person and, by the platform's word, a collector; two must sign a count."""
    with town.config.open("a", encoding="utf-8") as file:
        file.write("\n[staff]\nsecond_person = true\n")
    words = ["operators", "add", WITNESS, "--role", "collector", "--name", "赵敏", "--config", str(town.config)]
    run_once(["-m", "kiosk_app", *words], said=WITNESS_FIRST + "\n")
    desk = Desk(Accounts(load(town.config).storage.operators), lambda: 0)
    assert not desk.change(WITNESS, Secret(WITNESS_FIRST), Secret(WITNESS_OWN)).code
    town.start_kiosk()
    pay_bill(town)
    yield town
    town.kiosk.stop()


def first_password(town: Town) -> str:
    """Let the platform issue the collector's first password, and wait until the terminal has it."""
    words = ["operator", "add", TERMINAL, COLLECTOR, "--role", "collector", "--name", "李建国"]
    said = run_once(["-m", "platform_stub", *words, "--directory", str(town.platform)]).strip()
    arrived = "SELECT no FROM operator_grants WHERE arrived_at IS NOT NULL"
    wait_for("the first password at the terminal", WAIT_S, lambda: rows(town.platform / "platform.db", arrived))
    return said


def kinds(town: Town) -> list[str]:
    """Return the journal's kinds of facts; the kiosk must not run."""
    return [fact["kind"] for fact in Books.of(town).facts]


def alarmed(town: Town) -> list[tuple[str, str]]:
    """Return the doors that the journal has an alarm of, and how they were."""
    return [(fact["door"], fact["state"]) for fact in Books.of(town).facts if fact["kind"] == "DoorAlarm"]


def held(town: Town) -> list[object]:
    """Return the one settlement that the platform has: the terminal's figures, its own ledger's, the count."""
    told = "SELECT settlement, count, sum_fen, ledger_count, ledger_sum_fen, counted_fen, witness FROM settlements"
    (kept,) = rows(town.platform / "platform.db", told)
    return list(kept.values())


def signed_out(operator: Operator) -> None:
    """Go back to the customers' screen."""
    operator.touches("back")
    operator.sees("IdleView", "OutOfServiceView")


def test_a_collector_settles_and_a_kill_in_between_loses_nothing(staffed: Town) -> None:
    town, collector = staffed, Operator(staffed)
    first = first_password(town)
    collector.comes_in(COLLECTOR, first)
    collector.reads("change_password_title")
    for password in (first, OWN, OWN):
        collector.enters(password)
    collector.sees("OverviewView")
    collector.touches("settle")
    collector.until_the_books_agree()
    assert not town.bench.do("cabinet", "open_door", door="cash_box"), "nothing is open before the period is closed"
    collector.closes_the_period()
    assert collector.cabinet()["lock"] == "locked"
    assert "缴款凭证" in town.truth()["receipt_printer"]["last_slip"]
    collector.opens_the_box()
    collector.enters("1")
    town.kiosk.kill()

    town.start_kiosk()
    collector.comes_in(COLLECTOR, OWN)
    collector.reads("settlement_unfinished")
    collector.touches("settle")
    collector.reads("count_title")
    town.bench.do("bill_acceptor", "take_out_cassette")
    for typed in ("1", "0", "0", "0", BOX, SEAL):
        collector.enters(typed)
    collector.reads("witness_title")
    collector.signs(COLLECTOR, OWN)
    collector.reads("not_a_witness")
    collector.signs(WITNESS, WITNESS_OWN)
    collector.reads("count_agrees")
    town.bench.do("bill_acceptor", "put_back_cassette")
    collector.hand("close_door", door="cash_box")
    collector.touches("confirm")
    collector.reads("settled_title", seconds=WAIT_S)
    collector.touches("done")
    collector.sees("OverviewView")
    signed_out(collector)
    collector.sees("IdleView", seconds=WAIT_S)
    assert town.kiosk.stop() == 0

    facts = Books.of(town).facts
    assert [kind for kind in kinds(town) if kind in ONCE_EACH] == list(ONCE_EACH)
    acceptor = next(fact["notes"] for fact in facts if fact["kind"] == "AcceptorCounted")
    counted = next(fact["count"] for fact in facts if fact["kind"] == "BoxCounted")
    assert (counted["box"], counted["seal"], counted["witness"]) == (BOX, SEAL, WITNESS)
    assert counted["notes"] == acceptor == [{"value": NOTE, "count": 1}]
    assert next(fact["watched"] for fact in facts if fact["kind"] == "BoxOpened")
    assert "SettlementReported" in kinds(town)
    assert held(town) == ["GD0117-S00001", 1, NOTE, 1, NOTE, NOTE, WITNESS]
    assert OWN not in town.journal.read_bytes().decode("latin-1")


def test_a_door_that_is_opened_otherwise_is_an_alarm_and_stops_the_service(staffed: Town) -> None:
    town = staffed
    before = alarmed(town)
    town.start_kiosk()
    customer = visitor(town)
    customer.sees("IdleView", seconds=WAIT_S)
    town.bench.do("cabinet", "open_door", door="cash_box", key=True)
    customer.sees("OutOfServiceView", seconds=WAIT_S)
    customer.reads("cabinet.door_open")
    town.bench.do("cabinet", "close_door", door="cash_box")
    customer.sees("IdleView", seconds=WAIT_S)
    town.bench.do("cabinet", "unplug")
    customer.sees("OutOfServiceView", seconds=WAIT_S)
    customer.reads("cabinet.door_unknown")
    town.bench.do("cabinet", "plug")
    customer.sees("IdleView", seconds=WAIT_S)
    told = "SELECT kind FROM facts WHERE kind = 'DoorAlarm'"
    wait_for("the platform to hear of it", WAIT_S, lambda: len(rows(town.platform / "platform.db", told)) >= 3)
    assert town.kiosk.stop() == 0
    assert alarmed(town)[len(before) :] == [("cash_box", "open"), ("service", "unknown"), ("cash_box", "unknown")]
