"""Let the kiosk's values melt in the processes that play many seeds: frozen costs five times as much to make.

That nobody changes a value is what mypy proves, and every test beside these processes runs with frozen ones. Melting
takes only the guard away: `test_determinism` sees that the stories are the same, step by step.
"""

import dataclasses
import sys
from collections.abc import Callable
from operator import attrgetter
from typing import Any

ROOMS = ("kiosk_app.domain.", "kiosk_app.flows.", "kiosk_app.runtime.")

_contents: dict[type[Any], Callable[[Any], tuple[Any, ...]]] = {}


def thaw() -> None:
    """Melt every frozen value that is loaded, for the rest of this process."""
    rooms = [module for name, module in list(sys.modules.items()) if name.startswith(ROOMS)]
    for room in rooms:
        for value in vars(room).values():
            if isinstance(value, type) and value.__module__ == room.__name__ and dataclasses.is_dataclass(value):
                melt(value)
        if vars(room).get("replace") is dataclasses.replace:
            vars(room)["replace"] = changed


def melt(kind: type[Any]) -> None:
    """Give a class the `__init__` that it would have if it were not frozen."""
    if "__setattr__" not in vars(kind):
        return  # it never was
    described = [(each.name, each.type, like(each)) for each in dataclasses.fields(kind)]
    kind.__init__ = dataclasses.make_dataclass("Melted", described).__init__  # type: ignore[misc]  # is what melting means
    del kind.__setattr__
    del kind.__delattr__
    names = [name for name, _, _ in described]
    if len(names) > 1:
        _contents[kind] = attrgetter(*names)


def like(each: "dataclasses.Field[Any]") -> Any:
    """Describe a field anew; a field object belongs to one class."""
    assert each.init and not each.kw_only, "the kiosk's values are made by position"
    if each.default_factory is not dataclasses.MISSING:
        return dataclasses.field(default_factory=each.default_factory)
    return dataclasses.field(default=each.default)


def changed(old: Any, /, **changes: Any) -> Any:
    """Do what `dataclasses.replace` does."""
    contents = _contents.get(old.__class__)
    if contents is None:
        return dataclasses.replace(old, **changes)
    new = old.__class__(*contents(old))
    for name, value in changes.items():
        setattr(new, name, value)
    return new
