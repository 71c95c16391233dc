"""One round of DLE EOT 1 to 4, one question at a time, without I/O.

A reply does not name its question. A reply that comes late would be taken for the next one's, so after a
silence nothing is asked for a moment and the whole round starts again.
"""

from kiosk_app.hardware.printer.protocol import QUESTIONS, PrinterStatus, ask

REPLY_S = 1.0  # real-time replies come within milliseconds
REST_S = 0.3
TRIES = 3


class Inquiry:
    """Asks, collects and gives up; the session decides what an answer means."""

    def __init__(self) -> None:
        self.began = 0.0
        self.due: float | None = None  # when `tick` must be called; None: no round is under way
        self._resting = False
        self._tries = 0
        self._replies: list[int] = []
        self._to_send = b""

    @property
    def active(self) -> bool:
        """True while a round is under way."""
        return self.due is not None

    def start(self, now: float) -> None:
        """Begin a round; one under way is forgotten."""
        self.began, self._tries = now, 0
        self._restart(now)

    def stop(self) -> None:
        """Forget the round."""
        self.due, self._to_send = None, b""

    def outgoing(self) -> bytes:
        """Return the question to send, once."""
        question, self._to_send = self._to_send, b""
        return question

    def answer(self, value: int, now: float) -> PrinterStatus | None:
        """Take a reply; return the status when it was the last of four. A reply nobody waits for is dropped."""
        if self.due is None or self._resting:
            return None
        self._replies.append(value)
        if len(self._replies) < len(QUESTIONS):
            self._ask(now)
            return None
        self.stop()
        return PrinterStatus(*self._replies)

    def tick(self, now: float) -> bool:
        """Let time pass; return True when the printer has been silent three times, which ends the round."""
        if self.due is None or now < self.due:
            return False
        if self._resting:
            self._restart(now)
            return False
        self._tries += 1
        if self._tries >= TRIES:
            self.stop()
            return True
        self._resting, self.due = True, now + REST_S
        return False

    def _restart(self, now: float) -> None:
        self._replies, self._resting = [], False
        self._ask(now)

    def _ask(self, now: float) -> None:
        self._to_send = ask(QUESTIONS[len(self._replies)])
        self.due = now + REPLY_S
