"""Terminals, codes, certificates (ACC-1, PLAT-1, H26): over both databases."""

import base64
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, update

from platform_stub.api.enrolment_api import enrolment_api
from platform_stub.audit import Audit
from platform_stub.storage.schema import certificates, enrolment_codes, terminals
from platform_stub.terminals import registry
from platform_stub.terminals.authority import Authority, RequestWrong, fingerprint, new_key, requested_key
from platform_stub.terminals.enrolment import ALPHABET, CodeWrong, _hash, enrol, issue_code
from platform_stub.terminals.registry import RegistrationRefused, Stranger
from tests.platform_stub.conftest import NOW, OTHER, TERMINAL, Client, Clock, csr

HOUR = timedelta(hours=1)


def code_for(engine: Engine, terminal: str = TERMINAL, **more: Any) -> str:
    with engine.begin() as connection:
        return issue_code(connection, terminal, by="operator:test", now=NOW, **more)


def use(
    engine: Engine, authority: Authority, code: str, terminal: str = TERMINAL, after: timedelta = HOUR
) -> x509.Certificate:
    with engine.begin() as connection:
        return enrol(connection, authority, terminal=terminal, code=code, csr=csr(terminal), now=NOW + after)


def whose(engine: Engine, certificate: x509.Certificate, after: timedelta = HOUR) -> str:
    with engine.begin() as connection:
        return registry.identify(connection, fingerprint(certificate), NOW + after)


# --- codes ---


def test_a_code_makes_a_certificate_that_the_registry_knows(engine: Engine, authority: Authority) -> None:
    certificate = use(engine, authority, code_for(engine))
    assert whose(engine, certificate) == TERMINAL
    assert certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == TERMINAL


def test_a_code_is_good_once(engine: Engine, authority: Authority) -> None:
    code = code_for(engine)
    use(engine, authority, code)
    with pytest.raises(CodeWrong):
        use(engine, authority, code)


def test_a_code_is_good_for_a_day_and_no_longer(engine: Engine, authority: Authority) -> None:
    code = code_for(engine)
    with pytest.raises(CodeWrong):
        use(engine, authority, code, after=24 * HOUR)
    use(engine, authority, code, after=24 * HOUR - timedelta(seconds=1))
    short = code_for(engine, hours=0.5)
    with pytest.raises(CodeWrong):
        use(engine, authority, short, after=HOUR)


def test_a_code_cannot_be_made_for_longer(engine: Engine) -> None:
    for hours in (24.1, 0.0, -1.0):
        with pytest.raises(AssertionError):
            code_for(engine, hours=hours)


def test_a_code_is_its_terminal_s_alone(engine: Engine, authority: Authority) -> None:
    with pytest.raises(CodeWrong):
        use(engine, authority, code_for(engine, OTHER), TERMINAL)


def test_a_new_code_makes_the_former_one_void(engine: Engine, authority: Authority) -> None:
    former = code_for(engine)
    use(engine, authority, code_for(engine))
    with pytest.raises(CodeWrong):
        use(engine, authority, former)


def test_how_a_code_is_typed_does_not_matter(engine: Engine, authority: Authority) -> None:
    code = code_for(engine)
    assert whose(engine, use(engine, authority, f" {code.lower().replace('-', ' ')}\n")) == TERMINAL


def test_codes_are_long_readable_and_kept_as_hashes(engine: Engine) -> None:
    codes = [code_for(engine) for _ in range(20)]
    for code in codes:
        assert len(code.replace("-", "")) == 20
        assert set(code) <= {*ALPHABET, "-"}
    assert not set("01OIL") & set(ALPHABET)
    assert len(set(codes)) == 20
    with engine.begin() as connection:
        kept = str(connection.execute(select(enrolment_codes)).all())
    assert not any(code in kept or code.replace("-", "") in kept for code in codes), "I24"


@given(st.text(max_size=64))
def test_no_guess_is_good(guess: str) -> None:
    good = "7HYTH-V8XRA-P6THN-3WEET"
    if "".join(guess.split()).replace("-", "").upper() != good.replace("-", ""):
        assert _hash(TERMINAL, guess) != _hash(TERMINAL, good)
    assert _hash(OTHER, good) != _hash(TERMINAL, good)


def test_h26_two_at_once_use_a_code_once(engine: Engine, authority: Authority) -> None:
    code = code_for(engine)
    barrier = threading.Barrier(6)

    def one(_: int) -> bool:
        barrier.wait(30)
        try:
            use(engine, authority, code)
        except CodeWrong:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        assert sorted(threads.map(one, range(6))) == [False] * 5 + [True]
    with engine.begin() as connection:
        assert len(connection.execute(select(certificates)).all()) == 1


# --- terminals ---


@pytest.mark.parametrize(
    "number", ["GD0117", "gd-0117", "GD-117", "GD-01171", "GDX-0117", "GD-0117\n", "GD-０１１７", ""]
)
def test_a_number_of_another_shape_is_not_registered(engine: Engine, number: str) -> None:
    with engine.begin() as connection, pytest.raises(RegistrationRefused):
        registry.add(connection, registry.Terminal(number, "", "", "", ""), by="operator:test", now=NOW)


def test_a_terminal_is_registered_once(engine: Engine) -> None:
    """PLAT-1."""
    with engine.begin() as connection, pytest.raises(RegistrationRefused, match="already"):
        registry.add(connection, registry.Terminal(TERMINAL, "", "", "", ""), by="operator:test", now=NOW)
    with engine.begin() as connection:
        row = connection.execute(select(terminals).where(terminals.c.terminal == TERMINAL)).one()
    assert (row.name, row.type, row.address, row.region) == ("城南供电营业厅", "GK-1", "城南路1号", "城南")
    assert (row.status, row.registered_by, row.sale_prefix) == (0, "operator:test", "GD0117")


def test_no_code_for_nobody(engine: Engine, authority: Authority) -> None:
    with pytest.raises(RegistrationRefused, match="not registered"):
        code_for(engine, "GD-9999")
    with pytest.raises(CodeWrong):
        use(engine, authority, "7HYTH-V8XRA-P6THN-3WEET", "GD-9999")
    with engine.begin() as connection, pytest.raises(RegistrationRefused):
        registry.revoke(connection, "GD-9999", NOW)


def scrap(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(update(terminals).where(terminals.c.terminal == TERMINAL).values(status=2))


def test_i22_a_scrapped_terminal_is_neither_enrolled_nor_known(engine: Engine, authority: Authority) -> None:
    code, certificate = code_for(engine), use(engine, authority, code_for(engine))
    code = code_for(engine)
    scrap(engine)
    with pytest.raises(RegistrationRefused, match="scrapped"):
        code_for(engine)
    with pytest.raises(CodeWrong):
        use(engine, authority, code)
    with pytest.raises(Stranger, match="TERMINAL_SCRAPPED"):
        whose(engine, certificate)


# --- certificates ---


def test_a_revoked_terminal_is_refused_and_its_open_code_is_void(engine: Engine, authority: Authority) -> None:
    certificate = use(engine, authority, code_for(engine))
    code = code_for(engine)
    with engine.begin() as connection:
        assert registry.revoke(connection, TERMINAL, NOW) == 1
    with pytest.raises(Stranger, match="TERMINAL_REVOKED"):
        whose(engine, certificate)
    with pytest.raises(CodeWrong):
        use(engine, authority, code)
    assert whose(engine, use(engine, authority, code_for(engine))) == TERMINAL, "enrolled anew"


def test_one_terminal_has_one_certificate(engine: Engine, authority: Authority) -> None:
    """T5: a copy of a disk ends when the terminal is enrolled anew."""
    former = use(engine, authority, code_for(engine))
    other = use(engine, authority, code_for(engine, OTHER), OTHER)
    use(engine, authority, code_for(engine))
    with pytest.raises(Stranger, match="TERMINAL_REVOKED"):
        whose(engine, former)
    assert whose(engine, other) == OTHER


def test_a_certificate_ends_after_ninety_days(engine: Engine, authority: Authority) -> None:
    certificate = use(engine, authority, code_for(engine))
    assert whose(engine, certificate, HOUR + timedelta(days=90, seconds=-1)) == TERMINAL
    with pytest.raises(Stranger, match="CERTIFICATE_EXPIRED"):
        whose(engine, certificate, HOUR + timedelta(days=90))


def test_a_certificate_of_nobody(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(Stranger, match="TERMINAL_UNKNOWN"):
        registry.identify(connection, "00" * 32, NOW)


# --- certificate requests ---


def request_with(key: Any, name: str = TERMINAL, names: int = 1) -> str:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)] * names)
    algorithm = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, algorithm)
    return request.public_bytes(serialization.Encoding.PEM).decode()


def test_a_request_for_its_terminal_is_granted() -> None:
    key = new_key()
    assert requested_key(csr(TERMINAL, key), TERMINAL) == key.public_key()


@pytest.mark.parametrize(
    "request_",
    [
        request_with(new_key(), OTHER),
        request_with(new_key(), TERMINAL, names=2),
        request_with(new_key(), names=0),
        request_with(ec.generate_private_key(ec.SECP384R1())),
        request_with(rsa.generate_private_key(65_537, 2_048)),
        request_with(ed25519.Ed25519PrivateKey.generate()),
        "",
        "please",
        "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n",
        "证书",
    ],
    ids=[
        "another's",
        "two names",
        "no name",
        "another curve",
        "RSA",
        "Ed25519",
        "nothing",
        "words",
        "noise",
        "Chinese",
    ],
)
def test_a_request_that_is_not_granted(request_: str) -> None:
    with pytest.raises(RequestWrong):
        requested_key(request_, TERMINAL)


def test_a_request_changed_in_any_bit_is_not_granted() -> None:
    """A changed request has no valid signature, or is none; where DER is only written oddly, the key is the same."""
    key = new_key()
    der = x509.load_pem_x509_csr(csr(TERMINAL, key).encode()).public_bytes(serialization.Encoding.DER)
    refused = 0
    for bit in range(len(der) * 8):
        changed = bytearray(der)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            granted = requested_key(as_pem(bytes(changed)), TERMINAL)
        except RequestWrong:
            refused += 1
        else:
            assert granted == key.public_key()
    assert refused >= len(der) * 8 - 7, "all but the count of unused bits of the signature"


def as_pem(der: bytes) -> str:
    return f"-----BEGIN CERTIFICATE REQUEST-----\n{base64.encodebytes(der).decode()}-----END CERTIFICATE REQUEST-----\n"


def test_a_wrong_request_leaves_the_code_unused(
    engine: Engine, authority: Authority, clock: Clock, audit: Audit
) -> None:
    """The technician corrects what is wrong and goes on with the same code."""
    caller = Client(enrolment_api(engine, authority, clock, audit), None)
    body = {"terminal": TERMINAL, "code": code_for(engine), "csr": csr(OTHER)}
    answer = caller.send("POST", "/v1/enrolment", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_REQUEST")
    assert "not for this terminal" in answer.json()["detail"]
    answer = caller.send("POST", "/v1/enrolment", {**body, "csr": csr(TERMINAL)})
    assert answer.json()["outcome"] == "ok"
    certificate = x509.load_pem_x509_certificate(answer.json()["certificate"].encode())
    assert whose(engine, certificate) == TERMINAL
    ours = x509.load_pem_x509_certificate(answer.json()["authority"].encode())
    certificate.verify_directly_issued_by(ours)


def test_every_wrong_code_is_answered_alike(engine: Engine, authority: Authority, clock: Clock, audit: Audit) -> None:
    caller = Client(enrolment_api(engine, authority, clock, audit), None)
    used, expired = code_for(engine), "7HYTH-V8XRA-P6THN-3WEET"
    use(engine, authority, used)
    wrong = [
        {"terminal": TERMINAL, "code": used},
        {"terminal": TERMINAL, "code": expired},
        {"terminal": TERMINAL, "code": code_for(engine, OTHER)},
        {"terminal": "GD-9999", "code": used},
    ]
    answers = [caller.send("POST", "/v1/enrolment", {**body, "csr": csr(body["terminal"])}) for body in wrong]
    assert {(answer.status_code, answer.text) for answer in answers} == {
        (200, '{"outcome":"refused","code":"CODE_WRONG"}')
    }
