"""What hands can do at a device: methods that are marked as actions, and how a request for one is checked.

An action is a method `(self, now, *, name: type, ...)` of a part. Its keyword arguments are plain values: `int`,
`bool`, `str`, a `Literal` of texts, each also `| None`; everything else in a request is refused by name.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

TYPE_NAMES = {int: "number", bool: "true or false", str: "text", NoneType: "nothing"}
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Run = Callable[..., Json]


class Refused(Exception):
    """The request itself is wrong: no such device, action, argument or value."""


class NotPossibleNow(Exception):
    """The request is right, but a hand cannot do that at this moment."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One keyword argument of an action."""

    name: str
    types: tuple[type, ...]
    choices: tuple[str, ...]  # texts of a Literal; empty when any text will do
    required: bool

    def described(self) -> str:
        """Return it as `name=what`, in brackets when it may be left out."""
        kinds = "|".join(self.choices) or "|".join(TYPE_NAMES[kind] for kind in self.types)
        text = f"{self.name}={kinds}"
        return text if self.required else f"[{text}]"

    def check(self, value: object) -> None:
        """Raise Refused unless the value is of the argument's type."""
        if type(value) not in self.types or (self.choices and isinstance(value, str) and value not in self.choices):
            raise Refused(f"{self.name} is not {self.described()}: {value!r:.60}")


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a hand can do."""

    name: str
    text: str  # what it does, for people
    arguments: tuple[Argument, ...]
    run: Run

    def __call__(self, now: float, given: Mapping[str, object]) -> Json:
        """Do it, or raise Refused or NotPossibleNow."""
        by_name = {argument.name: argument for argument in self.arguments}
        for name, value in given.items():
            if name not in by_name:
                known = " ".join(argument.described() for argument in self.arguments) or "none"
                raise Refused(f"{self.name} has no argument {name:.40}; it has: {known}")
            by_name[name].check(value)
        missing = [
            argument.described() for argument in self.arguments if argument.required and argument.name not in given
        ]
        if missing:
            raise Refused(f"{self.name} needs {' '.join(missing)}")
        return self.run(now, **given)


def action(method: Run) -> Run:
    """Mark a method as something hands can do; the first line of its docstring tells people what."""
    method.__dict__["is_action"] = True
    return method


def actions_of(part: object) -> dict[str, Action]:
    """Return the actions of a part by name."""
    found: dict[str, Action] = {}
    for name, method in inspect.getmembers(part, inspect.ismethod):
        if getattr(method, "is_action", False):
            text = (inspect.getdoc(method) or "").partition("\n")[0]
            found[name] = Action(name, text, tuple(_arguments(method)), method)
    return found


def _arguments(method: Run) -> list[Argument]:
    hints = get_type_hints(method)
    return [
        _argument(parameter, hints[parameter.name])
        for parameter in inspect.signature(method).parameters.values()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    ]


def _argument(parameter: inspect.Parameter, hint: Any) -> Argument:
    parts = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    choices = tuple(text for part in parts if get_origin(part) is Literal for text in get_args(part))
    types = tuple(str if get_origin(part) is Literal else part for part in parts)
    assert all(kind in TYPE_NAMES for kind in types), f"an action's argument is a plain value, not {hint}"
    required = parameter.default is inspect.Parameter.empty
    return Argument(parameter.name, types, choices, required)
