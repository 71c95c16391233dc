"""What `./kiosk simulate` is told; read before anything of the simulation is imported."""

import argparse
import os
from pathlib import Path

STORY_LINES = 60


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
    parser.add_argument("--tapes", type=Path, metavar="DIR", help="where shrunk tapes are kept")
    parser.add_argument("--marks", action="store_true", help="list how often each rare state was seen")
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--compile", action="store_true", help="compile first; a run of five minutes or more does it anyway"
    )
    how.add_argument("--interpreted", action="store_true", help="use nothing that is compiled")
    return parser.parse_args(words)
