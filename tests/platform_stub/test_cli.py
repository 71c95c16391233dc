"""The command line, the directory, the tables for a person, the interface document, the audit trail."""

import io
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import text

from platform_stub.api.openapi import interface_document
from platform_stub.audit import audit_file, audit_to
from platform_stub.cli import main
from platform_stub.place import LOOPBACK, Place, PlaceWrong, keep
from platform_stub.platform import Platform
from platform_stub.showing import SHOWN, show
from platform_stub.storage.database import open_engine, reading
from tests.contract.platform import call, calls
from tests.platform_stub.conftest import CARD, NOW, TERMINAL, payment, purchase, sale

DESCRIBED = ["--name", "城南供电营业厅", "--type", "GK-1", "--address", "城南路1号", "--region", "城南"]


class Shell:
    """Runs commands on one directory."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.directory, self._capsys = home / "platform", capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        code = main([*words, "--directory", str(self.directory)])
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def ok(self, *words: str) -> str:
        code, out, err = self.run(*words)
        assert (code, err) == (0, "")
        return out

    def fails(self, *words: str) -> str:
        code, out, err = self.run(*words)
        assert (code, out) == (1, "")
        assert err.startswith("kiosk-platform: ")
        assert "Traceback" not in err
        return err


@pytest.fixture
def shell(fast_directory: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    made = Shell(fast_directory, capsys)
    made.ok("init")
    return made


# --- terminals ---


def test_a_terminal_from_its_registration_to_its_revocation(shell: Shell) -> None:
    assert "GD-0117 is registered" in shell.ok("terminal", "add", TERMINAL, *DESCRIBED)
    code = shell.ok("terminal", "code", TERMINAL).splitlines()
    assert [len(part) for part in code[-1].split("-")] == [5, 5, 5, 5]
    listed = shell.ok("terminal", "list")
    assert "城南供电营业厅" in listed
    assert "in service" in listed
    assert "0 certificates revoked" in shell.ok("terminal", "revoke", TERMINAL)
    trail = [json.loads(line) for line in (shell.directory / "audit.jsonl").read_text().splitlines()]
    assert [line["event"] for line in trail] == ["initialised", "terminal_added", "code_issued", "terminal_revoked"]
    assert {line["actor"].partition(":")[0] for line in trail} == {"operator"}
    assert code[-1] not in str(trail)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["terminal", "add", "GD0117", *DESCRIBED], "a terminal's number is like GD-0117"),
        (["terminal", "code", "GD-9999"], "not registered"),
        (["terminal", "code", TERMINAL, "--hours", "25"], "24 hours at most"),
        (["terminal", "code", TERMINAL, "--hours", "0"], "24 hours at most"),
        (["terminal", "revoke", "GD-9999"], "not registered"),
        (["init"], "a platform's already"),
        (["show", "sales", "--database", "mysql://u:secret@h/d"], "only sqlite and postgresql"),
        (["show", "sales", "--database", "postgresql://u:secret@127.0.0.1:9/d"], "cannot be used"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(shell: Shell, words: list[str], said: str) -> None:
    error = shell.fails(*words)
    assert said in error
    assert "secret" not in error
    assert error.count("\n") == 1


def test_a_terminal_is_added_once(shell: Shell) -> None:
    shell.ok("terminal", "add", TERMINAL, *DESCRIBED)
    assert "registered already" in shell.fails("terminal", "add", TERMINAL, *DESCRIBED)


def test_a_directory_that_is_no_platform_s(fast_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell = Shell(fast_directory, capsys)
    assert "no platform's directory" in shell.fails("terminal", "list")
    assert not shell.directory.exists()


def test_a_newer_database_is_refused(shell: Shell) -> None:
    engine = open_engine(Place(shell.directory).database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    engine.dispose()
    assert "0999" in shell.fails("terminal", "list")


SERVE = ["serve", "--port", "0", "--enrolment-port", "0"]


@pytest.mark.parametrize(
    ("token", "core", "said"),
    [
        ("short", "https://127.0.0.1:9", "at least 16"),
        ("a token with\nlines and\nmore lines", "https://127.0.0.1:9", "printable"),
        ("a-token-for-these-tests", "http://127.0.0.1:9", "over https only"),
        (None, "https://127.0.0.1:9", "No such file"),
    ],
)
def test_serve_is_refused_before_it_listens(shell: Shell, token: str | None, core: str, said: str) -> None:
    file = shell.directory / "token"
    if token is not None:
        file.write_text(token)
    told = ["--core", core, "--core-token-file", str(file), "--core-authority", str(shell.directory / "authority.pem")]
    assert said in shell.fails(*SERVE, *told)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["init"],
        ["terminal"],
        ["terminal", "add"],
        ["terminal", "code"],
        ["terminal", "command"],
        ["terminal", "configure"],
        ["sale"],
        ["sale", "hold"],
        ["serve"],
        ["show"],
        ["openapi"],
    ],
)
def test_help_has_examples(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    assert ended.value.code == 0
    assert "examples:" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [["fly"], ["init"], ["show", "secrets", "--directory", "x"], ["serve", "--directory", "x"]]
)
def test_a_wrong_question_is_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: ")


@pytest.mark.processes
def test_it_is_a_program(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "platform_stub", "terminal", "list", "--directory", str(tmp_path / "nowhere")]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "no platform's directory" in done.stderr


# --- the directory ---


def test_a_directory_is_its_owner_s_alone(shell: Shell) -> None:
    assert shell.directory.stat().st_mode & 0o777 == 0o700
    modes = {path.name: path.stat().st_mode & 0o777 for path in shell.directory.iterdir()}
    assert {"authority.key", "authority.pem", "server.key", "server.pem", "platform.db", "audit.jsonl"} <= modes.keys()
    assert set(modes.values()) == {0o600}


def test_the_server_s_names(fast_directory: Path) -> None:
    place = Place(fast_directory / "platform")
    place.make(["platform.example", "10.0.0.7"], None, NOW)
    certificate = x509.load_pem_x509_certificate(place.server_certificate.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost", "platform.example"]
    assert [str(each) for each in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "10.0.0.7"]
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert key.curve.name == "secp256r1"


def test_the_server_s_certificate_is_renewed_in_its_last_month(fast_directory: Path) -> None:
    place = Place(fast_directory / "platform")
    place.make(["platform.example"], None, NOW)
    first = place.server_certificate.read_bytes()
    assert not place.renew_server(NOW + timedelta(days=699))
    assert place.server_certificate.read_bytes() == first
    assert place.renew_server(NOW + timedelta(days=701))
    renewed = x509.load_pem_x509_certificate(place.server_certificate.read_bytes())
    before = x509.load_pem_x509_certificate(first)
    renewed.verify_directly_issued_by(place.authority().certificate)
    assert renewed.not_valid_after_utc > before.not_valid_after_utc
    names = [each.extensions.get_extension_for_class(x509.SubjectAlternativeName).value for each in (renewed, before)]
    assert {str(name.value) for name in names[0]} == {str(name.value) for name in names[1]} > set(LOOPBACK)


def test_keys_that_do_not_belong_together(fast_directory: Path) -> None:
    place, other = Place(fast_directory / "one"), Place(fast_directory / "other")
    place.make([], None, NOW)
    other.make([], None, NOW)
    place.authority_key.write_bytes(other.authority_key.read_bytes())
    with pytest.raises(PlaceWrong, match="do not belong together"):
        place.authority()
    place.authority_key.write_text("no key")
    with pytest.raises(PlaceWrong, match="no platform's directory"):
        place.authority()


def test_a_file_is_kept_whole_or_not_at_all(fast_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = fast_directory / "secret"
    keep(file, b"first")

    def full(_descriptor: int) -> None:
        raise OSError(28, "no space")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="no space"):
            keep(file, b"second")
    assert file.read_bytes() == b"first"
    keep(file, b"third")
    assert file.read_bytes() == b"third"
    assert [path.name for path in fast_directory.iterdir()] == ["secret"]


@pytest.mark.postgres
def test_a_directory_remembers_its_database(
    postgres_url: str, fast_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = Shell(fast_directory, capsys)
    shell.ok("init", "--database", postgres_url)
    shell.ok("terminal", "add", TERMINAL, *DESCRIBED)
    assert TERMINAL in shell.ok("terminal", "list")
    assert not (shell.directory / "platform.db").exists()
    assert (shell.directory / "database.url").stat().st_mode & 0o777 == 0o600
    assert TERMINAL not in shell.ok("terminal", "list", "--database", f"sqlite:///{fast_directory / 'other.db'}")


# --- tables for a person ---


def test_tables_show_neither_contents_nor_answers_nor_codes(platform: Platform) -> None:
    platform.desk.book(TERMINAL, sale(payment()))
    platform.desk.book(TERMINAL, sale(purchase(2)))
    shown = {}
    for what in SHOWN:
        with reading(platform.engine) as connection:
            shown[what] = show(connection, what, None)
            assert len(show(connection, what, "GD-9999").splitlines()) == 2, "headings alone"
    assert len(shown["sales"].splitlines()) == 4
    everything = "\n".join(shown.values())
    for secret in ("3104587000", "3104587926", CARD["serial"], "11024", "fingerprint"):
        assert secret not in everything


# --- the interface document ---


def test_the_document_names_every_call_and_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["openapi"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document == json.loads(json.dumps(interface_document()))
    described = {
        f"{method.upper()} {path}": row
        for path, rows in document["paths"].items()
        for method, row in rows.items()
        if method != "servers"
    }
    assert described.keys() == {each.call for each in calls()}
    assert document["openapi"].startswith("3.1")
    for name, row in described.items():
        assert row["description"], name
        assert {"200", "403", "422", "503"} <= row["responses"].keys(), name


def resolved(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in part:
        part = document["components"]["schemas"][part["$ref"].rpartition("/")[2]]
    return part


@pytest.mark.parametrize("name", ["accounts_query", "sales_put", "heartbeats", "write_orders", "enrolment"])
def test_the_document_is_as_strict_as_the_service(name: str) -> None:
    document = interface_document()
    recorded = call(name)
    method, _, path = recorded.call.partition(" ")
    body = document["paths"][path][method.lower()]["requestBody"]["content"]["application/json"]["schema"]
    shape = resolved(document, body)
    assert shape["additionalProperties"] is False
    example = next(each.request for each in recorded.examples if each.status == 200)
    assert example is not None
    assert shape["properties"].keys() == example.keys() == set(shape["required"])


# --- the audit trail ---


def test_only_decided_keys_are_written(fast_directory: Path) -> None:
    audit = audit_file(fast_directory / "audit.jsonl")
    audit.note("sale_settled", sale="GD0117-000001", state="booked", code=None)
    with pytest.raises(AssertionError, match="customer_no"):
        audit.note("sale_settled", customer_no="3104587000")
    audit.close()
    again = audit_file(fast_directory / "audit.jsonl")
    again.note("started", actor="x" * 1_000)
    again.close()
    first, second = [json.loads(line) for line in (fast_directory / "audit.jsonl").read_text().splitlines()]
    assert {key: first[key] for key in ("event", "sale", "state")} == {
        "event": "sale_settled", "sale": "GD0117-000001", "state": "booked",
    }  # fmt: skip
    assert first.keys() == {"event", "sale", "state", "timestamp"}
    assert len(second["actor"]) == 200
    assert (fast_directory / "audit.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_line_stays_a_line(trail: io.StringIO) -> None:
    """H24: what comes from outside cannot begin a line of its own."""
    audit_to(trail).note("caller_refused", code='x"}\n{"event":"sale_settled"')
    assert len(trail.getvalue().splitlines()) == 1
