"""`./kiosk crash`: the whole crash matrix; the exit code is 1 when anything is not as promised. Its last line tells:

boundaries: calls at which the story's process changes a file, a name, or their durability
states: different folders that a cut can leave and that the real journal has opened, in its first start or a later one
lost: states that were not recovered as promised: a row lost, invented or changed, a refusal, two different recoveries
controls_failing: how many of the terms that are known to lose rows were seen to lose them
planted: how many of the bugs that were planted in the summary were seen
kills: processes that SIGKILL ended while they appended
kiosk_kills: whole kiosks that SIGKILL ended, with their real platform; slow, some seconds each
"""

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.crash import faults, flips, kills, kiosk_kills, oracle
from tests.crash.matrix import Found, Sample, Scene, Share, drawn, recorded, recoveries, run
from tests.crash.terms import CONTROLS, PLANTED

ROUNDS = 12


@dataclass(slots=True)
class Sum:
    """What the run has come to."""

    boundaries: int = 0
    images: set[bytes] = field(default_factory=set)
    lost: int = 0
    failing: int = 0
    planted: int = 0
    summaries: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    kiosk_kills: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, found: Found) -> None:
        """Take a part of the matrix in."""
        self.images |= found.images
        self.lost += found.bad
        self.problems += found.problems
        self.summaries += found.summaries
        for problem in found.problems[:5]:
            say(f"BAD {problem}")


def say(text: str) -> None:
    """Print at once: a run takes minutes."""
    print(text, flush=True)


def cuts(terms: str, states: int, total: Sum) -> None:
    """Cut the story everywhere, then the recoveries of what that left, then the recoveries of those."""
    scene = recorded(terms)
    total.boundaries = oracle.boundaries(scene.steps)
    say(f"recorded on terms {terms}: {len(scene.story.facts)} rows, {total.boundaries} boundaries")
    found, number = Found(), 0
    while len(found.images) < states * 3 // 4 and number < ROUNDS:
        share = max(8, states // len(scene.steps))
        wanted = Share(share, share // 2, len(scene.strangers), number)
        found.add(run([scene], wanted, f"first cut, round {number + 1}"))
        number += 1
    total.add(found)
    level: list[Scene] = [scene]
    for depth, width in (("second", 150), ("third", 60)):
        samples: list[Sample] = drawn(found, level, max(4, states * width // 100_000))
        level = recoveries(samples, terms, f"{depth} cut")
        found = run(
            level, Share(max(3, states // 9000), max(2, states // 15000)), f"{depth} cut, in {len(level)} recoveries"
        )
        total.add(found)
    sums = total.summaries
    say(f"summaries: {sums['believed']} believed, {sums['passed_over']} passed over, {sums['made']} made in a start")


def controls(total: Sum, share: int) -> None:
    """Let the terms that lose rows lose them."""
    for name in CONTROLS:
        found = run([recorded(name)], Share(share, 0))
        total.failing += bool(found.bad)
        say(f"control {name}: {found.bad} of {found.judged} cuts lose rows, as they must; e.g. {found.problems[0]}")
    for name in PLANTED:
        found = run([recorded(name)], Share(2 * share, 0, 1))
        total.planted += bool(found.bad)
        say(f"planted {name}: {found.bad} of {found.judged} cuts show it, as they must; e.g. {found.problems[0]}")


def main(words: list[str] | None = None) -> int:
    """Run everything."""
    parser = argparse.ArgumentParser(
        "kiosk crash", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--terms", default="product", help="on what terms the journal is kept (see tests/crash/terms.py)"
    )
    parser.add_argument("--states", type=int, default=100_000, help="how many different states, at least")
    parser.add_argument("--kills", type=int, default=1_000, help="how many real processes to kill")
    parser.add_argument("--kiosk-kills", type=int, default=1_000, help="how many real kiosks to kill; 0: none")
    parser.add_argument("--seed", type=int, default=1, help="of the kills")
    parser.add_argument(
        "--faults", type=int, default=1, metavar="STEP", help="fail every STEP-th call; 0 leaves it out"
    )
    parser.add_argument("--flips", type=int, default=1, metavar="STEP", help="turn over every STEP-th byte; 0: none")
    chosen = parser.parse_args(words)
    total, begun = Sum(), time.monotonic()
    cuts(chosen.terms, chosen.states, total)
    controls(total, 3)
    if chosen.faults:
        struck, told, problems = faults.every_fault(chosen.faults, say)
        say(f"faults: {struck} calls failed, {told} of them were refused in order, {len(problems)} bad")
        total.problems += problems
    if chosen.flips:
        total.problems += flips.every_flip(chosen.flips, say=say)
    total.problems += kills.kill_many(chosen.kills, chosen.seed, say)
    total.kills = chosen.kills
    if chosen.kiosk_kills:
        total.kiosk_kills, problems = kiosk_kills.kill_many(chosen.kiosk_kills, chosen.seed, say)
        total.problems += problems
    say(f"took {time.monotonic() - begun:.0f} s, {len(total.problems)} problems")
    say(
        f"boundaries={total.boundaries} states={len(total.images)} lost={total.lost} "
        f"controls_failing={total.failing}/{len(CONTROLS)} kills={total.kills} kiosk_kills={total.kiosk_kills} "
        f"planted={total.planted}/{len(PLANTED)}"
    )
    whole = total.failing == len(CONTROLS) and total.planted == len(PLANTED) and len(total.images) >= chosen.states
    return 0 if whole and not total.lost and not total.problems else 1


if __name__ == "__main__":
    sys.exit(main())
