"""The head that the platform has counter-signed is kept, and measures the journal (I10, H10, faults 18 and 58)."""

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk_app.domain.facts import IncidentSeen
from kiosk_app.journal.journal import SqliteJournal
from kiosk_app.sync.identity import HEAD_FILE, Identity, keep
from kiosk_app.sync.wire import HeadMessage
from kiosk_app.sync.witness import SignedHead, Witness, answer_key, contains, kept_head
from tests.sync.conftest import TERMINAL

KEY, FOREIGN = (Ed25519PrivateKey.from_private_bytes(bytes([seed] * 32)) for seed in (1, 2))
ROWS = [bytes(32), *(bytes([number]) * 32 for number in range(1, 10))]


def head(count: int, hashed: bytes, key: Ed25519PrivateKey = KEY, terminal: str = TERMINAL) -> HeadMessage:
    """Sign by the words of docs/interfaces.md 5."""
    signature = key.sign(f"gk-head-1\n{terminal}\n{count}\n{hashed.hex()}".encode())
    return HeadMessage(count=count, head=hashed.hex(), signature=base64.b64encode(signature).decode())


@pytest.fixture
def identity(tmp_path: Path) -> Identity:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    pem = KEY.public_key().public_bytes(serialization.Encoding.PEM, form)
    keep(tmp_path / "terminal.pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" + pem)
    return Identity(tmp_path)


class Stage:
    """A journal of nine rows, of which those before `oldest` are not in memory."""

    def __init__(self, identity: Identity, oldest: int = 0) -> None:
        self.alarms: list[SignedHead] = []
        self.oldest = oldest
        self.witness = Witness(identity, TERMINAL, self.hash_at, self.alarms.append)

    def hash_at(self, seq: int) -> bytes | None:
        if seq < self.oldest:
            return None
        return ROWS[seq] if seq < len(ROWS) else b""


def test_a_higher_head_is_kept_and_found_again(identity: Identity) -> None:
    stage = Stage(identity)
    for count in (0, 4, 7):
        assert stage.witness.hear(head(count, ROWS[count]))
        kept = kept_head(identity, TERMINAL)
        assert kept is not None
        assert (kept.count, kept.head) == (count, ROWS[count])
    assert stage.witness.hear(head(5, ROWS[5])), "an older answer is still true"
    assert Stage(identity).witness.hear(head(7, ROWS[7]))
    kept = kept_head(identity, TERMINAL)
    assert kept is not None
    assert kept.count == 7
    assert stage.alarms == []


def test_a_head_that_is_told_again_is_not_written_again(identity: Identity) -> None:
    stage = Stage(identity)
    stage.witness.hear(head(4, ROWS[4]))
    (identity.directory / HEAD_FILE).unlink()
    stage.witness.hear(head(4, ROWS[4]))
    assert not (identity.directory / HEAD_FILE).exists()


@pytest.mark.parametrize(
    "told",
    [
        head(4, ROWS[4], FOREIGN),
        head(4, ROWS[4], terminal="GD-0118"),
        head(4, ROWS[4]).model_copy(update={"count": 5}),
        head(4, ROWS[4]).model_copy(update={"head": ROWS[5].hex()}),
        head(4, ROWS[4]).model_copy(update={"signature": "A" * 86 + "=="}),
    ],
    ids=["another key", "another terminal", "another count", "another hash", "no signature"],
)
def test_what_the_platform_did_not_sign_is_not_kept(identity: Identity, told: HeadMessage) -> None:
    stage = Stage(identity)
    assert not stage.witness.hear(told)
    assert kept_head(identity, TERMINAL) is None
    assert stage.alarms == []


@pytest.mark.parametrize(("count", "hashed"), [(12, ROWS[9]), (4, ROWS[5])], ids=["longer", "another row"])
def test_fault_18_a_signed_head_that_is_not_here_is_told_at_once_and_at_the_next_start(
    identity: Identity, count: int, hashed: bytes
) -> None:
    stage = Stage(identity)
    stage.witness.hear(head(3, ROWS[3]))
    assert stage.witness.hear(head(count, hashed))
    assert [(each.count, each.head) for each in stage.alarms] == [(count, hashed)]
    assert not contains(kept_head(identity, TERMINAL), lambda seq: ROWS[seq] if seq < len(ROWS) else b"")


def test_a_head_too_old_to_be_looked_up_is_neither_kept_nor_an_alarm(identity: Identity) -> None:
    """The platform is far behind; it catches up."""
    stage = Stage(identity, oldest=6)
    assert stage.witness.hear(head(4, ROWS[4]))
    assert (kept_head(identity, TERMINAL), stage.alarms) == (None, [])


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b'{"count":4}', None])
def test_a_file_that_the_platform_did_not_sign_counts_for_nothing(identity: Identity, content: bytes | None) -> None:
    forged = head(4, ROWS[4], FOREIGN).model_dump_json().encode()
    (identity.directory / HEAD_FILE).write_bytes(forged if content is None else content)
    assert kept_head(identity, TERMINAL) is None


def test_a_terminal_that_enrolled_without_a_key_believes_no_head(tmp_path: Path) -> None:
    keep(tmp_path / "terminal.pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    assert answer_key(Identity(tmp_path)) is None
    assert not Stage(Identity(tmp_path)).witness.hear(head(4, ROWS[4]))


def test_fault_18_an_older_copy_of_the_journal_does_not_contain_the_head(tmp_path: Path, identity: Identity) -> None:
    path = tmp_path / "journal.db"
    with SqliteJournal(path, TERMINAL, "1") as journal:
        journal.record(IncidentSeen("before"))
    older = path.read_bytes()
    with SqliteJournal(path, TERMINAL, "1") as journal:
        for number in range(600):
            journal.record(IncidentSeen("after", str(number)))
        count, last = journal.head
        witness = Witness(identity, TERMINAL, journal.recent.hash_at, lambda _: None)
        assert witness.hear(head(count, last))
        assert contains(kept_head(identity, TERMINAL), journal.hash_at)
        assert journal.hash_at(5) == list(journal.entries())[4].hash, "also where it is not in memory"
        assert (journal.hash_at(0), journal.hash_at(count + 1)) == (bytes(32), b"")
    with SqliteJournal(path, TERMINAL, "1") as journal:
        assert contains(kept_head(identity, TERMINAL), journal.hash_at), "the same journal, grown"
    path.write_bytes(older)
    with SqliteJournal(path, TERMINAL, "1") as journal:
        assert not contains(kept_head(identity, TERMINAL), journal.hash_at)
    path.unlink()
    with SqliteJournal(path, TERMINAL, "1") as journal:
        assert not contains(kept_head(identity, TERMINAL), journal.hash_at), "fault 18: deleted"


def test_the_kept_file_is_whole_json(identity: Identity) -> None:
    Stage(identity).witness.hear(head(4, ROWS[4]))
    assert sorted(json.loads((identity.directory / HEAD_FILE).read_bytes())) == ["count", "head", "signature"]
