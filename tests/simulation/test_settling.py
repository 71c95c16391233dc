"""Staff in the simulation: a quiet settlement, and what the checkers' own sums are made of."""

from kiosk_app.domain.staff_facts import SettlementDone, SettlementReported
from tests.simulation.memory import MemoryStore
from tests.simulation.planted.settlements import bed
from tests.simulation.platform.model import ModelPlatform
from tests.simulation.scenario import Scenario
from tests.simulation.tape import ReplayedTape

STAFFED = {"staff#0": 2, "street.collector#5": 1}


def settle(**others: int) -> Scenario:
    """Play a day on which the collector comes after the fifth customer, and once or twice at its end."""
    scene = Scenario(ReplayedTape({**STAFFED, **others}))
    assert scene.play().violation is None
    return scene


def rows(scene: Scenario, kind: type) -> list[object]:
    """Return the rows of one kind."""
    assert isinstance(scene.store, MemoryStore)
    return [row for row in scene.store.rows if isinstance(row, kind)]


def test_pay9_a_quiet_day_is_settled_to_the_last_note() -> None:
    """PAY-9, PAY-10, I19: what lay in the box is in the bank, and the platform has each settlement once."""
    scene = settle()
    done = rows(scene, SettlementDone)
    assert len(done) == len(rows(scene, SettlementReported)) == 3, (
        "one in between, one for the rest, one for who came with a card"
    )
    assert not scene.acceptor.box
    takings = scene.street.takings
    assert not takings.bag and not takings.pockets
    assert isinstance(scene.platform, ModelPlatform)
    kept = scene.platform.office.kept.values()
    assert sum(each.period.total for each in kept) == sum(note.value for note in takings.bank)
    assert sum(each.period.total for each in kept) == sum(posting.paid for posting in scene.platform.postings)


def test_h8_a_note_that_is_kept_back_is_told_to_the_fen() -> None:
    """H8, I19: the collector keeps a note; journal and hand count differ by just its value."""
    scene = settle(**{"collector.manner#0": 5})
    (first, *_) = rows(scene, SettlementDone)
    (stolen,) = scene.street.takings.pockets
    assert isinstance(first, SettlementDone)
    assert first.difference == -stolen.value
    assert first.reason


def test_without_staff_nobody_settles() -> None:
    scene = Scenario(ReplayedTape({}))
    assert scene.play().violation is None
    assert not rows(scene, SettlementDone)
    assert scene.acceptor.box


def test_there_are_bugs_of_settling() -> None:
    assert len(bed.bugs) >= 20
