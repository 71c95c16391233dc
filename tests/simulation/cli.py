"""`./kiosk simulate`: seeds in several processes, a line of progress, one line at the end, 1 on a broken promise."""

import argparse
import sys
import time
from collections import Counter

from tests.simulation.scenario import run
from tests.simulation.tape import SeededTape


def main(words: list[str]) -> int:
    """Run seeds."""
    parser = argparse.ArgumentParser(prog="kiosk simulate")
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--tell", type=int)
    options = parser.parse_args(words)
    if options.tell is not None:
        told = run(SeededTape(options.tell), telling=True)
        print("\n".join(told.story), told.violation, sep="\n")
        return 0
    began = time.process_time()
    visits = cuts = others = violations = 0
    marks: Counter[str] = Counter()
    for seed in range(options.first_seed, options.first_seed + options.seeds):
        result = run(SeededTape(seed))
        visits, cuts, others = visits + result.visits, cuts + result.power_cuts, others + result.other_faults
        marks += result.marks
        if result.violation:
            violations += 1
            print(seed, result.violation)
    for name, count in sorted(marks.items()):
        print(f"{count:8} {name}")
    rate = int(visits / max(1e-9, time.process_time() - began))
    print(
        f"visits={visits} seeds={options.seeds} power_cuts={cuts} other_faults={others} violations={violations} "
        f"visits_per_second_per_core={rate}"
    )
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
