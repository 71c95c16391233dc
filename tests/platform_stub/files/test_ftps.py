"""H13: a stranger, a stolen password, another terminal and a wrong command get nowhere; a cut upload goes on."""

import ftplib
import hashlib
import io
import socket
import ssl
from contextlib import suppress
from pathlib import Path

import pytest

from platform_stub.files.uploads import Announced, Uploads
from platform_stub.shapes import Refused
from tests.contract.journal_file import content
from tests.platform_stub.conftest import Clock
from tests.platform_stub.files.conftest import Member

NAME = "GD-0117_20261123_001.txt.gz"
BYTES = content() * 40  # what is in it does not matter here


def announce(uploads: Uploads, terminal: Member, name: str = NAME, data: bytes = BYTES) -> dict[str, object]:
    told = uploads.announce(
        terminal.number, Announced(name, len(data), hashlib.sha256(data).hexdigest()), terminal.key.public_key()
    )
    assert isinstance(told, dict), told
    ticket = told["ticket"]
    assert isinstance(ticket, dict)
    return ticket


def connect(uploads: Uploads, context: ssl.SSLContext) -> ftplib.FTP_TLS:
    line = ftplib.FTP_TLS(context=context, timeout=5)
    line.connect(*uploads.address)
    return line


def logged_in(uploads: Uploads, terminal: Member) -> ftplib.FTP_TLS:
    ticket = announce(uploads, terminal)
    line = connect(uploads, terminal.context())
    line.login(str(ticket["user"]), str(ticket["password"]))
    line.prot_p()
    return line


def store(line: ftplib.FTP_TLS, data: bytes, name: str = NAME, rest: int | None = None) -> None:
    line.storbinary(f"STOR {name}", io.BytesIO(data), rest=rest)


def kept(uploads: Uploads) -> bytes:
    path = uploads.path("GD-0117", NAME)
    return path.read_bytes() if path.exists() else b""


def test_a_file_is_brought(uploads: Uploads, terminal: Member) -> None:
    with logged_in(uploads, terminal) as line:
        store(line, BYTES)
        assert isinstance(line.sock, ssl.SSLSocket)
        assert line.sock.version() == "TLSv1.3"
    assert kept(uploads) == BYTES
    assert uploads.path("GD-0117", NAME).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("command", ["STOR", "APPE"])
def test_fault_23_a_cut_upload_goes_on_where_it_was_cut(uploads: Uploads, terminal: Member, command: str) -> None:
    with logged_in(uploads, terminal) as line:
        store(line, BYTES[:5_000])
    told = uploads.announce(
        "GD-0117", Announced(NAME, len(BYTES), hashlib.sha256(BYTES).hexdigest()), terminal.key.public_key()
    )
    assert isinstance(told, dict)
    assert (told["complete"], told["received"]) == (False, 5_000)
    with logged_in(uploads, terminal) as line:
        line.storbinary(f"{command} {NAME}", io.BytesIO(BYTES[5_000:]), rest=5_000 if command == "STOR" else None)
    assert kept(uploads) == BYTES


def test_a_cut_in_the_middle_of_the_data_leaves_what_came(uploads: Uploads, terminal: Member) -> None:
    line = logged_in(uploads, terminal)
    line.voidcmd("TYPE I")
    data = line.transfercmd(f"STOR {NAME}")
    data.sendall(BYTES[:3_000])
    data.close()
    with suppress(*ftplib.all_errors):
        line.voidresp()
    line.close()
    assert BYTES.startswith(kept(uploads))


# --- refusals ---


def test_a_login_in_clear_is_refused(uploads: Uploads, terminal: Member) -> None:
    ticket = announce(uploads, terminal)
    with ftplib.FTP(timeout=5) as line:
        line.connect(*uploads.address)
        with pytest.raises(ftplib.error_perm, match="550 SSL/TLS required"):
            line.login(str(ticket["user"]), str(ticket["password"]))


def test_what_is_sent_before_the_handshake_does_not_count_after_it(uploads: Uploads, terminal: Member) -> None:
    """Whoever sits on the line could else put a command of his in front of the terminal's own."""
    ticket = announce(uploads, terminal)
    answer = b""
    with socket.create_connection(uploads.address, 5) as raw, suppress(ssl.SSLError):
        raw.recv(100)
        raw.sendall(f"AUTH TLS\r\nUSER {ticket['user']}\r\n".encode())
        told = raw.recv(100)
        assert told.startswith(b"234"), told
        with terminal.context().wrap_socket(raw, server_hostname="127.0.0.1") as line:
            line.sendall(f"PASS {ticket['password']}\r\n".encode())
            answer = line.recv(100)
    assert answer[:3] in (b"", b"503", b"550")


def test_data_in_clear_is_refused(uploads: Uploads, terminal: Member) -> None:
    with logged_in(uploads, terminal) as line:
        line.prot_c()
        with pytest.raises(ftplib.error_perm, match="550 SSL/TLS required on the data channel"):
            store(line, BYTES)
    assert kept(uploads) == b""


def test_a_server_of_another_authority_is_refused_by_the_client(uploads: Uploads) -> None:
    line = connect(uploads, ssl.create_default_context())
    with pytest.raises(ssl.SSLCertVerificationError):
        line.login("user", "secret")
    line.close()


def test_nobody_without_a_certificate_gets_in(uploads: Uploads, terminal: Member) -> None:
    ticket = announce(uploads, terminal)
    line = connect(uploads, terminal.context(identity=False))
    with pytest.raises(ftplib.all_errors):
        line.login(str(ticket["user"]), str(ticket["password"]))
    line.close()


def test_tls_1_2_is_refused(uploads: Uploads, terminal: Member) -> None:
    context = terminal.context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    line = connect(uploads, context)
    with pytest.raises(ftplib.all_errors):
        line.auth()
    line.close()


def test_fault_57_a_stolen_password_is_no_use_to_another_terminal(
    uploads: Uploads, terminal: Member, other: Member
) -> None:
    ticket = announce(uploads, terminal)
    line = connect(uploads, other.context())
    with pytest.raises(ftplib.error_perm, match="530"):
        line.login(str(ticket["user"]), str(ticket["password"]))
    line.close()
    with connect(uploads, terminal.context()) as own:
        own.login(str(ticket["user"]), str(ticket["password"]))  # and the theft has not used it up


def test_a_ticket_is_good_once_and_for_ten_minutes(uploads: Uploads, terminal: Member, clock: Clock) -> None:
    once, late = announce(uploads, terminal), announce(uploads, terminal)
    with connect(uploads, terminal.context()) as line:
        line.login(str(once["user"]), str(once["password"]))
    clock.advance(minutes=10)
    for ticket in (once, late):
        line = connect(uploads, terminal.context())
        with pytest.raises(ftplib.error_perm, match="530"):
            line.login(str(ticket["user"]), str(ticket["password"]))
        line.close()


def test_the_third_wrong_password_ends_the_connection(uploads: Uploads, terminal: Member) -> None:
    line = connect(uploads, terminal.context())
    line.auth()
    for number in range(3):
        with pytest.raises(ftplib.error_perm, match="530.*Disconnecting" if number == 2 else "530"):
            line.login("anonymous" if number else "user", "guess", secure=False)
    with pytest.raises(ftplib.all_errors):
        line.login("user", "guess", secure=False)
    line.close()


@pytest.mark.parametrize(
    "command",
    [
        f"RETR {NAME}", f"DELE {NAME}", "LIST", "NLST", "MLSD", f"MLST {NAME}", f"SIZE {NAME}", f"RNFR {NAME}", "MKD x",
        "RMD x", "CWD /", "CDUP", "STOU", "SITE CHMOD 777 x", "PORT 10,0,0,1,0,80", "EPRT |1|10.0.0.1|80|", "STAT /",
        f"MFMT 20200101000000 {NAME}", "SYST", "HELP", "PWD",
    ],
)  # fmt: skip
def test_there_are_no_other_commands(uploads: Uploads, terminal: Member, command: str) -> None:
    with logged_in(uploads, terminal) as line, pytest.raises(ftplib.error_perm, match=r"^(500|550)"):
        line.sendcmd(command)


@pytest.mark.parametrize(
    "name",
    [
        "GD-0117_20261123_002.txt.gz", "../GD-0117_20261123_001.txt.gz/../x", "../../etc/passwd", "/etc/passwd",
        "../GD-0118/GD-0117_20261123_001.txt.gz", "GD-0118/GD-0117_20261123_001.txt.gz", f"{NAME}.part", ".", "x",
    ],
)  # fmt: skip
def test_no_other_file_is_taken(uploads: Uploads, terminal: Member, name: str, fast_directory: Path) -> None:
    with logged_in(uploads, terminal) as line, pytest.raises(ftplib.error_perm, match=r"^550"):
        store(line, BYTES, name)
    assert [path for path in uploads.area.rglob("*") if path.is_file()] == []


def test_nothing_is_written_over(uploads: Uploads, terminal: Member) -> None:
    with logged_in(uploads, terminal) as line:
        store(line, BYTES[:5_000])
    for rest in (None, 1, 4_999, 5_001, 10**9):
        wrong = pytest.raises(ftplib.error_perm, match="550 it goes on at 5000")
        with logged_in(uploads, terminal) as line, wrong:
            store(line, b"X" * 10, rest=rest)
    with logged_in(uploads, terminal) as line:
        store(line, BYTES[5_000:], rest=5_000)
        for rest in (None, 5_000, len(BYTES)):
            with pytest.raises(ftplib.error_perm, match="550 all of it is there"):
                store(line, b"X", rest=rest)
    assert kept(uploads) == BYTES


def test_a_whole_file_gets_no_further_ticket(uploads: Uploads, terminal: Member) -> None:
    with logged_in(uploads, terminal) as line:
        store(line, BYTES)
    told = uploads.announce(
        "GD-0117", Announced(NAME, len(BYTES), hashlib.sha256(BYTES).hexdigest()), terminal.key.public_key()
    )
    assert told == {"outcome": "ok", "complete": True, "received": len(BYTES), "ticket": None}


def test_more_than_was_announced_is_not_taken(uploads: Uploads, terminal: Member) -> None:
    with logged_in(uploads, terminal) as line, pytest.raises(ftplib.all_errors):
        store(line, BYTES + b"X" * 100_000)
    assert len(kept(uploads)) <= len(BYTES)


def test_data_from_another_address_is_refused(uploads: Uploads, terminal: Member) -> None:
    with logged_in(uploads, terminal) as line:
        line.voidcmd("TYPE I")
        host, port = line.makepasv()
        with socket.create_connection((host, port), 5, ("127.0.0.2", 0)) as stranger:
            assert stranger.recv(100) == b""
        with pytest.raises(ftplib.error_temp, match="425 Rejected data connection from foreign address"):
            line.voidresp()
    assert kept(uploads) == b""


def test_another_content_under_the_same_name_is_refused(uploads: Uploads, terminal: Member) -> None:
    announce(uploads, terminal)
    told = uploads.announce("GD-0117", Announced(NAME, 5, "0" * 64), terminal.key.public_key())
    assert told == Refused(code="UPLOAD_CONFLICT")


def test_another_terminals_file_is_refused(uploads: Uploads, other: Member) -> None:
    told = uploads.announce("GD-0118", Announced(NAME, 5, "0" * 64), other.key.public_key())
    assert told == Refused(code="FILE_FOREIGN")
