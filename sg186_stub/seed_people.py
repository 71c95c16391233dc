"""The synthetic customers: invented names and addresses, no person's. The first ones are the demonstration's."""

import hashlib
from dataclasses import dataclass
from datetime import date

from sg186_stub.money.late_fee import CustomerClass

DEMO_PASSWORD = "123456"  # noqa: S105 - a synthetic customer's, printed in the demonstration
FLAT_PRICE_E4 = 5200
_SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗"
_GIVEN = [
    "建国",
    "秀英",
    "伟",
    "芳",
    "丽",
    "国强",
    "敏",
    "志强",
    "桂兰",
    "磊",
    "静",
    "海燕",
    "玉梅",
    "洋",
    "春生",
    "思远",
]
_PLACES = ["幸福小区", "和平花园", "阳光家园", "滨河公寓", "东风新村", "建设路", "解放路", "南开三马路", "海河东街"]
_MONTHS = [(2026, month) for month in range(5, 11)]
GENERATED = 42


@dataclass(frozen=True, slots=True)
class BillOf:
    """One month: due in the middle of the next one."""

    month: str
    energy_kwh: int
    amount_fen: int
    due_on: date


@dataclass(frozen=True, slots=True)
class CardOf:
    """A card, its counter when the books began."""

    serial: str
    counter: int
    profile: str = "sgcc-cpu-2013"
    status: str = "in_use"


@dataclass(frozen=True, slots=True)
class Person:
    """A customer to be put into the books."""

    customer_no: str
    name: str
    address: str
    meter_kind: str = "post_paid"
    meter_no: str | None = None
    password: str = DEMO_PASSWORD
    customer_class: CustomerClass = "household"
    status: str = "active"
    tariff: str = "flat"
    balance_fen: int = 0
    bought_ckwh: int = 0
    wrong_passwords: int = 0
    locked: bool = False
    bills: tuple[BillOf, ...] = ()
    cards: tuple[CardOf, ...] = ()


def bill(year: int, month: int, energy_kwh: int) -> BillOf:
    """Return a month's bill at the flat price."""
    following = date(year + month // 12, month % 12 + 1, 15)
    return BillOf(f"{year}-{month:02}", energy_kwh, energy_kwh * FLAT_PRICE_E4 // 100, following)


def demo_people() -> list[Person]:
    """Return the customers that the demonstration and the tests name."""
    fee, energy = "fee_controlled", "energy_controlled"
    three = (bill(2026, 8, 212), bill(2026, 9, 243), bill(2026, 10, 287))
    old_card = CardOf("1122334455667700", 6, status="replaced")
    return [
        Person("3104587000", "王建明", "幸福小区3号楼", bills=three),
        Person(
            "3104587926", "王小明", "幸福小区3号楼2单元501室", fee, "000086315742",
            cards=(CardOf("1122334455667788", 7), old_card),
        ),
        Person(
            "3104587934", "李秀英", "和平花园12号楼", energy, "000086315759",
            tariff="step", bought_ckwh=270_000, cards=(CardOf("1122334455667799", 3, "quantity-cpu"),),
        ),
        Person("3104587942", "陈建国", "建设路88号", fee, "000086315766", cards=(CardOf("11223344556677AA", 12),)),
        Person("3104587950", "赵丽", "阳光家园5号楼", fee, "000086315773", cards=(CardOf("11223344556677BB", 0),)),
        Person(
            "3104587968", "刘国强", "东风新村7号楼", fee, "000086315780",
            bills=(bill(2026, 9, 60),), cards=(CardOf("11223344556677CC", 5),),
        ),
        Person("3104587976", "堃喆", "滨河公寓1号楼", balance_fen=2_350),
        Person(
            "3104587984", "周敏", "解放路16号", fee, "000086315797",
            status="in_workflow", cards=(CardOf("11223344556677DD", 2),),
        ),
        Person("3104587992", "吴磊", "和平花园2号楼", locked=True, bills=(bill(2026, 10, 98),)),
    ]  # fmt: skip


def generated_people() -> list[Person]:
    """Return post-paid customers with 0 to 6 bills; always the same ones."""
    return [_person(number) for number in range(GENERATED)]


def _person(number: int) -> Person:
    """Draw a customer from the digest of its number, so that no random source is needed."""
    chance = hashlib.sha256(f"customer {number}".encode()).digest()
    count = chance[0] % 7
    months = _MONTHS[len(_MONTHS) - count :]
    is_shop = number % 9 == 4
    bills = tuple(
        bill(year, month, 60 + chance[at + 8] * (5 if is_shop else 1)) for at, (year, month) in enumerate(months)
    )
    place = _PLACES[chance[1] % len(_PLACES)]
    building = f"{1 + chance[2] % 30}号" if place[-1] in "路街" else f"{1 + chance[2] % 30}号楼{1 + chance[3] % 4}单元"
    return Person(
        customer_no=f"{3104600000 + number * 17}",
        name=_SURNAMES[chance[4] % len(_SURNAMES)] + _GIVEN[chance[5] % len(_GIVEN)],
        address=place + building,
        password=f"{int.from_bytes(chance[20:24], 'big') % 1_000_000:06}",
        customer_class="other" if is_shop else "household",
        status="closed" if number % 14 == 6 else "active",
        balance_fen=0 if bills else chance[6] * 37,
        wrong_passwords=2 if number % 11 == 3 else 0,
        locked=number % 13 == 5,
        bills=bills,
    )
