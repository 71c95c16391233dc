"""How the terminals are (PLAT-3, OPS-2, STAT-1): heartbeats, conditions, alarms; over both databases."""

import base64
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select, update

from platform_stub.api.terminal_api import terminal_api
from platform_stub.journals import rows as journals
from platform_stub.platform import Platform
from platform_stub.storage.database import in_one_transaction
from platform_stub.storage.schema import alarms, conditions, heartbeats
from platform_stub.storage.times import stamp
from platform_stub.terminals import repairs
from platform_stub.terminals.alarms import open_alarms, raise_alarm
from platform_stub.terminals.authority import Authority
from platform_stub.terminals.heartbeats import Heartbeat, Part, keep
from tests.contract.platform import call
from tests.platform_stub.bound import BOOT
from tests.platform_stub.conftest import NOW, OTHER, TERMINAL, Client, Clock, enrolled
from tests.platform_stub.journal_double import JournalDouble

READY = Part("card_reader", "ready", "")
LOST = Part("card_reader", "lost", "not_answering")
JAM = Part("bill_acceptor", "fault", "jam")


def beat(engine: Engine, *parts: Part, terminal: str = TERMINAL, at: Any = NOW) -> list[str]:
    """Send a heartbeat; return the kinds of the alarms that it raised."""
    heartbeat = Heartbeat("0.1.0", "boot-1", "2026-11-23T10:27:00+08:00", parts)
    return [kind for kind, _, _ in in_one_transaction(engine, lambda open_: keep(open_, terminal, heartbeat, at))]


def rows(engine: Engine, table: Any) -> list[dict[str, Any]]:
    with engine.begin() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def opened(engine: Engine) -> list[tuple[str, str, str]]:
    with engine.begin() as connection:
        return open_alarms(connection, TERMINAL)


def test_the_last_heartbeat_is_kept(engine: Engine, clock: Clock) -> None:
    beat(engine, READY, JAM)
    clock.advance(seconds=60)
    beat(engine, READY, at=clock())
    (row,) = rows(engine, heartbeats)
    assert (row["terminal"], row["version"], row["boot_id"]) == (TERMINAL, "0.1.0", "boot-1")
    assert row["received_at"] == stamp(clock())
    assert row["sent_at"] == "2026-11-23T10:27:00+08:00"


def test_a_condition_keeps_the_time_since_when_it_is_so(engine: Engine, clock: Clock) -> None:
    beat(engine, LOST)
    clock.advance(minutes=5)
    beat(engine, LOST, at=clock())
    assert rows(engine, conditions)[0]["since"] == stamp(NOW)
    beat(engine, READY, at=clock())
    assert [(row["condition"], row["since"]) for row in rows(engine, conditions)] == [("ready", stamp(clock()))]


def test_an_alarm_is_raised_once_and_counted_until_it_is_over(engine: Engine, clock: Clock) -> None:
    assert beat(engine, LOST) == ["DEVICE_LOST"]
    clock.advance(seconds=60)
    assert beat(engine, LOST, at=clock()) == []
    (row,) = rows(engine, alarms)
    assert (row["times"], row["raised_at"], row["last_at"]) == (2, stamp(NOW), stamp(clock()))
    beat(engine, READY, at=clock())
    assert opened(engine) == []
    assert rows(engine, alarms)[0]["ended_at"] == stamp(clock())
    assert rows(engine, alarms)[0]["cleared_at"] is None, "a person clears it (STAT-1)"
    assert beat(engine, LOST, at=clock()) == ["DEVICE_LOST"]
    assert len(rows(engine, alarms)) == 2


def test_alarms_go_down_to_the_failed_part(engine: Engine) -> None:
    beat(engine, JAM, LOST)
    assert opened(engine) == [("DEVICE_FAULT", "bill_acceptor", "jam"), ("DEVICE_LOST", "card_reader", "not_answering")]
    beat(engine, Part("bill_acceptor", "fault", "cassette_full"), LOST)
    assert opened(engine) == [
        ("DEVICE_LOST", "card_reader", "not_answering"),
        ("DEVICE_FAULT", "bill_acceptor", "cassette_full"),
    ]
    beat(engine, Part("bill_acceptor", "lost", "cassette_full"), READY)
    assert opened(engine) == [("DEVICE_LOST", "bill_acceptor", "cassette_full")]


@pytest.mark.parametrize("condition", ["ready", "starting", "attention"])
def test_what_raises_no_alarm(engine: Engine, condition: str) -> None:
    assert beat(engine, Part("receipt_printer", condition, "paper_near_end")) == []


def test_a_part_that_is_not_mentioned_keeps_its_alarm(engine: Engine) -> None:
    beat(engine, LOST)
    beat(engine)
    assert opened(engine) == [("DEVICE_LOST", "card_reader", "not_answering")]


def test_terminals_have_alarms_of_their_own(engine: Engine) -> None:
    beat(engine, LOST)
    beat(engine, READY, terminal=OTHER)
    assert opened(engine) == [("DEVICE_LOST", "card_reader", "not_answering")]


def test_a_cleared_alarm_comes_again_while_the_part_still_fails(engine: Engine) -> None:
    beat(engine, LOST)
    with engine.begin() as connection:
        connection.execute(update(alarms).values(cleared_at=stamp(NOW), cleared_by="operator:test"))
    assert beat(engine, LOST) == ["DEVICE_LOST"]


def send(client: Client, journal: JournalDouble, count: int, head: str | None = None) -> dict[str, Any]:
    """Send a heartbeat with this journal; return the head that the platform counter-signs."""
    told = {"count": count, "head": journal.hash(count) if head is None else head}
    body = {**(call("heartbeats").examples[0].request or {}), "journal": told}
    return dict(client.ask("POST", "/v1/heartbeats", body)["head"])


def kinds(engine: Engine) -> list[str]:
    return [kind for kind, _, _ in opened(engine)]


def test_i10_the_platform_counter_signs_what_its_own_chain_confirms(
    client: Client, engine: Engine, authority: Authority
) -> None:
    journal = JournalDouble()
    journal.tender(journal.begin(1), 3)
    assert send(client, journal, 8)["count"] == 0, "nothing is confirmed on the terminal's word alone"
    client.ask("POST", "/v1/facts", journal.page(1, 5))
    signed = send(client, journal, 8)
    assert (signed["count"], signed["head"]) == (5, journal.hash(5))
    text = f"gk-head-1\n{TERMINAL}\n5\n{journal.hash(5)}".encode()
    authority.answers.key.public_key().verify(base64.b64decode(signed["signature"]), text)
    assert kinds(engine) == []
    (row,) = rows(engine, heartbeats)
    assert (row["journal_count"], row["journal_head"]) == (8, journal.hash(8))
    assert json.loads(row["box"]) == {"10000": 12, "1000": 3}


@pytest.mark.parametrize(("count", "head"), [(4, None), (0, None), (8, "9f" * 32)])
def test_fault_18_a_shorter_or_another_journal_is_an_alarm(
    client: Client, engine: Engine, count: int, head: str | None
) -> None:
    journal = JournalDouble()
    journal.tender(journal.begin(1), 3)
    client.ask("POST", "/v1/facts", journal.page())
    assert send(client, journal, 8)["count"] == 8
    assert kinds(engine) == []
    assert send(client, journal, count, head)["count"] == 8, "what was confirmed stays so"
    assert kinds(engine) == ["JOURNAL_ROLLED_BACK"]


def test_fault_18_a_lost_journal_ends_its_number_and_the_machine_goes_on_under_another(
    client: Client, engine: Engine, platform: Platform, authority: Authority
) -> None:
    """docs/errors.md, JOURNAL_ROLLED_BACK: the old chain and its alarm stay, the new number's begins at row 1."""
    lost, empty = JournalDouble(), JournalDouble()
    lost.tender(lost.begin(1), 3)
    client.ask("POST", "/v1/facts", lost.page())
    empty.add("Booted", terminal=TERMINAL, version="0.1.0")
    assert send(client, empty, 1)["count"] == 8, "a head that a new journal cannot contain"
    refused = client.ask("POST", "/v1/facts", empty.page())
    assert (refused["outcome"], refused["code"]) == ("refused", "FACT_CONFLICT")
    in_one_transaction(engine, lambda open_: repairs.scrap(open_, TERMINAL, by="operator:test", now=NOW))
    assert client.send("POST", "/v1/facts", empty.page()).json()["code"] == "TERMINAL_SCRAPPED"
    other, fresh = Client(terminal_api(platform), enrolled(engine, authority, OTHER)), JournalDouble()
    fresh.add("Booted", terminal=OTHER, version="0.1.0")
    assert other.ask("POST", "/v1/facts", fresh.page())["held"] == 1
    signed = send(other, fresh, 1)
    assert (signed["count"], signed["head"]) == (1, fresh.hash(1))
    with engine.begin() as connection:
        assert journals.head(connection, TERMINAL) == (8, lost.hash(8))
        assert open_alarms(connection, OTHER) == []
    assert sorted(kinds(engine)) == ["FACT_CONFLICT", "JOURNAL_ROLLED_BACK"]


def test_many_first_heartbeats_at_once(engine: Engine) -> None:
    barrier = threading.Barrier(6)

    def one(_: int) -> list[str]:
        barrier.wait(30)
        return beat(engine, LOST, JAM)

    with ThreadPoolExecutor(6) as threads:
        raised = [kind for kinds in threads.map(one, range(6)) for kind in kinds]
    assert sorted(raised) == ["DEVICE_FAULT", "DEVICE_LOST"]
    assert sorted(row["times"] for row in rows(engine, alarms)) == [6, 6]


def test_over_the_wire(client: Client, engine: Engine, clock: Clock) -> None:
    parts = [{"device": "journal", "condition": "fault", "code": "chain_broken"}]
    body = {"version": "0.1.0", "boot_id": BOOT, "sent_at": "2026-11-23T10:27:00+08:00", "conditions": parts}
    example = call("heartbeats").examples[0].request or {}
    answer = client.ask("POST", "/v1/heartbeats", {**example, **body})
    assert answer.pop("head")["count"] == 0
    told = {"outcome": "ok", "server_time": clock().isoformat(timespec="seconds")}
    assert answer == {**told, "commands": [], "config": None}
    assert opened(engine) == [("DEVICE_FAULT", "journal", "chain_broken")]
    assert [row["boot_id"] for row in rows(engine, heartbeats)] == [BOOT]


PARTS = st.lists(
    st.builds(
        Part,
        st.sampled_from(["bill_acceptor", "card_reader"]),
        st.sampled_from(["ready", "fault", "lost", "attention"]),
        st.sampled_from(["", "jam", "not_answering"]),
    ),
    max_size=2,
    unique_by=lambda part: part.device,
)


@given(history=st.lists(PARTS, max_size=8))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_open_alarms_are_what_the_parts_say_now(engine: Engine, history: list[list[Part]]) -> None:
    with engine.begin() as connection:
        for table in (alarms, conditions, heartbeats):
            connection.execute(delete(table))
    now: dict[str, Part] = {}
    for parts in history:
        beat(engine, *parts)
        now.update({part.device: part for part in parts})
    kinds = {"fault": "DEVICE_FAULT", "lost": "DEVICE_LOST"}
    failing = {(kinds[part.condition], part.device, part.code) for part in now.values() if part.condition in kinds}
    assert set(opened(engine)) == failing
    assert len(opened(engine)) == len(failing)
    assert {(row["device"], row["condition"]) for row in rows(engine, conditions)} == {
        (part.device, part.condition) for part in now.values()
    }


def test_one_alarm_is_open_at_a_time_whoever_raises_it(engine: Engine) -> None:
    barrier = threading.Barrier(8)

    def one(_: int) -> bool:
        barrier.wait(30)
        return in_one_transaction(
            engine, lambda open_: raise_alarm(open_, TERMINAL, "KEY_REUSED", subject="s", now=NOW)
        )

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(one, range(8))) == [False] * 7 + [True]
    assert [row["times"] for row in rows(engine, alarms)] == [8]


def test_fault_58_a_heartbeat_of_another_start_is_refused_and_nothing_of_it_is_kept(
    client: Client, engine: Engine
) -> None:
    """What a copy of the disk says of itself is not what the live start says."""
    body = {**(call("heartbeats").examples[1].request or {}), "boot_id": "0" * 16}
    answer = client.send("POST", "/v1/heartbeats", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "BOOT_DIFFERS")
    assert rows(engine, heartbeats) == rows(engine, conditions) == rows(engine, alarms) == []
