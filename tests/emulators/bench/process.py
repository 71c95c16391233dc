"""The real process, and a foreign peer that opens its ports."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import serial

from emulators.bench_client import BenchClient

PATIENCE_S = 20.0
ACK, ENQ = b"\x06", b"\x05"
READER_STATUS = bytes.fromhex("020002313003 02")
READER_EMPTY = bytes.fromhex("02000531304E4A4A034B")  # none inside, entry by switch, rear allowed


def eventually(holds: Callable[[], Any]) -> Any:
    """Ask until the answer is true, and return it; the last answer when patience ends."""
    end = time.monotonic() + PATIENCE_S
    while not (found := holds()) and time.monotonic() < end:
        time.sleep(0.02)
    return found


class Served:
    """`python -m emulators serve` in a folder."""

    def __init__(self, run_dir: Path, *options: str) -> None:
        self.run_dir = run_dir
        self.process = subprocess.Popen(
            [sys.executable, "-m", "emulators", "serve", "--run-dir", str(run_dir), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"the bench does not start: {self.stop()}"
        assert json.loads(line) == {"ready": str(run_dir)}
        self.client = BenchClient(run_dir / "bench.sock")

    def open(self, port: str, baud: int = 9600) -> serial.Serial:
        """Open a port as any program would."""
        return serial.Serial(str(self.run_dir / port), baud, timeout=PATIENCE_S, exclusive=True)

    def stop(self) -> tuple[int, str]:
        """End it in order; return its exit code and what it complained about."""
        self.process.terminate()
        _, errors = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, errors

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.process.communicate(timeout=PATIENCE_S)

    def maps(self) -> str:
        """Return what the process has loaded."""
        return Path(f"/proc/{self.process.pid}/maps").read_text(encoding="utf-8")


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """Run one command of the command line to its end."""
    return subprocess.run(
        [sys.executable, "-m", "emulators", *words],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
        env={**os.environ, "COLUMNS": "120"},
    )


def ask_reader(port: serial.Serial, frame: bytes, answer_bytes: int) -> bytes:
    """Frame, ACK, ENQ, answer."""
    port.write(frame)
    assert port.read(1) == ACK
    port.write(ENQ)
    return port.read(answer_bytes)
