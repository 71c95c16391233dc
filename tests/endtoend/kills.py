"""SIGKILL at a journal append: a kiosk that dies, one that starts again, and what must be true then.

Faults 7 and 8 of the catalogue; promises I1, I2, I3, I9, I11, I14: no note is lost or counted twice, each sale is
booked once, the card's counter advances by one for money taken and by none for no money.
"""

from collections.abc import Callable

import pytest

from demo.processes import wait_for
from demo.town import Town
from tests.endtoend.books import Books
from tests.endtoend.mortal import Side
from tests.endtoend.visits import WAIT_S, to_its_end, visitor

SIDES: tuple[Side, ...] = ("before", "after")


def appends(sale: tuple[str, ...]) -> pytest.MarkDecorator:
    """One case for each append of a sale and each side of it."""
    cases = [(append, side) for append in range(1, len(sale) + 1) for side in SIDES]
    return pytest.mark.parametrize(("append", "side"), cases, ids=[f"{side}-{append:02}" for append, side in cases])


def undisturbed(town: Town, visit: Callable[[Town], None]) -> list[str]:
    """Play a visit on a kiosk that lives; return the kinds of the facts that it wrote."""
    known = len(Books.of(town).facts)
    town.start_kiosk()
    assert to_its_end(visit, town)
    assert town.kiosk.stop() == 0
    return [fact["kind"] for fact in Books.of(town).facts[known:]]


def killed(town: Town, visit: Callable[[Town], None], append: int, side: Side) -> None:
    """Play a visit on a kiosk that dies at this append."""
    town.start_kiosk("tests.endtoend.mortal", str(append), side)
    assert not to_its_end(visit, town), "the kiosk came through: not every append of the sale is reached"
    assert town.kiosk.stop() == -9


def killed_at(town: Town, append: int, side: Side) -> None:
    """Start a kiosk that dies by itself at this append, without a customer."""
    town.start_kiosk("tests.endtoend.mortal", str(append), side)
    wait_for("the kiosk's death", WAIT_S, lambda: not town.kiosk.alive)
    assert town.kiosk.stop() == -9


def settled(town: Town) -> None:
    """Start the kiosk again and wait until no sale is open but one that waits for its card."""
    town.start_kiosk()
    customer = visitor(town)
    customer.sees("IdleView", seconds=WAIT_S)
    wait_for("the sales to be settled", WAIT_S, lambda: not customer.ask(do="state")["settling"])
