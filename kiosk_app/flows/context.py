"""What surrounds a step: the rules of this terminal and what can be promised now."""

from dataclasses import dataclass

from kiosk_app.domain.rules import Rules


@dataclass(frozen=True, slots=True)
class Services:
    """What can be promised now: None, or the codes of what is missing ("receipt_printer.paper_end")."""

    pay_bill: tuple[str, ...] = ()
    buy_electricity: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """Passed to every step, so that a flow needs no globals."""

    rules: Rules
    services: Services
