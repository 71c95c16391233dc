"""H13: whose certificate is no good on the control channel, and whose on the data channel. None brings a byte.

Beside it stand the refusals of what a good certificate may not do: `test_ftps`.
"""

import datetime
import ftplib
import io
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from sqlalchemy import Engine

from platform_stub.files.uploads import Uploads
from platform_stub.place import Place
from platform_stub.storage.schema import terminals
from platform_stub.terminals import registry
from platform_stub.terminals.authority import (
    Authority,
    new_authority,
    new_key,
    pem,
    server_certificate,
    terminal_certificate,
)
from tests.platform_stub.conftest import OTHER, TERMINAL
from tests.platform_stub.files.conftest import Member
from tests.platform_stub.files.test_ftps import BYTES, NAME, announce, connect, kept

NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)
KEY = new_key()
Made = Callable[[Authority], list[x509.Certificate]]


def of_another_authority(_ours: Authority) -> list[x509.Certificate]:
    return [terminal_certificate(new_authority(NOW), KEY.public_key(), TERMINAL, NOW)]


def of_another_authority_with_our_name(ours: Authority) -> list[x509.Certificate]:
    return [terminal_certificate(Authority(new_key(), ours.certificate), KEY.public_key(), TERMINAL, NOW)]


def self_signed(ours: Authority) -> list[x509.Certificate]:
    return [terminal_certificate(Authority(KEY, ours.certificate), KEY.public_key(), TERMINAL, NOW)]


def expired(ours: Authority) -> list[x509.Certificate]:
    return [terminal_certificate(ours, KEY.public_key(), TERMINAL, NOW - 91 * DAY)]


def not_yet_valid(ours: Authority) -> list[x509.Certificate]:
    return [terminal_certificate(ours, KEY.public_key(), TERMINAL, NOW + DAY)]


def a_servers(ours: Authority) -> list[x509.Certificate]:
    return [server_certificate(ours, KEY.public_key(), ["localhost"], NOW)]


def signed_by_a_terminal(ours: Authority) -> list[x509.Certificate]:
    issuer = new_key()
    above = terminal_certificate(ours, issuer.public_key(), OTHER, NOW)
    return [terminal_certificate(Authority(issuer, above), KEY.public_key(), TERMINAL, NOW), above]


def never_issued(ours: Authority) -> list[x509.Certificate]:
    """Good in every handshake: only the registry tells that it is nobody's."""
    return [terminal_certificate(ours, KEY.public_key(), TERMINAL, NOW)]


BAD: tuple[Made, ...] = (
    of_another_authority,
    of_another_authority_with_our_name,
    self_signed,
    expired,
    not_yet_valid,
    a_servers,
    signed_by_a_terminal,
)
named = pytest.mark.parametrize("made", [*BAD, never_issued], ids=lambda made: made.__name__)


def stranger(folder: Path, place: Place, certificates: list[x509.Certificate]) -> ssl.SSLContext:
    """Return a client that shows these certificates."""
    plain = KEY.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "stranger.pem"
    file.write_bytes(plain + b"".join(map(pem, certificates)))
    context = ssl.create_default_context(cafile=str(place.authority_certificate))
    context.load_cert_chain(file)
    return context


def brings(uploads: Uploads, ticket: dict[str, object], control: ssl.SSLContext, data: ssl.SSLContext) -> None:
    """Log in with one certificate and bring the file with another one on the data channel."""
    line = connect(uploads, control)
    try:
        line.login(str(ticket["user"]), str(ticket["password"]))
        line.prot_p()
        line.context = data  # of the connections that it makes from now on
        line.storbinary(f"STOR {NAME}", io.BytesIO(BYTES))
    finally:
        line.close()


@named
def test_h13_a_bad_certificate_gets_nowhere_even_with_a_good_ticket(
    uploads: Uploads, terminal: Member, place: Place, tmp_path: Path, made: Made
) -> None:
    ticket = announce(uploads, terminal)
    context = stranger(tmp_path, place, made(place.authority()))
    with pytest.raises((OSError, EOFError, ftplib.Error)):
        brings(uploads, ticket, context, context)
    assert kept(uploads) == b""
    brings(uploads, ticket, terminal.context(), terminal.context())  # nor is the ticket used up
    assert kept(uploads) == BYTES


@named
def test_h13_a_bad_certificate_on_the_data_channel_brings_nothing(
    uploads: Uploads, terminal: Member, place: Place, tmp_path: Path, made: Made
) -> None:
    """Whoever gets in between the terminal's login and its data."""
    data = stranger(tmp_path, place, made(place.authority()))
    with pytest.raises((OSError, EOFError, ftplib.Error)):
        brings(uploads, announce(uploads, terminal), terminal.context(), data)
    assert kept(uploads) == b""


def test_h13_another_terminal_on_the_data_channel_brings_nothing(
    uploads: Uploads, terminal: Member, other: Member
) -> None:
    with pytest.raises((OSError, EOFError, ftplib.Error)):
        brings(uploads, announce(uploads, terminal), terminal.context(), other.context())
    assert kept(uploads) == b""


def test_h13_nobody_on_the_data_channel_brings_nothing(uploads: Uploads, terminal: Member) -> None:
    with pytest.raises((OSError, EOFError, ftplib.Error)):
        brings(uploads, announce(uploads, terminal), terminal.context(), terminal.context(identity=False))
    assert kept(uploads) == b""


def test_h13_an_older_tls_on_the_data_channel_brings_nothing(uploads: Uploads, terminal: Member) -> None:
    older = terminal.context()
    older.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises((OSError, EOFError, ftplib.Error)):
        brings(uploads, announce(uploads, terminal), terminal.context(), older)
    assert kept(uploads) == b""


@pytest.mark.parametrize("end", ["revoked", "scrapped"])
def test_h13_a_terminal_that_counts_no_more_is_refused_with_its_ticket(
    uploads: Uploads, terminal: Member, engine: Engine, end: str
) -> None:
    ticket = announce(uploads, terminal)
    with engine.begin() as connection:
        if end == "revoked":
            assert registry.revoke(connection, TERMINAL, NOW)
        else:
            connection.execute(terminals.update().where(terminals.c.terminal == TERMINAL).values(status=2))
    with pytest.raises(ftplib.error_perm, match=r"^530"):
        brings(uploads, ticket, terminal.context(), terminal.context())
    assert kept(uploads) == b""
