"""What a scanned code may be: a slip's, a transaction number alone, a bill's. Anything else is a wrong kind of code."""

import re
from dataclasses import dataclass

from kiosk_app.domain.sale import SaleNumber

_SALE = r"[A-Z0-9]{2,15}-(?:[0-9]{6}|[1-9][0-9]{6,8})"
_NUMBER = re.compile(_SALE, re.ASCII)
_SLIP = re.compile(rf"GK1\.({_SALE})\.(?:0|[1-9][0-9]{{0,10}})\.(?:PAY|VEND)\.[A-Za-z0-9_-]{{86}}", re.ASCII)
_BILL = re.compile(r"[0-9]{10}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SlipCode:
    """The number of a sale, and the signed code where the slip has one."""

    sale: SaleNumber
    signed: str | None


def slip_in(text: str) -> SlipCode | None:
    """Read a slip's code; None where it is none. Only the platform can tell whether it is genuine."""
    if (signed := _SLIP.fullmatch(text)) is not None:
        return SlipCode(SaleNumber(signed[1]), text)
    return SlipCode(SaleNumber(text), None) if _NUMBER.fullmatch(text) is not None else None


def bill_in(text: str) -> str | None:
    """Read a paper bill's bar code, the customer number of ten digits; None where it is none."""
    return text if _BILL.fullmatch(text) is not None else None
