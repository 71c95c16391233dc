"""Real processes append to a real journal on a real disk until SIGKILL ends them; each next one must find it all."""

import os
import random
import select
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk_app.domain.facts import NoteCredited, NoteOffered, fold
from kiosk_app.journal import summary
from kiosk_app.journal.journal import SqliteJournal
from tests.crash.marked import MarkedJournal
from tests.support import samples

LONGEST_S = 0.03
"""Kills fall anywhere from the opening of the file to some dozens of appends later."""

A_FILE = 20
"""Kills that one file outlives before a new one is begun: what is verified at each start grows."""

SUMMED_EVERY = 15
"""Rows from one summary to the next: most lives write some, and every other start."""

PATIENCE_S = 20


@dataclass(frozen=True, slots=True)
class Ended:
    """What a killed process had said."""

    opened: int | None  # rows found when it opened the journal
    acked: int | None  # rows at its last acknowledgement


def appending(path: Path, said: int) -> None:
    """Open the journal, append and sum up without end, saying each number of rows once it is durable."""

    def say(text: str) -> None:
        if text != "begin":
            os.write(said, f"{text}\n".encode())

    summary.EVERY = SUMMED_EVERY
    journal = MarkedJournal(path, say)
    assert journal.opened is not None
    say(f"found {journal.opened.rows}")
    sale = journal.open_sale(samples.BILL_TERMS)
    ordinal = 0
    while True:
        ordinal += 1
        for fact in (NoteOffered(sale, ordinal, samples.HUNDRED), NoteCredited(sale, ordinal, samples.HUNDRED)):
            journal.record(fact)
        journal.sum_up()


def kill_one(path: Path, after_s: float) -> Ended:
    """Start an appending process, kill it after a while, and return what it had said."""
    heard, said = os.pipe()
    child = os.fork()
    if not child:
        try:
            appending(path, said)
        finally:
            os._exit(1)
    os.close(said)
    readable, _, _ = select.select([heard], [], [], 0 if after_s < 0 else PATIENCE_S)
    assert readable or after_s < 0, "the process neither opened the journal nor ended"
    time.sleep(abs(after_s))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with os.fdopen(heard) as stream:
        words = stream.read().split("\n")[:-1]
    assert os.WIFSIGNALED(status), f"the process ended by itself after {words[-1:]}"
    opened = next((int(word.split()[1]) for word in words if word.startswith("found")), None)
    acked = max((int(word.split()[1]) for word in words if word.startswith("ack")), default=None)
    return Ended(opened, acked)


def kill_many(times: int, seed: int, say: Callable[[str], object] = print) -> list[str]:
    """Kill so many processes; return what was wrong."""
    chance, problems = random.Random(seed), []
    with tempfile.TemporaryDirectory(prefix="gridkiosk-kills-") as name:
        for first in range(0, times, A_FILE):
            problems += one_file(Path(name) / f"{first}.db", min(A_FILE, times - first), chance)
            say(f"kills: {min(first + A_FILE, times)}/{times}, {len(problems)} bad")
    return problems


def one_file(path: Path, kills: int, chance: random.Random) -> list[str]:
    """Kill process after process on one file: each must find all that the one before it had acknowledged.

    A third of them die in the first instants, while they still open and verify the file.
    """
    problems, acked, at_most = [], 0, 0
    for number in range(kills):
        after_s = chance.uniform(0, LONGEST_S) * (-1 if chance.random() < 1 / 3 else 1)
        ended = kill_one(path, after_s)
        if ended.opened is not None and not acked <= ended.opened <= at_most:
            problems.append(f"kill {number}: {acked} acknowledged, {ended.opened} found")
        acked = max(acked, ended.opened or 0, ended.acked or 0)
        at_most = max(at_most, acked) + 1  # the append that was under way
    with SqliteJournal(path, "GD-0117", "1") as journal:
        rows = sum(1 for _ in journal.entries()) - 1
        if journal.ledger != fold(entry.fact for entry in journal.entries()):
            problems.append("at the end: the ledger is not what the rows add up to")
    if not acked <= rows <= at_most:
        problems.append(f"at the end: {acked} acknowledged, {rows} found")
    return problems
