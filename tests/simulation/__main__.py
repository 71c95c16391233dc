"""`python -m tests.simulation`."""

import argparse
import sys

from tests.simulation.options import parsed
from tests.simulation.quiet import quiet
from tests.simulation.swift.loading import stand_in
from tests.simulation.swift.ready import NotCompiled, ready

LONG_MINUTES = 5  # to compile takes two or three: it pays for itself then


def take(options: argparse.Namespace) -> str:
    """Let compiled modules stand in where there are any, or where it pays to make them; return what is played."""
    if options.interpreted or options.replay or options.story is not None:
        return "interpreted"
    make = options.compile or (options.minutes or 0) >= LONG_MINUTES
    try:
        stand_in(ready(say, make=make))
    except NotCompiled as why:
        return f"interpreted, as {why}"
    return "compiled"


def say(line: str) -> None:
    """Say how far the compiler is."""
    print(line, file=sys.stderr, flush=True)


def play(words: list[str]) -> int:
    """Take what is played, then play."""
    played = take(parsed(words))
    from tests.simulation.cli import main

    return main(words, played)


if __name__ == "__main__":
    quiet()
    sys.exit(play(sys.argv[1:]))
