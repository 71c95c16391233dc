"""The platform and the billing core as real processes over TLS: a terminal's day, deaths, two platforms at once."""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contract.platform import call
from tests.platform_stub.conftest import BOTH, OTHER, TERMINAL, payment
from tests.platform_stub.journal_double import JournalDouble
from tests.platform_stub.site import CUSTOMER, PASSWORD, TOKEN, Site, run, start

pytestmark = pytest.mark.processes

SALE = "GD0117-000001"
PAID = payment(fen=40_000, bill_ids=[])


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("core") / "core.db"
    run("sg186_stub", "seed", "--database", f"sqlite:///{file}")
    return file


@pytest.fixture
def site(request: pytest.FixtureRequest, tmp_path: Path, seeded: Path) -> Iterator[Site]:
    """Both services, and a terminal that is enrolled; on SQLite, or as the test is told."""
    made = Site(tmp_path)
    if getattr(request, "param", "sqlite") == "postgres":
        made.database = request.getfixturevalue("postgres_url")
    try:
        made.prepare_core(seeded)
        made.start_core()
        made.prepare_platform(TERMINAL, OTHER)
        made.start_platform()
        yield made
    finally:
        made.stop()


on_both = pytest.mark.parametrize("site", BOTH, indirect=True)


@on_both
def test_a_customer_pays_bills(site: Site) -> None:
    """ACC-1, PAY-1, PAY-2, PAY-6: enrol, ask, pay, repeat, ask what became of it, look at the tables."""
    site.enrol()
    with site.client() as terminal:
        account = terminal.post("/v1/accounts/query", json={"customer_no": CUSTOMER, "password": PASSWORD}).json()
        owed = sum(bill["amount_fen"] + bill["late_fee_fen"] for bill in account["account"]["bills"])
        assert owed == 39_957
        booked = terminal.put(f"/v1/sales/{SALE}", json=PAID).json()
        assert booked["booking"]["surplus_fen"] == 40_000 - owed
        assert terminal.put(f"/v1/sales/{SALE}", json=PAID).json() == booked
        assert terminal.get(f"/v1/sales/{SALE}").json() == booked
        beat = call("heartbeats").examples[1].request
        assert terminal.post("/v1/heartbeats", json=beat).json()["outcome"] == "ok"
    assert site.postings() == [(SALE, 40_000)]
    assert "booked" in site.command("show", "sales")
    assert "cassette_full" in site.command("show", "alarms")
    assert "bill_acceptor fault cassette_full" in site.command("show", "heartbeats")
    assert "城南供电营业厅" in site.command("terminal", "list")
    assert site.platform is not None
    assert site.platform.stop() == 0
    assert site.log.read_text() == "", "nothing to complain about"


def test_a_purchase_up_to_its_written_card(site: Site) -> None:
    """VEND-1 to VEND-4 against the emulated vending system: every recorded step in its order."""
    site.enrol()
    card = examples("cards_identify")["a fee-controlled meter's card"].request
    bought = {**payment(1, 10_000), "kind": "purchase", "customer_no": "3104587926", "bill_ids": [], **(card or {})}
    with site.client() as terminal:
        assert terminal.post("/v1/cards/identify", json=card).json()["terms"]["counter"] == 7
        quoted = terminal.post("/v1/quotes", json={"customer_no": "3104587926", "money_fen": 10_000}).json()
        assert quoted["quote"]["cost_fen"] == 10_000
        booked = terminal.put(f"/v1/sales/{SALE}", json=bought).json()["booking"]
        assert (booked["purchase"]["counter"], booked["purchase"]["wallet_value"]) == (8, 10_000)
        waits = {"outcome": "refused", "code": "REWRITE_FIRST", "facts": {"sale": SALE}}
        assert terminal.post("/v1/cards/identify", json=card).json() == waits
        for name in ("the first authentication", "the second and last authentication"):
            example = examples("card_authorisations")[name]
            assert terminal.post(f"/v1/sales/{SALE}/card-authorisations", json=example.request).json() == example.answer
        ordered = examples("write_orders")["a fee-controlled meter's card"]
        order = terminal.post(f"/v1/sales/{SALE}/write-orders", json=ordered.request).json()["order"]
        assert (order["counter"], order["wallet_value"], order["expected"]["02"]) == (8, 10_000, "0000271000000008")
        assert [write["sfi"] for write in order["writes"]] == ["01", "02", "05"]
        shown = examples("write_confirmations")["the card shows the purchase"]
        assert terminal.post("/v1/cards/identify", json=shown.request).json() == waits, (
            "written, and nobody has said so"
        )
        for _ in range(2):
            told = terminal.post(f"/v1/sales/{SALE}/write-confirmations", json=shown.request)
            assert told.json() == {"outcome": "ok"}
        used_first = terminal.post("/v1/cards/identify", json=shown.request).json()
        assert used_first == {"outcome": "refused", "code": "LAST_PURCHASE_NOT_USED"}
        again = terminal.post(f"/v1/sales/{SALE}/write-orders", json=ordered.request).json()
        assert again == {"outcome": "refused", "code": "ALREADY_WRITTEN"}
    assert site.command("show", "sales").split()[-1].startswith("20"), "the time of the card's write"


def examples(name: str) -> dict[str, Any]:
    return {example.name: example for example in call(name).examples}


# --- what goes wrong ---


@on_both
def test_fault_45_the_core_books_and_hangs_up(site: Site) -> None:
    site.enrol()
    site.fault("payments", "commit_and_die")
    with site.client() as terminal:
        assert terminal.put(f"/v1/sales/{SALE}", json=PAID).json()["outcome"] == "booked"
    assert site.postings() == [(SALE, 40_000)]


def test_fault_44_the_core_dies_with_the_booking_and_comes_back(site: Site) -> None:
    site.enrol()
    site.fault("payments", "commit_and_exit")
    port = site.core_port
    with site.client() as terminal:
        unknown = terminal.put(f"/v1/sales/{SALE}", json=PAID)
        assert (unknown.status_code, unknown.json()["code"]) == (503, "UNKNOWN_OUTCOME")
        assert terminal.get(f"/v1/sales/{SALE}").status_code == 503
        assert site.core is not None
        site.core.stop()
        site.start_core(port)
        assert terminal.put(f"/v1/sales/{SALE}", json=PAID).json()["outcome"] == "booked"
    assert site.postings() == [(SALE, 40_000)]


def test_fault_47_the_core_answers_too_late(site: Site) -> None:
    """The first question is abandoned and takes effect behind it; nothing is booked twice."""
    site.enrol()
    site.fault("payments", "slow", ms=6_000)
    with site.client() as terminal:
        assert terminal.put(f"/v1/sales/{SALE}", json=PAID).status_code == 503
        assert terminal.put(f"/v1/sales/{SALE}", json=PAID).json()["outcome"] == "booked"
        time.sleep(3)
        assert terminal.get(f"/v1/sales/{SALE}").json()["outcome"] == "booked"
    assert site.postings() == [(SALE, 40_000)]


@on_both
def test_a_platform_killed_in_the_middle_of_a_booking_books_once_after_its_restart(site: Site) -> None:
    """I7, I11, fault 44: the terminal does not even ask again; the restart settles it."""
    site.enrol()
    site.fault("payments", "slow", ms=3_000)
    assert site.platform is not None
    with site.client() as terminal, ThreadPoolExecutor(1) as hand:
        asking = hand.submit(terminal.put, f"/v1/sales/{SALE}", json=PAID)
        until_shown(site, "pending")
        site.platform.kill()
        with pytest.raises(httpx.TransportError):
            asking.result(30)
    site.start_platform()
    until_shown(site, "booked")
    with site.client() as terminal:
        answer = terminal.get(f"/v1/sales/{SALE}").json()
        assert terminal.put(f"/v1/sales/{SALE}", json=PAID).json() == answer
    time.sleep(3)
    assert site.postings() == [(SALE, 40_000)], "also after the abandoned request has landed"


def until_shown(site: Site, state: str) -> None:
    """Wait until the ledger says so."""
    until = time.monotonic() + 40
    while state not in (shown := [row["state"] for row in site.sales()]):
        assert time.monotonic() < until, shown
        time.sleep(0.05)


@on_both
def test_fault_48_two_platforms_on_one_database_book_once(site: Site) -> None:
    site.enrol()
    second = start(site.log, *site.serving())
    urls = [site.url, f"https://127.0.0.1:{second.ports['terminal_port']}"]
    bodies = [payment(number, 1_000 * number, bill_ids=[]) for number in range(1, 9)]

    def book(url: str) -> list[Any]:
        with site.client(url=url) as terminal:
            return [terminal.put(f"/v1/sales/{body['sale']}", json=body).json() for body in bodies]

    try:
        with ThreadPoolExecutor(4) as hands:
            answers = list(hands.map(book, urls * 2))
    finally:
        second.stop()
    assert [answer["outcome"] for answer in answers[0]] == ["booked"] * 8
    assert all(each == answers[0] for each in answers)
    assert sorted(site.postings()) == [(body["sale"], body["paid_fen"]) for body in bodies]
    assert {len(line.split()) for line in site.command("show", "sales").splitlines()[2:]} == {8}
    assert all(line.split()[5] == "1" for line in site.command("show", "sales").splitlines()[2:]), "one attempt each"


def test_another_terminal_s_sale_is_nobody_else_s(site: Site) -> None:
    """H14."""
    site.enrol()
    other = site.enrol(OTHER, site.home / "other.pem")
    with site.client() as mine, site.client(other) as theirs:
        assert mine.put(f"/v1/sales/{SALE}", json=PAID).json()["outcome"] == "booked"
        for method, path in (("PUT", ""), ("GET", ""), ("POST", "/write-confirmations")):
            body = {"PUT": PAID, "POST": examples("write_confirmations")["the card shows the purchase"].request}
            answer = theirs.request(method, f"/v1/sales/{SALE}{path}", json=body.get(method))
            assert (answer.status_code, answer.json()["code"]) == (403, "FOREIGN_SALE")
    assert "FOREIGN_SALE" in site.command("show", "alarms", "--terminal", OTHER)


def test_ifc_4_logs_and_trail_hold_neither_customers_nor_secrets(site: Site) -> None:
    """I24: after a wrong password, a booking, a broken request and an enrolment."""
    site.enrol()
    code = site.command("terminal", "code", TERMINAL).strip()
    with site.client() as terminal:
        terminal.post("/v1/accounts/query", json={"customer_no": CUSTOMER, "password": "765432"})
        terminal.post("/v1/accounts/query", json={"customer_no": CUSTOMER, "password": "76543"})
        terminal.put(f"/v1/sales/{SALE}", json=PAID)
    written = (site.place / "audit.jsonl").read_text() + site.log.read_text()
    for secret in (CUSTOMER, "765432", "76543", code, code.replace("-", ""), "王", "幸福"):
        assert secret not in written
    lines = [json.loads(line) for line in (site.place / "audit.jsonl").read_text().splitlines()]
    assert {"initialised", "terminal_added", "code_issued", "started", "enrolled", "sale_settled"} <= {
        line["event"] for line in lines
    }
    modes = {path.name: path.stat().st_mode & 0o077 for path in site.place.iterdir()}
    assert {name for name, mode in modes.items() if mode} == set(), "readable by its owner alone"


def test_a_platform_that_cannot_listen_says_so(site: Site) -> None:
    assert site.platform is not None
    taken = site.platform.ports["terminal_port"]
    words = site.serving()
    words[words.index("--port") + 1] = str(taken)
    done = subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "in use" in done.stderr


@on_both
def test_pay_8_a_person_holds_what_the_core_refuses_while_the_platform_serves(site: Site) -> None:
    """The account was closed while the customer paid; then it is opened again, and what was paid back is not booked."""
    site.enrol()
    paid, journal = payment(1, 10_000), JournalDouble()
    journal.tender(journal.begin(), 10)
    period = {"first_seq": 1, "last_seq": 1, "count": 1, "sum_fen": 10_000}
    asked = {**period, "journal_count": len(journal.rows), "head": journal.hash(len(journal.rows))}
    account(site, "closed")
    with site.client() as terminal:
        assert terminal.put(f"/v1/sales/{SALE}", json=paid).json() == {"outcome": "refused", "code": "ACCOUNT_CLOSED"}
        assert terminal.post("/v1/facts", json=journal.page()).json()["outcome"] == "ok"
        assert terminal.post("/v1/settlements/precheck", json=asked).json()["code"] == "E2101"
        assert "ACCOUNT_CLOSED" in site.command("sale", "list")
        said = site.command("sale", "hold", SALE, "--reason", "账户已销户，退款单 8841")
        assert "10000 fen are held for the customer; refused with ACCOUNT_CLOSED" in said
        account(site, "active")
        assert terminal.put(f"/v1/sales/{SALE}", json=paid).json() == {"outcome": "refused", "code": "ACCOUNT_CLOSED"}
        assert terminal.post("/v1/settlements/precheck", json=asked).json() == {"outcome": "ok"}
    assert site.postings() == []
    assert "退款单 8841" in site.command("sale", "list", "--held")
    told = (site.place / "core.json").read_text()
    assert TOKEN not in told, "where the token is, not the token"


def account(site: Site, status: str) -> None:
    """Close or open the customer's account in the core's own books."""
    with closing(sqlite3.connect(site.home / "core.db", timeout=10)) as connection, connection:
        changed = connection.execute("UPDATE customers SET status = ? WHERE customer_no = ?", (status, CUSTOMER))
        assert changed.rowcount == 1
