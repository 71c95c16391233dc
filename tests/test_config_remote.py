"""What the platform configures beside the file (OPS-2): kept, laid over it, judged by the same rules."""

import json
from pathlib import Path
from typing import Any

import pytest

from kiosk_app.config import Settings, judged, load
from resources import path as resource

SAMPLE = resource("kiosk.sample.toml")


def remote(folder: Path, version: int, values: dict[str, Any]) -> Path:
    """Return a configuration file beside which the platform has configured something."""
    storage = folder / "kiosk"
    storage.mkdir()
    (storage / "configuration.json").write_text(json.dumps({"version": version, "values": values}))
    file = folder / "kiosk.toml"
    text = Path(str(SAMPLE)).read_text("utf-8")
    start = text.index("directory = ")
    file.write_text(text[:start] + f'directory = "{storage}"' + text[text.index("\n", start) :], "utf-8")
    return file


def test_what_the_platform_configured_stands_in_for_the_file(tmp_path: Path) -> None:
    file = remote(tmp_path, 3, {"limits.notes_s": 90, "terminal.site": "北站", "staff.second_person": True})
    settings = load(file)
    assert (settings.limits.notes_s, settings.terminal.site, settings.staff.second_person) == (90, "北站", True)
    assert settings.rules().notes_s == 90
    assert settings.origin is not None
    assert (settings.origin.path, settings.origin.version) == (file, 3)


@pytest.mark.parametrize(
    "values", [{"limits.notes_s": 0}, {"limits.notes_s": "90"}, {"limits.unknown": 1}, {"storage.directory": "/tmp"}]
)
def test_what_does_not_fit_is_left_out_whole(tmp_path: Path, values: dict[str, Any]) -> None:
    settings = load(remote(tmp_path, 3, {"limits.menu_s": 45, **values}))
    assert settings.limits.menu_s == 60
    assert settings.origin is not None
    assert settings.origin.version == 0
    assert "/kiosk" in settings.storage.directory


@pytest.mark.parametrize(
    "content", [b"", b"{}", b'{"version": 0, "values": {}}', b"\xff", b'{"version": 1, "values": 7}']
)
def test_a_kept_configuration_that_is_none_is_left_out(tmp_path: Path, content: bytes) -> None:
    file = remote(tmp_path, 3, {})
    (tmp_path / "kiosk" / "configuration.json").write_bytes(content)
    settings = load(file)
    assert settings.origin is not None
    assert settings.origin.version == 0


JUDGED = {
    "other values": ({"limits.notes_s": 90, "log.level": "debug"}, 2, ""),
    "the same values": ({"limits.notes_s": 60}, 0, ""),
    "too small": ({"limits.notes_s": 0}, 0, "limits.notes_s: Input should be greater than or equal to 1"),
    "two wrong": ({"limits.notes_s": 0, "limits.menu_s": True}, 0, "; "),
    "unknown": ({"limits.unknown": 1}, 0, "limits.unknown: unknown key"),
    "a device": ({"bill_acceptor.port": "/dev/ttyS9"}, 0, "cannot be configured by the platform"),
    "the platform itself": ({"platform.url": "https://elsewhere"}, 0, "cannot be configured by the platform"),
    "a section": ({"limits": 1}, 0, "cannot be configured by the platform"),
}


@pytest.mark.parametrize(("values", "changes", "complaint"), JUDGED.values(), ids=JUDGED.keys())
def test_a_configuration_is_judged_like_the_file(
    tmp_path: Path, values: dict[str, Any], changes: int, complaint: str
) -> None:
    settings = load(remote(tmp_path, 1, {}))
    told, why = judged(settings, values)
    assert len(told) == changes
    assert complaint in why if complaint else why == ""
    assert str(tmp_path) not in why, "where the file lies is the terminal's own business"


def test_changes_are_told_from_what_is_in_effect(tmp_path: Path) -> None:
    settings = load(remote(tmp_path, 1, {"limits.notes_s": 75}))
    assert judged(settings, {"limits.notes_s": 90}) == (("limits.notes_s: 75 -> 90",), "")
    assert judged(settings, {}) == (("limits.notes_s: 75 -> 60",), "")


def test_settings_of_no_file_are_not_configured_from_afar(tmp_path: Path) -> None:
    settings = Settings.model_validate(load(remote(tmp_path, 1, {})).model_dump())
    assert judged(settings, {"limits.notes_s": 90}) == ((), "these settings are no file's")
