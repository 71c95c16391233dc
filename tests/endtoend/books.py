"""What box, card, journal, platform and billing core say, each read from its own place, for tests to compare."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from demo.evidence import core_rows, journal_facts, platform_sales
from demo.town import Town

SALE_ENDS = ("SaleBegun", "SaleEnded", "NoteInDoubt")


@dataclass(frozen=True, slots=True)
class Books:
    """Everything that is true and everything that is written, of one town, in fen."""

    facts: list[dict[str, Any]]
    sales: list[dict[str, Any]]
    postings: list[dict[str, Any]]
    cassette: list[int]

    @staticmethod
    def of(town: Town) -> "Books":
        """Read them; the kiosk must not run."""
        cassette = [note["fen"] for note in town.truth()["bill_acceptor"]["cassette"]]
        facts = journal_facts(town) if town.journal.exists() else []
        return Books(facts, platform_sales(town), core_rows(town, "postings"), cassette)

    def noted(self, *kinds: str) -> Counter[int]:
        """Count the notes of these facts by value."""
        return Counter(fact["note"]["value"] for fact in self.facts if fact["kind"] in kinds)

    def closed(self) -> dict[str, int]:
        """Return what each sale with money in it was closed with."""
        return {fact["sale"]: fact["paid"] for fact in self.facts if fact["kind"] == "TenderClosed" and fact["paid"]}

    def booked(self) -> dict[str, int]:
        """Return what the platform has booked, by sale."""
        return {sale["sale"]: sale["paid_fen"] for sale in self.sales}

    def ended_but_in_doubt(self) -> bool:
        """Tell whether every sale has ended but those with a note in doubt, which only a person can end."""
        sales = {kind: {fact["sale"] for fact in self.facts if fact["kind"] == kind} for kind in SALE_ENDS}
        return sales["SaleBegun"] - sales["SaleEnded"] == sales["NoteInDoubt"]

    def kinds(self, sale: str) -> list[str]:
        """Return the kinds of the facts about one sale, in order."""
        return [fact["kind"] for fact in self.facts if fact.get("sale") == sale]

    def disagreements(self) -> list[str]:
        """Return what does not agree: nothing, if no note was lost and none counted twice (I1, I2, I3)."""
        found = []
        credited, doubted = self.noted("NoteCredited", "NoteUnexpected"), self.noted("NoteInDoubt")
        in_box = Counter(self.cassette)
        if credited - in_box:
            found.append(f"credited {dict(credited)}, and in the box are only {dict(in_box)}")
        if in_box - (credited + doubted):
            found.append(f"in the box are {dict(in_box)}, the journal knows of {dict(credited)}")
        if self.closed() != self.booked():
            found.append(f"the journal closed {self.closed()}, the platform booked {self.booked()}")
        posted = [row["paid_fen"] for row in self.postings]
        if sorted(posted) != sorted(self.booked().values()):
            found.append(f"the platform booked {self.booked()}, the billing core posted {posted}")
        return found
