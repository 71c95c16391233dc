"""The process that is recorded: `python -m tests.crash.program FOLDER TERMS` lives the story's lives one after another.

`python -m tests.crash.program FOLDER TERMS IMAGES` recovers images instead, each in a folder of its own: the
recording of a recovery, for the cut that comes while the kiosk is still getting up from the first one.
"""

import logging
import os
import sys
from pathlib import Path

import structlog

from kiosk_app.journal.journal import SqliteJournal
from tests.crash.recovery import FIXED_CLOCK, fix_boot_id
from tests.crash.story import LIVES, Kiosk, Mark
from tests.crash.terms import TERMS

JOURNAL, MARKS = "journal.db", "marks"
TERMINAL, VERSION = "GD-0117", "1"


def lives(folder: Path) -> None:
    """Live every life in a process of its own, as the story has two of them end in SIGKILL."""
    folder.joinpath(MARKS).touch()
    for life in LIVES:
        child = os.fork()
        if not child:
            life(Kiosk(lambda: opened(folder), marker(folder)))
            os._exit(0)
        os.waitpid(child, 0)


def recoveries(folder: Path) -> None:
    """Open and close the journal of each folder below this one, in order of name."""
    for image in sorted(each for each in folder.iterdir() if each.is_dir()):
        marks = os.open(image / MARKS, os.O_WRONLY | os.O_CREAT)
        os.write(marks, b"begin")
        journal = opened(image)
        os.write(marks, f"ack {journal.head[0]}".encode())
        journal.close()
        os.close(marks)


def opened(folder: Path) -> SqliteJournal:
    """Open the real journal."""
    return SqliteJournal(folder / JOURNAL, TERMINAL, VERSION, FIXED_CLOCK)


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
