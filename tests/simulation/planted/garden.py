"""Plant each bug in a process of its own and let the simulation look for it."""

import argparse
import os
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context

from tests.simulation.planted import (
    bookings,
    cards,
    cash,
    deliveries,
    far_side,
    restarts,
    service,
    settlements,
    slips,
    storage,
)
from tests.simulation.planted.bug import Bug
from tests.simulation.scenario import run
from tests.simulation.shrink import shrink
from tests.simulation.tape import Decisions, LedTape, ReplayedTape
from tests.simulation.tapes import SavedTape, save
from tests.simulation.thaw import thaw

ROOMS = (cash, bookings, cards, restarts, slips, service, storage, far_side, settlements, deliveries)
BUGS: tuple[Bug, ...] = tuple(bug for room in ROOMS for bug in room.bed.bugs)
SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Harvest:
    """What came of one bug."""

    name: str
    caught_by: str  # empty when it escaped
    seed: int
    seconds: float
    text: str = ""


def look_for(name: str, seconds: float = SECONDS) -> Harvest:
    """Play seed after seed with the bug in, until a promise is broken or the time is over."""
    bug = next(each for each in BUGS if each.name == name)
    began, seed = time.monotonic(), 0
    with bug.planted():
        while time.monotonic() - began < seconds:
            result = run(LedTape(seed, bug.given), variant=bug.variant)
            if (broken := result.violation) is not None:
                by = f"{broken.checker}, {broken.promise}"
                return Harvest(name, by, seed, time.monotonic() - began, broken.text)
            seed += 1
    return Harvest(name, "", seed, time.monotonic() - began)


def main(words: list[str]) -> int:
    """Plant all bugs, or those named."""
    parser = argparse.ArgumentParser(prog="kiosk planted", description="Plant known bugs; each must be caught.")
    parser.add_argument("names", nargs="*", metavar="BUG", help="default: all of them")
    parser.add_argument("--keep", action="store_true", help="shrink what caught each and keep the tape as a test")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each bug")
    options = parser.parse_args(words)
    known = {bug.name: bug for bug in BUGS}
    unknown = [name for name in options.names if name not in known]
    if unknown:
        parser.error(f"no such bug: {', '.join(unknown)}")
    names = options.names or list(known)
    if options.keep:
        for name in names:
            print(keep(known[name], options.seconds))
        return 0
    caught = 0
    for number, harvest in enumerate(harvests(names, options.jobs, options.seconds), start=1):
        caught += bool(harvest.caught_by)
        word = f"caught by {harvest.caught_by}" if harvest.caught_by else "ESCAPED"
        where = f"seed {harvest.seed}, {harvest.seconds:.1f} s"
        print(
            f"[{number:3}/{len(names)}] {harvest.name:36} {word:28} {where:18} {known[harvest.name].about}", flush=True
        )
    print(f"planted={len(names)} caught={caught}")
    return 0 if caught == len(names) else 1


def keep(bug: Bug, seconds: float) -> str:
    """Find the bug, shrink the tape that shows it, and write it beside the other tapes; return what was done."""
    harvest = look_for(bug.name, seconds)
    if not harvest.caught_by:
        return f"{bug.name} escaped"
    with bug.planted():
        first = run(LedTape(harvest.seed, bug.given), variant=bug.variant)
        assert first.violation is not None, "found a moment ago"
        broken = first.violation

        def fails(decisions: Decisions) -> Decisions | None:
            result = run(ReplayedTape(decisions), variant=bug.variant)
            again = result.violation
            same = again is not None and (again.checker, again.promise) == (broken.checker, broken.promise)
            return result.decisions if same else None

        smallest = shrink(first.decisions, fails, seconds)
    tape = SavedTape(broken.checker, broken.promise, broken.text, harvest.seed, bug.variant, smallest, bug.name)
    return f"{save(tape)}: {len(smallest)} decisions"


def harvests(names: Iterable[str], jobs: int, seconds: float) -> Iterable[Harvest]:
    """Look for each in a process of its own, as many at a time as there are jobs."""
    with ProcessPoolExecutor(jobs, mp_context=get_context("fork"), initializer=thaw) as pool:
        for done in as_completed([pool.submit(look_for, name, seconds) for name in names]):
            yield done.result()
