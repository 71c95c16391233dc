"""Enrolment: a key that never leaves, a certificate for it, both on disk whole or not at all (ACC-1)."""

import os
import ssl
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import NameOID

from kiosk_app.sync.client import NoAnswer, PlatformClient, Rejected
from kiosk_app.sync.identity import HEAD_FILE, EnrolmentRefused, Identity, answer_key_of, enrol, keep
from kiosk_app.sync.line import tls
from kiosk_app.sync.wire import PLAIN
from tests.contract import platform
from tests.sync.conftest import TERMINAL, Papers, Serve
from tests.sync.server import Play, Request, Server, saying

CODE = "7Q4K-9M2X-VD3H"


def pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def certify(papers: Papers, key: CertificatePublicKeyTypes, name: str = TERMINAL) -> str:
    """Sign a certificate as the platform's authority does."""
    signing = serialization.load_pem_private_key(papers.authority.private_key_pem.bytes(), None)
    assert isinstance(signing, ec.EllipticCurvePrivateKey)
    authority = x509.load_pem_x509_certificate(papers.authority.cert_pem.bytes())
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(authority.subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(signing, hashes.SHA256())
    )
    return pem(certificate)


Certify = Callable[[x509.CertificateSigningRequest], str]


def enrolling(papers: Papers, certificate: Certify) -> Play:
    """Be the platform's enrolment."""

    def play(connection: ssl.SSLSocket, request: Request) -> None:
        csr = x509.load_pem_x509_csr(request.body["csr"].encode())
        assert csr.is_signature_valid
        answer = {
            "outcome": "ok",
            "certificate": certificate(csr),
            "authority": papers.authority.cert_pem.bytes().decode(),
            "answer_key": RECORDED["answer_key"],
        }
        saying(200, answer)(connection, request)

    return play


@pytest.fixture
def without_certificate(papers: Papers) -> ssl.SSLContext:
    """TLS of the enrolment's port: the terminal has no certificate yet."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    papers.authority.issue_cert("localhost").configure_cert(context)
    return context


@pytest.fixture
def office(serve: Serve, papers: Papers, without_certificate: ssl.SSLContext) -> Server:
    """An enrolment that accepts everybody."""
    return serve(enrolling(papers, lambda csr: certify(papers, csr.public_key())), without_certificate)


def enrol_at(server: Server, papers: Papers, identity: Identity) -> None:
    enrol(identity, TERMINAL, CODE, server.url, papers.authority_file)


def test_acc_1_an_enrolled_terminal_is_let_in(office: Server, serve: Serve, papers: Papers, tmp_path: Path) -> None:
    identity = Identity(tmp_path / "var" / "identity")
    before = identity.enrolled
    enrol_at(office, papers, identity)
    assert (before, identity.enrolled) == (False, True)

    asked = office.requests[0]
    assert (asked.method, asked.path) == ("POST", "/v1/enrolment")
    assert asked.body.keys() == (platform.call("enrolment").examples[0].request or {}).keys()
    assert (asked.body["terminal"], asked.body["code"]) == (TERMINAL, CODE)

    server = serve()
    client = PlatformClient(server.url, tls(papers.authority_file, identity.file))
    client.call("POST", "/v1/heartbeats", {}, PLAIN)
    client.close()
    assert ("commonName", TERMINAL) in [pair for rdn in server.requests[0].peer["subject"] for pair in rdn]


def test_i24_the_private_key_does_not_leave_and_the_code_is_not_kept(
    office: Server, papers: Papers, tmp_path: Path
) -> None:
    enrol_at(office, papers, Identity(tmp_path / "identity"))
    sent = office.requests[0].body["csr"]
    assert "PRIVATE KEY" not in sent
    csr = x509.load_pem_x509_csr(sent.encode())
    assert [each.value for each in csr.subject] == [TERMINAL]
    key = csr.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert isinstance(key.curve, ec.SECP256R1)
    assert all(CODE.encode() not in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def test_each_enrolment_makes_a_key_of_its_own(office: Server, papers: Papers, tmp_path: Path) -> None:
    identity = Identity(tmp_path / "identity")
    enrol_at(office, papers, identity)
    first = identity.file.read_bytes()
    enrol_at(office, papers, identity)
    assert identity.file.read_bytes() != first
    first_key, second_key = (x509.load_pem_x509_csr(each.body["csr"].encode()).public_key() for each in office.requests)
    assert first_key != second_key


def test_key_and_folder_are_the_kiosks_alone(office: Server, papers: Papers, tmp_path: Path) -> None:
    identity = Identity(tmp_path / "identity")
    identity.directory.mkdir(mode=0o755)
    before = os.umask(0)
    try:
        enrol_at(office, papers, identity)
    finally:
        os.umask(before)
    assert stat.S_IMODE(identity.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(identity.directory.stat().st_mode) == 0o700
    assert [each.name for each in identity.directory.iterdir()] == ["terminal.pem"]


RECORDED = platform.call("enrolment").examples[0].answer
REFUSED: dict[str, tuple[Any, str]] = {
    "a wrong code": ({"outcome": "refused", "code": "CODE_WRONG"}, "CODE_WRONG"),
    "no certificate": (
        {"outcome": "ok", "certificate": "please", "authority": "", "answer_key": ""},
        "CERTIFICATE_UNREADABLE",
    ),
    "half a certificate": (
        {"outcome": "ok", "certificate": RECORDED["certificate"][:300], "authority": "", "answer_key": ""},
        "CERTIFICATE_UNREADABLE",
    ),
    "a recorded certificate": (RECORDED, "CERTIFICATE_OF_ANOTHER_KEY"),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_leaves_nothing(
    serve: Serve, papers: Papers, without_certificate: ssl.SSLContext, tmp_path: Path, answer: Any, code: str
) -> None:
    identity = Identity(tmp_path / "identity")
    with pytest.raises(EnrolmentRefused, match=code):
        enrol_at(serve(saying(200, answer), without_certificate), papers, identity)
    assert not identity.enrolled
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("key", ["", "please", RECORDED["certificate"], "curve"])
def test_an_answer_key_that_is_none_is_refused(key: str) -> None:
    curve = ec.generate_private_key(ec.SECP256R1()).public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    told = curve.public_bytes(serialization.Encoding.PEM, form).decode() if key == "curve" else key
    with pytest.raises(EnrolmentRefused, match="ANSWER_KEY_UNREADABLE"):
        answer_key_of(told)


def test_who_is_enrolled_anew_begins_anew(office: Server, papers: Papers, tmp_path: Path) -> None:
    """A new journal on a new disk is not measured by what was signed of the old one."""
    identity = Identity(tmp_path / "identity")
    enrol_at(office, papers, identity)
    (identity.directory / HEAD_FILE).write_text("{}")
    enrol_at(office, papers, identity)
    assert [each.name for each in identity.directory.iterdir()] == ["terminal.pem"]


def test_a_certificate_of_another_terminal_is_refused(
    serve: Serve, papers: Papers, without_certificate: ssl.SSLContext, tmp_path: Path
) -> None:
    server = serve(enrolling(papers, lambda csr: certify(papers, csr.public_key(), "GD-0118")), without_certificate)
    with pytest.raises(EnrolmentRefused, match="CERTIFICATE_OF_ANOTHER_TERMINAL"):
        enrol_at(server, papers, Identity(tmp_path / "identity"))
    assert list(tmp_path.iterdir()) == []


def test_a_certificate_of_another_key_is_refused(
    serve: Serve, papers: Papers, without_certificate: ssl.SSLContext, tmp_path: Path
) -> None:
    other = ec.generate_private_key(ec.SECP256R1()).public_key()
    server = serve(enrolling(papers, lambda _: certify(papers, other)), without_certificate)
    with pytest.raises(EnrolmentRefused, match="CERTIFICATE_OF_ANOTHER_KEY"):
        enrol_at(server, papers, Identity(tmp_path / "identity"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("play", "error"),
    [
        (saying(503, {"code": "UNKNOWN_OUTCOME", "detail": ""}), NoAnswer),
        (saying(200, {"outcome": "ok"}), NoAnswer),
        (saying(404, {"code": "NOT_FOUND", "detail": ""}), Rejected),
    ],
)
def test_no_answer_leaves_the_identity_that_is_there(
    office: Server, papers: Papers, tmp_path: Path, play: Play, error: type[Exception]
) -> None:
    identity = Identity(tmp_path / "identity")
    enrol_at(office, papers, identity)
    before = identity.file.read_bytes()
    office.play = play
    with pytest.raises(error):
        enrol_at(office, papers, identity)
    assert identity.file.read_bytes() == before


@pytest.mark.parametrize("content", [None, b"", b"not PEM"], ids=["missing", "empty", "garbage"])
def test_an_authority_that_cannot_be_read_is_an_error_of_the_environment(tmp_path: Path, content: bytes | None) -> None:
    authority = tmp_path / "authority.pem"
    if content is not None:
        authority.write_bytes(content)
    with pytest.raises(OSError, match=r"No such file|NO_CERTIFICATE|no start line|PEM"):
        enrol(Identity(tmp_path / "identity"), TERMINAL, CODE, "https://localhost:1", authority)


# --- the file -------------------------------------------------------------------------------------


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "terminal.pem"
    for content in (b"one", b"another"):
        keep(path, content)
        assert path.read_bytes() == content
    assert [each.name for each in tmp_path.iterdir()] == ["terminal.pem"]


@pytest.mark.parametrize("broken", ["opening", "content", "name"])
@pytest.mark.parametrize("before", [None, b"the old one"])
def test_an_interrupted_write_leaves_what_was_there_and_no_part_of_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str, before: bytes | None
) -> None:
    path = tmp_path / "terminal.pem"
    if before is not None:
        path.write_bytes(before)

    def fails(*_: object, **__: object) -> NoReturn:
        raise OSError(28, "No space left on device")

    where, name = {"content": (os, "fsync"), "name": (Path, "replace"), "opening": (os, "fdopen")}[broken]
    monkeypatch.setattr(where, name, fails)
    with pytest.raises(OSError, match="No space"):
        keep(path, b"the new one")
    monkeypatch.undo()
    left = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    assert left == ({} if before is None else {"terminal.pem": before})


def test_a_part_left_by_a_power_cut_is_not_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "terminal.pem.part").write_bytes(b"half")
    keep(tmp_path / "terminal.pem", b"whole")
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"terminal.pem": b"whole"}


def test_content_is_on_disk_before_the_name_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order that survives a power cut: the file's content, its name, the folder that has the name."""
    order: list[str] = []
    sync, replace = os.fsync, Path.replace

    def fsync(descriptor: int) -> None:
        order.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "content")
        sync(descriptor)

    def replaced(path: Path, target: Path) -> Path:
        order.append("name")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replaced)
    keep(tmp_path / "terminal.pem", b"whole")
    assert order == ["content", "name", "folder"]
