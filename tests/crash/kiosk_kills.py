"""The real kiosk, with its real devices' lines, platform and billing core, killed by SIGKILL again and again.

One town lives on through all the kills: each kiosk finds what the one before it left behind. A kiosk dies at a random
append of its journal, before or after it is durable, or at a random instant of its start or of a customer's visit.
Every so many kills one is let live: what it settles must agree with the box, the platform and the billing core, note
by note and sale by sale, and a collector counts the box (faults 7, 8; I1, I2, I3, I9, I11, I19).

A kiosk that dies between a note's intent and its STACK cannot know later whether the note that comes back is that one:
it is in doubt (I12). Here the acceptor lives on and says what it stacked, so no note in doubt is ever in the box.

A kiosk is forked from this process, which has loaded the program and started nothing: that spares each of them the
second that loading takes. It is a process of its own with its own files, threads and lines, as SIGKILL finds it.
"""

import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from demo.customer import Customer, KioskGone
from demo.evidence import journal_facts
from demo.finger import Finger, serve
from demo.processes import run_once, wait_for
from demo.scripts import NOTE, NUMBER, PASSWORD
from demo.town import Town
from kiosk_app.config import load
from kiosk_app.domain.customer import Secret
from kiosk_app.staff.accounts import Accounts
from kiosk_app.staff.desk import Desk
from tests.endtoend.books import Books
from tests.endtoend.mortal import Side, die_at
from tests.endtoend.staff import Operator

Say = Callable[[str], object]
OUT = Path(__file__).parents[2] / "build"

LOOKED_AT_EVERY = 25
"""Kills between two looks into the books."""

APPENDS = 14  # about so many has a life: a start, a recovery and a visit
BOOT_S, VISIT_S = 1.5, 9.0
WAIT_S = 90.0
COLLECTOR, FIRST, OWN = "1001", "918273", "271828"
BOX, SEAL = "7", "42"
SAME_PLACE_S = 0.31  # before the same target counts as touched again


class Glass(Finger):
    """The finger without its memory of pictures, which nobody looks at here."""

    def _remember(self, view: object) -> None:
        self._passed.append(type(view).__name__)


@dataclass
class Life:
    """One kiosk process."""

    pid: int
    status: int | None = None

    @property
    def alive(self) -> bool:
        """True while it runs; its end is noted."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.status = status if pid else None
        return self.status is None

    def kill(self) -> None:
        """End it as a power cut does."""
        if self.alive:
            os.kill(self.pid, signal.SIGKILL)

    def ended(self) -> int:
        """Wait for its end; return the signal that ended it, or 0."""
        if self.status is None:
            _, self.status = os.waitpid(self.pid, 0)
        return os.WTERMSIG(self.status) if os.WIFSIGNALED(self.status) else 0


def born(town: Town, append: int = 0, side: Side = "before") -> Life:
    """Fork a kiosk; with `append`, one that kills itself there."""
    town.finger.unlink(missing_ok=True)
    pid = os.fork()
    if pid:
        return Life(pid)
    try:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        log = os.open(town.logs / "kiosk.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for stream in (1, 2):
            os.dup2(log, stream)
        if append:
            die_at(append, side)
        os._exit(serve(town.config, town.finger, Glass))
    finally:
        os._exit(99)


class Hand(Customer):
    """A customer in a hurry: no pictures, and a pause only before the same place is touched again."""

    def __init__(self, town: Town, life: Life) -> None:
        super().__init__(town.finger, town.out / "screens", lambda: life.alive)
        self._town, self._last = town, ""

    def picture(self, name: str, *, place: int | None = None) -> None:
        """Keep none."""

    def touches(self, button: str) -> None:
        """Touch a target once it is there."""
        if button == self._last:
            time.sleep(SAME_PLACE_S)
        self._last = button
        wait_for(f"a target {button!r} on {self.screen()}", WAIT_S, lambda: self._press(button))

    def waits_for_glass(self) -> None:
        """Wait until there is something to touch."""
        wait_for("the glass", WAIT_S, lambda: self._town.finger.exists() or self._gone())

    def pays(self) -> None:
        """Pay a bill with one or two notes, and go."""
        self.sees("IdleView", seconds=WAIT_S)
        for button in ("start", "pay_bill"):
            self.touches(button)
        for number in (NUMBER, PASSWORD):
            self.types(number)
            self.touches("confirm")
        self.touches("confirm")
        self.sees("CashView", seconds=WAIT_S)
        wait_for("the acceptor to take the note", WAIT_S, self._offers_note)
        self.reads(f"paid={NOTE}", seconds=WAIT_S)
        self.touches("finish")
        self.touches("done")

    def _offers_note(self) -> bool:
        self.details()  # raises KioskGone before a dead screen
        return bool(self._town.bench.do("bill_acceptor", "insert_note", fen=NOTE))

    def _gone(self) -> bool:
        if self._alive():
            return False
        raise KioskGone("before its glass was there")


class Collector(Operator):
    """Settles, without pictures."""

    def picture(self, name: str, *, place: int | None = None) -> None:
        """Keep none."""

    def settles(self, handed_in: int) -> int:
        """Hand in what has come since `handed_in` notes were; return how many notes the box holds.

        The cassette goes back with its notes in it: the books are compared with all that ever fell.
        """
        bench = self._town.bench
        self.comes_in(COLLECTOR, OWN)
        self.sees("OverviewView")
        self.touches("settle")
        self.until_the_books_agree()
        self.closes_the_period()
        self.opens_the_box()
        held = len(self._town.truth()["bill_acceptor"]["cassette"])
        assert bench.do("bill_acceptor", "take_out_cassette")
        for typed in (str(held - handed_in), "0", "0", "0", BOX, SEAL):
            self.enters(typed)
        self.reads("count_agrees")
        assert bench.do("bill_acceptor", "put_back_cassette", empty=False)
        self.hand("close_door", door="cash_box")
        self.touches("confirm")
        self.reads("settled_title", seconds=WAIT_S)
        for button in ("done", "back"):
            self.touches(button)
        self.sees("IdleView", seconds=WAIT_S)
        return held


@dataclass
class Tally:
    """What the run has come to."""

    kills: Counter[str] = field(default_factory=Counter)  # by how they came about
    problems: list[str] = field(default_factory=list)
    handed_in: int = 0  # notes


@contextmanager
def dying_after(life: Life, seconds: float) -> Iterator[None]:
    """Kill it after so long, whatever it is doing."""
    timer = threading.Timer(seconds, os.kill, (life.pid, signal.SIGKILL))
    timer.start()
    try:
        yield
    finally:
        timer.join()  # before the next fork: no other thread may run then


def live(town: Town, chance: random.Random, tally: Tally) -> None:
    """Let one kiosk live and die. Half of them die while they start: the second cut comes in the recovery."""
    how = chance.choice(("append", "visit", "start", "start"))
    if how == "append":
        life = born(town, chance.randint(1, APPENDS), chance.choice(("before", "after")))
        visited(town, life)
        life.kill()  # a life with fewer appends ends here
    else:
        life = born(town)
        with dying_after(life, chance.uniform(0, VISIT_S if how == "visit" else BOOT_S)):
            visited(town, life)
    if (code := life.ended()) == signal.SIGKILL:
        tally.kills[how] += 1
    else:
        tally.problems.append(f"a kiosk ended by itself, with {code or life.status}: {how}")


def visited(town: Town, life: Life) -> None:
    """Play a visit on it for as long as it lives."""
    hand = Hand(town, life)
    with suppress(KioskGone):
        hand.waits_for_glass()
        hand.pays()


def looked_at(town: Town, tally: Tally) -> list[str]:
    """Let a kiosk and a collector settle everything, stop it in order, and return what the books do not agree about."""
    life = born(town)
    hand = Hand(town, life)
    hand.waits_for_glass()
    hand.sees("IdleView", seconds=WAIT_S)
    wait_for("the sales to be settled", WAIT_S, lambda: not hand.ask(do="state")["settling"])
    try:
        tally.handed_in = Collector(town, lambda: life.alive).settles(tally.handed_in)
    except (TimeoutError, AssertionError) as error:
        seen = hand.details()
        life.kill()
        life.ended()
        return [f"the collector cannot settle: {error}; on the glass is {seen}"]
    os.kill(life.pid, signal.SIGTERM)
    if code := life.ended():
        return [f"the kiosk that was to stop in order was ended by signal {code}"]
    books = Books.of(town)
    kinds = Counter(fact["kind"] for fact in books.facts)
    problems = books.disagreements()
    if not books.ended_but_in_doubt():
        problems.append(f"{kinds['SaleBegun']} sales were begun and {kinds['SaleEnded']} ended")
    if (box := Counter(books.cassette)) != (credited := books.noted("NoteCredited")):
        problems.append(f"in the box are {dict(box)}, credited are {dict(credited)}")
    return problems


def hire(town: Town) -> None:
    """Give the terminal a collector who has chosen a password."""
    words = ["operators", "add", COLLECTOR, "--role", "collector", "--name", "李建国", "--config", str(town.config)]
    run_once(["-m", "kiosk_app", *words], said=FIRST + "\n")
    desk = Desk(Accounts(load(town.config).storage.operators), lambda: 0)
    assert not desk.change(COLLECTOR, Secret(FIRST), Secret(OWN)).code


def kill_many(times: int, seed: int, say: Say, out: Path = OUT) -> tuple[int, list[str]]:
    """Kill so many kiosks; return how many SIGKILL really ended, and what was wrong."""
    chance, tally, begun = random.Random(seed), Tally(), time.monotonic()
    with Town(out / f"kiosk-kills-{seed}") as town:
        hire(town)
        while (dead := tally.kills.total()) < times and not tally.problems:
            live(town, chance, tally)
            if dead + 1 == times or (dead + 1) % LOOKED_AT_EVERY == 0:
                tally.problems += looked_at(town, tally)
                town.bench.do("receipt_printer", "load_paper")
                rate = tally.kills.total() / (time.monotonic() - begun) * 60
                rows, notes = len(journal_facts(town)), len(town.truth()["bill_acceptor"]["cassette"])
                say(
                    f"kiosk kills: {dead + 1}/{times} {dict(tally.kills)}, {rows} rows, {notes} notes in the box, "
                    f"{rate:.0f} a minute, {len(tally.problems)} bad"
                )
    return tally.kills.total(), tally.problems


if __name__ == "__main__":  # python -m tests.crash.kiosk_kills TIMES SEED OUT
    dead, found = kill_many(int(sys.argv[1]), int(sys.argv[2]), print, Path(sys.argv[3]))
    print(f"kiosk_kills={dead}", *found, sep="\n")
    sys.exit(1 if found else 0)
