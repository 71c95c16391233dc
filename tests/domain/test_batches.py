"""Batches add up to what is under way, where the next one begins, and names that nobody has (PAY-7, I20)."""

import typing

from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.domain.batches import (
    Batches,
    BatchFact,
    JournalBatched,
    JournalCovered,
    JournalReconciled,
    JournalRefused,
    JournalSetAside,
    JournalUploaded,
    Stage,
    followed,
    next_last,
    next_number,
)
from kiosk_app.domain.facts import fold
from kiosk_app.domain.money import Fen
from tests.domain import values

DAY = "20261123"
CUT = JournalBatched(DAY, 1, 1, 20, DAY)
UPLOADED = JournalUploaded(DAY, 1, 2, Fen(22_000))
REFUSED = JournalRefused(DAY, 1, "FILE_CHAIN")
RECONCILED = JournalReconciled(DAY, 1, 2, 1, 0)


def after(*facts: BatchFact) -> Batches:
    return fold(facts).batches


def stage(batches: Batches) -> Stage:
    return batches.known[DAY, 1].stage


def test_a_batch_goes_on_where_the_journal_says_it_was() -> None:
    assert stage(after(CUT)) is Stage.CUT
    assert stage(after(CUT, UPLOADED)) is Stage.UPLOADED
    assert stage(after(CUT, UPLOADED, RECONCILED)) is Stage.RECONCILED
    assert stage(after(CUT, REFUSED)) is Stage.REFUSED
    assert [each.under_way for each in after(CUT, UPLOADED).known.values()] == [True]
    assert [each.under_way for each in after(CUT, REFUSED).known.values()] == [False]


def test_the_next_batch_begins_after_what_was_reconciled_and_takes_up_what_was_refused() -> None:
    assert after().reconciled == 0
    assert after(CUT, UPLOADED).reconciled == 0
    assert after(CUT, REFUSED).reconciled == 0
    assert after(CUT, UPLOADED, RECONCILED).reconciled == 20
    assert after(CUT, UPLOADED, RECONCILED).planned == DAY
    assert after(JournalBatched(DAY, 1, 1, 20, "")).planned == ""


def test_a_fact_that_comes_again_changes_nothing() -> None:
    assert after(CUT, UPLOADED, RECONCILED, UPLOADED, REFUSED) == after(CUT, UPLOADED, RECONCILED)
    assert after(UPLOADED, RECONCILED, REFUSED) == after()
    again = after(CUT, UPLOADED, JournalReconciled(DAY, 1, 2, 1, 1), RECONCILED)
    assert again.known[DAY, 1].left == 0


batch_facts = st.one_of(*(values.OF_KIND[kind] for kind in typing.get_args(BatchFact)))


@given(st.lists(batch_facts, max_size=12), values.days)
def test_no_name_is_given_out_twice(facts: list[BatchFact], day: str) -> None:
    batches = fold(facts).batches
    number = next_number(batches, day)
    assert (day, number) not in batches.known
    assert next_number(followed(batches, JournalBatched(day, number, 1, 2, "")), day) == number + 1


def test_fault_58_the_next_batch_begins_behind_what_an_applied_file_has() -> None:
    assert after(CUT, REFUSED).reached == 0
    assert after(CUT, REFUSED, JournalCovered(12), JournalCovered(9)).reached == 12
    assert after(JournalCovered(12), CUT, UPLOADED, RECONCILED).reached == 20


def test_a_sale_is_set_aside_once() -> None:
    set_aside = JournalSetAside("GD0117-000001", "FILE_LINE")
    assert after(set_aside, JournalSetAside("GD0117-000002", "FILE_LINE"), set_aside).aside == (
        "GD0117-000001",
        "GD0117-000002",
    )


def test_a_refusal_is_known_until_a_batch_is_reconciled_again() -> None:
    """So that staff and the platform see it as long as nobody has heard anything better (OPS-2)."""
    second = JournalBatched(DAY, 2, 1, 30, DAY), JournalUploaded(DAY, 2, 2, Fen(22_000))
    assert after(CUT, REFUSED).refused == "FILE_CHAIN"
    assert after(CUT, REFUSED, *second).refused == "FILE_CHAIN"
    assert after(CUT, REFUSED, *second, JournalReconciled(DAY, 2, 2, 1, 0)).refused == ""


def test_a_batch_that_was_too_large_is_cut_in_half_and_again() -> None:
    large = JournalRefused(DAY, 1, "FILE_TOO_LARGE")
    assert next_last(after(), 90) == 90
    assert next_last(after(CUT, REFUSED), 90) == 90
    assert next_last(after(CUT, large), 90) == 10
    again = JournalBatched(DAY, 2, 1, 10, ""), JournalRefused(DAY, 2, "FILE_TOO_LARGE")
    assert next_last(after(CUT, large, *again), 90) == 5
    assert next_last(after(CUT, large, JournalCovered(10)), 90) == 90, "only where the next one begins with it"
