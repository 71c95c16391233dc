"""What goes to the platform next of the journal, and when: in order, at least once, for ever. No clock, no I/O here.

The platform says how many rows it holds; nothing about that is kept across a restart. After one, the newest row is
offered, and the answer, a yes or a gap, tells where to go on. Where the platform has lost what it had (fault 46), its
next answer says so, and the rows go out again.
"""

from dataclasses import dataclass, replace

FIRST_PAUSE_S, LAST_PAUSE_S = 1.0, 300.0
DOUBLINGS_AT_MOST = 12


@dataclass(frozen=True, slots=True)
class Outbox:
    """How far the platform has come, and how long to leave it alone."""

    held: int | None = None  # rows it has, as far as known since the start
    failures: int = 0  # in a row
    due_s: float = 0.0  # not before this, on the monotonic clock
    code: str = ""  # why it refuses this journal, if it does


def next_after(outbox: Outbox, count: int, now_s: float) -> int | None:
    """Return the row after which the next page begins; None where there is nothing to send now."""
    if now_s < outbox.due_s or not count:
        return None
    if outbox.held is None:
        return count - 1
    return outbox.held if outbox.held < count else None


def wait_s(outbox: Outbox, count: int, now_s: float) -> float | None:
    """Return after how many seconds something is to be sent; None while there is nothing."""
    if next_after(outbox, count, max(now_s, outbox.due_s)) is None:
        return None
    return max(0.0, outbox.due_s - now_s)


def delivered(held: int) -> Outbox:
    """Return the outbox after a yes."""
    return Outbox(held=held)


def gap(outbox: Outbox, held: int, now_s: float, chance: float) -> Outbox:
    """Return the outbox after the platform said that it holds fewer rows; said again and again, that is a failure."""
    if outbox.held == held:
        return failed(outbox, now_s, chance)
    return replace(outbox, held=held, code="")


def failed(outbox: Outbox, now_s: float, chance: float, code: str = "") -> Outbox:
    """Return the outbox after no answer, or a refusal: later, and each time later still, not all terminals at once.

    `chance` is from 0 to 1.
    """
    pause = min(FIRST_PAUSE_S * 2 ** min(outbox.failures, DOUBLINGS_AT_MOST), LAST_PAUSE_S) * (0.5 + chance / 2)
    return Outbox(outbox.held, outbox.failures + 1, now_s + pause, code)
