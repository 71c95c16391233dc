"""A terminal's door alarm becomes one of the platform's, once as long as it is open (I18, fault 52)."""

import pytest
from sqlalchemy import Engine

from platform_stub.terminals.alarms import open_alarms
from tests.platform_stub.conftest import TERMINAL, Client
from tests.platform_stub.journal_double import JournalDouble


@pytest.fixture
def journal() -> JournalDouble:
    made = JournalDouble()
    made.add("Booted", terminal=TERMINAL, version="0.1.0")
    return made


def alarms_after(client: Client, engine: Engine, journal: JournalDouble) -> list[tuple[str, str, str]]:
    assert client.ask("POST", "/v1/facts", journal.page())["held"] == len(journal.rows)
    with engine.begin() as connection:
        return open_alarms(connection, TERMINAL)


def test_each_door_and_what_is_known_of_it_is_an_alarm_of_its_own(
    client: Client, engine: Engine, journal: JournalDouble
) -> None:
    for door, state in (("cash_box", "open"), ("service", "unknown"), ("cash_box", "open")):
        journal.add("DoorAlarm", door=door, state=state)
    expected = [("DOOR_ALARM", "cash_box", "open"), ("DOOR_ALARM", "service", "unknown")]
    assert alarms_after(client, engine, journal) == expected
    assert alarms_after(client, engine, journal) == expected, "rows that came before are applied once"


@pytest.mark.parametrize("body", [{}, {"door": "cash_box"}, {"door": "cash_box", "state": "closed"}, {"door": 7}])
def test_an_alarm_that_says_nothing_known_is_one_all_the_same(
    client: Client, engine: Engine, journal: JournalDouble, body: dict[str, object]
) -> None:
    journal.add("DoorAlarm", **body)
    assert alarms_after(client, engine, journal) == [("FACT_UNREADABLE", "row 2", "DoorAlarm")]
