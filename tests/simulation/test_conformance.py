"""The journal in memory, on which most seeds run, answers like the real one for any sequence of facts (rule 9)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk_app.domain import facts
from kiosk_app.domain.facts import Fact, OpenSale
from kiosk_app.domain.sale import SaleNumber
from kiosk_app.runtime.ports import Journal
from tests.simulation.checkers.watch import Watch
from tests.simulation.kiosk import End
from tests.simulation.memory import MemoryStore
from tests.simulation.stores import SqliteStore
from tests.simulation.tape import ReplayedTape
from tests.simulation.world import World
from tests.support import samples

numbers = st.sampled_from([SaleNumber(f"GD0117-{number:06}") for number in range(1, 5)])
ordinals = st.integers(1, 3)
notes = st.sampled_from([samples.TEN, samples.TWENTY, samples.FIFTY, samples.HUNDRED])
texts = st.text(max_size=12)
recordable: st.SearchStrategy[Fact] = st.one_of(
    st.builds(facts.ConsentGiven, numbers, texts),
    st.builds(facts.NoteOffered, numbers, ordinals, notes),
    st.builds(facts.NoteCredited, numbers, ordinals, notes),
    st.builds(facts.NoteHandedBack, numbers, ordinals),
    st.builds(facts.NoteInDoubt, numbers, ordinals, notes),
    st.builds(facts.NoteUnexpected, st.none() | numbers, notes),
    st.builds(facts.TenderClosed, numbers, st.sampled_from([samples.BOOKING.paid])),
    st.builds(facts.SaleAccepted, numbers, st.sampled_from([samples.BOOKING, samples.PURCHASE_BOOKING])),
    st.builds(facts.SaleRejected, numbers, texts),
    st.builds(facts.SalePending, numbers),
    st.builds(facts.WriteBegun, numbers, texts, st.integers(0, 9), st.integers(0, 999), texts),
    st.builds(facts.CardCompleted, numbers, st.just(samples.CARD)),
    st.builds(facts.CardIncomplete, numbers, texts, texts),
    st.builds(facts.ConfirmationDelivered, numbers),
    st.builds(facts.ReceiptBegun, numbers, texts, ordinals),
    st.builds(facts.ReceiptDone, numbers, ordinals),
    st.builds(facts.ReceiptMissed, numbers, ordinals, texts),
    st.builds(facts.SaleEnded, numbers, st.sampled_from(facts.Outcome)),
    st.builds(facts.CardKept, st.none() | numbers, texts),
    st.builds(facts.IncidentSeen, texts, texts),
)
OPEN, RESTART = "open a sale", "restart"
steps = st.lists(recordable | st.sampled_from([OPEN, OPEN, RESTART]), max_size=40)


def play(store: MemoryStore | SqliteStore, story: list[Fact | str]) -> tuple[list[object], list[Fact]]:
    """Carry the story out; return what was answered and what is there at the end."""
    answers: list[object] = []
    life = 1
    journal: Journal
    open_sales: tuple[OpenSale, ...]
    journal, open_sales = store.open(life)
    for step in story:
        if step == OPEN:
            answers.append(journal.open_sale(samples.BILL_TERMS if len(answers) % 2 else samples.PURCHASE_TERMS))
        elif step == RESTART:
            store.close(End.PROCESS)
            life += 1
            journal, open_sales = store.open(life)
            answers.append(open_sales)
        else:
            assert not isinstance(step, str)
            journal.record(step)
    answers.append(store.held())
    return answers, store.read()


def world() -> World:
    """Return a world in which nothing goes wrong."""
    quiet = World(ReplayedTape({}))
    quiet.watch = Watch()
    return quiet


@settings(max_examples=40, deadline=None)
@given(steps)
def test_pr_both_stores_answer_alike(story: list[Fact | str]) -> None:
    real = SqliteStore(world())
    try:
        assert play(MemoryStore(world()), story) == play(real, story)
    finally:
        real.remove()


def test_the_store_keeps_its_file_in_a_folder_of_its_own_and_removes_it() -> None:
    store = SqliteStore(world())
    folder = store.path.parent
    store.open(1)
    assert store.path.exists()
    store.remove()
    assert not folder.exists()
