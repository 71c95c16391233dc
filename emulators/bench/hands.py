"""How a device's own refusals become the bench's."""

from collections.abc import Iterator
from contextlib import contextmanager

from emulators.bench.actions import NotPossibleNow, Refused


@contextmanager
def hand(not_possible: type[Exception]) -> Iterator[None]:
    """Tell in the bench's words why a hand cannot do its deed: `not_possible` now, or ValueError never."""
    try:
        yield
    except not_possible as why:
        raise NotPossibleNow(str(why)) from why
    except ValueError as why:
        raise Refused(str(why)) from why


def in_range(name: str, value: int, least: int, most: int) -> int:
    """Return the value, or refuse it."""
    if not least <= value <= most:
        raise Refused(f"{name} is not {least} to {most}")
    return value
