"""Every parser that is fuzzed, by name."""

from tests.fuzz import acceptor, answers, cards, messages, platform, printer, records, scanner
from tests.fuzz.target import Target

TARGETS: dict[str, Target] = {
    target.name: target
    for room in (acceptor, printer, cards, scanner, records, answers, messages, platform)
    for target in room.TARGETS
}
