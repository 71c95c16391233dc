"""One running bench for the tests that leave it as they found it, fresh ones for the others."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.emulators.bench.process import Served

Serve = Callable[..., Served]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Start benches; all of them end with the test."""
    started: list[Served] = []

    def start(*options: str, run_dir: Path = tmp_path) -> Served:
        bench = Served(run_dir, *options)
        started.append(bench)
        return bench

    yield start
    for bench in started:
        if bench.process.poll() is None:
            bench.stop()
