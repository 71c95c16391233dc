"""From the health of the parts to what can be promised: a service is offered only if all its parts are ready."""

from dataclasses import dataclass
from functools import lru_cache

from kiosk_app.domain.device import NEEDED, Condition, Device, Health

PAYING = (Device.JOURNAL, Device.PLATFORM, Device.BILL_ACCEPTOR, Device.RECEIPT_PRINTER)
BUYING = (*PAYING, Device.CARD_READER)

Healths = tuple[Health, ...]


@dataclass(frozen=True, slots=True)
class Services:
    """What can be promised now: nothing is missing, or the codes of what is ("receipt_printer.paper_end")."""

    pay_bill: tuple[str, ...] = ()
    buy_electricity: tuple[str, ...] = ()


def all_starting() -> Healths:
    """Return the health of a kiosk that has just been switched on: nothing can be promised yet."""
    return tuple(Health(device, Condition.STARTING, "starting") for device in NEEDED)


def noted(healths: Healths, news: Health) -> Healths:
    """Return the healths with one device's news in place; one that says something for the first time is the last."""
    if all(health.device is not news.device for health in healths):
        return (*healths, news)
    return tuple(news if health.device is news.device else health for health in healths)


def health_of(healths: Healths, device: Device) -> Health:
    """Return one device's health."""
    return next(health for health in healths if health.device is device)


def missing(healths: Healths, parts: tuple[Device, ...]) -> tuple[str, ...]:
    """Return the codes of the parts that are not usable, in the order of `parts`."""
    return tuple(
        f"{health.device}.{health.code or health.condition}"
        for health in (health_of(healths, part) for part in parts)
        if not health.usable
    )


@lru_cache(maxsize=256)
def services(healths: Healths) -> Services:
    """Return what can be promised before the first note; asked at every step and seldom another."""
    return Services(missing(healths, PAYING), missing(healths, BUYING))
