"""The kiosk renews its certificate by itself: when, with which key, and killed between any two steps (ACC-1)."""

import os
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID

from kiosk_app.sync import worker as worker_module
from kiosk_app.sync.client import NoAnswer, PlatformClient
from kiosk_app.sync.identity import EnrolmentRefused, Identity, identity_pem, keep, request_for, signing_key
from kiosk_app.sync.line import tls
from kiosk_app.sync.renewal import RETRY, Renewal, certificate_of, due, renew
from kiosk_app.sync.wire import PLAIN
from kiosk_app.sync.witness import answer_key
from kiosk_app.sync.worker import PlatformWorker
from tests.contract import platform
from tests.sync.conftest import TERMINAL, Papers, Serve
from tests.sync.server import Play, Request, Server, saying, wait_until

BEGAN = datetime.now(UTC).replace(microsecond=0) - timedelta(days=61)
LIFE = timedelta(days=90)
BEAT = platform.call("heartbeats").examples[0].answer
DUE = BEGAN + LIFE * 2 / 3
ANSWERS = Ed25519PrivateKey.from_private_bytes(bytes(range(32))).public_key()
PUBLIC = ANSWERS.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def certify(papers: Papers, key: Any, name: str = TERMINAL, begin: datetime = BEGAN) -> x509.Certificate:
    """Sign a certificate as the platform's authority does."""
    signing = serialization.load_pem_private_key(papers.authority.private_key_pem.bytes(), None)
    assert isinstance(signing, ec.EllipticCurvePrivateKey)
    authority = x509.load_pem_x509_certificate(papers.authority.cert_pem.bytes())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begun = x509.CertificateBuilder().subject_name(subject).issuer_name(authority.subject).public_key(key)
    begun = begun.serial_number(x509.random_serial_number()).not_valid_before(begin).not_valid_after(begin + LIFE)
    return begun.sign(signing, hashes.SHA256())


@pytest.fixture
def identity(papers: Papers, tmp_path: Path) -> Identity:
    """A terminal that was enrolled two months ago."""
    made = Identity(tmp_path / "identity")
    made.directory.mkdir()
    key = ec.generate_private_key(ec.SECP256R1())
    keep(made.file, identity_pem(key, certify(papers, key.public_key()), PUBLIC))
    return made


def granting(papers: Papers, begin: datetime | None = None, name: str = TERMINAL) -> Play:
    """Renew whoever asks."""

    def play(connection: ssl.SSLSocket, request: Request) -> None:
        if request.path != "/v1/identity/renewal":
            saying(200, {"outcome": "ok"})(connection, request)
            return
        csr = x509.load_pem_x509_csr(request.body["csr"].encode())
        assert csr.is_signature_valid
        made = certify(papers, csr.public_key(), name, begin or BEGAN + timedelta(days=61))
        pem = made.public_bytes(serialization.Encoding.PEM).decode()
        saying(200, {"outcome": "ok", "certificate": pem})(connection, request)

    return play


@pytest.fixture
def connected(papers: Papers, identity: Identity) -> Iterator[Callable[[Server], PlatformClient]]:
    made: list[PlatformClient] = []

    def to(server: Server) -> PlatformClient:
        made.append(PlatformClient(server.url, tls(papers.authority_file, identity.file)))
        return made[-1]

    yield to
    for client in made:
        client.close()


Connected = Callable[[Server], PlatformClient]


def test_it_is_due_at_two_thirds_of_its_life(identity: Identity) -> None:
    assert [due(identity, DUE + timedelta(seconds=each)) for each in (-1, 0, 1)] == [False, True, True]
    assert due(identity, BEGAN + 2 * LIFE), "also when it is over: the platform will say so"


def test_acc_1_a_new_key_and_its_certificate_take_the_place_of_the_former(
    serve: Serve, papers: Papers, identity: Identity, connected: Connected
) -> None:
    server = serve(granting(papers))
    former = signing_key(identity.file)
    renewal = Renewal(identity, TERMINAL, papers.authority_file)
    client = connected(server)
    assert not renewal.look(client, DUE - timedelta(seconds=1))
    assert server.requests == []
    assert renewal.look(client, DUE)
    key = signing_key(identity.file)
    assert key.private_numbers() != former.private_numbers()
    assert certificate_of(identity).public_key() == key.public_key()
    assert answer_key(identity) == ANSWERS, "the platform's key goes along"
    assert [each.name for each in identity.directory.iterdir()] == ["terminal.pem"]
    assert not renewal.look(client, DUE), "once"
    assert connected(server).call("POST", "/v1/heartbeats", {}, PLAIN).outcome == "ok"
    (asked, _) = server.requests
    assert asked.body.keys() == (platform.call("identity_renewal").examples[0].request or {}).keys()


def test_i24_the_new_key_does_not_leave(serve: Serve, papers: Papers, identity: Identity, connected: Connected) -> None:
    server = serve(granting(papers))
    renew(connected(server), identity, TERMINAL, papers.authority_file)
    secret = signing_key(identity.file).private_numbers().private_value.to_bytes(32, "big")
    assert secret not in server.requests[0].raw
    assert b"PRIVATE" not in server.requests[0].raw


def test_i23_what_fails_is_tried_again_after_a_while_of_the_platform_s_time(
    serve: Serve, papers: Papers, identity: Identity, connected: Connected
) -> None:
    server = serve(saying(503, {"code": "UNKNOWN_OUTCOME", "detail": ""}))
    renewal, client = Renewal(identity, TERMINAL, papers.authority_file), connected(server)
    before = identity.file.read_bytes()
    assert not renewal.look(client, DUE)
    assert not renewal.look(client, DUE + RETRY - timedelta(seconds=1))
    assert len(server.requests) == 1
    assert not renewal.look(client, DUE + RETRY)
    assert len(server.requests) == 2
    assert identity.file.read_bytes() == before
    server.play = granting(papers)
    assert renewal.look(client, DUE + 2 * RETRY)


FOREIGN = ec.generate_private_key(ec.SECP256R1())


def another_key(papers: Papers) -> Play:
    made = certify(papers, FOREIGN.public_key(), begin=BEGAN + timedelta(days=61))
    pem = made.public_bytes(serialization.Encoding.PEM).decode()
    return saying(200, {"outcome": "ok", "certificate": pem})


def another_authority(papers: Papers) -> Play:
    def play(connection: ssl.SSLSocket, request: Request) -> None:
        csr = x509.load_pem_x509_csr(request.body["csr"].encode())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, TERMINAL)])
        begun = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(certify(papers, FOREIGN.public_key()).issuer)
        )
        begun = begun.public_key(csr.public_key()).serial_number(7).not_valid_before(BEGAN)
        made = begun.not_valid_after(BEGAN + 2 * LIFE).sign(FOREIGN, hashes.SHA256())
        pem = made.public_bytes(serialization.Encoding.PEM).decode()
        saying(200, {"outcome": "ok", "certificate": pem})(connection, request)

    return play


WORSE: dict[str, tuple[Callable[[Papers], Play], str]] = {
    "a refusal": (lambda _: saying(200, {"outcome": "refused", "code": "KEY_NOT_NEW"}), "KEY_NOT_NEW"),
    "words": (lambda _: saying(200, {"outcome": "ok", "certificate": "please"}), "CERTIFICATE_UNREADABLE"),
    "another key's": (another_key, "CERTIFICATE_OF_ANOTHER_KEY"),
    "another terminal's": (lambda papers: granting(papers, name="GD-0118"), "CERTIFICATE_OF_ANOTHER_TERMINAL"),
    "another authority's": (another_authority, "CERTIFICATE_OF_ANOTHER_AUTHORITY"),
    "one that ends as soon": (lambda papers: granting(papers, begin=BEGAN), "CERTIFICATE_NOT_LONGER"),
}


@pytest.mark.parametrize(("play", "code"), WORSE.values(), ids=WORSE.keys())
def test_what_would_be_worse_is_not_taken(
    serve: Serve, papers: Papers, identity: Identity, connected: Connected, play: Any, code: str
) -> None:
    before = identity.file.read_bytes()
    with pytest.raises(EnrolmentRefused, match=code):
        renew(connected(serve(play(papers))), identity, TERMINAL, papers.authority_file)
    assert identity.file.read_bytes() == before
    assert not Renewal(identity, TERMINAL, papers.authority_file).look(connected(serve(play(papers))), DUE)


@pytest.mark.parametrize("content", [None, b"", b"not PEM"], ids=["missing", "empty", "garbage"])
def test_an_identity_that_cannot_be_read_is_not_renewed(
    serve: Serve, papers: Papers, identity: Identity, connected: Connected, content: bytes | None
) -> None:
    server = serve(granting(papers))
    client = connected(server)
    identity.file.unlink()
    if content is not None:
        identity.file.write_bytes(content)
    assert not Renewal(identity, TERMINAL, papers.authority_file).look(client, DUE)
    assert server.requests == []


def test_an_identity_without_the_platform_s_key_is_not_renewed(
    serve: Serve, papers: Papers, identity: Identity, connected: Connected
) -> None:
    identity.file.write_bytes(identity.file.read_bytes().replace(PUBLIC, b""))
    with pytest.raises(EnrolmentRefused, match="ANSWER_KEY_UNREADABLE"):
        renew(connected(serve(granting(papers))), identity, TERMINAL, papers.authority_file)


# --- killed between any two steps -----------------------------------------------------------------------


class Killed(BaseException):
    """The process is gone: nothing after this runs, no clean-up either."""


STEPS = ("call", "open", "fsync", "replace", "folder", "fsync")
"""What a renewal does outside its own memory, in this order; `call` is the platform's part."""


class Mortal:
    """Counts steps and dies at the n-th, before or after it; whatever is tried after its death dies too."""

    def __init__(self, dies_at: int, *, after: bool) -> None:
        self.steps: list[str] = []
        self._dies_at, self._after, self._dead = dies_at, after, False

    def wrapped(self, name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **kwargs: Any) -> Any:
            if self._dead:
                raise Killed
            kind = "folder" if name == "open" and args[1] == os.O_RDONLY else name
            self.steps.append(kind)
            self._dead = len(self.steps) == self._dies_at
            if self._dead and not self._after:
                raise Killed
            done = act(*args, **kwargs)
            if self._dead:
                raise Killed
            return done

        return step


class Granter:
    """Stands for the connection: the platform grants, and has written it down before it answers."""

    def __init__(self, papers: Papers) -> None:
        self._papers = papers
        self.granted: list[bytes] = []

    def call(self, method: str, path: str, body: dict[str, Any], shape: Any) -> Any:
        key = x509.load_pem_x509_csr(body["csr"].encode()).public_key()
        pem = certify(self._papers, key, begin=BEGAN + timedelta(days=61)).public_bytes(serialization.Encoding.PEM)
        self.granted.append(pem)
        return shape.validate_python({"outcome": "ok", "certificate": pem.decode()})


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("dies_at", range(1, len(STEPS) + 2))
def test_killed_between_any_two_steps_one_working_identity_remains(
    papers: Papers, identity: Identity, monkeypatch: pytest.MonkeyPatch, dies_at: int, after: bool
) -> None:
    mortal, granter = Mortal(dies_at, after=after), Granter(papers)
    former = identity.file.read_bytes()
    client: Any = granter
    for where, name in ((os, "open"), (os, "fsync"), (Path, "replace")):
        monkeypatch.setattr(where, name, mortal.wrapped(name, getattr(where, name)))
    unlink = Path.unlink
    monkeypatch.setattr(Path, "unlink", lambda path, **how: None if mortal._dead else unlink(path, **how))
    monkeypatch.setattr(granter, "call", mortal.wrapped("call", granter.call))
    killed = False
    try:
        renew(client, identity, TERMINAL, papers.authority_file)
    except Killed:
        killed = True
    monkeypatch.undo()
    assert killed == (dies_at <= len(STEPS)), mortal.steps
    assert mortal.steps == list(STEPS[:dies_at])

    tls(papers.authority_file, identity.file)  # it can be used
    whole, named = identity.file.read_bytes(), certificate_of(identity).public_bytes(serialization.Encoding.PEM)
    assert whole == former or named == granter.granted[-1], "the former one, or one that the platform knows"
    assert certificate_of(identity).public_key() == signing_key(identity.file).public_key()
    assert answer_key(identity) == ANSWERS

    renew_again: Any = Granter(papers)
    if whole == former:
        renew(renew_again, identity, TERMINAL, papers.authority_file)
        assert certificate_of(identity).public_bytes(serialization.Encoding.PEM) == renew_again.granted[-1]
    assert [each.name for each in identity.directory.iterdir() if not each.name.endswith(".part")] == ["terminal.pem"]


# --- in the platform's thread ---------------------------------------------------------------------------


def serial(request: Request) -> str:
    """Return the number of the certificate that a request came with."""
    return str(request.peer["serialNumber"])


def town(papers: Papers, now: Callable[[], datetime], revoked: set[str]) -> Play:
    """A platform with a clock of its own, which refuses some certificates."""

    def play(connection: ssl.SSLSocket, request: Request) -> None:
        if serial(request) in revoked:
            saying(403, {"code": "TERMINAL_REVOKED", "detail": ""})(connection, request)
        elif request.path == "/v1/heartbeats":
            saying(200, {**BEAT, "server_time": now().isoformat()})(connection, request)
        else:
            granting(papers)(connection, request)

    return play


@pytest.fixture
def begin(papers: Papers, identity: Identity, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Server], None]]:
    """Start the platform's thread against a server."""
    monkeypatch.setattr(worker_module, "LOST_HEARTBEAT_S", 0.05)
    workers: list[PlatformWorker] = []

    def start(server: Server) -> None:
        def connect() -> PlatformClient:
            return PlatformClient(server.url, tls(papers.authority_file, identity.file))

        about = {"version": "0.1.0", "boot_id": "5f0c1e7a9b3d2846"}
        renewal = Renewal(identity, TERMINAL, papers.authority_file)
        worker = PlatformWorker(connect, lambda _: None, 0.05, about, dict, renewal=renewal)
        workers.append(worker)
        worker.start()

    yield start
    for worker in workers:
        assert worker.stop(10.0)


def test_acc_1_the_kiosk_renews_by_itself_and_goes_on_with_the_new_one(
    serve: Serve, papers: Papers, begin: Callable[[Server], None]
) -> None:
    clock = [DUE - timedelta(seconds=1)]
    server = serve(town(papers, lambda: clock[0], set()))
    begin(server)
    wait_until(lambda: len(server.requests) >= 3)
    assert {each.path for each in server.requests} == {"/v1/heartbeats"}
    clock[0] = DUE
    wait_until(lambda: len({serial(each) for each in server.requests}) == 2)
    renewals = [each for each in server.requests if each.path == "/v1/identity/renewal"]
    assert len(renewals) == 1
    assert serial(renewals[0]) == serial(server.requests[0]), "asked with the former one"


def test_a_terminal_that_is_enrolled_anew_needs_no_restart(
    serve: Serve, papers: Papers, identity: Identity, begin: Callable[[Server], None]
) -> None:
    """Refused, it hangs up: the next try is made with whatever identity is there then."""
    former = f"{certificate_of(identity).serial_number:X}"
    server = serve(town(papers, lambda: BEGAN, {former, f"0{former}"}))
    begin(server)
    wait_until(lambda: len(server.requests) >= 2)
    key = ec.generate_private_key(ec.SECP256R1())
    keep(identity.file, identity_pem(key, certify(papers, key.public_key()), PUBLIC))
    wait_until(lambda: serial(server.requests[-1]).lstrip("0") != former)


def test_a_request_is_signed_by_its_own_key() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    asked = x509.load_pem_x509_csr(request_for(key, TERMINAL).encode())
    assert asked.is_signature_valid
    assert asked.public_key() == key.public_key()


def test_no_answer_is_no_renewal(papers: Papers, identity: Identity) -> None:
    client = PlatformClient("https://localhost:1", tls(papers.authority_file, identity.file))
    with pytest.raises(NoAnswer):
        renew(client, identity, TERMINAL, papers.authority_file)
    client.close()
