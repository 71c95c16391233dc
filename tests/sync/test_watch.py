"""PAY-8: what lastingly differs by digests is reconciled, in the batch where it is, once (docs/interfaces.md 6.3)."""

from kiosk_app.domain.batches import JournalBatched, JournalReconciled, JournalUploaded
from kiosk_app.domain.facts import Booted, Fact, SaleBegun, TenderClosed, fold
from kiosk_app.domain.money import Fen
from kiosk_app.domain.sale import SaleNumber
from kiosk_app.domain.staff import Period, SettlementNumber
from kiosk_app.domain.staff_facts import SettlementClosed
from kiosk_app.sync.digest import Span
from kiosk_app.sync.digest_exchange import Differing
from kiosk_app.sync.watch import Watch
from tests.support import samples

DAY = "20261123"


def sale(number: int) -> SaleNumber:
    return SaleNumber(f"GD0117-{number:06}")


def watch(*more: Fact) -> Watch:
    """Return a watch that has heard of two sales, in rows 2 to 5."""
    made = Watch()
    sales = [(SaleBegun(sale(n), samples.BILL_TERMS), TenderClosed(sale(n), Fen(0))) for n in (1, 2)]
    paid = [
        fact if isinstance(fact, SaleBegun) else TenderClosed(fact.sale, Fen(10_000)) for two in sales for fact in two
    ]
    for seq, fact in enumerate((Booted("GD-0117", "1.0"), *paid, *more), 1):
        made.hear(seq, fact)
    return made


def differs(*numbers: int, complete: bool = True) -> Differing:
    return Differing(numbers, complete)


def test_a_sale_under_way_is_no_difference() -> None:
    looks = watch()
    assert [looks.answered(differs(*each)) for each in ((1,), (2,), (), (1,))] == [()] * 4


def test_what_lasts_is_told_once() -> None:
    looks = watch()
    assert [looks.answered(differs(*each)) for each in ((1,), (1,), (1, 2), (1, 2), (2,))] == [(), (1,), (), (2,), ()]


def test_where_too_much_differs_it_is_told_at_once() -> None:
    assert watch().answered(differs(2, 1, complete=False)) == (1, 2)


def test_all_is_compared_until_a_look_finds_nothing_new_and_then_what_is_not_settled() -> None:
    closed = SettlementClosed(SettlementNumber("GD0117-S00001"), "1001", Period(1, 1, 1, Fen(10_000), (), (), ()))
    looks = watch(closed)
    for found in ((1,), (1,), (1,)):
        assert looks.question()[1] == Span(1, looks.question()[1].last)
        looks.answered(differs(*found))
    assert looks.question()[1].first == 2


def test_each_sale_is_found_in_its_batch_or_in_none_yet() -> None:
    known = fold(
        [JournalBatched(DAY, 1, 1, 3, ""), JournalUploaded(DAY, 1, 1, Fen(1)), JournalReconciled(DAY, 1, 1, 0, 0)]
    )
    looks, batch = watch(), known.batches.known[DAY, 1]
    assert looks.batches_of((1,), known.batches) == ((batch,), False)
    assert looks.batches_of((2,), known.batches) == ((), True)
    assert looks.batches_of((1, 2), known.batches) == ((batch,), True)
    assert looks.batches_of((9,), known.batches) == ((), True), (
        "the platform has a sale of which the terminal knows nothing"
    )
