"""What the platform reads from terminals: packed bodies, the journal's rows, journal files."""

import gzip
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from kiosk_app.journal.codec import encode
from platform_stub.files.reader import DEFECTS_AT_MOST, read
from platform_stub.journals.bodies import KINDS, FactsBody
from platform_stub.packing import BODY_AT_MOST, NotPacked, TooLarge, pack, unpack
from tests.fuzz.records import FACTS
from tests.fuzz.target import Target

FILE = Path(__file__).parents[1] / "contract" / "journal_file" / "GD-0117_20261123_001.txt"
KNOWN = sorted(KINDS)


def journal_file(data: bytes) -> None:
    """A file is whole, or has defects with their codes and lines; plain or packed, named as it says or not."""
    for name, content in (
        (FILE.name, data),
        (f"{FILE.name}.gz", data),
        (f"{FILE.name}.gz", gzip.compress(data, mtime=0)),
    ):
        found, defects = read(name, content, None)
        assert (found is None) == bool(defects)
        assert len(defects) <= DEFECTS_AT_MOST
        assert all(defect.code and defect.line >= 0 for defect in defects)


def facts(data: bytes) -> None:
    """Rows are of the call's shape or refused; each body speaks of a sale, or it does not."""
    with suppress(ValidationError):
        body = FactsBody.model_validate_json(data)
        assert [each.row().seq for each in body.rows]
    if data:
        with suppress(ValidationError):
            KINDS[KNOWN[data[0] % len(KNOWN)]].validate_json(data[1:])


def body(data: bytes) -> None:
    """A body is unpacked to its limit at most, or refused."""
    with suppress(NotPacked, TooLarge):
        assert len(unpack(data)) <= BODY_AT_MOST
    assert unpack(pack(data)) == data


def file_seeds() -> Iterator[bytes]:
    """Yield the recorded file, whole and with fewer lines."""
    lines = FILE.read_bytes().splitlines(keepends=True)
    yield b"".join(lines)
    yield lines[0] + lines[-1]
    yield from (lines[0] + line + lines[-1] for line in lines[1:-1])


def fact_seeds() -> Iterator[bytes]:
    """Yield a call with one row of each fact, and each fact's body alone."""
    zeros = "0" * 64
    for fact in FACTS:
        kind, text = encode(fact)
        row = {"seq": 1, "boot_id": "0" * 16, "mono_ms": 1, "wall_ms": 1, "kind": kind, "body": text, "hash": zeros}
        yield json.dumps({"first_seq": 1, "previous": zeros, "rows": [row]}, ensure_ascii=False).encode()
        if kind in KINDS:
            yield bytes((KNOWN.index(kind),)) + text.encode()


def body_seeds() -> Iterator[bytes]:
    """Yield a packed body, and a large one."""
    yield from (pack(b'{"sale":"GD0117-000001"}'), pack(bytes(BODY_AT_MOST + 1)))


TARGETS = (
    Target("journal_file", journal_file, file_seeds, 4_096),
    Target("journal_facts", facts, fact_seeds, 4_096),
    Target("platform_gzip", body, body_seeds, 2_048),
)
