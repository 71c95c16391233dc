"""Configuration from the platform at the terminal: judged, kept durably, refused whole (OPS-2)."""

import json
from pathlib import Path
from typing import Any, NoReturn

import pytest
import structlog

from kiosk_app.sync import configuring as module
from kiosk_app.sync.configuring import Configuring, Judged, Values
from kiosk_app.sync.wire import ConfigMessage

VALUES: Values = {"limits.notes_s": 90, "terminal.site": "北站"}


class Stage:
    """A configuring with its file, and what it called."""

    def __init__(self, folder: Path, version: int = 0, complaint: str = "") -> None:
        self.file, self.taken = folder / "configuration.json", list[int]()
        self.complaint = complaint
        self.configuring = Configuring(self.file, version, self.judge, self.taken.append)

    def judge(self, values: Values) -> Judged:
        return (
            Judged(complaint=self.complaint)
            if self.complaint
            else Judged(tuple(f"{key}: was -> {values[key]}" for key in values))
        )

    def hear(self, version: int, values: Any = VALUES) -> None:
        self.configuring.hear(ConfigMessage(version=version, values=values))


def test_what_can_be_is_kept_told_in_the_log_and_taken_once(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    with structlog.testing.capture_logs() as said:
        for _ in range(3):
            stage.hear(3)
    assert json.loads(stage.file.read_bytes()) == {"version": 3, "values": VALUES}
    assert stage.file.stat().st_mode & 0o777 == 0o600
    assert stage.taken == [3]
    assert [each["detail"] for each in said] == ["limits.notes_s: was -> 90", "terminal.site: was -> 北站"]
    told = stage.configuring.said()
    assert told == {"config_version": 0, "config_refused": None}, "in effect after the next start"


def test_what_cannot_be_is_refused_whole_and_said_once_in_the_log(tmp_path: Path) -> None:
    stage = Stage(tmp_path, 2, "limits.notes_s: too small")
    with structlog.testing.capture_logs() as said:
        for _ in range(3):
            stage.hear(3)
    assert not stage.file.exists()
    assert stage.taken == []
    refused = {"version": 3, "reason": "limits.notes_s: too small"}
    assert stage.configuring.said() == {"config_version": 2, "config_refused": refused}
    assert [each["log_level"] for each in said] == ["error"]
    stage.complaint = ""
    stage.hear(4)
    assert stage.taken == [4]
    assert stage.configuring.said()["config_refused"] is None


def test_nothing_new_is_nothing(tmp_path: Path) -> None:
    stage = Stage(tmp_path, 3)
    stage.configuring.hear(None)
    stage.hear(3)
    assert not stage.file.exists()
    assert stage.taken == []


def test_a_version_that_was_taken_back_is_a_version_like_any_other(tmp_path: Path) -> None:
    """A platform from a backup may give an older one: it knows best."""
    stage = Stage(tmp_path, 7)
    stage.hear(6)
    assert stage.taken == [6]


def test_a_disk_that_does_not_take_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> NoReturn:
        raise OSError(28, "No space left on device")

    stage = Stage(tmp_path)
    monkeypatch.setattr(module, "keep", full)
    stage.hear(3)
    assert stage.taken == []
    assert stage.configuring.said()["config_refused"]["reason"] == "not kept: No space left on device"


def test_what_did_not_come_into_effect_does_not_start_the_kiosk_again_and_again(tmp_path: Path) -> None:
    Stage(tmp_path).hear(3)
    again = Stage(tmp_path)
    again.hear(3)
    assert again.taken == []
    assert again.configuring.said()["config_refused"]["version"] == 3


def test_a_long_reason_is_cut_to_what_the_platform_takes(tmp_path: Path) -> None:
    stage = Stage(tmp_path, complaint="x" * 9_000)
    stage.hear(1)
    assert len(stage.configuring.said()["config_refused"]["reason"]) == 500
