"""Real processes: started, watched for their first line, stopped or killed, their output kept in files."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

READY_S, STOP_S = 60.0, 15.0


class DidNotStart(Exception):
    """A process ended, or said nothing, before it was ready."""


@dataclass
class Process:
    """One program of ours, run with this interpreter."""

    name: str
    words: list[str]
    logs: Path
    environment: dict[str, str] = field(default_factory=dict)
    _running: subprocess.Popen[str] | None = None
    _log: IO[str] | None = None

    def start(self, *, announces: bool = False) -> dict[str, Any]:
        """Start it; where it announces itself, wait for its first line on standard output and return that as JSON."""
        self._log = (self.logs / f"{self.name}.log").open("a", encoding="utf-8")
        self._running = subprocess.Popen(
            [sys.executable, *self.words],
            stdout=subprocess.PIPE if announces else self._log,
            stderr=self._log,
            stdin=subprocess.DEVNULL,
            text=True,
            env={**os.environ, **self.environment},
        )
        if not announces:
            return {}
        assert self._running.stdout is not None, "an announcing process has a pipe"
        line = self._running.stdout.readline()
        try:
            said = json.loads(line)
        except ValueError as error:
            self.stop()
            raise DidNotStart(f"{self.name} said {line!r}; see {self._log.name}") from error
        assert isinstance(said, dict), "an announcement is an object"
        return said

    @property
    def alive(self) -> bool:
        """True while it runs."""
        return self._running is not None and self._running.poll() is None

    @property
    def number(self) -> int:
        """The process number of what was started."""
        assert self._running is not None, "not started"
        return self._running.pid

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self._running is not None, "not started"
        self._running.send_signal(number)

    def kill(self) -> None:
        """End it as a power cut does: no handler runs."""
        self.send(signal.SIGKILL)
        assert self._running is not None, "not started"
        self._running.wait(STOP_S)
        self._forget()

    def stop(self) -> int:
        """Ask it to end, wait, and return its exit code; kill it where it does not."""
        if self._running is None:
            return 0
        if self._running.poll() is None:
            self._running.terminate()
        try:
            code = self._running.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._running.kill()
            code = self._running.wait(STOP_S)
        self._forget()
        return code

    def _forget(self) -> None:
        if self._running is not None and self._running.stdout is not None:
            self._running.stdout.close()
        if self._log is not None:
            self._log.close()
        self._running = None


def run_once(words: list[str], *, said: str | None = None) -> str:
    """Run one of our commands to its end and return what it printed; raise DidNotStart when it fails."""
    done = subprocess.run(
        [sys.executable, *words], input=said, capture_output=True, text=True, timeout=READY_S, check=False
    )
    if done.returncode:
        raise DidNotStart(f"{' '.join(words[:4])}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def wait_for(what: str, seconds: float, holds: "Any") -> Any:
    """Ask `holds` until it returns something true, and return that; raise TimeoutError naming `what`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := holds():
            return found
        time.sleep(0.05)
    raise TimeoutError(f"waited {seconds:.0f} s in vain for: {what}")
