"""Make a failing tape as small as it gets: whole classes of faults first, then chunks, single decisions, values."""

import time
from collections.abc import Callable

from tests.simulation.tape import Decisions

Fails = Callable[[Decisions], Decisions | None]
"""Plays a tape; returns the decisions that were really asked for if it fails in the same way, else None."""


def shrink(decisions: Decisions, fails: Fails, seconds: float) -> Decisions:
    """Return a smaller tape that fails in the same way; the best one found when the time is over."""
    until = time.monotonic() + seconds
    best = fails(decisions)
    assert best is not None, "the tape does not fail when it is played again"
    while time.monotonic() < until:
        before = len(best), sum(best.values())
        best = without_classes(best, fails, until)
        best = without_chunks(best, fails, until)
        best = with_smaller_values(best, fails, until)
        if (len(best), sum(best.values())) == before:
            break
    return best


def label(address: str) -> str:
    """Return the label of an address: "net.lost#17" -> "net.lost"."""
    return address.partition("#")[0]


def without_classes(best: Decisions, fails: Fails, until: float) -> Decisions:
    """Drop all decisions of a label at once."""
    for name in sorted({label(address) for address in best}):
        if time.monotonic() > until:
            break
        smaller = {address: value for address, value in best.items() if label(address) != name}
        best = fails(smaller) or best
    return best


def without_chunks(best: Decisions, fails: Fails, until: float) -> Decisions:
    """Drop halves, quarters, …, single decisions (delta debugging); the end of the tape first."""
    size = max(1, len(best) // 2)
    while True:
        place = len(best)
        while place > 0 and time.monotonic() < until:
            items = list(best.items())
            place = min(place, len(items))
            smaller = dict(items[: max(0, place - size)] + items[place:])
            best = fails(smaller) or best
            place -= size
        if size == 1 or time.monotonic() > until:
            return best
        size = max(1, size // 2)


def with_smaller_values(best: Decisions, fails: Fails, until: float) -> Decisions:
    """Lower each value as far as it still fails."""
    for address in list(best):
        for value in (1, best.get(address, 1) // 2):
            if 0 < value < best.get(address, 0) and time.monotonic() < until:
                best = fails({**best, address: value}) or best
    return best
