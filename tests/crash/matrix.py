"""Every boundary of a recording, every kind of cut, each image opened by the real journal and judged."""

import multiprocessing
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path

from tests.crash import disk, oracle
from tests.crash.disk import Disk, Image, disk_of
from tests.crash.oracle import Promise, Story
from tests.crash.program import FILES, JOURNAL, MARKS, SUMMARY
from tests.crash.recording import Marked, Reader, Step, python_program, record
from tests.crash.recovery import Recovered, digest, fix_boot_id, laid_out, memory, recover, taken_in
from tests.crash.strangers import beside, strangers
from tests.crash.terms import TERMS

CHUNK = 6  # neighbouring boundaries share images, so one worker takes some together
SAMPLED_FROM = 24  # one of the first images of a boundary is kept for a second cut
TRIES = 3  # how often chance may come back with an image that is known before a boundary is given up


@dataclass(frozen=True, slots=True)
class Scene:
    """One recorded run: how it began, what it did, what it had promised at each step."""

    name: str
    terms: str
    start: Disk
    steps: tuple[Step, ...]
    story: Story
    base: Promise = Promise()
    strangers: tuple[bytes, ...] = ()  # summaries that belong elsewhere
    cut_from: int = 0  # the first step that a cut may come before

    def cuts(self, first: int, last: int) -> Iterator[tuple[int, Disk, Promise, Step]]:
        """Yield position, disk, promise and coming step for each boundary in this range."""
        now, promise = self.start, self.base
        for position, step in enumerate(self.steps[:last]):
            if position >= first:
                yield position, now, promise, step
            now, promise = now.after(step), promise.after(step)
        if last > len(self.steps):
            yield last - 1, now, promise, Marked("the end")


@dataclass(frozen=True, slots=True)
class Sample:
    """An image that was recovered well: a second cut may come while it is being recovered."""

    image: Image
    promise: Promise
    rows: int  # that the first recovery found
    story: Story


@dataclass(frozen=True, slots=True)
class Share:
    """How many images of each kind to take at one boundary, at most."""

    power: int
    spoilt: int
    strange: int = 0  # whole disks with a summary beside them that belongs elsewhere
    round: int = 0  # another number, other chances


@dataclass(slots=True)
class Found:
    """What a part of the matrix came to."""

    images: set[bytes] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    judged: int = 0  # images times the moments at which a cut may leave them: what was promised differs
    bad: int = 0
    samples: list[tuple[int, Image, Promise, int]] = field(default_factory=list)  # scene, image, promise, rows
    summaries: Counter[str] = field(default_factory=Counter)  # what became of them, about once a state

    def add(self, other: "Found") -> None:
        """Take another part in."""
        self.images |= other.images
        self.problems += other.problems[: max(0, 20 - len(self.problems))]
        self.judged += other.judged
        self.bad += other.bad
        self.samples += other.samples
        self.summaries += other.summaries


class Judge:
    """Recovers images in a folder of its own in memory, and remembers what it has seen."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[bytes, tuple[Recovered, str]] = {}
        self._again: dict[bytes, Recovered] = {}

    def judged(self, image: Image, promise: Promise, story: Story) -> tuple[bytes, Recovered, str]:
        """Return the image's name, what was recovered, and what is wrong with it."""
        name = digest(image)
        if name not in self._seen:
            if len(self._seen) > 50_000:
                self._seen.clear()
            self._seen[name] = self._recovered(image)
        found, twice = self._seen[name]
        return name, found, oracle.problem(found, promise, story) or twice

    def _recovered(self, image: Image) -> tuple[Recovered, str]:
        laid_out(image, self._folder)
        first = recover(self._folder)
        if first.refused:
            return first, ""
        left = taken_in(self._folder)
        name = digest(left)
        if name not in self._again:
            self._again[name] = recover(self._folder)
        return first, oracle.again(first, self._again[name])


def part(number: int, first: int, last: int, share: Share, judge: Judge) -> Found:
    """Judge the cuts at some boundaries of a scene."""
    scene, found = SCENES[number], Found()
    for position, now, promise, coming in scene.cuts(first, last):
        chance = random.Random(f"{scene.name}/{position}/{share.round}")
        kinds = {
            "kill": disk.killed(now, coming),
            "power": few(disk.power_cut(now, coming, chance), share.power),
            "spoilt": few(disk.spoilt(now, coming, chance), share.spoilt),
            "strange": few(beside(now, scene.strangers, chance), share.strange),
        }
        chosen = chance.randrange(SAMPLED_FROM)
        for kind, images in kinds.items():
            for image in images:
                name, recovered, wrong = judge.judged(image, promise, scene.story)
                if name not in found.images:
                    found.summaries += became(image, recovered)
                found.images.add(name)
                found.judged += 1
                if wrong:
                    found.bad += 1
                    found.problems += [f"{scene.name} step {position} {kind}: {wrong}"][: 3 - len(found.problems)]
                elif chosen == 0:
                    found.samples.append((number, image, promise, recovered.rows))
                chosen -= 1
    return found


def became(image: Image, recovered: Recovered) -> Counter[str]:
    """Return what a start made of the summary that it found, and whether it wrote one."""
    lay_there = any(name == SUMMARY for name, _ in image)
    believed = recovered.summed > 0
    return Counter(believed=believed, passed_over=lay_there and not believed, made=recovered.summary_made)


def few(images: Iterator[Image], wanted: int) -> Iterator[Image]:
    """Yield so many different images, or fewer when chance brings no more new ones."""
    seen: set[bytes] = set()
    for image in islice(images, wanted * TRIES):
        name = digest(image)
        if name not in seen:
            seen.add(name)
            yield image
        if len(seen) >= wanted:
            return


# --- several processes: the scenes are known to each because they are forked ---

SCENES: list[Scene] = []
SCRATCH: list[Path] = []
JUDGES: dict[str, Judge] = {}


@contextmanager
def scratch_in(folder: Path) -> Iterator[None]:
    """Let the workers that are forked meanwhile lay their images out below this folder."""
    SCRATCH.append(folder)
    try:
        yield
    finally:
        SCRATCH.pop()


def work(unit: tuple[int, int, int, Share]) -> Found:
    """Judge one unit in a worker."""
    number, first, last, share = unit
    scene = SCENES[number]
    TERMS[scene.terms].apply()
    if scene.terms not in JUDGES:
        JUDGES[scene.terms] = Judge(Path(tempfile.mkdtemp(dir=SCRATCH[-1])))
    return part(number, first, last, share, JUDGES[scene.terms])


def run(scenes: Sequence[Scene], share: Share, say: str = "") -> Found:
    """Judge whole scenes, on every core, and say how far it is."""
    SCENES[:] = scenes
    units = [
        (number, first, last, share)
        for number, scene in enumerate(scenes)
        for first, last in pairwise([*range(scene.cut_from, len(scene.steps) + 1, CHUNK), len(scene.steps) + 1])
    ]
    total, due = Found(), time.monotonic() + 5
    with (
        tempfile.TemporaryDirectory(prefix="gridkiosk-crash-", dir=memory()) as scratch,
        scratch_in(Path(scratch)),
        multiprocessing.get_context("fork").Pool(initializer=fix_boot_id) as pool,
    ):
        for done, found in enumerate(pool.imap_unordered(work, units), 1):
            total.add(found)
            if say and (time.monotonic() > due or done == len(units)):
                due = time.monotonic() + 5
                print(f"{say}: {done}/{len(units)} parts, {len(total.images)} states, {total.bad} bad", flush=True)
    return total


# --- scenes ---


def recorded(terms: str) -> Scene:
    """Record the story on these terms."""
    with tempfile.TemporaryDirectory(prefix="gridkiosk-record-") as name:
        folder = Path(name).resolve()
        files = [folder / each for each in FILES]
        text = record(python_program(str(folder), terms), folder, files, folder.with_suffix(".strace"))
        steps = tuple(Reader(folder, MARKS).steps(text))
        with TERMS[terms].in_force():
            strange = strangers(steps)
        return Scene(terms, terms, disk.EMPTY, steps, oracle.story_of(folder / JOURNAL), strangers=strange)


def recoveries(samples: Sequence[Sample], terms: str, name: str) -> list[Scene]:
    """Record the recovery of each image: a scene each, for the cut that comes in the middle of it."""
    with tempfile.TemporaryDirectory(prefix="gridkiosk-record-") as root:
        folder = Path(root).resolve()
        folders = [folder / f"{number:05}" for number in range(len(samples))]
        for each, sample in zip(folders, samples, strict=True):
            laid_out(sample.image, each)
        files = [each / name for each in folders for name in ("", *FILES)]
        text = record(python_program(str(folder), terms, "images"), folder, files, folder.with_suffix(".strace"))
        return [
            again(
                sample,
                tuple(Reader(each, MARKS, (n for n, _ in sample.image)).steps(text)),
                terms,
                each / JOURNAL,
                name,
            )
            for each, sample in zip(folders, samples, strict=True)
        ]


def again(sample: Sample, steps: tuple[Step, ...], terms: str, journal: Path, name: str) -> Scene:
    """Return the scene of one recovery: it begins with this image, and what was promised before still holds.

    A row whose append had only begun may be there or not until the kiosk has written that it started.
    """
    base = Promise(sample.promise.acked, sample.rows, sample.promise.done)
    story = sample.story.rebooted(sample.rows, journal)
    return Scene(f"{name} {journal.parent.name}", terms, disk_of(sample.image), steps, story, base)


def drawn(found: Found, scenes: Sequence[Scene], at_most: int) -> list[Sample]:
    """Return some of the images that were recovered well, spread over all boundaries."""
    step = max(1, len(found.samples) // at_most)
    some = found.samples[::step][:at_most]
    return [Sample(image, promise, rows, scenes[number].story) for number, image, promise, rows in some]
