"""A settlement that is refused for ever: it is laid aside whole, and a person may let it stand (PAY-10, I4, I26)."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from platform_stub.platform import Platform
from platform_stub.settlements import refusals
from platform_stub.settlements.accepting import NothingToAccept, accept
from platform_stub.settlements.handing_in import lay_aside
from platform_stub.settlements.report import Settlement, compact
from platform_stub.settlements.showing import described, listed
from platform_stub.showing import show
from platform_stub.storage import schema
from platform_stub.storage.database import open_engine, reading
from platform_stub.terminals import alarms
from tests.platform_stub.conftest import NOW, OTHER, TERMINAL, Client, payment
from tests.platform_stub.test_cli import DESCRIBED, Shell
from tests.platform_stub.test_settlements import DOUBT, OK, SQLITE, body, held, put, raised

FIRST, BY = "GD0117-S00001", "operator:test"
WRONG = {"services": [{"service": "bill_payment", "count": 1, "sum_fen": 9_000}]}
PRECHECK = {"first_seq": 2, "last_seq": 1, "count": 0, "sum_fen": 0, "journal_count": 1, "head": "00" * 32}
NOT_BEHIND, NO_ROWS = "E2106", "E2103"  # the period does not adjoin; it does, and the journal's rows have not come


def let_stand(engine: Engine, settlement: str = FIRST, no: int | None = None) -> refusals.Refusal:
    with engine.begin() as connection:
        return accept(connection, settlement, no, by=BY, reason=" 凭证核对无误 ", now=NOW)


def states(engine: Engine) -> list[tuple[object, ...]]:
    with reading(engine) as connection:
        headings, rows = listed(connection, None)
    wanted = [headings.index(name) for name in ("settlement", "state", "sum_fen", "ledger_sum_fen", "difference_fen")]
    return [tuple(row[column] for column in wanted) for row in rows]


def code(client: Client, asked: dict[str, Any]) -> str:
    return str(client.ask("POST", "/v1/settlements/precheck", asked)["code"])


def test_pay_10_a_refused_one_blocks_the_next_until_a_person_lets_it_stand(client: Client, engine: Engine) -> None:
    assert client.put(payment(1, 10_000)).status_code == 200
    wrong = body(**WRONG)
    for _ in range(2):
        assert put(client, wrong)[1] == {"outcome": "refused", "code": "TOTALS_DISAGREE"}
    assert states(engine) == [(FIRST, "refused TOTALS_DISAGREE", 10_000, 10_000, 0)]
    assert code(client, PRECHECK) == NOT_BEHIND
    assert let_stand(engine).code == "TOTALS_DISAGREE"
    assert code(client, PRECHECK) == NO_ROWS
    assert put(client, wrong) == OK, "as the terminal tells it, byte for byte"
    assert raised(engine) == []
    assert states(engine) == [(FIRST, "accepted TOTALS_DISAGREE", 10_000, 10_000, 0)]
    with engine.begin() as connection:
        (row,) = connection.execute(select(schema.settlement_refusals)).mappings()
        (alarm,) = connection.execute(select(schema.alarms)).mappings()
        told = described(connection, FIRST)
    assert (row["times"], row["accepted_by"], row["reason"]) == (2, BY, "凭证核对无误")
    assert (alarm["kind"], alarm["times"], alarm["cleared_by"]) == ("SETTLEMENT_REFUSED", 2, BY)
    assert f"accepted by {BY}: 凭证核对无误" in told
    assert "services" in told
    assert ["services", "1", "9000", "-1000"] in [line.split() for line in told.splitlines()]


@pytest.mark.parametrize(
    ("changed", "refused", "difference", "reason"),
    [
        ({"difference_fen": 700, "reason": "unexplained"}, "DIFFERENCE_WRONG", 0, "unexplained"),
        ({"counted_notes": [], "difference_fen": -10_000}, "REASON_MISSING", -10_000, "untold"),
        ({"witness": "1001"}, "WITNESS_IS_OPERATOR", 0, ""),
    ],
)
def test_whatever_was_told_is_kept_with_the_true_difference(
    client: Client, engine: Engine, changed: dict[str, Any], refused: str, difference: int, reason: str
) -> None:
    client.put(payment(1, 10_000))
    told = body(**changed)
    assert put(client, told)[1]["code"] == refused
    let_stand(engine)
    (row,) = held(engine)
    assert (row["difference_fen"], row["reason"]) == (difference, reason)
    assert row["content"] == Settlement.model_validate(told).content()
    assert put(client, told) == OK
    assert raised(engine) == ([("SETTLEMENT_DIFFERS", FIRST, "cash")] if difference else [])


def test_i4_another_content_may_stand_under_a_used_number_beside_what_is_kept(client: Client, engine: Engine) -> None:
    """The kept row stays as it is; the period is that of the accepted one, for it is the terminal's own."""
    client.put(payment(1, 10_000))
    client.put(payment(2, 5_000))
    assert put(client, body()) == OK
    before = held(engine)
    other = body(
        last_seq=2, count=2, sum_fen=15_000, services=[{"service": "bill_payment", "count": 2, "sum_fen": 15_000}],
        methods=[{"method": "cash", "count": 2, "sum_fen": 15_000}],
    )  # fmt: skip
    assert put(client, other)[1]["code"] == "KEY_REUSED"
    behind = {**PRECHECK, "first_seq": 3, "last_seq": 2}
    assert code(client, behind) == NOT_BEHIND
    let_stand(engine)
    assert held(engine) == before
    assert code(client, behind) == NO_ROWS
    assert [put(client, each) for each in (other, body())] == [OK, OK]
    assert put(client, body(seal="5"))[1]["code"] == "KEY_REUSED", "no third one"
    assert [state for _, state, *_ in states(engine)] == ["accepted KEY_REUSED", "kept", "refused KEY_REUSED"]
    with reading(engine) as connection:
        told = described(connection, FIRST)
    assert told.count("GD0117-S00001") == 3
    assert "\nkept\n" in told


def test_what_is_taken_later_by_itself_waits_for_nobody(client: Client, engine: Engine) -> None:
    """Settlements may come in any order: one that did not adjoin may do so when the others are there."""
    second = body(
        settlement="GD0117-S00002", first_seq=2, last_seq=1, count=0, sum_fen=0, services=[], methods=[],
        journal_notes=[], counted_notes=[],
    )  # fmt: skip
    wrong = {**second, "settlement": "GD0117-S00003", "first_seq": 3, "last_seq": 2}
    client.put(payment(1, 10_000))
    assert put(client, wrong) == OK
    assert put(client, second)[1]["code"] == "PERIOD_NOT_ADJOINING"
    let_stand(engine, "GD0117-S00002")
    assert [state for _, state, *_ in states(engine)] == ["accepted PERIOD_NOT_ADJOINING", "kept"]
    first = body(last_seq=2)
    assert put(client, first)[1]["facts"] == {"last_seq": "1"}
    assert put(client, body()) == OK
    assert [state for number, state, *_ in states(engine) if number == FIRST] == [
        "kept",
        "refused PERIOD_NOT_ADJOINING",
    ]


def test_several_contents_need_a_word_which(client: Client, engine: Engine) -> None:
    for seal in ("1", "2"):
        put(client, body(seal=seal, **WRONG))
    with pytest.raises(NothingToAccept, match="--refusal 1, 2"):
        let_stand(engine)
    with pytest.raises(NothingToAccept, match="no refusal 3"):
        let_stand(engine, no=3)
    assert let_stand(engine, no=2).no == 2
    assert held(engine)[0]["seal"] == "2"
    assert put(client, body(seal="1", **WRONG))[1]["code"] == "KEY_REUSED"


def test_nothing_else_can_be_accepted(client: Client, engine: Engine) -> None:
    client.put(payment(1, 10_000))
    assert put(client, body()) == OK
    for settlement in (FIRST, "GD0117-S00002"):
        with pytest.raises(NothingToAccept, match="waits for anybody"):
            let_stand(engine, settlement)
    put(client, body(settlement="GD0117-S00002", **WRONG))
    for reason in ("", " ", "x" * 201):
        with pytest.raises(NothingToAccept, match="a reason"), engine.begin() as connection:
            accept(connection, "GD0117-S00002", None, by=BY, reason=reason, now=NOW)
    assert put(client, body(settlement="GD0118-S00001"))[0] == 403
    assert [number for number, *_ in states(engine)] == [FIRST, "GD0117-S00002"], "a foreign one is nowhere"


UNREAD = {"box": "", "witness": "x"}  # as a terminal of another version may tell them


def test_pay_10_a_report_that_cannot_be_read_is_laid_aside_and_may_stand(client: Client, engine: Engine) -> None:
    """The cash is out: an alarm, what is wrong by its place, and a person lets it stand as far as it can be read."""
    assert client.put(payment(1, 10_000)).status_code == 200
    told = body(**UNREAD)
    for _ in range(2):
        status, answer = put(client, told)
        assert (status, answer["code"]) == (422, "INVALID_REQUEST")
    assert raised(engine) == [("SETTLEMENT_REFUSED", FIRST, "INVALID_REQUEST")]
    assert states(engine) == [(FIRST, "refused INVALID_REQUEST", 10_000, 10_000, 0)]
    with reading(engine) as connection:
        shown = described(connection, FIRST).splitlines()
    assert [line for line in shown if line.startswith("cannot be read")] == [
        "cannot be read: witness: string_pattern_mismatch",
        "cannot be read: box: string_pattern_mismatch",
    ]
    assert code(client, PRECHECK) == NOT_BEHIND
    assert let_stand(engine).code == "INVALID_REQUEST"
    assert code(client, PRECHECK) == NO_ROWS
    assert put(client, told) == OK, "as the terminal tells it, and whatever it is"
    (row,) = held(engine)
    assert (row["content"], row["box"], row["seal"]) == (compact(told), "", "880123")
    assert (row["journal_fen"], row["counted_fen"], row["difference_fen"]) == (10_000, 10_000, 0)
    assert raised(engine) == []
    assert put(client, body(**UNREAD, seal="5"))[0] == 422, "another content is another refusal"
    assert put(client, body())[1]["code"] == "KEY_REUSED", "and so is a whole one under the number that stands"


@pytest.mark.parametrize(
    "changed",
    [{"first_seq": "one"}, {"last_seq": 9_999_999_999}, {"sum_fen": None}, {"last_seq": 0}, {"count": 0}],
)
def test_a_report_of_a_period_that_nobody_can_read_cannot_stand(
    client: Client, engine: Engine, changed: dict[str, Any]
) -> None:
    assert put(client, body(**changed))[0] == 422
    assert raised(engine) == [("SETTLEMENT_REFUSED", FIRST, "INVALID_REQUEST")]
    with pytest.raises(NothingToAccept, match="nobody can read the period"):
        let_stand(engine)
    with reading(engine) as connection:
        assert "of a period that nobody can read" in described(connection, FIRST)
        assert "refused INVALID_REQUEST" in show(connection, "settlements", TERMINAL)
    assert put(client, body()) == OK, "a program that is put right is taken"
    with reading(engine) as connection:
        assert described(connection, FIRST).splitlines()[1] == "kept"


@SQLITE
def test_what_is_no_report_of_the_terminal_s_own_is_laid_aside_nowhere(client: Client, engine: Engine) -> None:
    own = f"/v1/settlements/{FIRST}"
    for path, told in (
        ("/v1/settlements/GD0118-S00001", body(**UNREAD)), ("/v1/settlements/GD0117-S1", body(**UNREAD)),
        (own, [body()]), (own, None), (own, "settled"),
    ):  # fmt: skip
        assert client.send("PUT", path, told).status_code == 422, (path, told)
    assert states(engine) == []
    assert raised(engine) == []
    assert client.send("PUT", own, body(settlement="GD0117-S00002")).status_code == 422
    with reading(engine) as connection:
        assert "cannot be read: settlement: not the settlement of the address" in described(connection, FIRST)
    strange = body(reason="\ud800\u0000", **{"x" * 300: 1})
    for told in (strange, body(reason="x" * refusals.CONTENT_AT_MOST)):
        assert client.send("PUT", own, told).status_code == 422
    assert len(states(engine)) == 2, "what is far too long is no settlement; the alarm is counted all the same"
    with reading(engine) as connection:
        assert max(map(len, described(connection, FIRST).splitlines())) < 250


@SQLITE
def test_a_report_that_is_nested_without_end_is_refused_and_nothing_else(platform: Platform, engine: Engine) -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert not lay_aside(platform, TERMINAL, FIRST, {"box": deep})
    assert states(engine) == []


@SQLITE
def test_a_program_that_errs_fills_no_disk(client: Client, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "KEPT_AT_MOST", 2)
    for seal in ("1", "2", "3", "1"):
        put(client, body(seal=seal, **WRONG))
    assert len(states(engine)) == 2
    with engine.begin() as connection:
        assert connection.execute(select(schema.alarms.c.times)).scalar_one() == 4


@SQLITE
def test_a_person_sees_a_refused_one_without_the_operators(client: Client, engine: Engine) -> None:
    put(client, {**DOUBT, **WRONG})
    with reading(engine) as connection:
        shown = show(connection, "settlements", TERMINAL) + described(connection, FIRST)
        assert len(show(connection, "settlements", OTHER).splitlines()) == 2
        assert described(connection, "GD0117-S00009") == ""
    assert "refused TOTALS_DISAGREE" in shown
    assert not {"1001", "2002", "3003"} & set(shown.split())


def test_the_commands(fast_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell = Shell(fast_directory, capsys)
    shell.ok("init")
    shell.ok("terminal", "add", TERMINAL, *DESCRIBED)
    assert "waits for anybody" in shell.fails("settlement", "accept", FIRST, "--reason", "x")
    assert "nothing is known" in shell.fails("settlement", "show", FIRST)
    engine = open_engine(f"sqlite:///{shell.directory / 'platform.db'}")
    with engine.begin() as connection:
        told = Settlement.model_validate(body(**WRONG))
        refusals.note(connection, TERMINAL, refusals.told(told), "TOTALS_DISAGREE", (1, 10_000), NOW)
        alarms.raise_alarm(connection, TERMINAL, "SETTLEMENT_REFUSED", subject=FIRST, code="TOTALS_DISAGREE", now=NOW)
    engine.dispose()
    assert "told again every hour" in shell.ok("settlement", "show", FIRST)
    assert "refused TOTALS_DISAGREE" in shell.ok("show", "settlements", "--terminal", TERMINAL)
    assert "stands" in shell.ok("settlement", "accept", FIRST, "--reason", "凭证核对无误")
    assert "accepted TOTALS_DISAGREE" in shell.ok("show", "settlements")
    assert "凭证核对无误" in shell.ok("settlement", "show", FIRST)
    assert "waits for anybody" in shell.fails("settlement", "accept", FIRST, "--reason", "x")
    trail = (shell.directory / "audit.jsonl").read_text()
    assert '"settlement_accepted"' in trail.replace('"event": ', "")
    assert "凭证" not in trail, "what a person types is in the database alone"
