"""The disk is full, or broken, at the n-th system call: once, and from then on.

A forked process opens the journal and appends; strace, attached to it, lets one call fail. Whatever fails, the process
must either not notice or be told by the journal's own refusals, and the next start must hold every acknowledged row.
"""

import multiprocessing
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk_app.domain.facts import IncidentSeen, NoteOffered
from kiosk_app.journal import summary
from kiosk_app.journal.journal import JournalFailed
from kiosk_app.journal.storage import JournalBroken, JournalBusy
from tests.crash.marked import MarkedJournal
from tests.crash.program import FILES, JOURNAL
from tests.crash.recovery import memory, recover
from tests.crash.terms import TERMS
from tests.support import samples

APPENDS = (12, 6)
"""Of the first start and the second: enough for two checkpoints and two summaries on the matrix's terms."""

SUMMED_EVERY = 5
"""Rows from one summary to the next: both starts write some, and the second one finds one."""

CALLS = {
    "pwrite64": ("ENOSPC", "EIO"),
    "fdatasync": ("EIO", "ENOSPC"),
    "fsync": ("EIO",),
    "pread64": ("EIO",),
    "openat": ("EIO", "EMFILE", "EROFS"),
    "ftruncate": ("EIO",),
    "unlink": ("EIO",),
    "read": ("EIO",),
    "write": ("ENOSPC", "EIO"),
    "chmod": ("EPERM",),
    "rename": ("EIO", "ENOSPC"),
}
PATIENCE_S = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """One call of a process's life that fails, or all from it on."""

    call: str
    error: str
    nth: int
    for_ever: bool

    def __str__(self) -> str:
        return f"{self.call} {self.error} at {self.nth}{' and ever after' if self.for_ever else ''}"

    @property
    def injection(self) -> str:
        """Return strace's word for it."""
        return f"inject={self.call}:error={self.error}:when={self.nth}{'+' if self.for_ever else ''}"


@dataclass(frozen=True, slots=True)
class Suffered:
    """What came of one fault."""

    struck: bool  # the call was reached
    told: bool  # the journal refused an append, or its own opening
    problem: str = ""


def life(folder: Path, say: Callable[[bytes], object]) -> None:
    """Open, append, sum up, close, and all that once more; say each acknowledgement, and how it ended."""
    summary.EVERY = SUMMED_EVERY
    try:
        for appends in APPENDS:
            with MarkedJournal(folder / JOURNAL, lambda text: text == "begin" or say(b"a")) as journal:
                sale = journal.open_sale(samples.PURCHASE_TERMS)
                for ordinal in range(1, appends, 2):
                    journal.record(IncidentSeen("test"))
                    journal.record(NoteOffered(sale, ordinal, samples.HUNDRED))
                    journal.sum_up()
        say(b"e")
    except (JournalFailed, JournalBroken, JournalBusy):
        say(b"t")
    except BaseException as error:  # noqa: BLE001 - whatever it is, the process at the other end must hear of it
        say(f"x{type(error).__name__}: {error}".encode())


def suffer(fault: Fault, folder: Path) -> Suffered:
    """Live one life under a fault, start again without it, and say what is wrong."""
    folder.mkdir(exist_ok=True)
    go, heard, child = started(folder)
    log = folder.with_suffix(".strace")
    files = (folder, *(folder / name for name in FILES))
    watched = [part for file in files for part in ("-P", str(file))]
    tracer = subprocess.Popen(
        [
            "strace",
            "-qqq",
            "-p",
            str(child),
            "-e",
            f"trace={fault.call}",
            "-e",
            fault.injection,
            "-o",
            str(log),
            *watched,
        ],
        stderr=subprocess.DEVNULL,
    )
    try:
        until_traced(child)
    finally:
        os.write(go, b"g")
        said = b"".join(iter(lambda: os.read(heard, 4096), b""))
        os.waitpid(child, 0)
        tracer.wait(PATIENCE_S)
        os.close(go)
        os.close(heard)
    struck = "(INJECTED)" in log.read_text()
    log.unlink()
    words, _, beyond = said.partition(b"x")
    acknowledged, told = words.count(b"a"), words.endswith(b"t")
    if beyond:
        return Suffered(struck, told, f"{fault}: {beyond.decode()}")
    found = recover(folder)
    if found.refused:
        return Suffered(struck, told, f"{fault}: {found.refused}")
    if not acknowledged <= found.rows <= acknowledged + 1:
        return Suffered(struck, told, f"{fault}: {found.rows} rows, {acknowledged} acknowledged")
    if not told and not words.endswith(b"e"):
        return Suffered(struck, told, f"{fault}: ended after {acknowledged} rows without a word")
    return Suffered(struck, told)


def started(folder: Path) -> tuple[int, int, int]:
    """Fork a life that waits for its tracer; return where to say go, where to listen, and its process id."""
    go_read, go = os.pipe()
    heard, said = os.pipe()
    child = os.fork()
    if child:
        os.close(go_read)
        os.close(said)
        return go, heard, child
    os.close(go)
    os.close(heard)
    os.read(go_read, 1)
    life(folder, lambda word: os.write(said, word))
    os._exit(0)


def until_traced(child: int) -> None:
    """Wait until strace has attached."""
    due = time.monotonic() + PATIENCE_S
    while "TracerPid:\t0\n" in Path(f"/proc/{child}/status").read_text():
        if time.monotonic() > due:
            raise TimeoutError("strace did not attach")
        time.sleep(0.002)


Kind = tuple[str, str, bool, int]
"""Call, error, for ever, and the step from one n to the next."""


def one_kind(kind: Kind) -> tuple[str, int, int, list[str]]:
    """Let every n-th call fail until n is past the end; return name, how often it struck and was told, problems."""
    call, error, for_ever, step = kind
    TERMS["product"].apply()
    struck, told, nth, problems = 0, 0, 1, []
    with tempfile.TemporaryDirectory(prefix="gridkiosk-faults-", dir=memory()) as name:
        while True:
            suffered = suffer(Fault(call, error, nth, for_ever), Path(tempfile.mkdtemp(dir=name)))
            struck, told, nth = struck + suffered.struck, told + suffered.told, nth + step
            problems += [suffered.problem] if suffered.problem else []
            if not suffered.struck:
                return f"{call} {error}{' for ever' if for_ever else ''}", struck, told, problems


def every_fault(step: int = 1, say: Callable[[str], object] = print) -> tuple[int, int, list[str]]:
    """Let every call of the catalogue fail at every n; return how often it struck, was told, and what was wrong."""
    kinds = [(call, error, ever, step) for call, errors in CALLS.items() for error in errors for ever in (False, True)]
    struck, told, problems = 0, 0, list[str]()
    with multiprocessing.get_context("fork").Pool() as pool:
        for name, times, noticed, wrong in pool.imap_unordered(one_kind, kinds):
            struck, told, problems = struck + times, told + noticed, problems + wrong
            say(f"faults: {name} struck {times} times, {noticed} refused in order, {len(wrong)} bad")
    return struck, told, problems
