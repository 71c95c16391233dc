"""The bench's log as sentences. Pure."""

from collections.abc import Mapping
from typing import Any

from emulators.bench_window.paper_bills import card_name
from emulators.bench_window.tongue import Tongue, amount, short_yuan
from emulators.bench_window.words import WORDS

Entry = Mapping[str, Any]
SILENT = frozenset(
    {("bill_acceptor", fact) for fact in ("cassette_in", "cassette_full", "jam")}
    | {("receipt_printer", fact) for fact in ("cover_open", "paper_end", "cutter_error", "broken", "hot", "power")}
    | {("card_reader", fact) for fact in ("card", "holds_at_power_failure")}
    | {("scanner", "lamp")}
)  # a state, or the hand's own line, tells them already


def sentence(entry: Entry, tongue: Tongue) -> str:
    """Return one line of the log; "" for what another line tells already."""
    device = tongue.known("device", entry["part"])
    said = _deed(entry, tongue) if "action" in entry else _change(entry, tongue)
    return f"{entry['at']}  {device}: {said}" if said else ""


def _deed(entry: Entry, tongue: Tongue) -> str:
    deed = tongue.known("deed", entry["action"])
    details = [_detail(name, value, tongue) for name, value in entry["arguments"].items()]
    text = " ".join([deed, *(detail for detail in details if detail)])
    if entry.get("why_not"):
        return f"{text} — {tongue('log.not_now')}: {tongue.known('why', entry['why_not'])}"
    return text


def _detail(name: str, value: object, tongue: Tongue) -> str:
    match name, value:
        case "fen", int(fen):
            return short_yuan(fen)
        case "card", str(card):
            return card_name(card, tongue)
        case "country", "CHN":
            return ""
        case (("series" | "country" | "meter_no"), str(text)):
            return text
        case "door", str(door):
            return tongue.known("door", door)
        case "flaw", str(flaw):
            return tongue.known("flaw", flaw)
        case _, False | None:
            return ""
        case _:
            told = tongue.known("value", value)
            return tongue(f"argument.{name}", value=told) if f"argument.{name}" in WORDS else f"{name}={told}"


def _change(entry: Entry, tongue: Tongue) -> str:
    part, fact, now = str(entry["part"]), str(entry["fact"]), entry["now"]
    if (part, fact) in SILENT:
        return ""
    match part, fact, now:
        case "bill_acceptor", "state", str(state):
            return tongue.known("acceptor", state)
        case "receipt_printer", "state", str(state):
            return tongue.known("printer", state)
        case "receipt_printer", "slips", int(count):
            return tongue("log.slip", count=count)
        case "bill_acceptor", "notes_boxed", int(count):
            return tongue("log.boxed", count=count)
        case "cabinet", ("service" | "cash_box" | "lock"), str(how):
            return f"{tongue.known('fact', fact)}: {tongue.known('cabinet', how)}"
        case "card_reader", "place", str(place):
            return tongue("log.card", place=tongue.known("place", place))
        case "meter", "display", {"error": str(error), "credited": int(credited), "meter_no": number, "unit": unit}:
            return f"{number} {error or tongue('meter.took', credited=amount(credited, unit))}"
        case _, "plugged", bool(plugged):
            return tongue("log.plugged" if plugged else "log.unplugged")
        case _, "power", str(power):
            return tongue.known("power", power)
        case _, _, list(cards) if fact == "bin":
            return tongue("truth.bin", count=len(cards))
        case _:
            return f"{tongue.known('fact', fact)}: {tongue.known('value', str(now).lower())}"
