"""The process that is recorded: `python -m tests.crash.program FOLDER TERMS` lives the story's lives one after another.

`python -m tests.crash.program FOLDER TERMS IMAGES` recovers images instead, each in a folder of its own: the
recording of a recovery, for the cut that comes while the kiosk is still getting up from the first one.
"""

import logging
import os
import sys
from pathlib import Path

import structlog

from kiosk_app.journal import summary
from tests.crash.marked import Mark, MarkedJournal
from tests.crash.recovery import FIXED_CLOCK, fix_boot_id
from tests.crash.story import LIVES, Kiosk
from tests.crash.terms import TERMS

JOURNAL, MARKS = "journal.db", "marks"
SUMMARY = summary.place_of(Path(JOURNAL)).name
FILES = (*(f"{JOURNAL}{tail}" for tail in ("", "-journal", "-wal", "-shm")), SUMMARY, f"{SUMMARY}.part", MARKS)
"""What a recorded process writes, all in one folder."""


def lives(folder: Path) -> None:
    """Live every life in a process of its own, as the story has two of them end in SIGKILL."""
    folder.joinpath(MARKS).touch()
    for life in LIVES:
        child = os.fork()
        if not child:
            mark = marker(folder)
            life(Kiosk(opened(folder, mark), mark))
            os._exit(0)
        os.waitpid(child, 0)


def recoveries(folder: Path) -> None:
    """Open and close the journal of each folder below this one, in order of name."""
    for image in sorted(each for each in folder.iterdir() if each.is_dir()):
        (image / MARKS).touch()
        opened(image, marker(image)).close()


def opened(folder: Path, mark: Mark) -> MarkedJournal:
    """Open the real journal."""
    return MarkedJournal(folder / JOURNAL, mark, FIXED_CLOCK)


def marker(folder: Path) -> Mark:
    """Return what writes a mark into the recording."""
    marks = os.open(folder / MARKS, os.O_WRONLY | os.O_APPEND)

    def mark(text: str) -> None:
        os.write(marks, text.encode())

    return mark


def main(words: list[str]) -> None:
    """Run one of the two."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    fix_boot_id()
    TERMS[words[1]].apply()
    (recoveries if words[2:] else lives)(Path(words[0]))


if __name__ == "__main__":
    main(sys.argv[1:])
