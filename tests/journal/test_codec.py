"""Every kind of fact as canonical JSON and back; anything that is not just that is refused (I10)."""

import copy
import dataclasses
import json
import typing
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.domain.facts import CardCompleted, Fact, NoteOffered, SaleAccepted, SaleBegun
from kiosk_app.journal.codec import KINDS, NotAFact, decode, encode
from tests.domain import values
from tests.support import samples
from tests.support.samples import HUNDRED, SALE

every_kind = pytest.mark.parametrize("kind", typing.get_args(Fact), ids=lambda kind: kind.__name__)
TOLD: tuple[Fact, ...] = (
    SaleBegun(SALE, samples.PURCHASE_TERMS),
    SaleBegun(SALE, samples.BILL_TERMS),
    SaleAccepted(SALE, samples.PURCHASE_BOOKING),
    SaleAccepted(SALE, samples.BOOKING),
    CardCompleted(SALE, samples.CARD),
    NoteOffered(SALE, 1, HUNDRED),
)


def test_the_journal_knows_every_kind_of_fact() -> None:
    assert {kind.__name__: kind for kind in typing.get_args(Fact)} == KINDS


@every_kind
@given(st.data())
def test_a_fact_comes_back_as_it_was(kind: type[Any], data: st.DataObject) -> None:
    fact = data.draw(values.OF_KIND[kind])
    name, body = encode(fact)
    back = decode(name, body)
    assert back == fact
    assert type(back) is kind
    assert repr(back) == repr(fact), "and every field has the type that it had"


@every_kind
@given(st.data())
def test_a_fact_has_one_form_only(kind: type[Any], data: st.DataObject) -> None:
    """Canonical: sorted, without spaces, in characters as they are; the seal is over these bytes."""
    fact = data.draw(values.OF_KIND[kind])
    name, body = encode(fact)
    assert encode(decode(name, body)) == (name, body)
    assert body == json.dumps(json.loads(body), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@given(values.facts, values.facts)
def test_two_facts_are_never_written_alike(one: Fact, other: Fact) -> None:
    assert (one == other) == (encode(one) == encode(other))


# --- every place of a body, changed ---------------------------------------------------------------

OTHERS: tuple[Any, ...] = (None, True, 7, 1.5, "text", [], {}, [1], {"a": 1})
MAY_BE_NULL = ("card", "meter_no", "purchase")


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield from places(inner, (*at, step))


def inside(value: Any, at: tuple[Any, ...]) -> Any:
    for step in at:
        value = value[step]
    return value


@pytest.mark.parametrize("fact", TOLD, ids=lambda fact: type(fact).__name__)
def test_another_type_in_any_place_is_refused(fact: Fact) -> None:
    kind, body = encode(fact)
    content = json.loads(body)
    for at in places(content):
        was = inside(content, at)
        for other in OTHERS:
            may_be_null = bool(at) and at[-1] in MAY_BE_NULL
            if type(other) is type(was) or (may_be_null and None in (was, other)):
                continue
            changed = copy.deepcopy({"whole": content})
            inside(changed, ("whole", *at)[:-1])[("whole", *at)[-1]] = other
            with pytest.raises(NotAFact):
                decode(kind, json.dumps(changed["whole"]))


@pytest.mark.parametrize("fact", TOLD, ids=lambda fact: type(fact).__name__)
def test_a_field_more_or_less_in_any_object_is_refused(fact: Fact) -> None:
    kind, body = encode(fact)
    content = json.loads(body)
    for at in places(content):
        if not isinstance(inside(content, at), dict):
            continue
        for name in (*inside(content, at), "more"):
            changed = copy.deepcopy(content)
            table = inside(changed, at)
            if name in table:
                del table[name]
            else:
                table[name] = 1
            with pytest.raises(NotAFact):
                decode(kind, json.dumps(changed))


@every_kind
@given(st.one_of(st.text(max_size=30), st.sampled_from(["NaN", "[]", "1e999", '"\\ud800"', "[" * 100_000])))
def test_no_body_brings_the_reader_down(kind: type[Any], body: str) -> None:
    if body == "{}" and not dataclasses.fields(kind):
        return
    with pytest.raises(NotAFact):
        decode(kind.__name__, body)


@given(st.text(max_size=20))
def test_an_unknown_kind_is_refused(kind: str) -> None:
    if kind not in KINDS:
        with pytest.raises(NotAFact, match="unknown kind"):
            decode(kind, "{}")


def test_i24_what_is_wrong_is_told_without_what_stood_there() -> None:
    """The complaint comes to be logged; a broken row may hold a customer's number anywhere."""
    kind, body = encode(SaleBegun(SALE, samples.BILL_TERMS))
    content = json.loads(body)
    content["terms"]["due"] = "3104587000 王小明"
    with pytest.raises(NotAFact) as refused:
        decode(kind, json.dumps(content))
    assert "3104587000" not in str(refused.value)
    assert "王" not in str(refused.value)
    assert "SaleBegun" in str(refused.value) and "int" in str(refused.value)
    content["terms"]["due"], content["terms"]["kind"] = 1, "王小明"
    with pytest.raises(NotAFact) as refused:
        decode(kind, json.dumps(content))
    assert str(refused.value) == "SaleBegun: no SaleKind"


@pytest.mark.parametrize("value", [1.5, object(), [1], {"a": 1}, {1}, bytearray(b"x")])
def test_what_has_no_place_in_the_journal_is_not_written(value: Any) -> None:
    """A bug: a flow that records such a thing is stopped before anything depends on it."""
    with pytest.raises(TypeError, match="no place in the journal"):
        encode(NoteOffered(SALE, value, HUNDRED))
