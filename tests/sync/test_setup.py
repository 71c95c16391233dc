"""`kiosk setup`: from a one-time code to a certificate, and every way in which that fails (ACC-1, I24)."""

import io
import ssl
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509

from kiosk_app import cli
from resources import path as resource
from tests.contract import platform
from tests.sync.conftest import Papers, Serve
from tests.sync.server import Server, saying
from tests.sync.test_identity import CODE, certify, enrolling

Setup = Callable[..., int]


@pytest.fixture
def office(serve: Serve, papers: Papers) -> Server:
    """An enrolment that accepts everybody."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    papers.authority.issue_cert("localhost").configure_cert(context)
    return serve(enrolling(papers, lambda csr: certify(papers, csr.public_key())), context)


@pytest.fixture
def setup(office: Server, papers: Papers, tmp_path: Path) -> Setup:
    """Run the command with this configuration: `setup("--code", …)`."""
    config = tmp_path / "kiosk.toml"
    text = resource("kiosk.sample.toml").read_text(encoding="utf-8")
    text = text.replace("https://platform.example:8444", office.url)
    text = text.replace("/var/lib/gridkiosk", str(tmp_path / "var"))
    config.write_text(text.replace("/etc/gridkiosk/authority.pem", str(papers.authority_file)), encoding="utf-8")
    return lambda *words: cli.main(["setup", "--config", str(config), *words])


def test_a_terminal_is_enrolled_with_a_code_on_the_command_line(
    setup: Setup, office: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert setup("--code", CODE) == 0
    file = tmp_path / "var" / "identity" / "terminal.pem"
    assert "GD-0117 is enrolled" in capsys.readouterr().out
    certificate = x509.load_pem_x509_certificate(file.read_bytes()[file.read_bytes().index(b"-----BEGIN CERT") :])
    assert [each.value for each in certificate.subject] == ["GD-0117"]
    assert office.requests[0].body["code"] == CODE


def test_i24_a_code_typed_in_is_in_no_shells_memory(
    setup: Setup, office: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"  {CODE} \nsomething else\n"))
    assert setup() == 0
    assert office.requests[0].body["code"] == CODE
    assert CODE not in "".join(capsys.readouterr())


@pytest.mark.parametrize("words", [["--code", " "], []])
def test_without_a_code_nothing_is_asked(
    setup: Setup, office: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))
    assert setup(*words) == 2
    assert capsys.readouterr().err == "kiosk: not enrolled: no code was given\n"
    assert office.requests == []


@pytest.mark.parametrize(
    ("answer", "status", "why"),
    [
        ({"outcome": "refused", "code": "CODE_WRONG"}, 200, "CODE_WRONG"),
        (platform.call("enrolment").examples[0].answer, 200, "CERTIFICATE_OF_ANOTHER_KEY"),
        ({"code": "UNKNOWN_OUTCOME", "detail": ""}, 503, "status 503"),
        ({"code": "NOT_FOUND", "detail": ""}, 404, "NOT_FOUND"),
        ({"outcome": "ok"}, 200, "broken contract"),
    ],
)
def test_what_is_refused_is_told_and_leaves_nothing(
    setup: Setup,
    office: Server,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    answer: object,
    status: int,
    why: str,
) -> None:
    office.play = saying(status, answer)
    assert setup("--code", CODE) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("kiosk: not enrolled: ")
    assert why in err
    assert CODE not in err
    assert not (tmp_path / "var").exists()


def test_a_platform_that_is_not_there_is_told(setup: Setup, office: Server, capsys: pytest.CaptureFixture[str]) -> None:
    office.__exit__(None, None, None)
    assert setup("--code", CODE) == 2
    assert "not enrolled: ConnectionError" in capsys.readouterr().err


def test_an_authority_that_is_not_there_is_told(
    setup: Setup, papers: Papers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "kiosk.toml"
    text = config.read_text(encoding="utf-8").replace(str(papers.authority_file), str(tmp_path / "none.pem"))
    config.write_text(text, encoding="utf-8")
    assert setup("--code", CODE) == 2
    assert "not enrolled: [Errno 2]" in capsys.readouterr().err
