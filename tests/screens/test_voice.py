"""The loudspeaker: cut off at once, never in anybody's way, quiet without a sound device (T18). Real programs play."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from structlog.testing import capture_logs

from kiosk_app.screens.recordings import Prompt, Recordings, Volume, read
from kiosk_app.screens.voice import Silent, Voice, in_a_thread, player_on

ONE = Prompt("say_wait", "en", "Please wait.")
OTHER = Prompt("say_menu", "en", "Choose a service.")
Make = Callable[..., Voice]


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path) -> Iterator[Make]:
    """Build a voice whose player is a line of shell; $HEARD names the file of what it heard."""
    made = []

    def build(
        line: str = "cat >$HEARD.part && mv $HEARD.part $HEARD",
        synthesiser: str = "espeak-ng",
        spawn: Callable[[Callable[[], None]], None] = in_a_thread,
    ) -> Voice:
        player = ("sh", "-c", line.replace("$HEARD", str(tmp_path / "heard.wav")))
        made.append(Voice(Recordings(tmp_path / "cache", synthesiser=synthesiser), player, spawn))
        return made[-1]

    yield build
    for voice in made:
        voice.stop()
        assert not voice.speaking, "a player was left behind"


@contextmanager
def saying(qtbot: QtBot, voice: Voice) -> Iterator[None]:
    """Do something, and wait until the player has ended that it started."""
    with qtbot.waitSignal(voice._process.finished):
        yield


def test_a_prompt_is_played_as_it_was_recorded(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    voice = make()
    with saying(qtbot, voice):
        voice.say(ONE, Volume.MEDIUM)
    assert (tmp_path / "heard.wav").read_bytes() == Recordings(tmp_path / "cache").wav(ONE, Volume.MEDIUM)
    assert read(tmp_path / "heard.wav").seconds > 0.3


def test_at_volume_off_nothing_is_said(make: Make, qtbot: QtBot) -> None:
    work: list[Callable[[], None]] = []
    voice = make(spawn=work.append)
    voice.say(ONE, Volume.OFF)
    qtbot.wait(30)
    assert work == []
    assert not voice.speaking


def test_a_touch_cuts_it_off(make: Make, qtbot: QtBot) -> None:
    """T18, and being cut off is no fault."""
    voice = make("cat >/dev/null; exec sleep 600")
    with capture_logs() as told, saying(qtbot, voice):
        voice.say(ONE, Volume.HIGH)
        qtbot.waitUntil(lambda: voice.speaking)
        voice.hush()
    assert not voice.speaking
    assert told == []


def test_a_touch_during_the_pause_comes_in_time(make: Make, qtbot: QtBot) -> None:
    work: list[Callable[[], None]] = []
    voice = make(spawn=work.append)
    voice.say(ONE, Volume.HIGH, after_s=0.02)
    voice.hush()
    qtbot.wait(60)
    assert work == []


def test_a_recording_that_comes_too_late_is_not_played(make: Make, qtbot: QtBot) -> None:
    work: list[Callable[[], None]] = []
    voice = make(spawn=work.append)
    voice.say(ONE, Volume.HIGH)
    qtbot.waitUntil(lambda: bool(work))
    voice.hush()
    work[0]()
    qtbot.wait(30)
    assert not voice.speaking


def test_the_next_prompt_takes_the_place_of_the_one_before(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    """The first player is gone before the second begins: a sound device has one owner."""
    log = tmp_path / "log"
    voice = make(f"echo begun >>{log}; cat >$HEARD; exec sleep 600")
    voice.say(ONE, Volume.HIGH)
    qtbot.waitUntil(lambda: log.exists() and (tmp_path / "heard.wav").exists())
    with saying(qtbot, voice):
        voice.say(OTHER, Volume.HIGH)
    wanted = Recordings(tmp_path / "cache").wav(OTHER, Volume.HIGH)
    qtbot.waitUntil(lambda: (tmp_path / "heard.wav").read_bytes() == wanted)
    assert log.read_text() == "begun\n" * 2


def test_nobody_waits_for_a_slow_synthesiser(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    """The main thread goes on while a recording is made in another."""
    begun, released = threading.Event(), threading.Event()

    def slowly(work: Callable[[], None]) -> None:
        def later() -> None:
            begun.set()
            released.wait(30)
            work()

        in_a_thread(later)

    voice = make(spawn=slowly)
    voice.say(ONE, Volume.HIGH)
    qtbot.waitUntil(begun.is_set)
    assert not voice.speaking
    with saying(qtbot, voice):
        released.set()
    assert (tmp_path / "heard.wav").exists()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("cat >/dev/null; echo aplay: main: audio open error: No such file >&2; exit 1", "audio open error"),
        ("exit 3", "ended with 3"),
    ],
)
def test_a_failing_player_is_named_once(make: Make, qtbot: QtBot, line: str, reason: str) -> None:
    """No sound device: quiet, logged once, never an error for the customer."""
    voice = make(line)
    with capture_logs() as told:
        for _ in range(3):
            with saying(qtbot, voice):
                voice.say(ONE, Volume.HIGH)
    assert [entry["event"] for entry in told] == ["speech_silent"]
    assert reason in told[0]["reason"]


def test_a_player_that_is_back_may_fail_again(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    voice = make(f"cat >/dev/null; test -e {tmp_path}/plugged")
    with capture_logs() as told:
        for plugged in (False, True, False, False):
            (tmp_path / "plugged").touch() if plugged else (tmp_path / "plugged").unlink(missing_ok=True)
            with saying(qtbot, voice):
                voice.say(ONE, Volume.HIGH)
    assert [entry["event"] for entry in told] == ["speech_silent"] * 2


def test_a_player_that_is_not_installed_is_named_once(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    voice = Voice(Recordings(tmp_path / "cache"), ("no-such-program",))
    with capture_logs() as told:
        for _ in range(2):
            with qtbot.waitSignal(voice._process.errorOccurred):
                voice.say(ONE, Volume.HIGH)
    assert [entry["reason"] for entry in told] == ["no-such-program cannot be started"]


def test_a_player_that_hangs_is_ended(make: Make, qtbot: QtBot) -> None:
    voice = make("cat >/dev/null; exec sleep 600")
    voice._limit.setInterval(20)
    with capture_logs() as told, saying(qtbot, voice):
        voice.say(ONE, Volume.HIGH)
    assert [entry["event"] for entry in told] == ["speech_silent"]


def test_a_player_that_takes_nothing_is_no_fault_of_ours(make: Make, qtbot: QtBot) -> None:
    """Its pipe is closed under the recording."""
    voice = make("exec <&-; exit 0")
    with capture_logs() as told, saying(qtbot, voice):
        voice.say(ONE, Volume.HIGH)
    assert told == []


def test_without_a_synthesiser_it_is_quiet(make: Make, qtbot: QtBot) -> None:
    voice = make(synthesiser="no-such-program")
    with capture_logs() as told:
        voice.say(ONE, Volume.HIGH)
        qtbot.waitUntil(lambda: bool(told))
        voice.say(OTHER, Volume.HIGH)
        qtbot.wait(60)
    assert [entry["event"] for entry in told] == ["speech_silent"]
    assert not voice.speaking


def test_the_real_player_takes_what_the_real_synthesiser_makes(qtbot: QtBot, tmp_path: Path) -> None:
    """espeak-ng and aplay themselves, on the device of ALSA that swallows everything."""
    voice = Voice(Recordings(tmp_path), player_on("null"))
    with capture_logs() as told, qtbot.waitSignal(voice._process.finished) as ended:
        voice.say(ONE, Volume.HIGH)
    assert ended.args is not None
    assert ended.args[0] == 0
    assert told == []


def test_the_player_is_that_of_alsa() -> None:
    assert player_on() == ("aplay", "--quiet", "-")
    assert player_on("plughw:1") == ("aplay", "--quiet", "-D", "plughw:1", "-")


def test_a_kiosk_without_a_loudspeaker_says_nothing() -> None:
    speaker = Silent()
    speaker.say(ONE, Volume.HIGH)
    speaker.hush()
    speaker.stop()
