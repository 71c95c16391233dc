"""What became of a sale's posting, as a join: what is known more of wins, whoever says it, in whatever order (I5)."""

from enum import IntEnum


class Status(IntEnum):
    """Unknown is not failed, and a success is never taken back."""

    UNKNOWN = 0
    FAILED = 1
    SUCCEEDED = 2


def join(one: Status, other: Status) -> Status:
    """Return what both together say: idempotent, commutative, associative."""
    return max(one, other)


def of_ledger(state: str | None) -> Status:
    """Return what the platform's own ledger says of a sale by its state; None where it never heard of it."""
    return {"booked": Status.SUCCEEDED, "refused": Status.FAILED}.get(state or "", Status.UNKNOWN)
