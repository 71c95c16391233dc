"""Real processes: the emulated billing core and the platform, over TLS on loopback, and a terminal's client."""

import io
import json
import signal
import sqlite3
import ssl
import subprocess
import sys
from contextlib import ExitStack, closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import trustme
from cryptography.hazmat.primitives import serialization
from sqlalchemy import select

from platform_stub.cli import main
from platform_stub.place import Place
from platform_stub.storage import schema
from platform_stub.storage.database import open_engine
from platform_stub.terminals.authority import new_key
from tests.platform_stub.bound import THIS_START, Start
from tests.platform_stub.conftest import TERMINAL, csr

TOKEN = "a-token-for-these-tests"
CUSTOMER, PASSWORD = "3104587000", "123456"
DATE = "2026-11-23"


def run(*words: str) -> str:
    """Run one command of ours to its end and return what it printed."""
    done = subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass
class Process:
    """One of our services; it announces its ports on its first line."""

    running: subprocess.Popen[str]
    ports: dict[str, int]

    def stop(self) -> int:
        if self.running.poll() is None:
            self.running.send_signal(signal.SIGTERM)
        return self._ended()

    def kill(self) -> int:
        self.running.kill()
        return self._ended()

    def _ended(self) -> int:
        code = self.running.wait(30)
        assert self.running.stdout is not None
        self.running.stdout.close()
        return code


def start(log: Path, *words: str) -> Process:
    with log.open("a") as errors:
        running = subprocess.Popen([sys.executable, "-m", *words], stdout=subprocess.PIPE, stderr=errors, text=True)
    assert running.stdout is not None
    line = running.stdout.readline()
    assert line, f"ended with {running.wait(30)}: {log.read_text()}"
    return Process(running, json.loads(line))


@dataclass
class Site:
    """A billing core with its seeded customers, a platform, a directory for both."""

    home: Path
    database: str | None = None  # of the platform; its own SQLite where none is given
    core: Process | None = None
    platform: Process | None = None
    identity: Path = field(init=False)

    def __post_init__(self) -> None:
        self.identity = self.home / "terminal.pem"
        self.place = self.home / "platform"
        self.log = self.home / "platform.log"
        self.core_database = f"sqlite:///{self.home / 'core.db'}"

    # --- the billing core ---

    def prepare_core(self, seeded: Path) -> None:
        (self.home / "core.db").write_bytes(seeded.read_bytes())
        authority = trustme.CA()
        issued = authority.issue_cert("127.0.0.1")
        authority.cert_pem.write_to_path(self.home / "core-authority.pem")
        issued.cert_chain_pems[0].write_to_path(self.home / "core.pem")
        issued.private_key_pem.write_to_path(self.home / "core.key")
        (self.home / "token").write_text(TOKEN + "\n")

    def start_core(self, port: int = 0) -> None:
        words = ["sg186_stub", "serve", "--database", self.core_database, "--port", str(port), "--date", DATE]
        words += ["--token-file", str(self.home / "token")]
        words += ["--certificate", str(self.home / "core.pem"), "--key", str(self.home / "core.key")]
        self.core = start(self.home / "core.log", *words)

    @property
    def core_port(self) -> int:
        assert self.core is not None
        return self.core.ports["listening"]

    def fault(self, where: str, kind: str, *, times: int = 1, ms: int = 0) -> None:
        answer = self.ask_core("POST", "/sg186/faults", {"where": where, "kind": kind, "times": times, "ms": ms})
        assert answer.status_code == 200, answer.text

    def ask_core(self, method: str, path: str, body: object = None) -> httpx.Response:
        context = ssl.create_default_context(cafile=str(self.home / "core-authority.pem"))
        return httpx.request(
            method,
            f"https://127.0.0.1:{self.core_port}{path}",
            json=body,
            headers={"Authorization": f"Bearer {TOKEN}"},
            verify=context,
            timeout=20,
            trust_env=False,
        )

    def postings(self) -> list[tuple[str, int]]:
        """Return serial and fen of everything that the core has booked."""
        with closing(sqlite3.connect(f"file:{self.home / 'core.db'}?mode=ro", uri=True)) as connection:
            return list(connection.execute("SELECT serial, paid_fen FROM postings ORDER BY no"))

    # --- the platform ---

    def command(self, *words: str) -> str:
        """Run one of the platform's commands and return what it printed; in this process, which is quicker."""
        with redirect_stdout(io.StringIO()) as said, redirect_stderr(io.StringIO()) as complained:
            code = main([*words, "--directory", str(self.place)])
        assert code == 0, complained.getvalue()
        return said.getvalue()

    @property
    def database_url(self) -> str:
        return Place(self.place).database_url

    def sales(self) -> list[dict[str, Any]]:
        """Return the platform's ledger."""
        engine = open_engine(self.database_url)
        with engine.begin() as connection:
            rows = [dict(row) for row in connection.execute(select(schema.sales).order_by("no")).mappings()]
        engine.dispose()
        return rows

    def prepare_platform(self, *terminals: str) -> None:
        told = [] if self.database is None else ["--database", self.database]
        self.command("init", *told)
        for number in terminals:
            described = ["--name", "城南供电营业厅", "--type", "GK-1", "--address", "城南路1号", "--region", "城南"]
            self.command("terminal", "add", number, *described)

    def serving(self) -> list[str]:
        words = ["platform_stub", "serve", "--directory", str(self.place), "--port", "0", "--enrolment-port", "0"]
        words += ["--core", f"https://127.0.0.1:{self.core_port}", "--core-token-file", str(self.home / "token")]
        return [*words, "--core-authority", str(self.home / "core-authority.pem")]

    def start_platform(self) -> None:
        self.platform = start(self.log, *self.serving())

    @property
    def url(self) -> str:
        assert self.platform is not None
        return f"https://127.0.0.1:{self.platform.ports['terminal_port']}"

    @property
    def enrolment_url(self) -> str:
        assert self.platform is not None
        return f"https://127.0.0.1:{self.platform.ports['enrolment_port']}"

    def context(self, identity: Path | None = None) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        made.load_verify_locations(self.place / "authority.pem")
        if identity is not None:
            made.load_cert_chain(identity)
        return made

    def ask_for_certificate(self, terminal: str, code: str) -> tuple[httpx.Response, bytes]:
        """Return the answer and the key that was made for it (PEM)."""
        key = new_key()
        body = {"terminal": terminal, "code": code, "csr": csr(terminal, key)}
        answer = httpx.post(
            f"{self.enrolment_url}/v1/enrolment", json=body, verify=self.context(), timeout=20, trust_env=False
        )
        plain = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return answer, plain

    def enrol(self, terminal: str = TERMINAL, identity: Path | None = None) -> Path:
        """Enrol a terminal with a fresh code; return its identity, key and certificate in one file."""
        code = self.command("terminal", "code", terminal).strip()
        answer, key = self.ask_for_certificate(terminal, code)
        assert answer.json()["outcome"] == "ok", answer.text
        identity = identity if identity is not None else self.identity
        told = answer.json()
        identity.write_bytes(key + told["certificate"].encode() + told["answer_key"].encode())
        return identity

    def client(self, identity: Path | None = None, url: str | None = None, start: Start = THIS_START) -> httpx.Client:
        return httpx.Client(
            base_url=url if url is not None else self.url,
            verify=self.context(identity if identity is not None else self.identity),
            timeout=20,
            trust_env=False,
            event_hooks={"request": [start.bind]},
        )

    def stop(self) -> None:
        with ExitStack() as each:
            for process in (self.core, self.platform):
                if process is not None and process.running.poll() is None:
                    each.callback(process.stop)
