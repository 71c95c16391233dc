"""A terminal's next certificate (ACC-1): the former one until the new one was used; over both databases."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import Engine, select, update

from platform_stub.storage.schema import certificates
from platform_stub.terminals import registry
from platform_stub.terminals.authority import TERMINAL_DAYS, Authority, new_key, public_pem
from tests.platform_stub.conftest import NOW, OTHER, TERMINAL, Client, Clock, csr, enrolled

NOWHERE = "/v1/sales/GD0117-000001"


def speaks(client: Client, certificate: bytes) -> str:
    """Ask something with a certificate; return what is said of it."""
    return str(Client(client.app, certificate).send("GET", NOWHERE).json()["code"])


def renewed(client: Client, certificate: bytes | None = None, key: ec.EllipticCurvePrivateKey | None = None) -> bytes:
    """Renew with a certificate; return the new one."""
    asking = Client(client.app, certificate or client.certificate)
    answer = asking.ask("POST", "/v1/identity/renewal", {"csr": csr(TERMINAL, key)})
    assert answer["outcome"] == "ok", answer
    made = x509.load_pem_x509_certificate(answer["certificate"].encode())
    return made.public_bytes(serialization.Encoding.DER)


@pytest.fixture
def former(client: Client) -> bytes:
    assert client.certificate is not None
    return client.certificate


def rows(engine: Engine) -> list[Any]:
    with engine.begin() as connection:
        return list(connection.execute(select(certificates).order_by(certificates.c.issued_at)))


def test_acc_1_the_former_one_works_until_the_new_one_was_used(client: Client, former: bytes, clock: Clock) -> None:
    clock.advance(days=60)
    new = renewed(client)
    assert [speaks(client, former) for _ in range(2)] == ["SALE_UNHEARD"] * 2, "the answer may have come to nobody"
    assert speaks(client, new) == "SALE_UNHEARD"
    assert speaks(client, former) == "TERMINAL_REVOKED"
    assert speaks(client, new) == "SALE_UNHEARD"


def test_a_renewed_certificate_lasts_ninety_days_from_now(client: Client, clock: Clock, authority: Authority) -> None:
    clock.advance(days=60)
    key = new_key()
    made = x509.load_der_x509_certificate(renewed(client, key=key))
    assert made.public_key() == key.public_key()
    assert made.not_valid_after_utc == clock() + timedelta(days=TERMINAL_DAYS)
    made.verify_directly_issued_by(authority.certificate)


def test_asked_again_the_one_that_was_not_used_is_void(client: Client, former: bytes) -> None:
    """It may lie on the wire or in a memory that a power cut has wiped; nobody waits for it."""
    lost = renewed(client)
    new = renewed(client)
    assert speaks(client, lost) == "TERMINAL_REVOKED"
    assert speaks(client, former) == "SALE_UNHEARD"
    assert speaks(client, new) == "SALE_UNHEARD"
    assert speaks(client, former) == "TERMINAL_REVOKED"


def test_renewals_follow_each_other(client: Client, former: bytes, clock: Clock) -> None:
    certificate = former
    for _ in range(3):
        clock.advance(days=60)
        certificate = renewed(client, certificate)
        assert speaks(client, certificate) == "SALE_UNHEARD"
    clock.advance(days=TERMINAL_DAYS)
    assert speaks(client, certificate) == "CERTIFICATE_EXPIRED"


def test_revocation_takes_the_new_one_too(client: Client, former: bytes, engine: Engine) -> None:
    new = renewed(client)
    with engine.begin() as connection:
        assert registry.revoke(connection, TERMINAL, NOW) == 2
    assert {speaks(client, each) for each in (former, new)} == {"TERMINAL_REVOKED"}
    refused = Client(client.app, new).send("POST", "/v1/identity/renewal", {"csr": csr(TERMINAL)})
    assert (refused.status_code, refused.json()["code"]) == (403, "TERMINAL_REVOKED")


def test_a_key_is_used_once(client: Client, former: bytes, engine: Engine) -> None:
    key = new_key()
    new = renewed(client, key=key)
    for _ in range(2):
        answer = Client(client.app, former).ask("POST", "/v1/identity/renewal", {"csr": csr(TERMINAL, key)})
        assert answer == {"outcome": "refused", "code": "KEY_NOT_NEW"}
    assert speaks(client, new) == "SALE_UNHEARD", "what is refused changes nothing"
    assert len(rows(engine)) == 2


def test_h14_a_terminal_renews_for_itself_alone(client: Client, engine: Engine) -> None:
    answer = client.send("POST", "/v1/identity/renewal", {"csr": csr(OTHER)})
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_REQUEST")
    assert len(rows(engine)) == 1


def test_another_terminal_s_renewal_is_its_own(client: Client, engine: Engine, authority: Authority) -> None:
    theirs = enrolled(engine, authority, OTHER)
    new = renewed(client)
    assert speaks(client, new) == "SALE_UNHEARD"
    assert speaks(client, theirs) == "FOREIGN_SALE", "it is still let in"


def test_what_was_signed_before_stays_signed(client: Client, engine: Engine, clock: Clock) -> None:
    """Files and slips of a former key are proven by it, the newest key first."""
    (first,) = rows(engine)
    clock.advance(days=60)
    key = new_key()
    speaks(client, renewed(client, key=key))
    with engine.begin() as connection:
        assert registry.public_keys(connection, TERMINAL) == [public_pem(key.public_key()), first.public_key]
        connection.execute(update(certificates).values(public_key=None))
        assert registry.public_keys(connection, TERMINAL) == [], "certificates from before keys were kept"
