"""Each effect of staff goes to its port with what it says; what is known at once is an event of the same turn."""

import typing
from dataclasses import dataclass, field
from typing import Any

import pytest

from kiosk_app.domain import staff_effects as do
from kiosk_app.domain.books import Settlement
from kiosk_app.domain.customer import Secret
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.settlement_voucher import DifferenceSlip, SettlementVoucher
from kiosk_app.domain.staff import Period, SettlementNumber
from kiosk_app.domain.staff_events import (
    BoxUnwatched,
    PeriodClosed,
    PeriodTold,
    PrecheckUnanswered,
    ReconcileEnded,
    SettlementDue,
    SettlementUnanswered,
    StaffEvent,
)
from kiosk_app.runtime.staffing import StaffPorts, act

PERIOD = Period(1, 2, 2, Fen(15_000), (), (), ())
SETTLEMENT = Settlement(SettlementNumber("GD0117-S00001"), "1001", PERIOD)
VOUCHER = SettlementVoucher(SETTLEMENT, "李建国")
OLD, NEW = Secret("730284"), Secret("58203941")
HEAD = (7, b"\x01" * 32)


@dataclass
class Taken:
    """A port that takes everything down."""

    calls: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)
    head: tuple[int, bytes] = HEAD
    open_settlement: Settlement | None = SETTLEMENT

    def __getattr__(self, method: str) -> Any:
        if method.startswith("__"):
            raise AttributeError(method)
        return lambda *words: self._answer(method, words)

    def _answer(self, method: str, words: tuple[Any, ...]) -> Any:
        self.calls.append((method, words))
        return {"period": PERIOD, "close_period": SETTLEMENT}.get(method)


SLIP = DifferenceSlip("E2101", "1001", "李建国", PERIOD, 0, Fen(0), ())
COUNTS = (NoteCount(Fen(10_000), 1),)

DISPATCH: tuple[tuple[do.StaffEffect, str, tuple[Any, ...], StaffEvent | None], ...] = (
    (do.SignIn("staff", "1001", OLD), "sign_in", ("staff", "1001", OLD), None),
    (do.ChangePassword("1001", OLD, NEW), "change_password", ("1001", OLD, NEW), None),
    (do.LookUpPeriod(), "period", (), PeriodTold(PERIOD, SETTLEMENT, COUNTS)),
    (do.ClosePeriod("1001"), "close_period", ("1001",), PeriodClosed(SETTLEMENT, COUNTS)),
    (do.PrintSettlement("job", VOUCHER), "print_settlement", ("job", VOUCHER), None),
    (do.PrintDifferences("differences", SLIP), "print_differences", ("differences", SLIP), None),
    (do.AskPrecheck(PERIOD), "precheck", (PERIOD, HEAD), None),
    (do.BookSettlement(SETTLEMENT), "book_settlement", (SETTLEMENT,), None),
    (do.OpenCashBox(), "open_cash_box", (), None),
    (do.ReconcileNow(), "demand", (), None),
    (do.ReportLater(SETTLEMENT, 60.0), "later", (60.0, SettlementDue(SETTLEMENT)), None),
)


@pytest.mark.parametrize(("effect", "method", "words", "answer"), DISPATCH, ids=lambda each: type(each).__name__)
def test_each_effect_goes_to_its_port(
    effect: do.StaffEffect, method: str, words: tuple[Any, ...], answer: StaffEvent | None
) -> None:
    port: Any = Taken()
    paper, differences = port.print_settlement, port.print_differences
    ports = StaffPorts(port, port, paper, port, port, port, lambda: COUNTS, print_differences=differences)
    assert act(ports, effect, port.later) == answer
    assert port.calls == [(method, words)]


def test_every_effect_is_carried_out() -> None:
    assert {type(effect) for effect, *_ in DISPATCH} == set(typing.get_args(do.StaffEffect))


@pytest.mark.parametrize(
    ("effect", "answer"),
    [
        (do.AskPrecheck(PERIOD), PrecheckUnanswered()),
        (do.BookSettlement(SETTLEMENT), SettlementUnanswered(SETTLEMENT)),
        (do.OpenCashBox(), BoxUnwatched()),
        (do.ReconcileNow(), ReconcileEnded("off")),
    ],
)
def test_where_there_is_no_office_cabinet_or_courier_that_is_said(effect: do.StaffEffect, answer: StaffEvent) -> None:
    port: Any = Taken()
    assert act(StaffPorts(port, port, port.print_settlement), effect, port.later) == answer
    assert not port.calls
