"""Promises about staff that hold whatever is pressed and whatever comes in between (I19, I26, fault 53)."""

from collections.abc import Callable, Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk_app.domain.events import Event, Pressed, ReceiptFailed, ReceiptPrinted, RowTouched, TimedOut
from kiosk_app.domain.facts import Fact
from kiosk_app.domain.rules import Rules
from kiosk_app.domain.staff import Door, DoorState, Operator
from kiosk_app.domain.staff_events import (
    BoxStuck,
    BoxUnwatched,
    DoorChanged,
    PasswordAccepted,
    PrecheckPassed,
    PrecheckUnanswered,
    SignedIn,
)
from kiosk_app.domain.staff_facts import (
    BoxCounted,
    BoxOpened,
    BoxOpening,
    OperatorSignedIn,
    OperatorSignedOut,
    PasswordChanged,
    SettlementChecked,
    SettlementClosed,
    SettlementDone,
    SettlementVoucherBegun,
)
from kiosk_app.flows.visit import Idle
from tests.flows.staff_world import CHEN, LI, PASSWORD, WANG, World

BUTTONS = (
    "settle", "repair", "close_period", "print", "open_box", "box_is_open", "confirm", "count_again", "back", "exit",
    "done", "overview", "password", "start",
)  # fmt: skip
ACTIONS: tuple[type[Fact], ...] = (
    BoxCounted, BoxOpened, BoxOpening, PasswordChanged,
    SettlementChecked, SettlementClosed, SettlementDone, SettlementVoucherBegun,
)  # fmt: skip
"""What somebody did here. What a printer, a door or the platform says of it afterwards has nobody."""

Move = Callable[[World], object]


def knock(operator: Operator, request: str, *, must_change: bool = False) -> Move:
    """Type number and password, in front of the idle screen or as a witness; the desk lets the operator in."""

    def move(world: World) -> None:
        world.press("staff").type_in(operator.number).press("confirm").type_in(PASSWORD).press("confirm")
        world.happen(SignedIn(request, operator, must_change))

    return move


def renew(world: World) -> None:
    """Change one's own password."""
    world.press("password")
    for _ in range(3):
        world.type_in(PASSWORD).press("confirm")
    world.happen(PasswordAccepted())


def close(world: World) -> None:
    """Close the period, with its voucher on paper."""
    world.press("settle").happen(PrecheckPassed()).press("close_period").happen(ReceiptPrinted("GD0117-S00001/1"))


def lift(world: World) -> None:
    """Go on with a settlement whose period is closed, and open the box."""
    world.press("settle", "open_box").happen(OPENED)


def count(world: World) -> None:
    """Type every field of the count."""
    for number in (1, 1, 0, 0, 17, 880123):
        world.type_in(str(number)).press("confirm")


def telling(event: Event) -> Move:
    return lambda world: world.happen(event)


OPENED = DoorChanged(Door.CASH_BOX, DoorState.OPEN)
HAPPENED: list[Event] = [
    PrecheckPassed(), PrecheckUnanswered(), ReceiptPrinted("GD0117-S00001/1"), RowTouched(0), TimedOut(), OPENED,
    ReceiptFailed("GD0117-S00001/1", "paper_end"), BoxStuck("cabinet_lost"), BoxUnwatched(),
    *[DoorChanged(door, state) for door in Door for state in DoorState],
]  # fmt: skip
PLAYED: list[Move] = [knock(LI, "staff"), knock(CHEN, "staff"), knock(CHEN, "witness"), renew, close, lift, count]
operators = st.sampled_from([LI, WANG, CHEN])
moves: st.SearchStrategy[Move] = st.one_of(
    st.sampled_from(PLAYED),
    st.sampled_from([*PLAYED, World.boot, *map(telling, HAPPENED)]),
    st.builds(Pressed, st.sampled_from(BUTTONS)).map(telling),
    st.builds(knock, operators, st.sampled_from(["staff", "witness"]), must_change=st.booleans()),
)


def without_a_person(story: Iterable[Fact], present: set[str]) -> list[Fact]:
    """Return what was done while nobody was signed in, or in the name of somebody else; tell who is present then."""
    found: list[Fact] = []
    for fact in story:
        match fact:
            case OperatorSignedIn(operator):
                present.add(operator)
            case OperatorSignedOut(operator):
                found += [] if operator in present else [fact]
                present.clear()
            case BoxCounted(_, counted):
                found += [] if {counted.operator, counted.witness or counted.operator} <= present else [fact]
            case _ if isinstance(fact, ACTIONS):
                found += [] if present and getattr(fact, "operator", min(present)) in present else [fact]
            case _:
                pass
    return found


@settings(max_examples=100)
@given(st.lists(moves, min_size=20, max_size=60), st.booleans())
def test_i26_fault_53_whatever_is_pressed_no_action_is_without_the_person_who_signed_in(
    story: list[Move], second_person: bool
) -> None:
    """Whoever walks away, is cut off or types in another's place: the journal says in whose presence it was done."""
    world, present = World(Rules(second_person=second_person)), set[str]()
    for move in story:
        before = len(world.facts)
        move(world)
        assert without_a_person(world.facts[before:], present) == []
        if move is World.boot:
            present.clear()
        assert not (present and world.at(Idle)), "who is gone has signed out"


def test_i26_a_settlement_that_another_person_ends_names_both() -> None:
    """Also that what is looked for above would be found: a story with every action, and the same without its people."""
    world = World()
    knock(LI, "staff")(world)
    renew(world)
    close(world)
    world.press("exit")
    knock(CHEN, "staff")(world)
    lift(world)
    count(world)
    world.press("confirm")
    done = [fact for fact in world.facts if isinstance(fact, ACTIONS)]
    assert {type(fact) for fact in done} == set(ACTIONS)
    assert without_a_person(world.facts, set()) == []
    assert [fact.operator for fact in done if isinstance(fact, SettlementClosed | BoxOpening)] == [
        LI.number,
        CHEN.number,
    ]
    nobody = [fact for fact in world.facts if not isinstance(fact, OperatorSignedIn)]
    assert [fact for fact in without_a_person(nobody, set()) if not isinstance(fact, OperatorSignedOut)] == done
    another = [fact for fact in world.facts if fact != OperatorSignedIn(CHEN.number, CHEN.role)]
    assert without_a_person([OperatorSignedIn(WANG.number, WANG.role), *another], set())
