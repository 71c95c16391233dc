"""A frozen value with some fields changed: `dataclasses.replace` for where a whole journal is added up."""

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

Value = TypeVar("Value")


def changed(value: Value, **changes: Any) -> Value:
    """Return `value` with these fields changed; raises KeyError for a name that is no field.

    For dataclasses of two fields or more, every one of which its constructor takes, by place: that takes two thirds of
    the time of `replace`, which a start pays for three rows of four.
    """
    kind: Any = type(value)
    places, read = fields_of(kind)
    found = list(read(value))
    for name, replaced in changes.items():
        found[places[name]] = replaced
    new: Value = kind(*found)
    return new


@cache
def fields_of(kind: Any) -> tuple[dict[str, int], Callable[[Any], tuple[Any, ...]]]:
    """Return the place of each field, and what reads them all in order."""
    names = [each.name for each in fields(kind)]
    return {name: place for place, name in enumerate(names)}, attrgetter(*names)
