"""The kiosk of the demonstration, killed by itself at its N-th journal append: `python -m tests.endtoend.mortal`.

SIGKILL, before the row is durable or right after: no handler runs, nothing is flushed, the next effect never happens.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Literal, cast

from demo.finger import serve
from kiosk_app.domain.facts import Fact
from kiosk_app.journal.journal import SqliteJournal

Side = Literal["before", "after"]


def die_at(append: int, side: Side) -> None:
    """Arrange that this process is killed at that append, counted from 1 over its whole life."""
    durable, count = SqliteJournal.record, 0

    def record(self: SqliteJournal, fact: Fact) -> None:
        nonlocal count
        count += 1
        if count == append and side == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        durable(self, fact)
        if count == append:
            os.kill(os.getpid(), signal.SIGKILL)

    SqliteJournal.record = record  # type: ignore[method-assign]  # this process exists to die


if __name__ == "__main__":
    config, finger, append, side = sys.argv[1:]
    die_at(int(append), cast("Side", side))
    sys.exit(serve(Path(config), Path(finger)))
