"""What some people do at some moment, instead of what the screen asks for."""

from typing import TYPE_CHECKING

from kiosk_app.flows import buy_electricity
from kiosk_app.flows.visit import Front

if TYPE_CHECKING:
    from tests.simulation.people import Person

MANNERS = (
    "plain",
    "walks away",
    "cancels",
    "fidgets",
    "pulls the card",
    "feeds and finishes at once",
    "types a wrong password",
    "leaves the card",
    "feeds without end",
    "brings another's card",
    "asks what became of it",
)
BUTTONS = ("start", "pay_bill", "buy_electricity", "confirm", "back", "exit", "finish", "cancel", "done", "nonsense")


def misbehave(person: "Person", front: Front | None) -> bool:
    """Show the manner once; True when this was the act."""
    world = person.around.world
    match person.manner:
        case "walks away":
            world.marks.hit("customer_walked_away")
            person.go()
            return True
        case "cancels":
            person.press("exit")
            person.press("cancel")
            person.look()
            return True
        case "fidgets":
            for _ in range(3):
                person.press(BUTTONS[world.tape.choose(len(BUTTONS), "person.button")])
            person.patience = 1 + world.tape.choose(4, "person.patience")
            person.look()
            return True
        case "pulls the card":
            if person.around.reader.card is person.card and isinstance(front, buy_electricity.Writing):
                person.around.reader.pull()
            else:
                person.patience = 1
            return False
        case _:
            return False
