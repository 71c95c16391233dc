"""The seal is over one form of a row, and over nothing else."""

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.journal.chain import GENESIS, Row, seal

rows = st.builds(Row, st.integers(), st.text(), st.integers(), st.integers(), st.text(), st.text())


@given(st.binary(min_size=32, max_size=32), rows)
def test_i10_the_seal_is_the_hash_of_the_previous_one_and_the_row_as_a_json_array(previous: bytes, row: Row) -> None:
    values = [row.seq, row.boot_id, row.mono_ms, row.wall_ms, row.kind, row.body]
    written = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    assert seal(previous, row) == hashlib.sha256(previous + written).digest()


@pytest.mark.parametrize("place", range(6))
@pytest.mark.parametrize("value", [None, 1.0, b"1", "1", 1])
def test_a_value_of_another_type_has_no_seal(place: int, value: Any) -> None:
    """SQLite gives back what a damaged file says: 1 and '1' must not be sealed alike."""
    values: list[Any] = [1, "00" * 8, 1, 1, "Booted", "{}"]
    if type(value) is type(values[place]):
        return
    values[place] = value
    with pytest.raises(TypeError):
        seal(GENESIS, Row(*values))
