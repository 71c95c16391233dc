"""The audit trail (IFC-4): one JSON line for each thing that somebody may have to answer for.

Only the keys below are written, none of which holds customer data or a secret (I24): a new one is a decision.
"""

import logging
import os
import sys
from collections.abc import MutableMapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

KEYS = frozenset({"actor", "terminal", "sale", "code", "kind", "state", "paid_fen", "serial_number", "seconds", "rows"})
TEXT_AT_MOST = 200


def only_known(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> dict[str, Any]:
    """Refuse keys that nobody decided on; cut what is too long."""
    unknown = entry.keys() - KEYS - {"event", "timestamp"}
    assert not unknown, f"nobody decided to write {sorted(unknown)} into the audit trail"
    return {key: value[:TEXT_AT_MOST] if isinstance(value, str) else value for key, value in entry.items()}


@dataclass(frozen=True, slots=True)
class Audit:
    """Where the lines go."""

    _logger: Any
    _stream: TextIO | None = None  # what is ours to close

    def note(self, event: str, **facts: str | int | float | None) -> None:
        """Write one line."""
        self._logger.info(event, **{key: value for key, value in facts.items() if value is not None})

    def close(self) -> None:
        """Close the file, where it is one of ours."""
        if self._stream is not None:
            self._stream.close()


def audit_to(stream: TextIO) -> Audit:
    """Write lines to a stream."""
    processors: list[Processor] = [
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        only_known,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    logger = structlog.wrap_logger(
        structlog.WriteLogger(stream), processors=processors, wrapper_class=structlog.BoundLogger
    )
    return Audit(logger)


def audit_file(file: Path) -> Audit:
    """Append lines to a file that only its owner can read; it stays open as long as the process."""
    descriptor = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC, 0o600)
    stream = os.fdopen(descriptor, "a", encoding="utf-8", buffering=1)
    return replace(audit_to(stream), _stream=stream)


def log_to_stderr(level: str) -> None:
    """Let what the libraries have to say go to standard error; their addresses and queries stay out."""
    logging.basicConfig(
        level=level.upper(), format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr, force=True
    )
    for noisy in ("httpx", "httpcore", "alembic", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
