"""Many seeds at once: one process a core, each with its own share of the seeds, one report a second."""

import gc
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.queues import Queue
from pathlib import Path
from queue import Empty

from tests.simulation.scenario import Variant, run
from tests.simulation.tape import Decisions, LedTape, SeededTape
from tests.simulation.thaw import thaw
from tests.simulation.violation import Violation

ON_THE_JOURNAL, ON_THE_PLATFORM = 20, 40  # one seed of so many runs on the real journal, on the platform's own code
SYNCED, SYNCED_SLOT = 40, 5  # one of so many with the courier between both, and which: nobody else's
MANY, SELDOMER = 1_000, 10  # from this seed on so much seldomer: a visit costs 10, 30 and 100 times as much there
MIDDLING: Decisions = {"visits#0": 3}  # of `scenario.VISITS`; on a file, which every start reads from its first row on
REPORT_S = 1.0
SELDOM = (100_000, 20, 20)  # a seed's world is gone as a whole: looking for cycles in it again and again finds none


@dataclass(slots=True)
class Broken:
    """One seed that broke a promise."""

    seed: int
    variant: Variant
    checker: str
    promise: str
    text: str
    decisions: Decisions


@dataclass(slots=True)
class Tally:
    """What some seeds came to."""

    seeds: int = 0
    visits: int = 0
    power_cuts: int = 0
    other_faults: int = 0
    fast_visits: int = 0  # on the journal in memory
    fast_s: float = 0.0  # processor time of these
    virtual_ms: int = 0
    marks: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)
    broken: list[Broken] = field(default_factory=list)
    last: bool = False
    failure: str = ""  # of the simulation itself

    def add(self, other: "Tally") -> None:
        """Add another tally."""
        self.seeds, self.visits = self.seeds + other.seeds, self.visits + other.visits
        self.power_cuts += other.power_cuts
        self.other_faults += other.other_faults
        self.fast_visits, self.fast_s = self.fast_visits + other.fast_visits, self.fast_s + other.fast_s
        self.virtual_ms += other.virtual_ms
        self.marks.update(other.marks)
        self.struck.update(other.struck)
        self.broken += other.broken


def variant_of(seed: int) -> Variant:
    """Say how a seed is played."""
    apart = 1 if seed < MANY else SELDOMER
    if seed % (apart * ON_THE_JOURNAL) == ON_THE_JOURNAL - 1:
        return Variant.JOURNAL
    if seed % (apart * SYNCED) == SYNCED_SLOT:
        return Variant.SYNC
    return Variant.PLATFORM if seed % (apart * ON_THE_PLATFORM) == ON_THE_PLATFORM // 2 - 2 else Variant.FAST


def tape_of(seed: int) -> SeededTape:
    """Return the tape of a seed, as it is played among many."""
    return LedTape(seed, MIDDLING) if variant_of(seed) is Variant.JOURNAL else SeededTape(seed)


def is_long(seed: int) -> bool:
    """True where more visits may be played than in the first seeds, which every test run plays."""
    return seed >= MANY and variant_of(seed) is Variant.FAST


def run_seed(seed: int) -> Tally:
    """Play one seed."""
    began = time.process_time()
    variant = variant_of(seed)
    result = run(tape_of(seed), variant=variant, long=is_long(seed))
    tally = Tally(1, result.visits, result.power_cuts, result.other_faults, virtual_ms=result.virtual_ms)
    tally.marks, tally.struck = result.marks, result.struck
    if (broken := result.violation) is not None:
        tally.broken.append(of(seed, broken, result.decisions, variant))
    if variant is Variant.FAST:
        tally.fast_visits, tally.fast_s = result.visits, time.process_time() - began
    return tally


def of(seed: int, violation: Violation, decisions: Decisions, variant: Variant) -> Broken:
    """Put a violation into a form that travels between processes."""
    return Broken(seed, variant, violation.checker, violation.promise, violation.text, decisions)


def work(reports: "Queue[Tally]", first: int, step: int, count: int, deadline: float) -> None:
    """Play this share of the seeds."""
    thaw()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    tally, reported, seed = Tally(), time.monotonic(), first
    try:
        for seed in range(first, first + count * step, step):
            if time.time() > deadline:
                break
            tally.add(run_seed(seed))
            if time.monotonic() - reported > REPORT_S:
                reports.put(tally)
                tally, reported = Tally(), time.monotonic()
    except Exception as error:  # noqa: BLE001 - a defect of the simulation itself is told, not swallowed
        place = traceback.extract_tb(error.__traceback__)[-1]
        tally.failure = f"seed {seed}: {type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"
    tally.last = True
    reports.put(tally)


def play_all(first: int, count: int, jobs: int, deadline: float) -> Iterator[Tally]:
    """Share the seeds out; yield a tally whenever a worker has one."""
    context = get_context("fork")
    reports: Queue[Tally] = context.Queue()
    shares = [(first + worker, len(range(worker, count, jobs))) for worker in range(jobs)]
    workers = [
        context.Process(target=work, args=(reports, start, jobs, share, deadline), daemon=True)
        for start, share in shares
    ]
    for worker in workers:
        worker.start()
    running = len(workers)
    while running:
        try:
            tally = reports.get(timeout=5.0)
        except Empty:
            if not any(worker.is_alive() for worker in workers):
                raise RuntimeError("a worker ended without a word") from None
            continue
        running -= tally.last
        yield tally
    for worker in workers:
        worker.join()
