"""Logs: one JSON object a line, only what is on the list, nobody's data (I24, H22, H24)."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk_app.domain.customer import Secret
from kiosk_app.domain.events import (
    AccountFound,
    CardIdentified,
    CardInserted,
    CardRead,
    Event,
    NoteEscrowed,
    NoteStacked,
    Pressed,
    Quoted,
    ReceiptPrinted,
    Refused,
    SaleBooked,
    SaleUnanswered,
    TimedOut,
)
from kiosk_app.runtime import logs
from tests.flows.world import World
from tests.support import samples
from tests.support.samples import HUNDRED, SALE

PASSWORD = "914725"
PRIVATE = (PASSWORD, "3104587000", "3104587926", "000086315742", "1122334455667788", "王", "小区", "P0001", "V0001")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Log at the loudest into a string; afterwards everything is as before."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    monkeypatch.setattr(logs, "sys", SimpleNamespace(stderr=stream))
    logs.configure("debug")
    yield stream
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)
    for noisy in ("urllib3", "requests"):
        logging.getLogger(noisy).setLevel(logging.NOTSET)
    structlog.reset_defaults()


def rows(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().split("\n") if line]


def logger(name: str = "kiosk_app.somewhere") -> Any:
    return structlog.wrap_logger(
        logging.getLogger(name),
        processors=structlog.get_config()["processors"],
        wrapper_class=structlog.stdlib.BoundLogger,
    )


@pytest.mark.parametrize(
    "smuggled", ['\n{"event": "paid"}', '", "event": "paid', "\u2028paid", "\x1b[2Kpaid", "\r\npaid"]
)
def test_h24_no_text_from_outside_makes_a_line_of_its_own(written: io.StringIO, smuggled: str) -> None:
    logger().warning("line_lost", reason=f"EOF{smuggled}")
    assert written.getvalue().count("\n") == 1 and "\x1b" not in written.getvalue()
    (row,) = rows(written)
    assert (row["event"], row["reason"]) == ("line_lost", f"EOF{smuggled}")


def test_a_line_is_one_object_with_its_level_its_time_and_its_place(written: io.StringIO) -> None:
    logger().warning("line_lost", device="bill_acceptor", reason="EOF\nand more")
    (row,) = rows(written)
    assert row.pop("timestamp").endswith("Z")
    assert row == {
        "event": "line_lost",
        "level": "warning",
        "logger": "kiosk_app.somewhere",
        "device": "bill_acceptor",
        "reason": "EOF\nand more",
    }


keys = st.sampled_from([*sorted(logs.ALLOWED), "password", "customer_no", "name", "body", "_record", "x"])
values = st.one_of(st.text(max_size=20), st.integers(), st.booleans(), st.none())


@given(st.dictionaries(keys, values, max_size=8))
def test_only_what_is_on_the_list_is_kept(entry: dict[str, Any]) -> None:
    kept = logs.only_allowed(None, "info", dict(entry))
    assert kept == {key: value for key, value in entry.items() if key in logs.ALLOWED}


@given(st.text(min_size=logs.TEXT_AT_MOST, max_size=logs.TEXT_AT_MOST + 50))
@settings(max_examples=20)
def test_what_is_too_long_is_cut_and_of_a_traceback_the_end_is_kept(text: str) -> None:
    kept = logs.only_allowed(None, "info", {"detail": text, "exception": text})
    assert kept == {"detail": text[: logs.TEXT_AT_MOST], "exception": text[-logs.TEXT_AT_MOST :]}


def test_nobody_adds_a_key_by_accident() -> None:
    """Customers' and secrets' own words are not on the list."""
    assert not logs.ALLOWED & {
        "password",
        "customer_no",
        "name",
        "address",
        "card",
        "key",
        "code_typed",
        "body",
        "answer",
    }


def test_i24_a_secret_hides_in_every_value(written: io.StringIO) -> None:
    logger().error("odd", detail=Secret(PASSWORD), reason=f"{Secret(PASSWORD)}", code=[Secret(PASSWORD)])
    assert PASSWORD not in written.getvalue()
    assert len(rows(written)) == 1


def test_a_fault_is_told_with_where_it_happened_and_without_what_was_in_hand(written: io.StringIO) -> None:
    def deep(level: int, password: str) -> None:
        if level:
            deep(level - 1, password)
        raise AssertionError("a promise is broken")

    try:
        deep(60, PASSWORD)
    except AssertionError as error:
        logger().error("fault", code="bug", exc_info=error)
    (row,) = rows(written)
    assert row["exception"].endswith("AssertionError: a promise is broken")
    assert "in deep" in row["exception"]
    assert len(row["exception"]) <= logs.TEXT_AT_MOST
    assert PASSWORD not in written.getvalue()


def test_i24_of_a_library_only_its_own_words_are_written(written: io.StringIO) -> None:
    """urllib3 would fill in addresses, another library whatever it has."""
    logging.getLogger("urllib3").warning("Retrying %s for %s", PASSWORD, "3104587000")
    logging.getLogger("somebody").error({"password": PASSWORD})
    logging.getLogger("somebody").warning("no filling in %d", 1)
    assert [(row["logger"], row["event"]) for row in rows(written)] == [
        ("urllib3", "Retrying %s for %s"),
        ("somebody", "dict"),
        ("somebody", "no filling in %d"),
    ]
    assert PASSWORD not in written.getvalue()


def test_what_is_less_than_the_level_is_not_written(written: io.StringIO) -> None:
    logs.configure("warning")
    logger().info("started")
    logging.getLogger("urllib3").info("hello")
    logger().warning("fault")
    assert [row["event"] for row in rows(written)] == ["fault"]


def test_a_file_takes_the_same_lines(written: io.StringIO, tmp_path: Path) -> None:
    file = tmp_path / "log" / "kiosk.log"
    logs.configure("info", str(file))
    logger().info("started", terminal="GD-0117", version="0.1.0")
    logger().info("说明", detail="城南")
    assert file.read_text(encoding="utf-8") == written.getvalue()
    assert "城南" in written.getvalue(), "readable as it is"


def test_files_are_turned_over_and_the_oldest_goes(
    written: io.StringIO, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "FILE_AT_MOST", 500)
    file = tmp_path / "kiosk.log"
    logs.configure("info", str(file))
    for number in range(100):
        logger().info("started", rows=number)
    kept = sorted(tmp_path.iterdir())
    assert len(kept) == logs.FILES_KEPT + 1
    assert all(each.stat().st_size <= 500 for each in kept)
    assert json.loads(file.read_text().splitlines()[-1])["rows"] == 99


# --- whole visits ---------------------------------------------------------------------------------

story_events: st.SearchStrategy[Event] = st.one_of(
    st.sampled_from(
        [
            AccountFound("account", samples.ACCOUNT),
            Refused("account", "PASSWORD_WRONG", (("tries_left", "2"),)),
            CardInserted(),
            CardRead(samples.CARD),
            CardIdentified("card", samples.CARD_ACCOUNT, samples.CARD_TERMS),
            Quoted("quote", samples.QUOTE),
            NoteEscrowed(HUNDRED),
            NoteStacked(HUNDRED),
            SaleBooked(SALE, samples.BOOKING),
            SaleBooked(SALE, samples.PURCHASE_BOOKING),
            SaleUnanswered(SALE),
            ReceiptPrinted(f"{SALE}/1"),
            TimedOut(),
        ]
    ),
    st.builds(Pressed, st.sampled_from(["confirm", "finish", "done", "back", "preset_100"])),
)


def test_i24_no_visit_leaves_a_customer_in_the_log(written: io.StringIO) -> None:
    @settings(max_examples=40, deadline=None)
    @given(st.lists(story_events, max_size=30), st.booleans())
    def told(story: list[Event], paying: bool) -> None:
        world = World()
        world.tell(Pressed("start"), Pressed("pay_bill" if paying else "buy_electricity"))
        world.type("3104587000")
        world.tell(Pressed("confirm"))
        world.type(PASSWORD)
        world.tell(Pressed("confirm"), *story)

    logging.getLogger("kiosk_app").setLevel(logging.DEBUG)
    told()
    text = written.getvalue()
    assert '"event_kind": "DigitTyped"' in text
    for private in PRIVATE:
        assert private not in text
