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
        "file",
        "differing",
        "left",
        "seconds",
        "worker",
        "exception",
    }
)
"""Only these keys are written: a new one is a decision, not an accident."""
TEXT_AT_MOST = 2_000
FILE_AT_MOST, FILES_KEPT = 5 * 1024 * 1024, 5

Entry = MutableMapping[str, Any]


def configure(level: str, file: str = "") -> None:
    """Write logs to standard error, and to a rotated file when one is named."""
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    named: list[structlog.typing.Processor] = [structlog.stdlib.add_logger_name, structlog.stdlib.add_log_level, stamp]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*named, template_only, structlog.processors.format_exc_info],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            only_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    if file:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        handlers.append(
            logging.handlers.RotatingFileHandler(file, maxBytes=FILE_AT_MOST, backupCount=FILES_KEPT, encoding="utf-8")
        )
    for handler in handlers:
        handler.setFormatter(formatter)
    logging.basicConfig(level=level.upper(), handlers=handlers, force=True)
    for noisy in ("urllib3", "requests"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *named,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def template_only(_: Any, __: str, entry: Entry) -> Entry:
    """Keep what a library's programmer wrote, without what was filled in: addresses, headers, anybody's data."""
    record: logging.LogRecord = entry["_record"]
    entry["event"] = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
    return entry


def only_allowed(_: Any, __: str, entry: Entry) -> Entry:
    """Drop every key that is not on the list, and cut what is too long: a traceback says the most at its end."""
    kept = {key: value for key, value in entry.items() if key in ALLOWED}
    for key, value in kept.items():
        if isinstance(value, str):
            kept[key] = value[-TEXT_AT_MOST:] if key == "exception" else value[:TEXT_AT_MOST]
    return kept
