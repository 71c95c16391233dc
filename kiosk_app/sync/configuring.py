"""Configuration that the platform gives: looked at like the file, kept durably, in effect after the next start.

What cannot be is refused whole and told, and what was in effect stays so.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from kiosk_app.sync.identity import keep
from kiosk_app.sync.wire import ConfigMessage

Values = dict[str, str | int | bool]
REASON_AT_MOST = 500

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Judged:
    """What another configuration would change ("limits.notes_s: 60 -> 90"), or why it cannot be."""

    changes: tuple[str, ...] = ()
    complaint: str = ""


class Configuring:
    """Takes the configuration that heartbeats bring, in the platform's thread."""

    def __init__(
        self, file: Path, version: int, judge: Callable[[Values], Judged], taken: Callable[[int], None]
    ) -> None:
        """`version` is in effect; `taken` is called with a version that is to be, once it is durable."""
        self._file, self._version, self._kept = file, version, version
        self._judge, self._taken = judge, taken
        self._refused: tuple[int, str] | None = None

    def said(self) -> dict[str, Any]:
        """Return what the heartbeat says of it."""
        refused = None
        if self._refused is not None:
            refused = {"version": self._refused[0], "reason": self._refused[1]}
        return {"config_version": self._version, "config_refused": refused}

    def hear(self, told: ConfigMessage | None) -> None:
        """Take a configuration or refuse it; the same again changes nothing. Raises nothing."""
        if told is None or told.version == self._kept:
            return
        judged = self._judge(dict(told.values))
        if judged.complaint:
            self._refuse(told.version, judged.complaint)
            return
        content = json.dumps({"version": told.version, "values": told.values}, ensure_ascii=False).encode()
        try:
            if self._file.exists() and self._file.read_bytes() == content:
                self._refuse(told.version, "kept, and not in effect after a start")
                return
            keep(self._file, content)
        except OSError as error:
            self._refuse(told.version, f"not kept: {error.strerror or error}")
            return
        for change in judged.changes:
            log.info("configuration", detail=change)
        self._kept, self._refused = told.version, None
        self._taken(told.version)

    def _refuse(self, version: int, reason: str) -> None:
        refused = version, reason[:REASON_AT_MOST]
        if refused != self._refused:
            log.error("configuration_refused", detail=f"version {version}: {reason}")
        self._refused = refused
