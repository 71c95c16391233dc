"""`./kiosk simulate`: seeds in several processes, a line of progress, one line at the end, 1 on a broken promise."""

import argparse
import os
import sys
import time
from pathlib import Path

from tests.simulation import marks
from tests.simulation.crew import Broken, Tally, play_all, variant_of
from tests.simulation.scenario import Result, Variant, run
from tests.simulation.shrink import shrink
from tests.simulation.tape import Decisions, ReplayedTape, SeededTape
from tests.simulation.tapes import FOLDER, SavedTape, load, save

FOR_EVER = 10**9
SHRINK_S, SHRUNK_AT_MOST = 60.0, 3
STORY_LINES = 60


def main(words: list[str]) -> int:
    """Play seeds, or one tape, or tell one seed's story."""
    options = parsed(words)
    if options.replay is not None:
        return replay(load(options.replay), lines=options.lines)
    if options.story is not None:
        seed = options.story
        return told(run(SeededTape(seed), telling=True, variant=variant_of(seed)), options.lines)
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
    for broken in distinct(tally.broken):
        explain(broken, Path(options.tapes))
    missed = marks.missed(tally.marks, tally.visits)
    summary(tally, missed, verbose=options.marks)
    return 1 if tally.broken or missed else 0


def parsed(words: list[str]) -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser(
        prog="kiosk simulate", description="The whole kiosk in virtual time, seed by seed."
    )
    parser.add_argument("--first-seed", type=int, default=0, metavar="N")
    parser.add_argument("--seeds", type=int, metavar="COUNT", help="default 400, or as many as the minutes allow")
    parser.add_argument("--minutes", type=float, metavar="M", help="stop after so many minutes")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, metavar="J", help="processes; default one a core"
    )
    parser.add_argument("--replay", type=Path, metavar="FILE", help="play one tape and tell its story")
    parser.add_argument("--story", type=int, metavar="SEED", help="play one seed and tell its story")
    parser.add_argument("--lines", type=int, default=STORY_LINES, help="how much of a story to tell; 0 is all of it")
    parser.add_argument("--tapes", default=str(FOLDER), metavar="DIR", help="where shrunk tapes are kept")
    parser.add_argument("--marks", action="store_true", help="list how often each rare state was seen")
    return parser.parse_args(words)


def progress(tally: Tally, seconds: float) -> None:
    """Say how far it is."""
    years = tally.virtual_ms / 31_536_000_000
    print(
        f"  {seconds:5.0f} s  seeds {tally.seeds}  visits {tally.visits}  power cuts {tally.power_cuts}  "
        f"other faults {tally.other_faults}  broken {len(tally.broken)}  {years:.1f} kiosk-years",
        file=sys.stderr,
        flush=True,
    )


def summary(tally: Tally, missed: list[str], *, verbose: bool) -> None:
    """Print the marks, where asked for or missed, and the last line."""
    if verbose:
        for name in sorted(marks.NAMES | set(tally.marks)):
            print(f"{tally.marks[name]:9} {name}")
    print(f"marks seen: {sum(1 for name in marks.NAMES if tally.marks[name])} of {len(marks.NAMES)}")
    for name in missed:
        print(f"never seen: {name}")
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
        result = run(ReplayedTape(decisions), variant=broken.variant)
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
    return told(run(ReplayedTape(tape.decisions), telling=True, variant=Variant(tape.variant)), lines)


def told(result: Result, lines: int) -> int:
    """Print the end of a story, and what it broke."""
    print("\n".join(result.story[-lines:]))
    print(result.violation or "no promise was broken")
    return 1 if result.violation else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
