"""`./kiosk bench [ROW…]`: every row, or those named; exit code 1 when a target is missed."""

import argparse
import sys
from collections.abc import Callable

from bench import escrow, journal, start
from bench.table import Row, shown

ROWS: dict[str, tuple[int, Callable[[int], Row]]] = {
    "journal": (60, journal.measure),
    "escrow": (5, escrow.measure),
    "start": (5, start.measure),
}
"""Name, rounds, and what measures them."""


def main(words: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser("kiosk bench", description=__doc__)
    parser.add_argument("rows", nargs="*", choices=[*ROWS, []], metavar="ROW", help=f"one of {', '.join(ROWS)}")
    parser.add_argument("--rounds", type=int, help="how many rounds; by default enough for a steady median")
    chosen = parser.parse_args(words)
    rows = []
    for name in chosen.rows or ROWS:
        rounds, measure = ROWS[name]
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        rows.append(measure(chosen.rounds or rounds))
    print(shown(rows))
    return 0 if all(row.kept for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
