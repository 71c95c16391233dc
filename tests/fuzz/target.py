"""One parser under test."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

LONGEST = 256


@dataclass(frozen=True, slots=True)
class Target:
    """`run` gives bytes to the parser, takes its declared exceptions and checks what it says; all else is a find."""

    name: str
    run: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]
    longest: int = LONGEST  # bytes of one input
