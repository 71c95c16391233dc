"""The fault catalogue (reliability.md 4) with each seed's own rates: about a third of the classes is on in a seed."""

from collections import Counter

from tests.simulation.tape import Tape

CATALOGUE: dict[str, tuple[int, ...]] = {
    # power and process (1-12); per durable boundary, and per visit where it says so
    "power.cut_at_effect": (2, 6, 15, 30),
    "power.cut_in_record": (2, 6, 15, 30),
    "power.cut_in_visit": (30, 100, 250),
    "power.cut_at_start": (30, 150, 400),
    "power.cut_soon_after_start": (30, 150, 500),
    "power.cut_while_stacking": (20, 100),
    "power.cut_while_writing": (20, 100),
    "process.kill_at_effect": (2, 6, 15, 30),
    "process.kill_in_record": (2, 6, 15, 30),
    "process.kill_in_visit": (30, 100, 250),
    # disk (14-20) and clock (21)
    "disk.write_fails": (1, 4, 10),
    "disk.broken_for_a_while": (1, 4),
    "disk.row_altered": (20, 100),  # between two lives; only where the real journal is in use
    "disk.older_copy": (20, 100),
    "disk.chain_rewritten": (20, 100),
    "disk.slow": (5, 20, 60),
    "disk.full_for_a_while": (10, 40),
    "clock.jump": (20, 100),
    # network (23-28)
    "net.request_lost": (20, 100, 500, 800),
    "net.reply_lost": (20, 100, 500, 800),
    "net.twice": (20, 100, 400),
    "net.late": (20, 100, 200),
    "net.slow": (50, 200),
    "net.down": (20, 80),
    "net.flaps": (20, 80),
    "clone.speaks": (20, 80),  # only where the platform's own code is played
    # platform and billing core (44-47)
    "platform.dies_before_core": (20, 150, 500),
    "platform.dies_after_core": (20, 150, 500),
    "platform.restored": (10, 60),
    "core.down": (10, 40),
    "core.commits_and_dies": (20, 150, 500),
    "core.refuses": (5, 30),
    "core.account_closed": (5, 30),
    # bill acceptor (30-36)
    "note.rejected": (20, 100),
    "note.misread": (5, 30),
    "acceptor.jam": (5, 30, 80),
    "acceptor.pulled_back": (5, 30, 80),
    "acceptor.line_lost": (5, 30, 80),
    "acceptor.ack_lost": (20, 100, 300),
    "acceptor.silent_stack": (5, 30, 80),
    "acceptor.stacks_for_ever": (5, 30),
    "acceptor.cassette_full": (5, 20),
    # card reader and card (37-39)
    "card.unreadable": (10, 50),
    "card.write_stops": (20, 100, 600),
    "card.read_back_fails": (20, 100, 300),
    "card.refuses": (20, 100),
    "card.stuck_at_eject": (10, 60),
    "card.retained_unsaid": (20, 200),
    "reader.lost": (5, 20),
    # printer (41)
    "printer.paper_out": (20, 100),
    "printer.unconfirmed": (20, 100),
    "printer.offline": (10, 50),
    # staff and the cash box (52, 53)
    "box.forced": (5, 30),
    "cabinet.lost": (5, 30),
    "cabinet.lock_stuck": (50, 300),
}
OF_SYNC: dict[str, tuple[int, ...]] = {
    # the journal's way to the platform; only where it is played, and drawn behind all others
    "sync.request_lost": (20, 100, 400),
    "sync.reply_lost": (100, 200, 400),
    "sync.twice": (20, 100, 400),
    "sync.late": (20, 100),
    "sync.demanded": (100, 200, 300),
    "upload.cut": (300, 400, 600),
    "platform.restored": (100, 200, 300),  # from a real backup here
}
POWER = ("power.", "process.")


class Faults:
    """Decides for one seed when something goes wrong."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self.healed = False
        self.struck: Counter[str] = Counter()
        self.rates: dict[str, int] = {}
        for name, levels in CATALOGUE.items():
            level = tape.choose(3 * len(levels), f"rate.{name}")
            self.rates[name] = levels[level // 2] if level % 2 and level < 2 * len(levels) else 0

    def add(self, catalogue: dict[str, tuple[int, ...]]) -> None:
        """Draw the rates of classes that one variant has alone; few of its seeds are played, so most are on."""
        for name, levels in catalogue.items():
            self.rates[name] = (0, *levels)[self._tape.choose(len(levels) + 1, f"rate.{name}")]

    def strikes(self, name: str) -> bool:
        """Return True when this fault happens now."""
        rate = self.rates[name]
        if rate == 0 or not self._tape.chance(name, rate):
            return False
        self.struck[name] += 1
        return True

    def heal(self) -> None:
        """End all faults: the liveness phase begins."""
        self.healed = True
        self.rates = dict.fromkeys(self.rates, 0)

    @property
    def power_cuts(self) -> int:
        """How often the kiosk lost its power or was killed."""
        return sum(count for name, count in self.struck.items() if name.startswith(POWER))

    @property
    def others(self) -> int:
        """How often anything else went wrong."""
        return self.struck.total() - self.power_cuts
