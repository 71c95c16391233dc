"""Reports of reconciliations: kept, gone on with after a cut, shown to people (PAY-8)."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from platform_stub.cli import main
from platform_stub.files.uploads import Uploads
from platform_stub.place import Place
from platform_stub.platform import Platform
from platform_stub.reconciliation import reports
from platform_stub.reconciliation.reconciling import AT_MOST_S, reconcile
from platform_stub.reconciliation.reports import differences
from platform_stub.reconciliation.showing import harmless
from platform_stub.shapes import Refused
from platform_stub.storage.database import open_engine, reading
from platform_stub.storage.schema import reconciliations
from platform_stub.storage.times import stamp
from platform_stub.terminals.alarms import open_alarms
from tests.platform_stub.conftest import NOW, TERMINAL, register
from tests.platform_stub.core_double import CoreDouble, Killed
from tests.platform_stub.files.making import Draft, payment
from tests.platform_stub.reconciliation.test_reconciling import apply, uploads

__all__ = ["uploads"]

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def kept(engine: Engine) -> list[tuple[object, ...]]:
    columns = reconciliations.c
    found = select(columns.no, columns.compared, columns.differing, columns.open, columns.finished_at)
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(found.order_by(columns.no))]


def said(engine: Engine, number: int) -> list[tuple[str, str, str]]:
    with reading(engine) as connection:
        return [(each.sale[-1], each.why, each.done) for each in differences(connection, number)]


def test_pay_8_each_reconciliation_leaves_a_report(platform: Platform, uploads: Uploads, core: CoreDouble) -> None:
    name = apply(uploads, Draft(rows=[payment(1), payment(2, customer_no="3104587001")]))
    core.faults.extend(["lost_after"])
    core.lookup_faults.extend(["silent"] * 3)
    reconcile(platform, TERMINAL, name)
    reconcile(platform, TERMINAL, name)
    at = stamp(NOW)
    assert kept(platform.engine) == [(1, 2, 2, 1, at), (2, 2, 2, 0, at)]
    assert said(platform.engine, 1) == [("1", "unheard", "pending"), ("2", "unheard", "booked")]
    assert said(platform.engine, 2) == [("1", "pending", "booked"), ("2", "terminal_unaware", "platform_stands")]


@SQLITE
def test_a_report_that_was_cut_is_gone_on_with(platform: Platform, uploads: Uploads, core: CoreDouble) -> None:
    """What was made good before the cut is not told as if it had never differed."""
    name = apply(uploads, Draft(rows=[payment(1), payment(2), payment(3)]))
    for behind in ([("1", "unheard", "")], [("1", "unheard", "booked"), ("2", "unheard", "")]):
        core.faults.append("killed_after")
        with pytest.raises(Killed):
            reconcile(platform, TERMINAL, name)
        assert said(platform.engine, 1) == behind
    assert kept(platform.engine) == [(1, 0, 0, 0, None)]
    answer = reconcile(platform, TERMINAL, name)
    assert isinstance(answer, dict)
    assert [row["why"] for row in answer["rows"]] == ["unheard"] * 3
    assert said(platform.engine, 1) == [(number, "unheard", "booked") for number in "123"]
    assert core.total_fen == 36_000


@SQLITE
def test_a_long_file_is_compared_in_as_many_calls_as_it_takes(
    platform: Platform, uploads: Uploads, core: CoreDouble
) -> None:
    name = apply(uploads, Draft(rows=[payment(n) for n in range(1, 8)]))
    now = 0.0

    def slow() -> float:
        nonlocal now
        now += AT_MOST_S / 2
        return now

    calls, answer = 0, None
    while not isinstance(answer, dict):
        calls += 1
        answer = reconcile(platform, TERMINAL, name, slow)
        assert isinstance(answer, dict) or answer.code == "STILL_RECONCILING"
    assert 2 <= calls <= 7
    assert (answer["compared"], answer["differing"], answer["open"]) == (7, 7, 0)
    assert core.total_fen == 7 * 12_000
    assert len(kept(platform.engine)) == 1


@SQLITE
def test_an_answer_tells_no_more_rows_than_fit_and_how_many_there_are(
    platform: Platform, uploads: Uploads, core: CoreDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "TOLD_AT_MOST", 2)
    core.faults.extend(["refuse"] * 3)
    name = apply(uploads, Draft(rows=[payment(n) for n in range(1, 5)]))
    answer = reconcile(platform, TERMINAL, name)
    assert isinstance(answer, dict)
    assert (answer["differing"], answer["open"], len(answer["rows"])) == (4, 3, 2)
    with reading(platform.engine) as connection:
        assert [kind for kind, _, _ in open_alarms(connection, TERMINAL)] == ["RECONCILIATION_DIFFERS"] * 3


# --- the chain ---


@SQLITE
def test_fault_58_rows_that_came_after_the_file_and_show_another_chain_stop_it(
    platform: Platform, uploads: Uploads, core: CoreDouble
) -> None:
    name = apply(uploads, Draft(rows=[payment(1)]))
    with platform.engine.begin() as connection:
        at = stamp(NOW)
        connection.exec_driver_sql(
            "INSERT INTO facts (terminal, seq, boot_id, mono_ms, wall_ms, kind, body, hash, received_at) "
            f"SELECT '{TERMINAL}', last_seq, 'b', 0, 0, 'Booted', '{{}}', '{'0' * 64}', '{at}' FROM uploads"
        )
    assert reconcile(platform, TERMINAL, name) == Refused(code="FILE_CHAIN", facts={"name": name})
    assert core.total_fen == 0
    with reading(platform.engine) as connection:
        assert open_alarms(connection, TERMINAL) == [("UPLOAD_REFUSED", name, "FILE_CHAIN")]


# --- for people ---


@pytest.fixture
def directory(fast_directory: Path) -> Path:
    """A platform's directory with one report in it."""
    directory = fast_directory / "place"
    assert main(["init", "--directory", str(directory)]) == 0
    engine = open_engine(Place(directory).database_url)
    register(engine, TERMINAL)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO reconciliations (terminal, name, begun_at, finished_at, compared, differing, open) "
            f"VALUES ('{TERMINAL}', 'GD-0117_20261123_001.txt.gz', '{stamp(NOW)}', '{stamp(NOW)}', 2, 1, 0)"
        )
        connection.exec_driver_sql(
            "INSERT INTO reconciliation_rows (reconciliation, sale, n, terminal, platform, core, why, done) "
            "VALUES (1, 'GD0117-000001', 1, 'UNKNOWN', 'NONE', 'NONE', 'unheard', '=1+1')"
        )
    engine.dispose()
    return directory


def printed(capsys: pytest.CaptureFixture[str], directory: Path, *words: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(["reconciliation", *words, "--directory", str(directory)])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_reports_are_listed_and_shown(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = printed(capsys, directory, "list", "--terminal", TERMINAL)
    assert code == 0
    assert out.splitlines()[0].split() == [
        "no", "terminal", "name", "begun_at", "finished_at", "compared", "differing", "open",
    ]  # fmt: skip
    assert out.splitlines()[2].split()[-3:] == ["2", "1", "0"]
    assert len(printed(capsys, directory, "list", "--terminal", "GD-0999")[1].splitlines()) == 2
    for key in ("1", "GD-0117_20261123_001.txt.gz"):
        code, out, _ = printed(capsys, directory, "show", key)
        assert out.splitlines()[2].split() == ["GD0117-000001", "UNKNOWN", "NONE", "NONE", "unheard", "=1+1"]
    for key in ("2", "nobody's", "9" * 30):
        code, out, err = printed(capsys, directory, "show", key)
        assert (code, out) == (1, "")
        assert err == f"kiosk-platform: no reconciliation {key}\n"


def test_csv_has_no_formulas(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = printed(capsys, directory, "show", "1", "--csv")
    assert out == "sale,terminal,platform,core,why,done\nGD0117-000001,UNKNOWN,NONE,NONE,unheard,'=1+1\n"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_would_be_a_formula_is_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize(("cell", "text"), [(None, ""), (7, "7"), ("booked", "booked"), ("a=b", "a=b")])
def test_any_other_cell_is_as_it_was(cell: object, text: str) -> None:
    assert harmless(cell) == text
