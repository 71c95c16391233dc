"""From the last byte of ESCROW to the first byte of STACK: the real kiosk, screen busy, intent durable in between.

Against a host that only does what the bus asks for, on the same kind of line, in turns. The wire's part of the exchange
(6 bytes at 9600 baud are 6.25 ms) is the same for both and not in the figure: a pseudo-terminal takes bytes at once.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.table import Row, p50_p99

ROOT = Path(__file__).parents[1]
TARGET = 1.25
"""The goal is the bus floor and 5 ms at most; with a pause of 20 ms on the bus that is a quarter more."""

PATIENCE_S = 30


def stacked(host: str, notes: int) -> list[float]:
    """Let one host stack so many notes; return the waits in microseconds."""
    with tempfile.TemporaryDirectory(prefix="gridkiosk-bench-") as name:
        line = Path(name) / "line"
        unit = subprocess.Popen(
            [sys.executable, "-m", "bench.unit", str(notes), str(line)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        try:
            wait_for(line, unit)
            playing = subprocess.Popen(
                [sys.executable, "-m", "bench.host", host, str(line), name],
                cwd=ROOT,
                env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            )
            try:
                said = heard(unit, playing, PATIENCE_S + 3 * notes)
            finally:
                playing.kill()
                playing.wait()
        finally:
            unit.kill()
            unit.wait()
    waits: list[float] = json.loads(said)
    return waits


def heard(unit: "subprocess.Popen[str]", host: "subprocess.Popen[bytes]", seconds: int) -> str:
    """Return what the acceptor tells at its end; raise RuntimeError where its host has ended, and nobody asks it."""
    for _ in range(seconds):
        try:
            return unit.communicate(timeout=1)[0]
        except subprocess.TimeoutExpired:
            if host.poll() is not None:
                raise RuntimeError(f"the host ended with {host.returncode}") from None
    raise TimeoutError(f"not every note was stacked within {seconds} s")


def wait_for(line: Path, unit: "subprocess.Popen[str]") -> None:
    """Wait until the line is there."""
    for _ in range(PATIENCE_S * 20):
        if line.exists():
            return
        try:
            unit.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        raise RuntimeError("the acceptor of the bench ended")
    raise TimeoutError("the acceptor of the bench made no line")


def measure(rounds: int, notes: int = 25) -> Row:
    """Measure in rounds, each host in turn."""
    ours: list[float] = []
    floor: list[float] = []
    ratios = []
    for _ in range(rounds):
        bare, full = stacked("bare", notes), stacked("kiosk", notes)
        floor, ours = floor + bare, ours + full
        ratios.append(p50_p99(full)[1] / p50_p99(bare)[1])
    note = f"{rounds} rounds of {notes} notes; the ratio is of the 99th percentiles, median of the rounds'"
    return Row("escrow to STACK", p50_p99(ours), "bare host", p50_p99(floor), statistics.median(ratios), TARGET, note)
