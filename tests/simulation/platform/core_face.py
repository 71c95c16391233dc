"""The model of the billing core as the platform's `BillingCore`, with the ways in which either of them can die."""

from kiosk_app.domain.customer import MeterKind
from kiosk_app.domain.meter_card import CardSnapshot
from kiosk_app.domain.money import CentiKwh, Fen
from platform_stub import shapes
from platform_stub.billing.core import CoreSilent, Identified, Payment, PaymentOrder, Purchase, PurchaseOrder
from tests.simulation.devices.card import cryptogram
from tests.simulation.platform.core import PURCHASE_LEAST, PURCHASE_MOST, Core, Refusal, standing
from tests.simulation.platform.customers import Customer
from tests.simulation.platform.model import LAST_STEP, order, quote
from tests.simulation.platform.port import Posting
from tests.simulation.world import World

START = 0x68
AS_OF = "2026-11-24T00:00:00+08:00"


class ServiceDied(BaseException):
    """The platform's process ends here; what it has committed stays."""


class CoreFace:
    """Satisfies `platform_stub.billing.core.BillingCore`."""

    def __init__(self, world: World, core: Core) -> None:
        self._world, self._core = world, core
        self.down_until = 0

    def query_customer(self, customer_no: str, password: str | None) -> shapes.Account | shapes.Refused:
        """Look a customer up."""
        found = self._core.query(customer_no, password)
        return refused(found) if isinstance(found, Refusal) else account(found)

    def identify_card(self, card: shapes.Card) -> Identified | shapes.Refused:
        """Say whose card this is."""
        refusal = self._core.check(seen(card))
        if refusal is not None:
            self._world.marks.hit(f"card_{refusal.code.lower()}")
            return refused(refusal)
        holder = self._core.holder(card.serial)
        terms = shapes.Terms(
            meter_kind="fee_controlled" if holder.kind is MeterKind.FEE_CONTROLLED else "energy_controlled",
            meter_no=holder.meter_no or "",
            counter=self._core.counter(card.serial),
            arrears_fen=0,
            minimum_fen=PURCHASE_LEAST,
            maximum_fen=PURCHASE_MOST,
            price_text="0.54",
        )
        return Identified(account=account(holder), terms=terms)

    def quote(self, customer_no: str, *, money_fen: int | None, energy_ckwh: int | None) -> shapes.Quote:
        """Quote at one price."""
        money = None if money_fen is None else Fen(money_fen)
        quoted = quote(money, None if energy_ckwh is None else CentiKwh(energy_ckwh))
        return shapes.Quote(
            money_fen=quoted.money,
            energy_ckwh=quoted.energy,
            cost_fen=quoted.cost,
            remainder_fen=quoted.remainder,
            tiers=[],
        )

    # --- booking ---

    def pay(self, order: PaymentOrder) -> Payment | shapes.Refused:
        """Book a payment."""
        self._before()
        booked = self._core.pay(order.serial, order.customer_no, order.paid_fen, tuple(order.bill_ids))
        self._after()
        return refused(booked) if isinstance(booked, Refusal) else self._payment(booked)

    def buy(self, order: PurchaseOrder) -> Purchase | shapes.Refused:
        """Book a purchase."""
        self._before()
        booked = self._core.sell(order.serial, order.customer_no, order.paid_fen, seen(order.card))
        self._after()
        return refused(booked) if isinstance(booked, Refusal) else self._purchase(booked)

    def find_payment(self, serial: str) -> Payment | None:
        """Return the stored answer."""
        self._silent()
        found = self._core.find(serial)
        return None if found is None else self._payment(found)

    def find_purchase(self, serial: str) -> Purchase | None:
        """Return the stored answer."""
        self._silent()
        found = self._core.find(serial)
        return None if found is None else self._purchase(found)

    def _silent(self) -> None:
        if self._world.now < self.down_until or self._world.faults.strikes("core.down"):
            raise CoreSilent("down")

    def _before(self) -> None:
        if self._world.faults.strikes("platform.dies_before_core"):
            raise ServiceDied
        self._silent()

    def _after(self) -> None:
        faults = self._world.faults
        if faults.strikes("core.commits_and_dies"):
            self._world.marks.hit("booked_and_nobody_knows")
            raise CoreSilent("died")
        if faults.strikes("platform.dies_after_core"):
            self._world.marks.hit("booked_and_nobody_knows")
            raise ServiceDied

    def _payment(self, posting: Posting) -> Payment:
        return Payment(
            core_serial=f"C{posting.serial}",
            bills_fen=posting.bills,
            late_fees_fen=posting.late_fees,
            surplus_fen=posting.surplus,
            balance_fen=self._core.customers[posting.customer_no].balance,
        )

    def _purchase(self, posting: Posting) -> Purchase:
        money = posting.paid - posting.surplus
        by_energy = self._core.holder(posting.card_serial).kind is MeterKind.ENERGY_CONTROLLED
        return Purchase(
            core_serial=f"C{posting.serial}",
            vend_id=f"V{posting.serial}",
            counter=posting.counter,
            wallet_value=posting.value,
            money_fen=money,
            energy_ckwh=posting.value if by_energy else 0,
            remainder_fen=posting.surplus,
            balance_fen=0,
        )

    # --- the card's side ---

    def authorise(
        self, serial: str, card_serial: str, challenge: str, step: int
    ) -> shapes.Authorisation | shapes.Refused:
        """Answer a challenge."""
        sold = self._core.to_write(serial, card_serial)
        if isinstance(sold, Refusal):
            return refused(sold)
        if sold.confirmed:
            return shapes.Refused(code="ALREADY_WRITTEN")
        answer = cryptogram(card_serial, bytes.fromhex(challenge), step)
        return shapes.Authorisation(key_no=3 + step, cryptogram=answer.hex().upper(), more=step < LAST_STEP)

    def order_write(self, serial: str, card: shapes.Card, random: str) -> shapes.Order | shapes.Refused:
        """Order a write."""
        sold = self._core.to_write(serial, card.serial)
        if isinstance(sold, Refusal):
            return refused(sold)
        where = standing(seen(card), sold.posting)
        if sold.confirmed or where in ("written", "used"):
            return shapes.Refused(code="ALREADY_WRITTEN")
        if where == "astray":
            return shapes.Refused(code="COUNTER_MISMATCH")
        ordered = order(sold.posting, bytes.fromhex(random))
        writes = [
            shapes.FileWrite(
                sfi=f"{write.sfi:02}", offset=0, data=write.data.hex().upper() or "00", mac=write.mac.hex().upper()
            )
            for write in ordered.writes
        ]
        expected = {write.sfi: write.data for write in writes}
        return shapes.Order(
            vend_id=ordered.vend_id,
            card_serial=ordered.card_serial,
            counter=ordered.counter,
            wallet_value=ordered.wallet_value,
            writes=writes,
            expected=expected,
        )

    def confirm_write(self, serial: str, card: shapes.Card) -> shapes.Refused | None:
        """Take the report that the card shows the purchase."""
        sold = self._core.to_write(serial, card.serial)
        if isinstance(sold, Refusal):
            return refused(sold)
        if not sold.confirmed and standing(seen(card), sold.posting) not in ("written", "used"):
            return shapes.Refused(code="COUNTER_MISMATCH")
        sold.confirmed = True
        return None


def refused(refusal: Refusal) -> shapes.Refused:
    """Return a refusal in the platform's shape."""
    return shapes.Refused(code=refusal.code, facts=dict(refusal.facts))


def account(customer: Customer) -> shapes.Account:
    """Return an account in the platform's shape."""
    bills = [
        shapes.Bill(
            bill_id=bill.bill_id,
            month=bill.month,
            energy_kwh=100,
            amount_fen=bill.amount,
            late_fee_fen=bill.late_fee,
        )
        for bill in customer.bills
    ]
    return shapes.Account(
        customer_no=customer.customer_no,
        name_masked="*",
        address_masked="*",
        meter_kind=customer.kind.value,
        meter_no=customer.meter_no,
        balance_fen=customer.balance,
        bills=bills,
        as_of=AS_OF,
    )


def seen(card: shapes.Card) -> CardSnapshot:
    """Read the files that `devices.card.files_of` has written."""
    parameters = bytes.fromhex(card.files.parameters).decode().strip()
    wallet, returned = bytes.fromhex(card.files.wallet), bytes.fromhex(card.files.return_write)
    torn = parameters == "torn"
    present = returned[0] == START
    return CardSnapshot(
        card.profile,
        card.serial,
        2,
        "" if torn else parameters,
        "",
        int.from_bytes(wallet[4:], "big"),
        int.from_bytes(wallet[:4], "big"),
        present,
        int.from_bytes(returned[1:5], "big") if present else 0,
        0,
        (),
    )
