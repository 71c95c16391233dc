"""The paper bills on the bench: what the seeded billing core's customers would have at home. Synthetic people all."""

from dataclasses import dataclass
from typing import Literal

from emulators.bench_window.tongue import Tongue

PASSWORD = "123456"  # noqa: S105 - of every synthetic customer, printed so that a person can type it

Remark = Literal["", "locked", "in_workflow", "not_opened", "arrears", "rare_name", "energy", "not_inserted"]


@dataclass(frozen=True, slots=True)
class Month:
    """One line of a bill; late fees come on top at the terminal."""

    month: str
    energy_kwh: int
    fen: int


@dataclass(frozen=True, slots=True)
class PaperBill:
    """One customer's paper; `card` is the name of the meter card that belongs to it, if any."""

    customer_no: str
    name: str
    address: str
    months: tuple[Month, ...] = ()
    card: str = ""
    remark: Remark = ""

    @property
    def fen(self) -> int:
        """What is due, without late fees."""
        return sum(month.fen for month in self.months)


BILLS = (
    PaperBill(
        "3104587000",
        "王建明",
        "幸福小区3号楼",
        (Month("2026-08", 212, 11024), Month("2026-09", 243, 12636), Month("2026-10", 287, 14924)),
    ),
    PaperBill("3104587926", "王小明", "幸福小区3号楼2单元501室", card="wang"),
    PaperBill("3104587934", "李秀英", "和平花园12号楼", card="li", remark="energy"),
    PaperBill("3104587942", "陈建国", "建设路88号", card="chen", remark="not_inserted"),
    PaperBill("3104587950", "赵丽", "阳光家园5号楼", card="zhao", remark="not_opened"),
    PaperBill("3104587968", "刘国强", "东风新村7号楼", (Month("2026-09", 60, 3120),), card="liu", remark="arrears"),
    PaperBill("3104587976", "堃喆", "滨河公寓1号楼", remark="rare_name"),
    PaperBill("3104587984", "周敏", "解放路16号", card="zhou", remark="in_workflow"),
    PaperBill("3104587992", "吴磊", "和平花园2号楼", (Month("2026-10", 98, 5096),), remark="locked"),
)
_NAMES = {bill.card: bill.name for bill in BILLS if bill.card}


def card_name(card: str, tongue: Tongue) -> str:
    """Return whose card it is, or what sort of card."""
    return _NAMES.get(card) or tongue.known("card", card)
