"""The schema's history, newer databases, pragmas, transactions; over both databases."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from platform_stub.storage import migrations, schema
from platform_stub.storage.database import RACES, DatabaseUnknown, in_one_transaction, open_engine, reading
from platform_stub.storage.migrate import SchemaNewer, migrate
from platform_stub.storage.times import stamp
from tests.platform_stub.conftest import BOTH, NOW, TERMINAL


@pytest.fixture(params=BOTH)
def empty(request: pytest.FixtureRequest, fast_directory: Path) -> Iterator[Engine]:
    """A database without a schema, of both kinds."""
    postgres = request.param == "postgres"
    url = request.getfixturevalue("postgres_url") if postgres else f"sqlite:///{fast_directory / 'empty.db'}"
    opened = open_engine(url)
    yield opened
    opened.dispose()


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


# --- migrations ---


def test_an_empty_database_gets_the_schema(empty: Engine) -> None:
    """The migrations and the tables that the program works with are the same, column by column."""
    migrate(empty)
    with empty.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    assert tables(empty) == {*schema.metadata.tables, "alembic_version"}
    indexes = {index["name"] for index in inspect(empty).get_indexes("alarms")}
    assert "one_open_alarm" in indexes


def test_migrating_again_changes_nothing(empty: Engine) -> None:
    for _ in range(2):
        migrate(empty)
    with empty.begin() as connection:
        (revision,) = connection.execute(text("SELECT version_num FROM alembic_version")).scalars()
    assert revision == ScriptDirectory(Path(migrations.__file__).parent).get_current_head()


def test_a_newer_database_is_left_alone(empty: Engine) -> None:
    migrate(empty)
    with empty.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    before = tables(empty)
    with pytest.raises(SchemaNewer, match="0999"):
        migrate(empty)
    with empty.begin() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).all() == [("0999",)]
    assert tables(empty) == before


def test_a_migration_that_fails_leaves_nothing_behind(empty: Engine) -> None:
    """In one transaction, on both databases; a table in the way of the last step undoes the first."""
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE alarms (x INTEGER)"))
    with pytest.raises(Exception, match="already exists"):
        migrate(empty)
    assert tables(empty) == {"alarms"}


def test_programs_that_start_together_migrate_once(empty: Engine) -> None:
    engines = [open_engine(empty.url.render_as_string(hide_password=False)) for _ in range(4)]
    barrier = threading.Barrier(4)

    def one(engine: Engine) -> None:
        barrier.wait(30)
        migrate(engine)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(one, engines))
    for engine in engines:
        engine.dispose()
    assert tables(empty) == {*schema.metadata.tables, "alembic_version"}


# --- what the tables refuse by themselves ---


def a_sale(**changed: Any) -> dict[str, Any]:
    row = {
        "sale": "GD0117-000001", "terminal": TERMINAL, "kind": "bill_payment", "customer_no": "3104587000",
        "method": "cash", "paid_fen": 1_000, "content": "{}", "state": "pending", "received_at": stamp(NOW),
    }  # fmt: skip
    return {**row, **changed}


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "gift"},
        {"state": "lost"},
        {"paid_fen": 0},
        {"paid_fen": -1},
        {"state": "booked"},
        {"answer": "{}"},
        {"terminal": "GD-9999"},
        {"content": None},
        {"sale": None},
    ],
    ids=str,
)
def test_rows_that_cannot_be(engine: Engine, changed: dict[str, Any]) -> None:
    with engine.begin() as connection:
        connection.execute(insert(schema.sales).values(a_sale(sale="GD0117-000009")))
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(insert(schema.sales).values(a_sale(**changed)))


def test_i3_a_key_is_there_once(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(schema.sales).values(a_sale()))
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(insert(schema.sales).values(a_sale(paid_fen=2_000)))


def test_large_amounts_fit(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(schema.sales).values(a_sale(paid_fen=10_000_000_000)))
        assert connection.execute(select(schema.sales.c.paid_fen)).scalar_one() == 10_000_000_000


# --- transactions ---


def test_a_transaction_is_whole_or_not_at_all(engine: Engine) -> None:
    def half(connection: Any) -> None:
        connection.execute(insert(schema.sales).values(a_sale()))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        in_one_transaction(engine, half)
    with reading(engine) as connection:
        assert connection.execute(select(schema.sales)).all() == []


def test_who_loses_a_race_for_a_key_tries_again_a_few_times(engine: Engine) -> None:
    tried = 0

    def lose(_connection: Any, times: int) -> int:
        nonlocal tried
        tried += 1
        if tried <= times:
            raise IntegrityError("INSERT", {}, Exception("taken"))
        return tried

    assert in_one_transaction(engine, lambda open_: lose(open_, RACES)) == RACES + 1
    tried = 0
    with pytest.raises(IntegrityError):
        in_one_transaction(engine, lambda open_: lose(open_, RACES + 1))


def test_readers_do_not_wait_for_a_writer(engine: Engine) -> None:
    with engine.begin() as writer:
        writer.execute(insert(schema.sales).values(a_sale()))
        with reading(engine) as reader:
            assert reader.execute(select(schema.sales)).all() == [], "not yet committed"
    with reading(engine) as reader:
        assert len(reader.execute(select(schema.sales)).all()) == 1


# --- SQLite ---


def test_i9_sqlite_commits_are_durable(fast_directory: Path) -> None:
    """reliability.md 0.1: EXTRA with TRUNCATE lost nothing in any crash state; and no WAL with several connections."""
    engine = open_engine(f"sqlite:///{fast_directory / 'new.db'}")
    with engine.begin() as connection:
        pragmas = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in PRAGMAS}
    engine.dispose()
    assert pragmas == PRAGMAS


PRAGMAS = {"synchronous": 3, "journal_mode": "truncate", "foreign_keys": 1, "busy_timeout": 4_000}


def test_a_sqlite_file_is_its_owner_s(fast_directory: Path) -> None:
    engine = open_engine(f"sqlite:///{fast_directory / 'new.db'}")
    migrate(engine)
    engine.dispose()
    assert {path.stat().st_mode & 0o777 for path in fast_directory.iterdir()} == {0o600}


def test_a_sqlite_file_that_is_none(fast_directory: Path) -> None:
    (fast_directory / "new.db").write_text("this is a letter, and a long one at that, and no database at all" * 20)
    engine = open_engine(f"sqlite:///{fast_directory / 'new.db'}")
    with pytest.raises(Exception, match="not a database"):
        migrate(engine)
    engine.dispose()


def test_a_writer_waits_for_another_one_and_then_gives_up(
    fast_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform_stub.storage.database.BUSY_MS", 50)
    engine = open_engine(f"sqlite:///{fast_directory / 'new.db'}")
    migrate(engine)
    other = sqlite3.connect(fast_directory / "new.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"), engine.begin():
        pass
    other.execute("ROLLBACK")
    other.close()
    with engine.begin():
        pass
    engine.dispose()


# --- URLs and times ---


@pytest.mark.parametrize(
    "url", ["", "platform.db", "mysql://u:secret@h/d", "sqlite+aiosqlite:///x", "postgresql+asyncpg://h/d"]
)
def test_other_databases_are_refused_without_repeating_their_passwords(url: str) -> None:
    with pytest.raises(DatabaseUnknown) as refused:
        open_engine(url)
    assert "secret" not in str(refused.value)


def test_a_plain_postgresql_url_means_psycopg() -> None:
    engine = open_engine("postgresql://platform@/platform")
    assert engine.url.drivername == "postgresql+psycopg"
    engine.dispose()


AWARE = st.datetimes(timezones=st.just(UTC) | st.just(timezone(timedelta(hours=8))))


@given(AWARE, AWARE)
def test_the_order_of_texts_is_the_order_of_times(one: datetime, other: datetime) -> None:
    one, other = (each.replace(microsecond=each.microsecond // 1000 * 1000) for each in (one, other))
    if one.year > 1 and other.year > 1 and one.year < 9999 and other.year < 9999:
        assert (stamp(one) < stamp(other)) == (one < other)
        assert len(stamp(one)) == 29


def test_a_time_without_zone_is_nobody_s() -> None:
    with pytest.raises(AssertionError):
        stamp(datetime(2026, 11, 23))  # noqa: DTZ001 - that is the mistake
