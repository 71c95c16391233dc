"""FTP over TLS, for one purpose: a terminal appends the rest of the one file that its ticket names (H13).

Explicit TLS 1.3 on both channels with the terminal's certificate on both; no other command, file or direction.
"""

import errno
import io
import logging
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from cryptography import x509
from OpenSSL import SSL
from pyftpdlib.authorizers import AuthenticationFailed, DummyAuthorizer
from pyftpdlib.filesystems import AbstractedFS
from pyftpdlib.handlers import TLS_DTPHandler, TLS_FTPHandler
from pyftpdlib.ioloop import IOLoop
from pyftpdlib.servers import FTPServer

from platform_stub.files.uploads import Expected, TicketWrong, Uploads, size_of
from platform_stub.place import Place
from platform_stub.storage.database import DATABASE_AWAY, reading
from platform_stub.terminals import registry
from platform_stub.terminals.authority import fingerprint

COMMANDS = (
    "USER", "PASS", "AUTH", "PBSZ", "PROT", "TYPE", "PASV", "EPSV", "REST", "STOR", "APPE", "ABOR", "NOOP", "QUIT",
)  # fmt: skip
TURN_S, JOIN_S = 0.2, 10.0
IDLE_S = 30
CONNECTIONS, CONNECTIONS_OF_ONE = 64, 8


class TooMuch(OSError):
    """More bytes than the ticket is for."""


class AppendOnly(io.FileIO):
    """The file of a ticket: written at its end, up to its size, durable when closed."""

    def __init__(self, expected: Expected) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
        super().__init__(str(expected.path), "ab", opener=lambda path, _flags: os.open(path, flags, 0o600))
        self._size = expected.size

    def write(self, data: Any, /) -> int:
        """Append all of it or raise."""
        if os.fstat(self.fileno()).st_size + len(data) > self._size:
            raise TooMuch(errno.EFBIG, os.strerror(errno.EFBIG))
        if super().write(data) != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return len(data)

    def close(self) -> None:
        """Make it durable and close it."""
        if not self.closed:
            try:
                os.fsync(self.fileno())
            finally:
                super().close()


class OneFile(AbstractedFS):  # type: ignore[misc]  # pyftpdlib has no types
    """A directory in which there is nothing but the file of the ticket."""

    def open(self, filename: str, _mode: str) -> AppendOnly:
        """Open the file; the handler has seen that it is the one."""
        expected: Expected = self.cmd_channel.expected
        assert Path(filename) == expected.path, "no other file is opened"
        return AppendOnly(expected)


class Tickets(DummyAuthorizer):  # type: ignore[misc]  # pyftpdlib has no types
    """Accounts are tickets: good once, for the terminal whose certificate the connection has."""

    def __init__(self, uploads: Uploads) -> None:
        super().__init__()
        self._uploads = uploads

    def validate_authentication(self, username: str, password: str, handler: Any) -> None:
        """Use the ticket up, or raise AuthenticationFailed."""
        certificate = handler.peer_certificate()
        try:
            with reading(self._uploads.engine) as connection:
                terminal = registry.identify(connection, fingerprint(certificate), self._uploads.clock())
            handler.expected = self._uploads.admit(username, password, terminal)
        except (TicketWrong, registry.Stranger, *DATABASE_AWAY) as error:
            self._uploads.audit.note("ticket_refused", code=type(error).__name__)
            raise AuthenticationFailed from error

    def get_home_dir(self, _username: str) -> str:
        """Return where everybody seems to be; no path outside of it is taken, and in it only the ticket's."""
        return str(self._uploads.area)

    def has_perm(self, _username: str, perm: str, _path: str | None = None) -> bool:
        """Allow to store and to append."""
        return perm in "wa"

    def get_msg_login(self, _username: str) -> str:
        """Say as little as may be."""
        return "ok"

    def get_msg_quit(self, _username: str) -> str:
        """Say as little as may be."""
        return "bye"


class TicketData(TLS_DTPHandler):  # type: ignore[misc]  # pyftpdlib has no types
    """A data connection: of the very certificate that logged in, not of any that the authority has signed."""

    def handle_ssl_established(self) -> None:
        """Let nobody else in between a login and its data."""
        seen = (self.socket.get_peer_certificate(as_cryptography=True), self.cmd_channel.peer_certificate())
        if fingerprint(seen[0]) != fingerprint(seen[1]):
            self.handle_failed_ssl_handshake()


class TicketHandler(TLS_FTPHandler):  # type: ignore[misc]  # pyftpdlib has no types
    """One connection: nothing is said in clear, nothing is done but to append to the ticket's file."""

    banner = "ready"
    tls_control_required = True
    tls_data_required = True
    abstracted_fs = OneFile
    dtp_handler = TicketData
    proto_cmds: ClassVar[dict[str, Any]] = {name: TLS_FTPHandler.proto_cmds[name] for name in COMMANDS}
    permit_foreign_addresses = False
    max_login_attempts = 3
    timeout = IDLE_S
    use_sendfile = False
    expected: Expected
    _restart_position: int

    def peer_certificate(self) -> x509.Certificate:
        """Return the certificate that the handshake has accepted: there is no login before one."""
        certificate = self.socket.get_peer_certificate(as_cryptography=True)
        assert isinstance(certificate, x509.Certificate), "nobody gets through the handshake without"
        return certificate

    def pre_process_command(self, line: str, cmd: str, arg: str) -> None:
        """Let nothing through but COMMANDS: pyftpdlib knows some others by how they end."""
        if cmd in self.proto_cmds:
            super().pre_process_command(line, cmd, arg)
        else:
            self.respond("500 no such command.")

    def ftp_STOR(self, file: str, mode: str = "w") -> str | None:  # noqa: N802 - pyftpdlib names it so
        """Take the rest of the file, from where it ends; what is there is never written again."""
        home = self.expected.path.parent
        have, start = size_of(self.expected.path), self._restart_position
        if Path(file).name != self.expected.path.name or Path(file).parent not in (home, home.parent):
            self._no("not the file of this ticket")
            return None
        if have >= self.expected.size:
            self._no("all of it is there")
            return None
        if "a" not in mode and start != have:
            self._no(f"it goes on at {have}")
            return None
        self._restart_position = 0  # the file is opened at its end
        stored: str | None = super().ftp_STOR(str(self.expected.path), "a")
        return stored

    def _no(self, why: str) -> None:
        self._restart_position = 0
        self.respond(f"550 {why}.")


def tls_context(place: Place) -> SSL.Context:
    """Return TLS 1.3 with the platform's certificate, for those who have a certificate of its authority."""
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(SSL.TLS1_3_VERSION)
    context.use_certificate_chain_file(str(place.server_certificate))
    context.use_privatekey_file(str(place.server_key))
    context.load_verify_locations(str(place.authority_certificate))
    context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, lambda *seen: bool(seen[-1]))
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    return context


@dataclass(frozen=True, slots=True)
class Listening:
    """Where to listen, and at which ports data comes; None is any."""

    host: str
    port: int
    passive_ports: range | None = None
    failed_login_s: float = 3.0


class FtpsServer:
    """The server in one thread; it listens from its making, and answers from `start` on."""

    def __init__(self, context: SSL.Context, listening: Listening) -> None:
        logging.getLogger("pyftpdlib").setLevel(logging.WARNING)  # who asks for what is the audit trail's to say
        settings = {
            "ssl_context": context,
            "passive_ports": listening.passive_ports,
            "auth_failed_timeout": listening.failed_login_s,
        }
        self._handler: Any = type("Handler", (TicketHandler,), settings)
        self._server = FTPServer((listening.host, listening.port), self._handler, ioloop=IOLoop())
        self._server.max_cons, self._server.max_cons_per_ip = CONNECTIONS, CONNECTIONS_OF_ONE
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ftps", daemon=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.address[1])

    def start(self, uploads: Uploads) -> None:
        """Begin to answer."""
        uploads.area.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._handler.authorizer = Tickets(uploads)
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and let go of every connection."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(JOIN_S)
        self._server.close_all()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._server.ioloop.loop(timeout=TURN_S, blocking=False)
