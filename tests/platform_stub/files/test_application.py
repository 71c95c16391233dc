"""A file is applied whole or not at all, once; what is refused changes nothing (I20, faults 50 and 58)."""

import gzip
import hashlib
import itertools
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import Engine, insert, select

from platform_stub.files import lines
from platform_stub.files.uploads import Announced, Uploads, UploadUnheard
from platform_stub.shapes import Refused
from platform_stub.storage.database import reading
from platform_stub.storage.schema import facts, file_rows, sales
from platform_stub.storage.times import stamp
from platform_stub.terminals.alarms import open_alarms
from tests.contract.journal_file import KEY
from tests.platform_stub.conftest import NOW
from tests.platform_stub.files.making import Draft, payment

STRANGER = ec.derive_private_key(7, ec.SECP256R1())


def bring(uploads: Uploads, name: str, data: bytes) -> str:
    """Announce a file and put it where FTPS would have put it."""
    told = uploads.announce("GD-0117", Announced(name, len(data), hashlib.sha256(data).hexdigest()), KEY.public_key())
    assert isinstance(told, dict), told
    path = uploads.path("GD-0117", name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return name


def applied(uploads: Uploads, draft: Draft) -> dict[str, Any] | Refused:
    name = bring(uploads, f"{draft.name}.gz", gzip.compress(draft.content(), mtime=0))
    return uploads.apply("GD-0117", name, KEY.public_key())


def code(uploads: Uploads, draft: Draft) -> str:
    answer = applied(uploads, draft)
    return answer.code if isinstance(answer, Refused) else "ok"


def rows(engine: Engine) -> list[tuple[Any, ...]]:
    with reading(engine) as connection:
        found = connection.execute(select(file_rows).order_by(file_rows.c.sale)).all()
        assert connection.execute(select(sales)).all() == []
    return [tuple(row) for row in found]


def files(*sizes: int) -> list[Draft]:
    """Return files of one journal, one after the other."""
    made, number = [], 0
    for batch, size in enumerate(sizes, 1):
        paid = [payment(n, number + n) for n in range(1, size + 1)]
        made.append(Draft(rows=paid, batch=batch, first=100 * batch + 1, last=100 * batch + 100))
        number += size
    return made


def test_a_file_is_applied_once(uploads: Uploads, engine: Engine) -> None:
    answer = {"outcome": "ok", "rows": 3, "sum_fen": 28_000}
    assert applied(uploads, Draft()) == answer
    first = rows(engine)
    assert len(first) == 3
    assert applied(uploads, Draft()) == answer
    assert rows(engine) == first


def test_i5_in_any_order_and_any_number_of_times_the_rows_are_the_same(uploads: Uploads, engine: Engine) -> None:
    seen = set()
    for order in itertools.permutations(files(3, 0, 2)):
        with engine.begin() as connection:
            connection.execute(file_rows.delete())
            connection.exec_driver_sql("DELETE FROM uploads")
        for draft in (*order, *order[:2]):
            assert code(uploads, draft) == "ok"
        seen.add(tuple(rows(engine)))
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("draft", "wanted"),
    [
        (Draft(total=1), "FILE_SUM"),
        (Draft(rows=[payment(1), payment(2, 1)]), "FILE_DUPLICATE_ROW"),
        (Draft(rows=[payment(1, sale="GD0118-000001")]), "FILE_FOREIGN"),
        (Draft(key=STRANGER), "FILE_SIGNATURE"),
        (Draft(digest="0" * 64), "FILE_DIGEST"),
    ],
)
def test_a_bad_file_changes_nothing_and_somebody_is_told(
    uploads: Uploads, engine: Engine, draft: Draft, wanted: str
) -> None:
    for _ in range(2):
        assert code(uploads, draft) == wanted
    assert rows(engine) == []
    with reading(engine) as connection:
        assert open_alarms(connection, "GD-0117") == [("UPLOAD_REFUSED", f"{draft.name}.gz", wanted)]


def test_fault_50_rows_of_the_journal_come_in_one_file(uploads: Uploads, engine: Engine) -> None:
    first, second = files(3, 2)
    assert code(uploads, first) == "ok"
    kept = rows(engine)
    assert code(uploads, replace(second, first=150)) == "FILE_STALE"
    with reading(engine) as connection:
        assert open_alarms(connection, "GD-0117") == [], "a repetition is nobody's business"
    assert code(uploads, replace(second, batch=3, rows=[payment(1, 3)])) == "FILE_DUPLICATE_ROW"
    assert rows(engine) == kept
    assert code(uploads, replace(second, batch=4)) == "ok"


def test_fault_58_a_file_whose_head_is_not_in_the_journal_as_received(uploads: Uploads, engine: Engine) -> None:
    """FILE_CHAIN and an alarm; rows that have not come yet contradict nothing."""
    draft, other = files(1, 1)
    receive(engine, draft.last, "f" * 64)
    assert code(uploads, draft) == "FILE_CHAIN"
    assert rows(engine) == []
    with reading(engine) as connection:
        assert open_alarms(connection, "GD-0117") == [("UPLOAD_REFUSED", f"{draft.name}.gz", "FILE_CHAIN")]
    receive(engine, other.last, lines.trailer(other.content().decode().splitlines()[-1]).journal_head)
    assert code(uploads, other) == "ok"


def receive(engine: Engine, seq: int, head: str) -> None:
    """Hold one row of the journal, with this hash."""
    row = {"terminal": "GD-0117", "seq": seq, "boot_id": "b", "mono_ms": 0, "wall_ms": 0, "kind": "Booted"}
    row |= {"body": "{}", "hash": head, "received_at": stamp(NOW)}
    with engine.begin() as connection:
        connection.execute(insert(facts).values(row))


def test_a_file_that_is_not_all_there_can_still_come(uploads: Uploads, engine: Engine) -> None:
    data = gzip.compress(Draft().content(), mtime=0)
    name = bring(uploads, f"{Draft().name}.gz", data)
    path = uploads.path("GD-0117", name)
    for length in (0, 1, len(data) - 1):
        path.write_bytes(data[:length])
        assert uploads.apply("GD-0117", name, KEY.public_key()) == Refused(
            code="FILE_MISSING", facts={"received": str(length)}
        )
    path.unlink()
    assert uploads.apply("GD-0117", name, KEY.public_key()) == Refused(code="FILE_MISSING", facts={"received": "0"})
    path.write_bytes(data)
    assert isinstance(uploads.apply("GD-0117", name, KEY.public_key()), dict)
    assert len(rows(engine)) == 3


def test_a_file_damaged_on_its_way_is_set_aside_and_comes_anew(uploads: Uploads, engine: Engine) -> None:
    data = gzip.compress(Draft().content(), mtime=0)
    name = bring(uploads, f"{Draft().name}.gz", data)
    path = uploads.path("GD-0117", name)
    path.write_bytes(data[:-1] + bytes((data[-1] ^ 1,)))
    assert uploads.apply("GD-0117", name, KEY.public_key()) == Refused(code="UPLOAD_DAMAGED")
    assert not path.exists()
    assert len(list(path.parent.glob("*.damaged-*"))) == 1
    assert code(uploads, Draft()) == "ok"


def test_a_file_that_nobody_announced(uploads: Uploads) -> None:
    with pytest.raises(UploadUnheard):
        uploads.apply("GD-0117", "GD-0117_20261123_009.txt.gz", KEY.public_key())
