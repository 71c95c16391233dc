"""Whatever is wrong with a journal file has a code and a line, and nothing wrong passes (I20, faults 50, 51, 58)."""

import gzip
import zlib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from platform_stub.cli import main
from platform_stub.files import reader
from platform_stub.files.reader import Defect, JournalFile
from tests.contract.journal_file import KEY, NAME, content
from tests.platform_stub.files.making import Draft, payment, purchase

KEYS = [KEY.public_key()]
STRANGER = ec.derive_private_key(7, ec.SECP256R1())


def defects(draft: Draft) -> list[Defect]:
    found, wrong = reader.read(draft.name, draft.content(), KEYS)
    assert (found is None) == bool(wrong)
    return wrong


def first(draft: Draft) -> tuple[str, int]:
    wrong = defects(draft)
    return (wrong[0].code, wrong[0].line) if wrong else ("", 0)


def read(name: str, plain: bytes) -> JournalFile:
    found, wrong = reader.read(name, plain, KEYS)
    assert found is not None, wrong
    return found


def test_the_recorded_file_is_read() -> None:
    file = read(NAME, content())
    assert (file.header.terminal, file.header.batch, file.header.first_seq, file.header.last_seq) == (
        "GD-0117",
        1,
        1,
        31,
    )
    assert [(row.sale, row.status, row.amount_fen) for row in file.rows] == [
        ("GD0117-000001", "SUCCEEDED", 20_000),
        ("GD0117-000002", "SUCCEEDED", 10_000),
        ("GD0117-000003", "FAILED", 6_000),
        ("GD0117-000004", "UNKNOWN", 10_000),
    ]
    assert file.rows[2].notes == ((5_000, 1), (1_000, 1))
    assert read(f"{NAME}.gz", gzip.compress(content(), mtime=0)) == file


def test_fault_50_every_flip_of_one_bit_is_seen() -> None:
    draft = Draft(rows=[payment(1)])
    plain = draft.content()
    for place in range(len(plain)):
        for bit in range(8):
            flipped = bytearray(plain)
            flipped[place] ^= 1 << bit
            found, wrong = reader.read(draft.name, bytes(flipped), KEYS)
            assert found is None and wrong, (place, bit)


def test_fault_50_every_byte_replaced_is_seen() -> None:
    draft = Draft(rows=[payment(1)])
    plain = draft.content()
    for place in range(len(plain)):
        for other in b"|\n0A\x00\xff":
            if plain[place] != other:
                changed = plain[:place] + bytes((other,)) + plain[place + 1 :]
                assert reader.read(draft.name, changed, KEYS)[0] is None, (place, other)


@pytest.mark.parametrize("packed", [False, True])
def test_fault_50_cut_off_at_every_byte(*, packed: bool) -> None:
    draft = Draft()
    whole = gzip.compress(draft.content(), mtime=0) if packed else draft.content()
    name = f"{draft.name}.gz" if packed else draft.name
    for length in range(len(whole)):
        found, wrong = reader.read(name, whole[:length], KEYS)
        assert found is None
        assert [each.code for each in wrong] == ["FILE_TRUNCATED"], length


def test_bytes_behind_the_file() -> None:
    draft = Draft()
    for more in (b"\n", b"T|", b"D|1\n", b"\x00"):
        assert reader.read(draft.name, draft.content() + more, KEYS)[0] is None
    packed = gzip.compress(draft.content(), mtime=0)
    _, wrong = reader.read(f"{draft.name}.gz", packed + packed, KEYS)
    assert wrong[0].code == "FILE_PACKING"


LINES = [
    (Draft(rows=[payment(1, number=7), payment(2, number=7)]), "FILE_DUPLICATE_ROW", 3),
    (Draft(rows=[payment(2), payment(1)]), "FILE_ORDER", 2),
    (Draft(rows=[payment(1), payment(3)]), "FILE_ORDER", 3),
    (Draft(rows=[payment(1, sale="GD0118-000001")]), "FILE_FOREIGN", 2),
    (Draft(count=2), "FILE_COUNT", 5),
    (Draft(total=28_001), "FILE_SUM", 5),
    (Draft(digest="0" * 64), "FILE_DIGEST", 5),
    (Draft(journal_count=30), "FILE_CHAIN", 5),
    (Draft(key=STRANGER), "FILE_SIGNATURE", 5),
    (Draft(batch=0), "FILE_LINE", 1),
    (Draft(first=9, last=8), "FILE_LINE", 1),
    (Draft(created="20261332102731"), "FILE_LINE", 1),
    (Draft(date="20261124"), "FILE_LINE", 1),
    (Draft(rows=[payment(1, notes="1000x11")]), "FILE_LINE", 2),
    (Draft(rows=[payment(1, customer_no="310458700")]), "FILE_LINE", 2),
    (Draft(rows=[payment(1, method="BANK")]), "FILE_LINE", 2),
    (Draft(rows=[payment(1, status="DONE")]), "FILE_LINE", 2),
    (Draft(rows=[payment(1, platform_serial="P1")]), "FILE_LINE", 2),
    (Draft(rows=[payment(1, closed="20260230000000")]), "FILE_LINE", 2),
    (Draft(rows=[payment(1, card_serial="1122334455667788")]), "FILE_LINE", 2),
    (Draft(rows=[purchase(1, write_state="")]), "FILE_LINE", 2),
    (Draft(rows=[purchase(1, purchase_no="8")]), "FILE_LINE", 2),
    (Draft(rows=[purchase(1, bill_ids="1")]), "FILE_LINE", 2),
    (Draft(rows=[payment(1) + "|"]), "FILE_LINE", 2),
    (Draft(rows=[payment(1, bill_ids="x" * 9_000)]), "FILE_LINE", 2),
    (Draft(rows=["T|0"], total=0), "FILE_LINE", 3),
]  # fmt: skip


@pytest.mark.parametrize(("draft", "code", "line"), LINES)
def test_each_defect_has_its_code_and_its_line(draft: Draft, code: str, line: int) -> None:
    assert first(draft) == (code, line)


def test_fault_51_a_count_that_fits_does_not_hide_a_sum_that_does_not() -> None:
    one, other = Draft(rows=[payment(1), payment(2)]), Draft(rows=[payment(1), payment(2, fen=13_000)], total=24_000)
    assert first(one) == ("", 0)
    assert first(other) == ("FILE_SUM", 4)


def test_fault_51_equal_count_and_sum_do_not_hide_other_rows() -> None:
    plain = Draft(rows=[payment(1, 1), payment(2, 2)]).content()
    swapped = plain.replace(b"GD0117-000002", b"GD0117-000003")
    assert [each.code for each in reader.read(Draft().name, swapped, KEYS)[1]] == ["FILE_DIGEST"]


def test_fault_58_a_file_written_anew_with_all_its_sums_is_not_signed() -> None:
    assert [each.code for each in defects(Draft(rows=[payment(1, fen=1_000)], key=STRANGER))] == ["FILE_SIGNATURE"]


def test_a_file_of_another_name_is_not_that_file() -> None:
    draft = Draft()
    for name in ("GD-0118_20261123_001.txt", "GD-0117_20261124_001.txt", "GD-0117_20261123_002.txt"):
        assert reader.read(name, draft.content(), KEYS)[1][0].code == "FILE_NAME"
    for name in (
        "x.txt",
        "../GD-0117_20261123_001.txt",
        "GD-0117_20261123_001.txt\n",
        "GD-0117_20261123_001.txt.gz.gz",
    ):
        assert reader.read(name, draft.content(), KEYS)[1] == [
            Defect("FILE_NAME", 0, "not like GD-0117_20261123_001.txt")
        ]


def test_too_large_packed_or_not() -> None:
    bomb = gzip.compress(b"\n" * (reader.AT_MOST + 1), mtime=0)
    assert len(bomb) < 100_000
    assert reader.read(f"{NAME}.gz", bomb, KEYS)[1][0].code == "FILE_TOO_LARGE"
    assert reader.read(NAME, b"\n" * (reader.AT_MOST + 1), KEYS)[1][0].code == "FILE_TOO_LARGE"
    assert reader.read(f"{NAME}.gz", b"\x1f\x8b" * reader.PACKED_AT_MOST, KEYS)[1][0].code == "FILE_TOO_LARGE"


def test_a_gzip_with_a_name_or_damage_is_refused() -> None:
    for packed in (
        b"PK\x03\x04",
        gzip.compress(content(), mtime=1),
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" + b"\xff" * 40,
    ):
        assert reader.read(f"{NAME}.gz", packed, KEYS)[1][0].code == "FILE_PACKING"
    wrong_sum = bytearray(gzip.compress(content(), mtime=0))
    wrong_sum[-5] ^= 1
    assert reader.read(f"{NAME}.gz", bytes(wrong_sum), KEYS)[1][0].code == "FILE_PACKING"
    assert zlib.crc32(content()) == int.from_bytes(gzip.compress(content(), mtime=0)[-8:-4], "little")


@given(st.binary(max_size=400))
def test_anything_at_all_is_read_or_refused(plain: bytes) -> None:
    for name in (NAME, f"{NAME}.gz"):
        found, wrong = reader.read(name, plain, KEYS)
        assert found is None and wrong


ROWS = st.lists(
    st.tuples(st.booleans(), st.sampled_from(["UNKNOWN", "FAILED", "SUCCEEDED"]), st.integers(1, 1_000)), max_size=12
)


@given(ROWS, st.integers(1, 999))
def test_what_is_written_by_the_specification_is_read_as_it_was_meant(
    told: list[tuple[bool, str, int]], batch: int
) -> None:
    rows = [
        (purchase if vend else payment)(n, fen=yuan * 1_000, status=status)
        for n, (vend, status, yuan) in enumerate(told, 1)
    ]
    draft = Draft(rows=rows, batch=batch)
    file = read(draft.name, draft.content())
    assert [(row.service == "VEND", row.status, row.amount_fen // 1_000) for row in file.rows] == told


# --- the command ---


def test_file_check_says_what_a_good_file_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / NAME).write_bytes(content())
    assert main(["file", "check", str(tmp_path / NAME)]) == 0
    assert "terminal=GD-0117 batch=1 journal=1-31 sales=4 sum_fen=46000" in capsys.readouterr().out


def test_file_check_explains_a_bad_file_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = Draft(rows=[payment(1, method="BANK"), payment(2, 9), payment(3, 9), payment(4, sale="GD0118-000004")])
    (tmp_path / NAME).write_bytes(draft.content())
    assert main(["file", "check", str(tmp_path / NAME)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{NAME}:2: FILE_LINE: field 8, method: not of its form",
        f"{NAME}:4: FILE_DUPLICATE_ROW: the sale of line 3 again",
        f"{NAME}:5: FILE_FOREIGN: a sale of another terminal",
        f"{NAME}: 3 defects",
    ]


def test_file_check_of_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["file", "check", str(tmp_path / NAME)]) == 1
    assert "No such file" in capsys.readouterr().err


def test_i24_what_stood_in_a_bad_line_is_not_told() -> None:
    secret = "3104587999x"
    assert secret not in str(defects(Draft(rows=[payment(1, customer_no=secret)])))
