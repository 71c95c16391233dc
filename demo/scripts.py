"""The scripted visits: what a customer does, told as it happens, and what must be true at the end."""

import shutil
import time
from collections.abc import Callable
from typing import Any

from demo.customer import Customer
from demo.evidence import Evidence, core_rows, journal_facts, platform_sales, receipts
from demo.processes import wait_for
from demo.town import Tell, Town

READY_S, SETTLED_S = 60.0, 60.0

NUMBER, PASSWORD = "3104587000", "123456"  # a post-paid customer of the seeded billing core
CARD, CARD_COUNTER = "wang", 7
NOTE = 10_000  # fen


class Story:
    """One town, one customer, one line told for each thing that happens."""

    def __init__(self, town: Town, tell: Tell) -> None:
        self.town, self.tell = town, tell
        self.customer = Customer(town.finger, town.out / "screens", lambda: town.kiosk.alive)
        self.evidence = Evidence()

    def open_up(self) -> None:
        """Start the kiosk and wait until it serves."""
        self.tell("The kiosk starts and looks at its devices.")
        self.town.start_kiosk()
        self.customer.sees("IdleView", seconds=READY_S)

    def holds_note(self, fen: int) -> None:
        """Hold a note in front of the acceptor and wait until it is in the box."""
        before = self.notes_in_box()
        self.tell(f"A ¥{fen // 100} note goes in.")
        wait_for("the acceptor to take the note", READY_S, lambda: self.offer_note(fen))
        wait_for("the note in the box", READY_S, lambda: self.notes_in_box() > before)

    def offer_note(self, fen: int) -> bool:
        """Hold a note in front of the acceptor; False where it takes none just now."""
        answer = self.town.bench.do("bill_acceptor", "insert_note", fen=fen)
        return bool(answer)

    def notes_in_box(self) -> int:
        """Count the notes that are truly in the cash box."""
        return len(self.town.truth()["bill_acceptor"]["cassette"])

    def card(self) -> dict[str, Any]:
        """Return what is truly on the customer's card."""
        found: dict[str, Any] = self.town.truth()["card_reader"]["cards"][CARD]
        return found

    def finish(self) -> None:
        """Stop the kiosk in order and gather what lies in the tray; the books can be read from now on."""
        self.tell("The kiosk is stopped in order; the books are opened.")
        self.evidence.agree("the kiosk stops in order", 0, self.town.kiosk.stop())
        tray = self.town.devices / "receipts"
        shutil.copytree(tray, self.town.out / "receipts", dirs_exist_ok=True)

    def check_money(self, credited: int) -> None:
        """Check that journal, box, platform and billing core say the same about the one sale."""
        facts = journal_facts(self.town)
        by_kind = [fact["kind"] for fact in facts]
        in_journal = sum(fact["note"]["value"] for fact in facts if fact["kind"] == "NoteCredited")
        sales, postings = platform_sales(self.town), core_rows(self.town, "postings")
        in_box = sum(note["fen"] for note in self.town.truth()["bill_acceptor"]["cassette"])
        self.evidence.agree("notes in the box, fen", credited, in_box)
        self.evidence.agree("credited in the journal, fen", credited, in_journal)
        self.evidence.agree("booked on the platform, fen", credited, sum(sale["paid_fen"] for sale in sales))
        self.evidence.agree("posted in the billing core, fen", credited, sum(row["paid_fen"] for row in postings))
        self.evidence.agree("sales on the platform", 1, len(sales))
        self.evidence.agree("sales ended in the journal", 1, by_kind.count("SaleEnded"))
        self.evidence.agree("receipt printed, says the journal", 1, by_kind.count("ReceiptDone"))

    def check_receipt(self, *words: str) -> None:
        """Check that one receipt lies in the tray and says this."""
        papers = receipts(self.town.devices / "receipts")
        self.evidence.agree("receipts in the tray", 1, len(papers))
        for word in words:
            self.evidence.agree(f"the receipt says {word}", True, any(word in paper for paper in papers))


def buy_electricity(story: Story) -> None:
    """Buy ¥100 of electricity onto the meter card."""
    customer, town = story.customer, story.town
    story.open_up()
    before = story.card()
    story.tell("A customer touches the screen and chooses to buy electricity.")
    customer.touches("start")
    customer.sees("MenuView")
    customer.touches("buy_electricity")
    customer.sees("CardInsertView")
    story.tell("The meter card goes into the reader.")
    wait_for("the open slot", READY_S, lambda: town.bench.do("card_reader", "insert_card", card=CARD))
    customer.sees("PurchaseView")
    story.tell("One hundred yuan, says the customer; the vending system says what that buys.")
    customer.touches("preset_100")
    customer.reads("quote_energy=1")
    customer.picture("quoted")
    customer.touches("confirm")
    customer.sees("CashView")
    story.holds_note(NOTE)
    customer.reads(f"paid={NOTE}")
    customer.picture("note-taken")
    customer.touches("finish")
    customer.sees("CardWritingView")
    story.tell("The card is written and read back.")
    customer.sees("SuccessView")
    customer.reads("card_waits=True")
    story.tell("The card comes out; the customer takes it and the slip.")
    wait_for("the card in the mouth", READY_S, lambda: town.bench.do("card_reader", "take_card"))
    customer.reads("card_waits=False")
    customer.reads("printed")
    customer.picture("done")
    customer.touches("done")
    customer.sees("IdleView")
    after = story.card()
    story.evidence.agree("purchase counter on the card", before["counter"] + 1, after["counter"])
    story.evidence.agree("amount on the card, fen", NOTE, after["value"])
    story.finish()
    story.check_money(NOTE)
    purchases = core_rows(town, "purchases")
    story.evidence.agree("purchase counter in the billing core", CARD_COUNTER + 1, max(p["counter"] for p in purchases))
    story.check_receipt("购电凭证", "100.00")


def pay_bill(story: Story) -> None:
    """Pay three months with notes; the surplus goes to the account."""
    customer = story.customer
    story.open_up()
    to_the_bills(story)
    customer.touches("confirm")
    customer.sees("CashView")
    for ordinal in range(1, 5):
        story.holds_note(NOTE)
        customer.reads(f"paid={ordinal * NOTE}")
    customer.picture("notes-taken")
    customer.touches("finish")
    customer.sees("SuccessView")
    customer.reads("printed")
    customer.picture("done")
    customer.touches("done")
    customer.sees("IdleView")
    story.finish()
    story.check_money(4 * NOTE)
    story.check_receipt("缴费凭证", "400.00")


def to_the_bills(story: Story) -> None:
    """Identify by number and password and look at the bills."""
    customer = story.customer
    story.tell("A customer chooses to pay a bill and types number and password.")
    customer.touches("start")
    customer.sees("MenuView")
    customer.touches("pay_bill")
    customer.sees("NumberView")
    customer.types(NUMBER)
    customer.picture("number-typed")
    customer.touches("confirm")
    customer.sees("PasswordView")
    customer.types(PASSWORD)
    customer.touches("confirm")
    customer.sees("BillsView")
    story.tell("The bills are on the screen.")


def power_cut(story: Story) -> None:
    """The kiosk is killed while a note is moving; the restart settles the sale."""
    customer, town = story.customer, story.town
    story.open_up()
    to_the_bills(story)
    customer.touches("confirm")
    customer.sees("CashView")
    story.holds_note(NOTE)
    customer.reads(f"paid={NOTE}")
    story.tell("A second note is moving to the box. The kiosk is killed.")
    town.bench.do("bill_acceptor", "set_timing", stacking_ms=3_000)
    story.offer_note(NOTE)
    wait_for("the note on its way", READY_S, lambda: town.truth()["bill_acceptor"]["state"] == "stacking")
    town.kiosk.kill()
    story.tell("Power comes back. The kiosk starts again and asks the acceptor where the note is.")
    time.sleep(1)
    town.start_kiosk()
    customer.sees("IdleView", seconds=READY_S)
    wait_for("the sale to be settled", SETTLED_S, lambda: customer.ask(do="state").get("open") == 0)
    story.tell("The sale is settled: both notes are booked, the slip is printed.")
    wait_for("the slip", SETTLED_S, lambda: receipts(town.devices / "receipts"))
    time.sleep(1)
    customer.picture("settled")
    story.finish()
    story.check_money(2 * NOTE)
    story.check_receipt("缴费凭证", "200.00")


SCRIPTS: dict[str, Callable[[Story], None]] = {
    "buy-electricity": buy_electricity,
    "pay-bill": pay_bill,
    "power-cut": power_cut,
}
