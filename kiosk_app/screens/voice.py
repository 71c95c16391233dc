"""The loudspeaker: one prompt at a time, made ready in a thread, played by a program, cut off at any touch (T18).

Nothing here ever waits in the main thread, and nothing here is an error for the customer: without a sound device,
a player or a synthesiser the kiosk is quiet, and says so once in its log.
"""

import threading
from collections.abc import Callable
from typing import Protocol

import structlog
from PySide6.QtCore import QObject, QProcess, QTimer

from kiosk_app.screens.inbox import Inbox
from kiosk_app.screens.recordings import NoSpeech, Prompt, Recordings, Volume


def player_on(device: str = "") -> tuple[str, ...]:
    """Return the program (alsa-utils) that plays the WAV on its standard input, on ALSA's device of this name."""
    return ("aplay", "--quiet", *(("-D", device) if device else ()), "-")


PLAYED_WITHIN_MS = 10_000
"""A player that is still busy then hangs on its device."""

log = structlog.get_logger(__name__)


class Speaker(Protocol):
    """Whoever can say prompts aloud."""

    def say(self, prompt: Prompt, volume: Volume, after_s: float = 0.0) -> None:
        """Say it after a pause, instead of whatever is being said."""

    def hush(self) -> None:
        """Fall silent at once."""

    def stop(self) -> None:
        """Fall silent and leave no program behind."""


class Silent:
    """A kiosk without a loudspeaker."""

    def say(self, prompt: Prompt, volume: Volume, after_s: float = 0.0) -> None:
        """Say nothing."""

    def hush(self) -> None:
        """Be silent already."""

    def stop(self) -> None:
        """Have nothing to stop."""


class _Ready:
    """A recording that is ready to be played, or why there is none; `turn` tells whether it is still wanted."""

    def __init__(self, turn: int, wav: bytes, reason: str = "") -> None:
        self.turn, self.wav, self.reason = turn, wav, reason


class Voice(QObject):
    """Plays recordings. Made, used and stopped in the main thread."""

    def __init__(
        self,
        recordings: Recordings,
        player: tuple[str, ...],
        spawn: Callable[[Callable[[], None]], None] | None = None,
    ) -> None:
        super().__init__()
        self._recordings, self._player = recordings, player
        self._spawn = spawn or in_a_thread
        self._ready: Inbox[_Ready] = Inbox(self._play)
        self._turn = 0  # grows with whatever makes an older prompt unwanted
        self._wanted: tuple[Prompt, Volume] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._prepare)
        self._process = QProcess(self)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._failed)
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.setInterval(PLAYED_WITHIN_MS)
        self._limit.timeout.connect(self._process.kill)
        self._next = b""  # waits until the player that was cut off is gone
        self._cut = False
        self._silent_because = ""

    def say(self, prompt: Prompt, volume: Volume, after_s: float = 0.0) -> None:
        """Say it after a pause, instead of whatever is being said; nothing at volume OFF."""
        self.hush()
        if volume is Volume.OFF:
            return
        self._wanted = prompt, volume
        self._pause.start(round(after_s * 1000))

    def hush(self) -> None:
        """Fall silent at once."""
        self._turn += 1
        self._pause.stop()
        self._wanted, self._next = None, b""
        if self.speaking:
            self._cut = True
            self._process.kill()

    def stop(self) -> None:
        """Fall silent and leave no program behind."""
        self.hush()
        self._process.waitForFinished(1000)

    @property
    def speaking(self) -> bool:
        """True while the player runs."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    # --- from the pause to the sound --------------------------------------------------------------

    def _prepare(self) -> None:
        if self._wanted is None:
            return
        (prompt, volume), turn, recordings, post = self._wanted, self._turn, self._recordings, self._ready.post

        def make() -> None:
            try:
                post(_Ready(turn, recordings.wav(prompt, volume)))
            except NoSpeech as none:
                post(_Ready(turn, b"", str(none)))

        self._spawn(make)

    def _play(self, ready: _Ready) -> None:
        if ready.reason:
            self._quiet(ready.reason)
        elif ready.turn == self._turn:
            self._next = ready.wav
            if not self.speaking:
                self._start()

    def _start(self) -> None:
        wav, self._next, self._cut = self._next, b"", False
        self._process.start(self._player[0], list(self._player[1:]))
        self._process.write(wav)
        self._process.closeWriteChannel()
        self._limit.start()

    def _finished(self, code: int, _status: QProcess.ExitStatus) -> None:
        self._limit.stop()
        said = bytes(self._process.readAllStandardError().data()).decode(errors="replace").strip()
        if self._cut:
            self._cut = False
        elif code != 0:
            self._quiet(said.splitlines()[-1] if said else f"{self._player[0]} ended with {code}")
        else:
            self._silent_because = ""
        if self._next:
            self._start()

    def _failed(self, error: QProcess.ProcessError) -> None:
        """The player did not start, or its pipe broke; `finished` tells the rest where it ran."""
        if error is QProcess.ProcessError.FailedToStart:
            self._limit.stop()
            self._quiet(f"{self._player[0]} cannot be started")

    def _quiet(self, reason: str) -> None:
        """Say once why nothing is heard, and again only when it was heard in between."""
        if not self._silent_because:
            self._silent_because = reason
            log.warning("speech_silent", reason=reason)


def in_a_thread(work: Callable[[], None]) -> None:
    """Run it in a thread that the end of the program does not wait for."""
    threading.Thread(target=work, name="speech", daemon=True).start()
