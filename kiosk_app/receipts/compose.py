"""What each kind of slip says, in which order (PAY-4, PAY-5, VEND-4; layout: the look's section "Paper").

No slip claims more than is known (I8, I16): account figures stand only where the platform booked the sale,
"written" only where the card was. A second copy says 补打 and its number; no slip calls itself an original.
"""

from kiosk_app.domain.money import kwh, rmb, yuan
from kiosk_app.domain.voucher import Letterhead, Voucher, VoucherKind
from kiosk_app.receipts.document import Centred, Cut, Document, Element, Line, Qr, Rule, TableRow, Title
from kiosk_app.receipts.slip_code import Signer, code_of, unsigned
from kiosk_app.receipts.wording import WORDINGS, Language, Wording

TABLE_WIDTHS = (12, 12, 12, 12)
_SUCCESSFUL = (VoucherKind.PAYMENT, VoucherKind.PURCHASE)
_BOOKED = (*_SUCCESSFUL, VoucherKind.UNWRITTEN)


def compose(voucher: Voucher, letterhead: Letterhead, language: Language = "zh", sign: Signer = unsigned) -> Document:
    """Write the slip for this voucher; every kind has the same parts in the same places. `sign` is the terminal's."""
    words = WORDINGS[language]
    return Document(
        (
            *_head(voucher, letterhead, words),
            *_customer(voucher, words),
            *_bills(voucher, words),
            *_amounts(voucher, words),
            *_result(voucher, words),
            *_foot(voucher, letterhead, words, code_of(voucher, sign)),
        )
    )


def _head(voucher: Voucher, letterhead: Letterhead, words: Wording) -> list[Element]:
    elements: list[Element] = [Centred(letterhead.utility), Title(words.stories[voucher.kind].title)]
    if voucher.copy > 1:
        elements.append(Title(words.reprint.format(copy=voucher.copy)))
    platform = f"{words.platform_serial} {voucher.platform_serial}" if voucher.platform_serial else ""
    elements += [
        Rule(),
        Line(f"{words.terminal} {letterhead.terminal}", letterhead.printed_at),
        Line(f"{words.serial} {voucher.sale}", platform),
        Rule(),
    ]
    return elements


def _customer(voucher: Voucher, words: Wording) -> list[Element]:
    elements: list[Element] = []
    if voucher.customer_no:  # a slip that is asked for later names nobody
        elements = [Line(f"{words.name} {voucher.name_masked}", f"{words.customer_no} {_grouped(voucher.customer_no)}")]
    if voucher.address_masked:
        elements.append(Line(f"{words.address} {voucher.address_masked}"))
    counter = f"{words.counter} {voucher.counter}" if voucher.counter is not None else ""
    if voucher.meter_no:
        elements.append(Line(f"{words.meter} {voucher.meter_no}", counter))
    if voucher.card_serial:
        elements.append(Line(f"{words.card} {voucher.card_serial}", "" if voucher.meter_no else counter))
    return [*elements, Rule()] if elements else []


def _bills(voucher: Voucher, words: Wording) -> list[Element]:
    if not voucher.bills:
        return []
    table = [
        TableRow((bill.month, str(bill.energy_kwh), yuan(bill.amount), yuan(bill.late_fee)), TABLE_WIDTHS)
        for bill in voucher.bills
    ]
    return [TableRow(words.table_head, TABLE_WIDTHS), *table, Rule()]


def _amounts(voucher: Voucher, words: Wording) -> list[Element]:
    notes = " ".join(words.note_count.format(yuan=note.value // 100, count=note.count) for note in voucher.notes)
    elements: list[Element] = [Line(words.due, rmb(voucher.due))] if voucher.due else []
    elements.append(Line(f"{words.received} {notes}".rstrip(), rmb(voucher.paid)))
    if voucher.in_doubt:
        elements.append(Line(words.in_doubt, rmb(voucher.in_doubt)))
    if voucher.kind in (VoucherKind.PURCHASE, VoucherKind.UNWRITTEN):
        written = voucher.kind is VoucherKind.PURCHASE
        if voucher.credited is not None:
            elements.append(Line(words.credited if written else words.to_write, rmb(voucher.credited)))
        if voucher.energy is not None:
            elements.append(Line(words.energy if written else words.energy_to_write, f"{kwh(voucher.energy)} kWh"))
    if voucher.kind in _BOOKED:
        if voucher.surplus:
            elements.append(Line(words.surplus, rmb(voucher.surplus)))
        if voucher.balance is not None:
            elements.append(Line(words.balance, rmb(voucher.balance)))
    return elements


def _result(voucher: Voucher, words: Wording) -> list[Element]:
    story = words.stories[voucher.kind]
    elements: list[Element] = [Rule("="), Title(story.result), Rule("=")]
    if voucher.kind not in _SUCCESSFUL:
        elements += [Title(voucher.sale), Centred(story.command)]
    elements += [Line(sentence) for sentence in story.sentences]
    if voucher.kind in _BOOKED and voucher.surplus:
        elements.append(Line(words.no_change))
    return elements


def _foot(voucher: Voucher, letterhead: Letterhead, words: Wording, code: str) -> list[Element]:
    elements: list[Element] = []
    if voucher.kind not in _SUCCESSFUL and letterhead.site:
        elements.append(Line(f"{words.enquire} {letterhead.site}"))
    elements += [
        Line(f"{words.hotline} {letterhead.hotline}", words.keep),
        Qr(code),
        Centred(voucher.sale),
        Cut(),
    ]
    return elements


def _grouped(customer_no: str) -> str:
    """Write a customer number of ten digits as 3-3-4, as on the screen."""
    if len(customer_no) != 10:
        return customer_no
    return f"{customer_no[:3]} {customer_no[3:6]} {customer_no[6:]}"
