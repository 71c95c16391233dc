"""More time in the running program: the limit that runs is doubled at once, the next ones too, until the visit ends."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from kiosk_app.app import KioskApp, speaker_of
from kiosk_app.config import Settings
from kiosk_app.flows.visit import Idle, Menu
from kiosk_app.screens.voice import Silent, Voice


def settings(folder: Path, **more: object) -> Settings:
    port = {"port": str(folder / "tty")}
    return Settings.model_validate(
        {
            "terminal": {"number": "GD-0117", "site": "城南供电营业厅"},
            "storage": {"directory": str(folder)},
            "platform": {"url": "https://127.0.0.1:1", "enrolment_url": "https://127.0.0.1:1", "authority": "/none"},
            "bill_acceptor": port,
            "receipt_printer": {"port": str(folder / "tty2")},
            "card_reader": {"kind": "crt310", "port": str(folder / "tty3")},
            "limits": {"menu_s": 50},
            **more,
        }
    )


@pytest.fixture
def app(qapp: QApplication, tmp_path: Path) -> Iterator[KioskApp]:
    """The program with its journal, before any thread was started."""
    kiosk = KioskApp(settings(tmp_path, speech={"enabled": False}))
    yield kiosk
    kiosk.journal.close()
    kiosk.window.allow_close()
    kiosk.window.close()


def begin(app: KioskApp) -> None:
    """Somebody is at the menu."""
    assert app.runner is not None
    app.runner.visit = replace(app.runner.visit, front=Menu())
    app._restart_patience()


def limit(app: KioskApp) -> float:
    assert app._deadline is not None
    return app._deadline.waits.seconds


def test_the_limit_that_runs_is_doubled_at_once_and_only_once(app: KioskApp) -> None:
    """T13."""
    begin(app)
    assert app._deadline is not None
    before = app._deadline.until
    for _ in range(3):
        app.window._help("more_time")
    assert app.window.more_time
    assert app._deadline.until - before == pytest.approx(50)
    assert limit(app) == 100


def test_the_next_limits_are_doubled_too_until_the_visit_ends(app: KioskApp) -> None:
    """T13, T20."""
    begin(app)
    app.window._help("more_time")
    app._restart_patience()
    assert limit(app) == 100
    app.window.reset_session()
    begin(app)
    assert limit(app) == 50


def test_nobody_in_front_has_no_limit_to_double(app: KioskApp) -> None:
    assert app.runner is not None
    app.runner.visit = replace(app.runner.visit, front=Idle())
    app._restart_patience()
    app.window._help("more_time")
    assert app._deadline is None


def test_a_terminal_speaks_unless_it_is_told_not_to(qapp: QApplication, tmp_path: Path) -> None:
    """T18: [speech] enabled."""
    assert isinstance(speaker_of(settings(tmp_path, speech={"enabled": False})), Silent)
    speaking = speaker_of(settings(tmp_path, speech={"device": "plughw:1", "recordings": str(tmp_path / "studio")}))
    assert isinstance(speaking, Voice)
    assert "plughw:1" in speaking._player
