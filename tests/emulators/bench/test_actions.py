"""How requests for actions are checked."""

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulators.bench.actions import Json, Refused, action, actions_of


class Toy:
    """A part with one action of every kind of argument."""

    def __init__(self) -> None:
        self.seen: list[Json] = []

    @action
    def wind(
        self,
        now: float,
        *,
        turns: int,
        key: str | None = None,
        hard: bool = False,
        side: Literal["left", "right"] = "left",
    ) -> Json:
        """Wind it up.

        Not told to people.
        """
        self.seen.append([now, turns, key, hard, side])
        return turns

    def hidden(self) -> None:
        """No action."""


def test_an_action_knows_its_text_and_its_arguments() -> None:
    actions = actions_of(Toy())
    assert list(actions) == ["wind"]
    assert actions["wind"].text == "Wind it up."
    assert [argument.described() for argument in actions["wind"].arguments] == [
        "turns=number",
        "[key=text|nothing]",
        "[hard=true or false]",
        "[side=left|right]",
    ]


def test_right_arguments_are_handed_over() -> None:
    toy = Toy()
    wind = actions_of(toy)["wind"]
    assert wind(1.5, {"turns": 3}) == 3
    assert wind(2.5, {"turns": 4, "key": "k", "hard": True, "side": "right"}) == 4
    assert toy.seen == [[1.5, 3, None, False, "left"], [2.5, 4, "k", True, "right"]]


@pytest.mark.parametrize(
    ("given_", "why"),
    [
        ({}, "wind needs turns=number"),
        ({"turns": True}, "turns is not turns=number: True"),
        ({"turns": 1.0}, "turns is not turns=number: 1.0"),
        ({"turns": None}, "turns is not turns=number: None"),
        ({"turns": 1, "hard": 1}, "hard is not"),
        ({"turns": 1, "side": "up"}, "side is not [side=left|right]: 'up'"),
        ({"turns": 1, "self": 2}, "wind has no argument self"),
        ({"turns": 1, "now": 2}, "wind has no argument now"),
    ],
)
def test_wrong_arguments_are_refused_by_name(given_: dict[str, object], why: str) -> None:
    toy = Toy()
    with pytest.raises(Refused) as refusal:
        actions_of(toy)["wind"](0.0, given_)
    assert str(refusal.value).startswith(why)
    assert toy.seen == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(["turns", "key", "hard", "side"]) | st.text(), json_values))
def test_anything_else_is_run_or_refused(arguments: dict[str, object]) -> None:
    toy = Toy()
    refused = ""
    try:
        actions_of(toy)["wind"](0.0, arguments)
    except Refused as refusal:
        refused = str(refusal)
    assert len(toy.seen) == (0 if refused else 1)
    assert len(refused) < 300
