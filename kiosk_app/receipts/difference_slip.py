"""What a slip of differences (差异单) says: both figures and every transaction on which they disagree (PAY-9)."""

from dataclasses import dataclass

from kiosk_app.domain.money import Fen, yuan
from kiosk_app.domain.settlement_voucher import DifferenceSlip
from kiosk_app.domain.voucher import Letterhead
from kiosk_app.receipts.document import Centred, Cut, Document, Element, Line, Rule, TableRow, Title
from kiosk_app.receipts.wording import Language

SUMS, ROWS = (16, 12, 20), (16, 14, 9, 9)


@dataclass(frozen=True, slots=True)
class DifferenceWording:
    """The labels of the slip in one language."""

    title: str
    terminal: str
    operator: str
    code: str
    sums: tuple[str, str, str]
    ours: str
    theirs: str
    less: str
    rows: tuple[str, str, str, str]
    states: dict[str, str]
    reasons: dict[str, str]
    none: str


CHINESE = DifferenceWording(
    title="差异单",
    terminal="终端",
    operator="操作员",
    code="平台答复",
    sums=("", "笔数", "金额"),
    ours="本机流水",
    theirs="平台记录",
    less="相差",
    rows=("流水号", "金额", "本机", "平台"),
    states={"SUCCEEDED": "成功", "FAILED": "失败", "UNKNOWN": "处理中", "NONE": "无记录"},
    reasons={
        "unheard": "收款后未上传",
        "pending": "平台尚未入账",
        "refused": "平台拒绝入账",
        "amount": "两边金额不同",
        "foreign": "本机没有此笔",
    },
    none="没有不一致的交易",
)

ENGLISH = DifferenceWording(
    title="Differences",
    terminal="Terminal",
    operator="Operator",
    code="The platform says",
    sums=("", "Number", "Sum"),
    ours="Terminal",
    theirs="Platform",
    less="Difference",
    rows=("Transaction", "Amount", "Here", "Platform"),
    states={"SUCCEEDED": "done", "FAILED": "failed", "UNKNOWN": "pending", "NONE": "none"},
    reasons={
        "unheard": "taken, not heard of",
        "pending": "not booked yet",
        "refused": "booking refused",
        "amount": "amounts differ",
        "foreign": "not in this journal",
    },
    none="No transaction differs",
)

WORDINGS: dict[Language, DifferenceWording] = {"zh": CHINESE, "en": ENGLISH}


def compose_differences(slip: DifferenceSlip, letterhead: Letterhead, language: Language = "zh") -> Document:
    """Write the slip: head, both figures, row by row with the reason below."""
    words, period = WORDINGS[language], slip.period
    sums = (
        (words.ours, period.count, period.total),
        (words.theirs, slip.count, slip.total),
        (words.less, period.count - slip.count, Fen(period.total - slip.total)),
    )
    elements: list[Element] = [
        Centred(letterhead.utility),
        Title(words.title),
        Rule(),
        Line(f"{words.terminal} {letterhead.terminal}", letterhead.printed_at),
        Line(f"{words.operator} {slip.operator_name} {slip.operator}", f"{words.code} {slip.code}"),
        Rule(),
        TableRow(words.sums, SUMS),
        *(TableRow((label, str(count), yuan(total)), SUMS) for label, count, total in sums),
        Rule(),
    ]
    if not slip.rows:
        return Document((*elements, Line(words.none), Cut()))
    elements.append(TableRow(words.rows, ROWS))
    for row in slip.rows:
        here, there = (words.states.get(state, state) for state in (row.terminal, row.platform))
        elements.append(TableRow((row.sale, yuan(row.amount), here, there), ROWS))
        elements.append(Line(f"  {words.reasons.get(row.why, row.why)}"))
    return Document((*elements, Rule(), Cut()))
