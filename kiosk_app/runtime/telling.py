"""What the kiosk tells of itself in each heartbeat (OPS-2): every part down to what failed, and what it counts."""

from dataclasses import dataclass
from typing import Any

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.facts import Ledger, counted
from kiosk_app.domain.notes import NoteCount

REPORTED_AT_ONCE = 32  # ends of orders in one heartbeat; the others follow
PAPER = {"": "ok", "paper_near_end": "low", "paper_end": "out"}


@dataclass(frozen=True, slots=True)
class Counted:
    """What lies in the box, and what was printed and kept since the first day."""

    box: tuple[NoteCount, ...] = ()
    slips: int = 0
    cards_kept: int = 0


def counted_in(ledger: Ledger) -> Counted:
    """Count; the result is a value of its own, for another thread to read."""
    return Counted(counted(ledger.box), ledger.tallies["slips"], ledger.tallies["cards_kept"])


def told(
    healths: tuple[Health, ...], counts: Counted, head: tuple[int, bytes], done: tuple[tuple[str, str], ...]
) -> dict[str, Any]:
    """Return a heartbeat's part about conditions, counters, journal and orders (docs/interfaces.md 1)."""
    rows, last = head
    return {
        "conditions": [{"device": each.device, "condition": each.condition, "code": each.code} for each in healths],
        "counters": {
            "box": [{"value_fen": each.value, "count": each.count} for each in counts.box if each.count > 0],
            "slips": counts.slips,
            "cards_kept": counts.cards_kept,
            "paper": paper_of(healths),
        },
        "journal": {"count": rows, "head": last.hex()},
        "commands_done": [{"id": number, "result": result} for number, result in done[:REPORTED_AT_ONCE]],
    }


def paper_of(healths: tuple[Health, ...]) -> str:
    """Return how the printer's paper is, where the printer says so."""
    for health in healths:
        if health.device is Device.RECEIPT_PRINTER and health.condition is not Condition.STARTING:
            return PAPER.get(health.code, "unknown")
    return "unknown"
