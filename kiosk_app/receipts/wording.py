"""Every text of a slip, Chinese first: hanzi, full-width punctuation and ASCII only, at most 18 hanzi a sentence."""

from dataclasses import dataclass
from typing import Literal

from kiosk_app.domain.voucher import VoucherKind

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Story:
    """What a kind of slip tells: its title, the result in 4x, what follows from it."""

    title: str
    result: str
    command: str = ""  # the one thing not to do, in the middle below the result
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """The labels of a slip in one language."""

    terminal: str
    serial: str
    platform_serial: str
    reprint: str  # with {copy}
    name: str
    customer_no: str
    address: str
    meter: str
    counter: str
    card: str
    table_head: tuple[str, str, str, str]
    due: str
    received: str
    note_count: str  # with {yuan} and {count}
    in_doubt: str
    credited: str
    energy: str
    to_write: str
    energy_to_write: str
    surplus: str
    balance: str
    no_change: str
    enquire: str
    hotline: str
    keep: str
    stories: dict[VoucherKind, Story]


CHINESE = Wording(
    terminal="终端",
    serial="流水",
    platform_serial="平台",
    reprint="补打 第{copy}份",
    name="户名",
    customer_no="客户编号",
    address="地址",
    meter="电表",
    counter="购电次数",
    card="卡号",
    table_head=("月份", "电量kWh", "电费", "违约金"),
    due="应缴合计",
    received="实收现金",
    note_count="{yuan}元x{count}",
    in_doubt="待核实纸币",
    credited="写卡金额",
    energy="写卡电量",
    to_write="待写卡金额",
    energy_to_write="待写卡电量",
    surplus="存入账户",
    balance="账户余额",
    no_change="本机不找零，多投的金额已存入您的电费账户。",
    enquire="咨询",
    hotline="客服电话",
    keep="请保管好本凭证",
    stories={
        VoucherKind.PAYMENT: Story("缴费凭证", "已 入 账"),
        VoucherKind.PURCHASE: Story("购电凭证", "已入账 已写卡", sentences=("请将购电卡插入电表，完成充值。",)),
        VoucherKind.UNCONFIRMED: Story(
            "收款凭证",
            "正在确认",
            "请勿重复缴费",
            ("款项已收到并记录，正在确认入账。", "可凭以上流水号查询结果。"),
        ),
        VoucherKind.UNWRITTEN: Story(
            "收款凭证",
            "写卡未完成",
            "请勿重复购电",
            ("款项已入账，购电卡还没有写入。", "请在任一终端选“卡表购电”，插卡补写。"),
        ),
        VoucherKind.REFUSED: Story(
            "收款凭证",
            "待 处 理",
            "请勿重复缴费",
            ("款项已收到并记录，未能入账。", "请凭以上流水号到营业厅办理入账。"),
        ),
        VoucherKind.CLAIM: Story(
            "收款凭证",
            "待 核 实",
            "请勿重复缴费",
            ("一张纸币的去向待核实，面额见上。", "清点钱箱后，凭流水号为您处理。"),
        ),
    },
)

ENGLISH = Wording(
    terminal="Terminal",
    serial="No.",
    platform_serial="Platform",
    reprint="REPRINT copy {copy}",
    name="Name",
    customer_no="Customer no.",
    address="Address",
    meter="Meter",
    counter="Purchase no.",
    card="Card",
    table_head=("Month", "Energy kWh", "Charge", "Late fee"),
    due="Total due",
    received="Cash received",
    note_count="￥{yuan}x{count}",
    in_doubt="Note to be verified",
    credited="Written to card",
    energy="Written to card",
    to_write="To be written",
    energy_to_write="To be written",
    surplus="To your account",
    balance="Account balance",
    no_change="No change is given; the excess has been put into your electricity account.",
    enquire="Enquiries",
    hotline="Help line",
    keep="Please keep this slip",
    stories={
        VoucherKind.PAYMENT: Story("Payment voucher", "PAID"),
        VoucherKind.PURCHASE: Story(
            "Purchase voucher", "PAID, CARD WRITTEN", sentences=("Insert the card into your meter to recharge it.",)
        ),
        VoucherKind.UNCONFIRMED: Story(
            "Cash received",
            "BEING CONFIRMED",
            "Do not pay again",
            ("Your money is received and recorded.", "Ask for the result with the number above."),
        ),
        VoucherKind.UNWRITTEN: Story(
            "Cash received",
            "CARD NOT WRITTEN",
            "Do not buy again",
            (
                "Your money is booked, the card is not written.",
                'Insert it at any terminal: "Top up meter".',
            ),
        ),
        VoucherKind.REFUSED: Story(
            "Cash received",
            "TO BE SETTLED",
            "Do not pay again",
            (
                "Your money is recorded, but not booked yet.",
                "Show the number at our office.",
            ),
        ),
        VoucherKind.CLAIM: Story(
            "Cash received",
            "TO BE VERIFIED",
            "Do not pay again",
            (
                "One note (its value stands above) is in doubt.",
                "It is settled when the cash box is counted.",
            ),
        ),
    },
)

WORDINGS: dict[Language, Wording] = {"zh": CHINESE, "en": ENGLISH}
