"""What the bench computes and prints. How fast something is, is not asserted here: that is `./kiosk bench`."""

from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import journal, start
from bench.table import Row, p50_p99, percentile, shown
from bench.unit import Line, feed
from kiosk_app.journal.journal import SqliteJournal, good_prefix
from tests.hardware.bill_acceptor.unit import ACK, ENABLE, POLL, RESET, STACK, Unit, framed


@given(st.lists(st.floats(0, 1e9), min_size=1), st.floats(0.01, 1))
def test_a_percentile_is_not_exceeded_by_its_share_of_the_values(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-6
    assert sum(value < found for value in values) < share * len(values) + 1e-6


def test_of_a_hundred_values_the_99th_percentile_leaves_out_the_largest() -> None:
    assert p50_p99([float(n) for n in range(1, 101)]) == (50.5, 99.0)


@pytest.mark.parametrize(("ratio", "word"), [(1.2, "ok"), (1.5, "ok"), (1.51, "MISSED")])
def test_the_table_says_whether_a_target_is_met(ratio: float, word: str) -> None:
    row = Row("journal append", (150.4, 300.0), "raw write", (125.0, 250.0), ratio, 1.5, "note")
    head, _, line, note = shown([row]).split("\n")
    assert [head.index("p50 us"), head.index("against")] == [line.index("150"), line.index("raw write")]
    assert line.endswith(f"{ratio:.2f}   <= 1.50 {word}")
    assert note == "journal append: note"
    assert row.kept == (word == "ok")


def test_the_journals_row_appends_whole_sales_and_overwrites_as_many_bytes(tmp_path: Path) -> None:
    row = journal.measure(rounds=2, folder=tmp_path)
    assert min(*row.ours, *row.limit, row.ratio) > 0
    assert list(tmp_path.iterdir()) == []

    with SqliteJournal(tmp_path / "journal.db", "GD-0117", "1") as kept:
        for append in islice(journal.appends(kept), 30):
            append()
        assert kept.ledger.sales == 3
        assert kept.ledger.open_sales == {}
    assert len(good_prefix(tmp_path / "journal.db")[0]) == 31


def test_the_raw_file_is_overwritten_and_never_grows(tmp_path: Path) -> None:
    file = journal.RawFile(tmp_path / "raw")
    for _ in range(3):
        file.overwrite(b"x" * (journal.LENGTH // 2 + 1))
    file.close()
    content = (tmp_path / "raw").read_bytes()
    assert len(content) == journal.LENGTH
    assert content.startswith(b"xxx")


def test_the_benchs_acceptor_measures_from_escrow_to_stack() -> None:
    import os
    import select
    import threading

    line = Line(Unit())
    waits: list[float] = []
    unit = threading.Thread(target=lambda: waits.extend(feed(line, 2)))
    unit.start()
    port = os.open(os.ttyname(line.slave), os.O_RDWR | os.O_NOCTTY)

    def ask(payload: bytes) -> bytes:
        os.write(port, framed(payload))
        while not select.select([port], [], [], 0.1)[0]:
            if not unit.is_alive():  # it has all its notes and answers nobody any more
                return bytes(6)
        answer = os.read(port, 4096)
        if answer[3] != ACK:
            os.write(port, framed(bytes((ACK,))))
        return answer

    ask(bytes((RESET,)))
    while unit.is_alive():
        said = ask(bytes((POLL,)))
        if said[3] == 0x19:
            ask(bytes((ENABLE, 255, 255, 255, 255, 255, 255)))
        elif said[3] == 0x80:
            ask(bytes((STACK,)))
    unit.join()
    os.close(port)
    assert len(waits) == 2
    assert min(waits) > 0
    assert len(line.unit.box) == 2


def test_the_journal_of_the_starts_is_whole_and_owes_nobody(tmp_path: Path) -> None:
    start.fill(tmp_path / "journal.db", 101)
    entries, broken = good_prefix(tmp_path / "journal.db")
    assert (len(entries), broken) == (101, None)
    with SqliteJournal(tmp_path / "journal.db", "GD-0117", "1") as kept:
        assert kept.ledger.sales == 25
        assert kept.ledger.open_sales == {}
        assert kept.ledger.box.total() == 0
