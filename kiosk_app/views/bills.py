"""Account and bills."""

from dataclasses import dataclass

from kiosk_app.domain.money import Fen
from kiosk_app.views.frame import Frame, Message


@dataclass(frozen=True, slots=True)
class BillRow:
    """One month; selected rows are paid. Touching reports RowTouched(index of the row in all rows)."""

    index: int
    month: str
    energy_kwh: int
    amount: Fen
    late_fee: Fen
    selected: bool


@dataclass(frozen=True, slots=True)
class BillsView:
    """Screen 7: who it is, what is owed, what is chosen. At most three rows a page, paged by "page_up"/"page_down"."""

    frame: Frame
    name_masked: str
    address_masked: str
    customer_no: str
    rows: tuple[BillRow, ...]
    page: int  # from 1
    pages: int
    due: Fen  # of the chosen rows
    amounts: Fen
    late_fees: Fen
    months: int  # chosen
    balance: Fen
    as_of: str
    notice: Message  # "3 months owed; …oldest first", or "nothing owed: what you put in is advance payment"
    no_change: Message  # this machine gives no change; the surplus goes to your account
