"""Before and around a service: idle, menu, waiting, out of service."""

from dataclasses import dataclass

from kiosk_app.domain.money import Fen
from kiosk_app.views.frame import Button, Frame, Message


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One line of "what can be done here now"; degraded states are told before people queue (ux.md 1.4)."""

    part: str  # "cash", "meter_card", "receipt"
    usable: bool
    state: Message  # available, or the reason in words


@dataclass(frozen=True, slots=True)
class IdleView:
    """Screen 1: touch to start."""

    frame: Frame
    lines: tuple[ServiceLine, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """One service of the menu; a disabled one says why (T11, look: "grey without a reason" is forbidden)."""

    service: str  # "pay_bill", "buy_electricity", "query", "recharge_card", "reprint", "notices"
    enabled: bool
    why_not: Message | None = None


@dataclass(frozen=True, slots=True)
class MenuView:
    """Screen 3: six tiles in fixed order, 3 x 2."""

    frame: Frame
    tiles: tuple[Tile, ...]
    lines: tuple[ServiceLine, ...]


@dataclass(frozen=True, slots=True)
class WaitView:
    """Screen 11 and every other wait on a device or the platform: steps, the present one, no way to touch anything."""

    frame: Frame
    title: Message
    steps: tuple[Message, ...]
    current: int  # index into steps
    money_safe: Message | None = None  # where the money is, once there is any
    paid: Fen | None = None
    charging: bool = True  # the wait is part of a service that takes money; else nothing is said about it


@dataclass(frozen=True, slots=True)
class OutOfServiceView:
    """Screen 31: the reason in words, since when, a small code for staff."""

    frame: Frame
    reason: Message
    codes: tuple[str, ...]  # "bill_acceptor.cassette_full"
    since: str = ""  # "09:42"
    enquiry: Button | None = None  # where somebody can be told all the same what became of a payment


@dataclass(frozen=True, slots=True)
class StartingView:
    """Screen 32: the device list turning green."""

    frame: Frame
    devices: tuple[tuple[str, str], ...]  # (device, condition)
    version: str
