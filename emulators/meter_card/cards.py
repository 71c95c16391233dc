"""The sample cards, for the same customers that the emulated billing core starts with."""

from dataclasses import dataclass, replace

from emulators.meter_card.files import (
    ENERGY_CONTROLLED,
    FEE_CONTROLLED,
    OPENING,
    PARAMETERS,
    PURCHASE,
    RETURN_WRITE,
    WALLET,
    Parameters,
    ReturnWrite,
    Wallet,
)
from emulators.meter_card.image import CardBox, CardImage, CardKind


@dataclass(frozen=True, slots=True)
class SampleCustomer:
    """A customer with meter and card. Values in fen, or in 0.01 kWh for an energy-controlled meter."""

    card: str  # the card's name in the box
    customer_no: str  # 10 digits
    meter_no: str
    serial: str
    counter: int  # of the wallet
    last_value: int  # of the wallet
    remaining: int  # in the meter
    user_type: int = FEE_CONTROLLED
    card_type: int = PURCHASE
    inserted: bool = True  # the last purchase went into the meter

    @property
    def meter_counter(self) -> int:
        """How many purchases the meter has taken."""
        return self.counter if self.inserted else self.counter - 1

    @property
    def padded_customer_no(self) -> str:
        """The customer number as card and meter store it: 12 digits."""
        return self.customer_no.zfill(12)


CUSTOMERS = (
    SampleCustomer("wang", "3104587926", "000086315742", "1122334455667788", 7, 10000, 2345),
    SampleCustomer("li", "3104587934", "000086315759", "1122334455667799", 3, 12000, 4310, user_type=ENERGY_CONTROLLED),
    SampleCustomer("chen", "3104587942", "000086315766", "11223344556677AA", 12, 20000, 560, inserted=False),
    SampleCustomer("zhao", "3104587950", "000086315773", "11223344556677BB", 0, 0, 0, card_type=OPENING),
    SampleCustomer("liu", "3104587968", "000086315780", "11223344556677CC", 5, 5000, 1200),  # has arrears
    SampleCustomer("zhou", "3104587984", "000086315797", "11223344556677DD", 2, 5000, 800),  # in a workflow
)
WANG_REPLACED = replace(CUSTOMERS[0], card="wang-old", serial="1122334455667700", counter=6)  # lost, replaced, found


def issued(customer: SampleCustomer) -> CardImage:
    """Return the customer's card as it comes to the terminal."""
    image = CardImage(bytes.fromhex(customer.serial))
    parameters = Parameters(
        customer.meter_no, customer.padded_customer_no, customer.card_type, user_type=customer.user_type
    )
    image.files[PARAMETERS][:] = parameters.to_bytes()
    image.files[WALLET][:] = Wallet(customer.last_value, customer.counter).to_bytes()
    if customer.inserted:
        back = ReturnWrite(
            customer.meter_no,
            customer.padded_customer_no,
            customer.remaining,
            customer.meter_counter,
            user_type=customer.user_type,
            written_at="2608011930",
        )
        image.files[RETURN_WRITE][:] = back.to_bytes()
    return image


def sample_cards() -> dict[str, CardImage]:
    """Return every sample card by name, fresh."""
    cards = {customer.card: issued(customer) for customer in (*CUSTOMERS, WANG_REPLACED)}
    cards["foreign"] = CardImage(bytes.fromhex("6228480012345678"), CardKind.FOREIGN, {}, {})
    cards["blank"] = CardImage(bytes.fromhex("11223344556677F0"))
    cards["mute"] = CardImage(bytes(8), CardKind.MUTE, {}, {})
    return cards


def fill(box: CardBox) -> None:
    """Put those sample cards into the box that it does not hold yet: cards keep what happened to them."""
    present = set(box.names())
    for name, image in sample_cards().items():
        if name not in present:
            box.put(name, image)
