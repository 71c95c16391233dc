"""What a settlement voucher (缴款凭证) says: the closed period by denomination, method and service (PAY-10)."""

from dataclasses import dataclass

from kiosk_app.domain.books import Settlement, by_value
from kiosk_app.domain.money import Fen, rmb, yuan
from kiosk_app.domain.settlement_voucher import SettlementVoucher
from kiosk_app.domain.staff import Share
from kiosk_app.domain.voucher import Letterhead
from kiosk_app.receipts.document import Barcode, Centred, Cut, Document, Element, Line, Rule, TableRow, Title
from kiosk_app.receipts.wording import Language

WIDTHS, QUARTERS = (16, 12, 20), (12, 12, 12, 12)
BY_HAND = "____"  # to be filled in with a pen


@dataclass(frozen=True, slots=True)
class SettlementWording:
    """The labels of a settlement voucher in one language."""

    title: str
    reprint: str  # with {copy}
    terminal: str
    number: str
    operator: str
    sales: str
    by_value: tuple[str, str, str]
    by_method: tuple[str, str, str]
    by_service: tuple[str, str, str]
    names: dict[str, str]
    note: str  # with {yuan}
    total: str
    in_doubt: str
    other: str
    count: str
    compared: tuple[str, str, str, str]
    box: str
    seal: str
    difference: str
    reason: str
    reasons: dict[str, str]
    signatures: tuple[str, str]
    remark: str


CHINESE = SettlementWording(
    title="缴款凭证",
    reprint="补打 第{copy}份",
    terminal="终端",
    number="缴款号",
    operator="收款员",
    sales="交易流水",
    by_value=("面额", "张数", "金额"),
    by_method=("支付方式", "笔数", "金额"),
    by_service=("业务", "笔数", "金额"),
    names={"cash": "现金", "bill_payment": "缴电费", "purchase": "卡表购电"},
    note="{yuan}元",
    total="合计",
    in_doubt="待核实纸币",
    other="不属于交易的纸币",
    count="钞箱应有现金",
    compared=("面额", "流水", "纸币机", "清点"),
    box="钞箱编号",
    seal="封签编号",
    difference="清点相差",
    reason="差异原因",
    reasons={
        "worn_note": "残损纸币",
        "note_in_doubt": "待核实纸币",
        "jam_cleared": "处理卡钞",
        "unexplained": "原因不明",
    },
    signatures=("收款员签字", "监督人签字"),
    remark="清点结果以开箱后录入为准。",
)

ENGLISH = SettlementWording(
    title="Settlement",
    reprint="REPRINT copy {copy}",
    terminal="Terminal",
    number="Settlement",
    operator="Collector",
    sales="Transactions",
    by_value=("Note", "Number", "Sum"),
    by_method=("Method", "Number", "Sum"),
    by_service=("Service", "Number", "Sum"),
    names={"cash": "Cash", "bill_payment": "Bill payment", "purchase": "Purchase"},
    note="￥{yuan}",
    total="Total",
    in_doubt="Notes to be verified",
    other="Notes of no transaction",
    count="Cash in the box",
    compared=("Note", "Journal", "Acceptor", "Counted"),
    box="Cash box",
    seal="Seal",
    difference="Count less journal",
    reason="Reason",
    reasons={
        "worn_note": "worn note",
        "note_in_doubt": "note in doubt",
        "jam_cleared": "jam cleared",
        "unexplained": "unexplained",
    },
    signatures=("Collector", "Witness"),
    remark="The count is entered after the box is open.",
)

WORDINGS: dict[Language, SettlementWording] = {"zh": CHINESE, "en": ENGLISH}


def compose_settlement(voucher: SettlementVoucher, letterhead: Letterhead, language: Language = "zh") -> Document:
    """Write the voucher: head, three tables whose sums agree, what must lie in the box, two signatures."""
    words, period = WORDINGS[language], voucher.settlement.period
    notes = [
        Share(words.note.format(yuan=note.value // 100), note.count, Fen(note.value * note.count))
        for note in period.notes
    ]
    return Document(
        (
            *_head(voucher, letterhead, words),
            *_table(words.by_service, period.services, words),
            *_table(words.by_method, period.methods, words),
            *_table(words.by_value, tuple(notes), words),
            *_box(voucher, words),
            *_compared(voucher.settlement, words),
            *_foot(voucher, words),
        )
    )


def _head(voucher: SettlementVoucher, letterhead: Letterhead, words: SettlementWording) -> list[Element]:
    settlement = voucher.settlement
    period = settlement.period
    span = f"{period.first:06}-{period.last:06}" if period.last >= period.first else "-"
    elements: list[Element] = [Centred(letterhead.utility), Title(words.title)]
    if voucher.copy > 1:
        elements.append(Title(words.reprint.format(copy=voucher.copy)))
    return [
        *elements,
        Rule(),
        Line(f"{words.terminal} {letterhead.terminal}", letterhead.printed_at),
        Line(f"{words.number} {settlement.number}", f"{words.operator} {voucher.operator_name} {settlement.operator}"),
        Line(f"{words.sales} {span}"),
        Rule(),
    ]


def _table(head: tuple[str, str, str], shares: tuple[Share, ...], words: SettlementWording) -> list[Element]:
    rows = [
        TableRow((words.names.get(share.name, share.name), str(share.count), yuan(share.total)), WIDTHS)
        for share in shares
    ]
    total = sum(share.count for share in shares), Fen(sum(share.total for share in shares))
    return [TableRow(head, WIDTHS), *rows, TableRow((words.total, str(total[0]), yuan(total[1])), WIDTHS), Rule()]


def _box(voucher: SettlementVoucher, words: SettlementWording) -> list[Element]:
    period = voucher.settlement.period
    elements: list[Element] = []
    if stray := period.in_box - period.total:
        elements.append(Line(words.other, rmb(Fen(stray))))
    for note in period.in_doubt:
        label = f"{words.in_doubt} {words.note.format(yuan=note.value // 100)}"
        elements.append(Line(label, str(note.count)))
    return [*elements, Line(words.count, rmb(period.in_box)), Rule("=")]


def _compared(settlement: Settlement, words: SettlementWording) -> list[Element]:
    """Journal, acceptor's own count and hand count side by side; the last by pen while it is not entered."""
    journal, count = by_value(settlement.period.notes), settlement.count
    acceptor, hand = by_value(settlement.acceptor or ()), by_value(count.notes if count else ())
    rows = [
        TableRow(
            (
                words.note.format(yuan=value // 100),
                str(journal.get(value, 0)),
                str(acceptor.get(value, 0)) if settlement.acceptor is not None else "-",
                str(hand.get(value, 0)) if count else BY_HAND,
            ),
            QUARTERS,
        )
        for value in sorted({*journal, *acceptor, *hand}, reverse=True)
    ]
    table: list[Element] = [TableRow(words.compared, QUARTERS), *rows]
    if count is None:
        return [*table, Rule()]
    lines = [Line(f"{words.box} {count.box}", f"{words.seal} {count.seal}")]
    lines += [Line(words.difference, rmb(settlement.difference))]
    lines += [Line(words.reason, words.reasons.get(settlement.reason, settlement.reason))] if settlement.reason else []
    return [*table, *lines, Rule()]


def _foot(voucher: SettlementVoucher, words: SettlementWording) -> list[Element]:
    lines = [Line(f"{label} ____________________") for label in words.signatures]
    remark = [] if voucher.settlement.count else [Line(words.remark)]
    return [*remark, *lines, Barcode(voucher.settlement.number), Cut()]
