"""A small town on one machine: billing core, platform, a terminal's devices, the kiosk. Real processes, real wires."""

import json
import os
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from demo.certificates import self_signed
from demo.processes import Process, run_once, wait_for
from emulators.bench_client import BenchClient

Tell = Callable[[str], None]
"""Takes one line about what is happening."""

TERMINAL, SITE, TODAY = "GD-0117", "城南供电营业厅", "2026-11-23"
START_S = 40.0


def silence(_line: str) -> None:
    """Tell nobody."""


class Town:
    """Everything between a customer's hand and the billing core's books; a context that cleans up after itself."""

    def __init__(
        self, out: Path, *, reader: str = "crt310", fast: bool = True, tell: Tell = silence, reconcile_at: str = ""
    ) -> None:
        """Prepare a town whose pictures, receipts, books and logs end up in `out`; an earlier run's are removed.

        At `reconcile_at`, HH:MM, the kiosk uploads and compares by itself; "" leaves it to whoever asks.
        """
        self._reconcile_at = reconcile_at
        self.out, self._reader, self._fast, self._tell = out.absolute(), reader, fast, tell
        shutil.rmtree(self.out, ignore_errors=True)
        self.logs, self.books = self.out / "logs", self.out / "books"
        for folder in (self.logs, self.books):
            folder.mkdir(parents=True)
        self._short = Path(tempfile.mkdtemp(prefix="gridkiosk-"))  # socket names must be short
        self.devices = self._short / "devices"
        self.finger = self._short / "finger.sock"
        self.journal = self.books / "terminal" / "journal.db"
        self._running: list[Process] = []
        self.kiosk = Process("kiosk", [], self.logs)

    def __enter__(self) -> Self:
        try:
            self._tell("The billing core opens its books.")
            self._start_billing_core()
            self._tell("The platform makes its certificates and registers the terminal.")
            self._start_platform()
            self._tell("The devices are switched on.")
            self._start_devices()
            self._tell("The terminal is enrolled with its one-time code.")
            self._enrol()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop everything, the kiosk first."""
        self.kiosk.stop()
        for process in reversed(self._running):
            process.stop()
        shutil.rmtree(self._short, ignore_errors=True)

    # --- the parts ---

    def _start(self, name: str, words: list[str], *, announces: bool = True) -> dict[str, Any]:
        process = Process(name, words, self.logs)
        self._running.append(process)
        return process.start(announces=announces)

    def _start_billing_core(self) -> None:
        core = self.books / "billing-core"
        core.mkdir()
        database = f"sqlite:///{core / 'core.db'}"
        certificate, key = self_signed(core, "billing-core")
        self._token, self._core_authority = core / "token", certificate
        self._token.touch(mode=0o600)
        self._token.write_text(secrets.token_urlsafe(32))
        run_once(["-m", "sg186_stub", "seed", "--database", database])
        words = ["-m", "sg186_stub", "serve", "--database", database, "--port", "0", "--date", TODAY]
        words += ["--token-file", str(self._token), "--certificate", str(certificate), "--key", str(key)]
        self._core_port = self._start("billing-core", words)["listening"]

    def _start_platform(self) -> None:
        self.platform = self.books / "platform"
        place = ["--directory", str(self.platform)]
        platform = ["-m", "platform_stub"]
        run_once([*platform, "init", *place])
        described = ["--name", SITE, "--type", "GK-1", "--address", "城南路1号", "--region", "城南"]
        run_once([*platform, "terminal", "add", TERMINAL, *described, *place])
        self._code = run_once([*platform, "terminal", "code", TERMINAL, *place]).strip().splitlines()[-1]
        words = [*platform, "serve", *place, "--port", "0", "--enrolment-port", "0"]
        words += ["--core", f"https://127.0.0.1:{self._core_port}", "--core-token-file", str(self._token)]
        self._ports = self._start("platform", [*words, "--core-authority", str(self._core_authority)])

    def _start_devices(self) -> None:
        self.devices.mkdir()
        words = ["-m", "emulators", "serve", "--run-dir", str(self.devices)]
        words += ["--fast"] if self._fast else []
        words += ["--pcsc"] if self._reader == "pcsc" else []
        self._start("devices", words, announces=False)
        self.bench = BenchClient(self.devices / "bench.sock")
        wait_for("the bench", START_S, (self.devices / "bench.sock").exists)

    def _enrol(self) -> None:
        self.config = self.books / "terminal" / "kiosk.toml"
        self.config.parent.mkdir()
        self.config.write_text(self._configuration(), encoding="utf-8")
        run_once(["-m", "kiosk_app", "setup", "--config", str(self.config)], said=self._code + "\n")

    def _configuration(self) -> str:
        quoted = json.dumps
        reader = (
            'kind = "pcsc"' if self._reader == "pcsc" else f'kind = "crt310"\nport = {quoted(self._port("READER"))}'
        )
        return f"""# Written by the demonstration.
[terminal]
number = "{TERMINAL}"
site = "{SITE}"

[storage]
directory = {quoted(str(self.config.parent))}

[platform]
url = "https://127.0.0.1:{self._ports["terminal_port"]}"
enrolment_url = "https://127.0.0.1:{self._ports["enrolment_port"]}"
authority = {quoted(str(self.platform / "authority.pem"))}
heartbeat_s = 5

[bill_acceptor]
port = {quoted(self._port("ACCEPTOR"))}

[receipt_printer]
port = {quoted(self._port("PRINTER"))}
baud = 19200

[card_reader]
{reader}

[scanner]
port = {quoted(self._port("SCANNER"))}

[cabinet]
port = {quoted(self._port("CABINET"))}

[window]
full_screen = false
hide_cursor = false

[limits]
result_s = 15

[reconciliation]
at = {quoted(self._reconcile_at)}
"""

    def _port(self, name: str) -> str:
        return str(self.devices / f"tty{name}")

    # --- the kiosk ---

    def start_kiosk(self, module: str = "demo.finger", *more: str) -> None:
        """Start the kiosk's process and wait until its glass can be touched, or until it is gone again."""
        self.finger.unlink(missing_ok=True)
        headless = not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
        environment = {"QT_QPA_PLATFORM": "offscreen"} if headless else {}
        words = ["-m", module, str(self.config), str(self.finger), *more]
        self.kiosk = Process("kiosk", words, self.logs, environment)
        self.kiosk.start()
        wait_for("the kiosk's glass", START_S, lambda: self.finger.exists() or not self.kiosk.alive)

    def truth(self) -> dict[str, Any]:
        """Return where every note, card and slip really is, as the emulated devices know it."""
        return self.bench.state()


def rows(database: Path, question: str) -> list[dict[str, Any]]:
    """Read rows of a stopped service's database."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(question)]
