"""What a planted bug is, and how it gets into the running program and out again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from kiosk_app.domain.effects import Effect, Record
from tests.simulation.scenario import Variant
from tests.simulation.tape import Decisions

Effects = tuple[Effect, ...]


class Patch:
    """Replaces functions, and puts them back."""

    def __init__(self) -> None:
        self._undo: list[tuple[Any, str, Any]] = []

    def set(self, owner: Any, name: str, value: Any) -> None:
        """Replace one attribute of a module or class."""
        self._undo.append((owner, name, getattr(owner, name)))
        setattr(owner, name, value)

    def effects(self, owner: Any, name: str, change: Callable[[Effects], Effects]) -> None:
        """Let a step function return changed effects."""
        real = getattr(owner, name)

        def changed(*arguments: Any, **options: Any) -> Any:
            state, effects = real(*arguments, **options)
            return state, change(effects)

        self.set(owner, name, changed)

    def undo(self) -> None:
        """Put everything back."""
        for owner, name, value in reversed(self._undo):
            setattr(owner, name, value)


@dataclass(frozen=True, slots=True)
class Bug:
    """One bug; `plant` patches the kiosk, the journal or the platform."""

    name: str
    about: str
    plant: Callable[[Patch], None]
    variant: Variant = Variant.FAST
    given: Decisions = field(default_factory=dict)  # what it takes to be seen: rates that are on, staff that come

    @contextmanager
    def planted(self) -> Iterator[None]:
        """Have the bug in the program for a while."""
        patch = Patch()
        self.plant(patch)
        try:
            yield
        finally:
            patch.undo()


class Bed:
    """Collects the bugs of one room."""

    def __init__(self, given: Decisions | None = None) -> None:
        """`given` leads the seeds of every bug of this room."""
        self.bugs: list[Bug] = []
        self._given = given or {}

    def bug(
        self, about: str, *, variant: Variant = Variant.FAST, given: Decisions | None = None
    ) -> Callable[[Callable[[Patch], None]], Callable[[Patch], None]]:
        """Add a function that plants a bug; its name is the bug's name."""

        def add(plant: Callable[[Patch], None]) -> Callable[[Patch], None]:
            self.bugs.append(Bug(plant.__name__, about, plant, variant, {**self._given, **(given or {})}))
            return plant

        return add


def without(*kinds: type[Any]) -> Callable[[Effects], Effects]:
    """Leave out effects, or records of facts, of these kinds."""
    return lambda effects: tuple(each for each in effects if not isinstance(each, kinds) and not records(each, kinds))


def records(effect: Effect, kinds: tuple[type[Any], ...]) -> bool:
    """True for the record of a fact of these kinds."""
    return isinstance(effect, Record) and isinstance(effect.fact, kinds)


def first(*kinds: type[Any]) -> Callable[[Effects], Effects]:
    """Do effects of these kinds before all others."""
    return lambda effects: (
        *(each for each in effects if isinstance(each, kinds)),
        *(each for each in effects if not isinstance(each, kinds)),
    )
