"""Journal, acceptor and hand count side by side, and what is said of them (PAY-9, PAY-10, H8, fault 53)."""

from dataclasses import replace

import pytest

from kiosk_app.domain.books import Settlement
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.staff import BoxCount
from kiosk_app.flows import settlement as flow
from kiosk_app.flows import staff
from kiosk_app.views.frame import Message, message
from kiosk_app.views.show import show
from kiosk_app.views.show_settlement import compared, verdict
from kiosk_app.views.staff import StatementView
from tests.views.fronts import visit_in
from tests.views.staff_fronts import LI, PERIOD, SETTLEMENT

HUNDRED, FIFTY = Fen(10_000), Fen(5_000)
BOX = (NoteCount(HUNDRED, 2), NoteCount(FIFTY, 1))
SAME_SUM = (NoteCount(HUNDRED, 1), NoteCount(FIFTY, 3))
ONE_LESS = (NoteCount(HUNDRED, 1), NoteCount(FIFTY, 1))

Notes = tuple[NoteCount, ...]


def counted(hand: Notes, acceptor: Notes | None = BOX) -> Settlement:
    period = replace(PERIOD, notes=BOX, in_doubt=())
    return replace(SETTLEMENT, period=period, count=BoxCount(hand, "17", "880123", "1001"), acceptor=acceptor)


@pytest.mark.parametrize(
    ("hand", "acceptor", "said"),
    [
        (BOX, BOX, message("count_agrees")),
        (BOX, None, message("count_agrees_two")),
        (ONE_LESS, BOX, message("count_differs", amount="-￥100.00")),
        (ONE_LESS, ONE_LESS, message("count_differs", amount="-￥100.00")),
        (BOX, ONE_LESS, message("acceptor_differs")),
        (BOX, (), message("acceptor_differs")),
        (SAME_SUM, BOX, message("notes_differ")),
        (SAME_SUM, SAME_SUM, message("notes_differ")),
    ],
)
def test_pay_10_the_verdict_says_which_of_the_three_stands_alone(
    hand: Notes, acceptor: Notes | None, said: Message
) -> None:
    assert verdict(counted(hand, acceptor)) == said


def test_each_value_stands_with_all_three_counts_and_how_far_the_hand_is_off() -> None:
    rows = compared(counted(SAME_SUM, ONE_LESS))
    assert rows == (
        (message("note_of", yuan=100), *notes(2, 1, 1), message("plain", text="-1")),
        (message("note_of", yuan=50), *notes(1, 1, 3), message("plain", text="+2")),
        (
            message("head_total"),
            *(message("amount", amount=amount) for amount in ("250.00", "150.00", "250.00")),
            message("plain", text="￥0.00"),
        ),
    )


def test_what_the_acceptor_does_not_know_is_said_and_not_nought() -> None:
    assert [row[2] for row in compared(counted(BOX, None))] == [message("not_known")] * 3
    assert compared(counted(BOX, ()))[0][2] == message("count_of_notes", count=0)


@pytest.mark.parametrize(
    ("reported", "problem", "said", "severity"),
    [
        (True, "", "settlement_reported", "info"),
        (False, "", "settlement_unreported", "attention"),
        (True, "paper_end", "problem_settle_paper_end", "fault"),
        (False, "paper_end", "problem_settle_paper_end", "fault"),
    ],
)
def test_a_finished_settlement_says_whether_the_platform_has_it_and_what_became_of_the_copy(
    reported: bool, problem: str, said: str, severity: str
) -> None:
    finished = flow.Finished(counted(BOX), reported, problem=problem)
    view = show(visit_in(staff.Settling(LI, finished)))
    assert isinstance(view, StatementView)
    assert (view.notice, view.severity) == (message(said), severity)


def test_a_settlement_that_the_platform_refuses_is_not_said_to_wait_for_the_network() -> None:
    finished = flow.Finished(counted(BOX), reported=False, refused="INVALID_REQUEST")
    view = show(visit_in(staff.Settling(LI, finished)))
    assert isinstance(view, StatementView)
    assert (view.notice, view.severity) == (message("settlement_refused"), "attention")


def notes(*counts: int) -> tuple[Message, ...]:
    return tuple(message("count_of_notes", count=count) for count in counts)
