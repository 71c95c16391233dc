"""`./kiosk simulate`: seeds in several processes, a line of progress, one line at the end, 1 on a broken promise."""

import sys
import time
from pathlib import Path

from tests.simulation import marks
from tests.simulation.crew import Broken, Tally, is_long, play_all, tape_of, variant_of
from tests.simulation.options import STORY_LINES, parsed
from tests.simulation.scenario import Result, Variant, run
from tests.simulation.shrink import shrink
from tests.simulation.tape import Decisions, ReplayedTape
from tests.simulation.tapes import FOLDER, SavedTape, load, save

FOR_EVER = 10**9
SHRINK_S, SHRUNK_AT_MOST = 60.0, 3


def main(words: list[str], played: str = "interpreted") -> int:
    """Play seeds, or one tape, or tell one seed's story; `played` says in what form the kiosk's modules are here."""
    options = parsed(words)
    if options.replay is not None:
        return replay(load(options.replay), lines=options.lines)
    if options.story is not None:
        seed = options.story
        result = run(tape_of(seed), telling=True, variant=variant_of(seed), long=is_long(seed))
        return told(result, options.lines)
    seeds = options.seeds if options.seeds is not None else FOR_EVER if options.minutes else 400
    deadline = time.time() + options.minutes * 60 if options.minutes else float("inf")
    tally = Tally()
    began = shown = time.monotonic()
    for more in play_all(options.first_seed, seeds, options.jobs, deadline):
        if more.failure:
            print(f"the simulation itself failed: {more.failure}", file=sys.stderr)
            return 2
        tally.add(more)
        if time.monotonic() - shown > 2.0:
            shown = time.monotonic()
            progress(tally, shown - began)
    explained = distinct(tally.broken)
    for broken in explained:
        explain(broken, options.tapes or FOLDER)
    for seed, promise in sorted({(each.seed, each.promise) for each in tally.broken if each not in explained}):
        print(f"seed {seed} broke {promise} too: ./kiosk simulate --story {seed}")
    missed = marks.missed(tally.marks, tally.visits)
    summary(tally, missed, played, verbose=options.marks)
    return 1 if tally.broken or missed else 0


def progress(tally: Tally, seconds: float) -> None:
    """Say how far it is."""
    years = tally.virtual_ms / 31_536_000_000
    print(
        f"  {seconds:5.0f} s  seeds {tally.seeds}  visits {tally.visits}  power cuts {tally.power_cuts}  "
        f"other faults {tally.other_faults}  broken {len(tally.broken)}  {years:.1f} kiosk-years",
        file=sys.stderr,
        flush=True,
    )


def summary(tally: Tally, missed: list[str], played: str, *, verbose: bool) -> None:
    """Print the marks, where asked for or missed, and the last line."""
    if verbose:
        for name in sorted(marks.NAMES | set(tally.marks)):
            print(f"{tally.marks[name]:9} {name}")
    print(f"marks seen: {sum(1 for name in marks.NAMES if tally.marks[name])} of {len(marks.NAMES)}")
    for name in missed:
        print(f"never seen: {name}")
    print(f"modules: {played}")
    rate = int(tally.fast_visits / tally.fast_s) if tally.fast_s else 0
    print(
        f"visits={tally.visits} seeds={tally.seeds} power_cuts={tally.power_cuts} other_faults={tally.other_faults} "
        f"violations={len(tally.broken)} visits_per_second_per_core={rate}"
    )


def distinct(found: list[Broken]) -> list[Broken]:
    """Return one example of each promise broken before the same eyes, the shortest tape first."""
    examples: dict[tuple[str, str], Broken] = {}
    for each in sorted(found, key=lambda broken: len(broken.decisions)):
        examples.setdefault((each.checker, each.promise), each)
    return list(examples.values())[:SHRUNK_AT_MOST]


def explain(broken: Broken, folder: Path) -> None:
    """Shrink one example, keep its tape, tell its story and how to see it again."""
    print(f"\nseed {broken.seed} broke {broken.promise} ({broken.checker}): {broken.text}", flush=True)

    def fails(decisions: Decisions) -> Decisions | None:
        result = run(ReplayedTape(decisions), variant=broken.variant, long=True)
        same = result.violation is not None and result.violation.checker == broken.checker
        return result.decisions if same and result.violation.promise == broken.promise else None  # type: ignore[union-attr]

    smallest = shrink(broken.decisions, fails, SHRINK_S)
    tape = SavedTape(broken.checker, broken.promise, broken.text, broken.seed, broken.variant, smallest)
    path = save(tape, folder)
    print(f"shrunk from {len(broken.decisions)} decisions to {len(smallest)}: {smallest}")
    replay(tape, lines=STORY_LINES)
    print(f"see it again: ./kiosk simulate --replay {path}", flush=True)


def replay(tape: SavedTape, *, lines: int) -> int:
    """Play a tape and tell its story."""
    return told(run(ReplayedTape(tape.decisions), telling=True, variant=Variant(tape.variant), long=True), lines)


def told(result: Result, lines: int) -> int:
    """Print the end of a story, and what it broke."""
    print("\n".join(result.story[-lines:]))
    print(result.violation or "no promise was broken")
    return 1 if result.violation else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
