"""Every call of the platform, asked by schemathesis: `python -m tests.fuzz.api RUNS`. Exits with 0 if nothing is found.

The platform, with its database, lives on through all the requests: what one has left is what the next one finds.
"""

import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import structlog

from tests.crash.recovery import memory
from tests.platform_stub.surface import MODES, Standing, ask, operations, stand

AT_ONCE = 50
"""Requests of one call before the next call has its turn."""


def rounds(standing: Standing) -> Iterator[tuple[str, Counter[str]]]:
    """Ask call after call, in both modes, without end; yield the answers. Raises what schemathesis finds."""
    calls = {**operations(standing.terminal), **operations(standing.enrolment)}
    for seed in count(1):
        for mode in MODES.values():
            for label, operation in calls.items():
                yield label, ask(operation, mode, AT_ONCE, seed)


def main(runs: int) -> None:
    """Ask so many requests, at least."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    asked, answers = 0, Counter[str]()
    with tempfile.TemporaryDirectory(prefix="gridkiosk-api-", dir=memory()) as folder:
        standing = stand(Path(folder))
        try:
            for _, heard in rounds(standing):
                asked, answers = asked + heard.total(), answers + heard
                if asked >= runs:
                    break
        finally:
            standing.close()
            print(f"number_of_executed_units: {asked}", dict(answers.most_common()), sep="\n", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
