"""What each final refusal of a journal file leads to, and what it leaves as it was (PAY-7, fault 58)."""

import gzip
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.domain.batches import Batches, JournalBatch, JournalCovered, JournalSetAside
from kiosk_app.sync.refusals import consequence, is_halved, sale_in
from tests.contract.journal_file import packed
from tests.contract.platform import call

BATCH = JournalBatch("20261123", 2, 11, 40, "")
FINAL = sorted(
    {
        str(each.answer["code"])
        for each in call("upload_applications").examples
        if each.answer.get("outcome") == "refused" and str(each.answer["code"]).startswith("FILE_")
    }
    - {"FILE_MISSING"}
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The recorded file, with four sales behind its header."""
    path = tmp_path / "recorded.txt.gz"
    path.write_bytes(packed())
    return path


@pytest.mark.parametrize("code", FINAL)
def test_every_final_code_has_its_consequence(code: str, file: Path) -> None:
    follows = consequence(Batches(), BATCH, code, {"line": "2", "text": "", "last_seq": "25"}, file)
    expected = {
        "FILE_STALE": JournalCovered(25),
        "FILE_LINE": JournalSetAside("GD0117-000001", code),
        "FILE_DUPLICATE_ROW": JournalSetAside("GD0117-000001", code),
    }
    assert follows == expected.get(code)
    assert is_halved(BATCH, code) == (code == "FILE_TOO_LARGE")


def test_the_codes_are_really_there() -> None:
    assert {"FILE_STALE", "FILE_LINE", "FILE_DUPLICATE_ROW", "FILE_TOO_LARGE", "FILE_CHAIN", "FILE_SUM"} <= set(FINAL)


@pytest.mark.parametrize(
    ("batches", "facts"),
    [
        (Batches(), {}),
        (Batches(), {"last_seq": "x"}),
        (Batches(), {"last_seq": "0"}),
        (Batches(reconciled=25), {"last_seq": "25"}),
        (Batches(covered=40), {"last_seq": "999"}),
    ],
)
def test_rows_are_left_behind_only_where_the_batch_moves_on(
    batches: Batches, facts: dict[str, str], file: Path
) -> None:
    assert consequence(batches, BATCH, "FILE_STALE", facts, file) is None


def test_no_platform_makes_rows_be_left_behind_that_were_not_in_the_batch(file: Path) -> None:
    assert consequence(Batches(), BATCH, "FILE_STALE", {"last_seq": "999999"}, file) == JournalCovered(40)


@pytest.mark.parametrize("line", ["", "0", "1", "6", "7", "99", "-1", "２"])
def test_a_line_that_is_no_sale_s_sets_nothing_aside(line: str, file: Path) -> None:
    assert consequence(Batches(), BATCH, "FILE_LINE", {"line": line}, file) is None


def test_a_sale_is_set_aside_once(file: Path) -> None:
    aside = Batches(aside=("GD0117-000001",))
    assert consequence(aside, BATCH, "FILE_LINE", {"line": "2"}, file) is None
    assert not is_halved(JournalBatch("20261123", 2, 11, 11, ""), "FILE_TOO_LARGE")


@given(st.binary(max_size=200) | st.binary(max_size=200).map(gzip.compress), st.integers(0, 9))
def test_whatever_lies_there_is_a_sale_or_none(content: bytes, line: int) -> None:
    with tempfile.NamedTemporaryFile() as opened:
        Path(opened.name).write_bytes(content)
        assert isinstance(sale_in(Path(opened.name), line), str)
    assert sale_in(Path("nowhere"), line) == ""
