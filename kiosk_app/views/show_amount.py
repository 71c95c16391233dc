"""Views of choosing: which bills, how much electricity."""

from kiosk_app.domain.customer import MeterKind
from kiosk_app.domain.money import CentiKwh, Fen, kwh, rmb, yuan
from kiosk_app.flows import buy_electricity, pay_bill
from kiosk_app.views.bills import BillRow, BillsView
from kiosk_app.views.frame import Button, Frame, Message, Step, message
from kiosk_app.views.purchase import PurchaseView


def show_bills(now: pay_bill.Choosing) -> BillsView:
    """Show who it is, what is owed, what is chosen."""
    account, chosen = now.account, now.bills
    first = now.page * pay_bill.ROWS_PER_PAGE
    shown = list(enumerate(account.bills))[first : first + pay_bill.ROWS_PER_PAGE]
    rows = tuple(
        BillRow(index, bill.month, bill.energy_kwh, bill.amount, bill.late_fee, index < now.chosen)
        for index, bill in shown
    )
    can_go_on = bool(chosen) or not account.bills
    frame = Frame(
        Step(2, 4, "step_bills"),
        Button("not_my_number", "back"),
        Button("confirm_payment" if account.bills else "pay_in_advance", "confirm", can_go_on),
        message("check_name_and_address") if can_go_on else message("choose_a_month"),
    )
    notice = message("months_owed", months=len(account.bills)) if account.bills else message("nothing_owed")
    return BillsView(
        frame,
        account.name_masked,
        account.address_masked,
        account.customer_no,
        rows,
        page=now.page + 1,
        pages=now.pages,
        due=Fen(sum(bill.due for bill in chosen)),
        amounts=Fen(sum(bill.amount for bill in chosen)),
        late_fees=Fen(sum(bill.late_fee for bill in chosen)),
        months=len(chosen),
        balance=account.balance,
        as_of=account.as_of,
        notice=notice,
        no_change=message("no_change"),
    )


def show_purchase(now: buy_electricity.Choosing) -> PurchaseView:
    """Show the card, the amount, and what it buys."""
    account, terms, card = now.account, now.terms, now.card
    energy_meter = terms.meter_kind is MeterKind.ENERGY_CONTROLLED
    frame = Frame(
        Step(2, 5, "step_amount"),
        Button("cancel_and_take_card", "back"),
        Button("insert_notes", "confirm") if now.quote else Button("compute", "confirm", now.asked > 0),
        message("press_insert_notes") if now.quote else message("choose_amount"),
    )
    remaining = None
    if card.return_present:
        remaining = f"{kwh(CentiKwh(card.remaining))} kWh" if energy_meter else rmb(Fen(card.remaining))
    return PurchaseView(
        frame,
        account.name_masked,
        account.address_masked,
        account.customer_no,
        terms.meter_no,
        remaining,
        by_energy=now.by_energy,
        may_switch=energy_meter,
        digits=now.field.digits,
        presets=buy_electricity.ENERGY_PRESETS if now.by_energy else buy_electricity.MONEY_PRESETS,
        minimum=terms.minimum,
        maximum=terms.maximum,
        quote_money=now.quote.money if now.quote else None,
        quote_energy=now.quote.energy if now.quote else None,
        price_text=terms.price_text,
        problem=problem_of(now.problem, terms.minimum, terms.maximum),
        no_change=message("no_change_card" if not energy_meter else "no_change"),
    )


def problem_of(code: str, minimum: Fen, maximum: Fen) -> Message | None:
    """Say why an amount cannot be bought."""
    if not code:
        return None
    if code == "limit_exceeded":
        return message("problem_limit_exceeded", minimum=yuan(minimum), maximum=yuan(maximum))
    return message(f"why_{code}")
