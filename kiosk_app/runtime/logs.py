"""Structured logs: one JSON object a line, without customer data or secrets (I24)."""

import logging
import logging.handlers
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "logger",
        "device",
        "reason",
        "code",
        "request",
        "sale",
        "event_kind",
        "effect_kind",
        "condition",
        "detail",
        "terminal",
        "version",
        "boot_id",
        "rows",
        "seconds",
        "worker",
        "exception",
    }
)
"""Only these keys are written: a new one is a decision, not an accident."""
TEXT_AT_MOST = 2_000
FILE_AT_MOST, FILES_KEPT = 5 * 1024 * 1024, 5


def configure(level: str, file: str = "") -> None:
    """Write logs to standard error, and to a rotated file when one is named."""
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    if file:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        handlers.append(
            logging.handlers.RotatingFileHandler(file, maxBytes=FILE_AT_MOST, backupCount=FILES_KEPT, encoding="utf-8")
        )
    logging.basicConfig(level=level.upper(), format="%(message)s", handlers=handlers, force=True)
    for noisy in ("urllib3", "requests"):  # they would log addresses with query strings
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            only_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def only_allowed(_: Any, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every key that is not on the list, and cut what is too long."""
    kept = {key: value for key, value in entry.items() if key in ALLOWED}
    return {key: value[:TEXT_AT_MOST] if isinstance(value, str) else value for key, value in kept.items()}
