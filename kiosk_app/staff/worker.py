"""The thread at the operators' desk: verifying takes a good part of a second, and the screen does not wait for it."""

import queue
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

import structlog

from kiosk_app.domain.customer import Secret
from kiosk_app.domain.staff import OperatorGrant
from kiosk_app.domain.staff_events import (
    OperatorGranted,
    PasswordAccepted,
    PasswordRefused,
    SignedIn,
    SignInRefused,
    StaffEvent,
)
from kiosk_app.staff.accounts import AccountsBroken
from kiosk_app.staff.desk import Desk, Verdict

REMEMBER_S = 60.0  # so often what is left of a lock is written down
TURN_S = 1.0
UNAVAILABLE = (AccountsBroken, OSError)

log = structlog.get_logger(__name__)


class StaffWorker:
    """Satisfies `runtime.ports.Operators`."""

    def __init__(self, desk: Desk, post: Callable[[StaffEvent], None]) -> None:
        self._desk, self._post = desk, post
        self._asked: queue.Queue[Callable[[], Iterable[StaffEvent]] | None] = queue.Queue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="staff", daemon=True)
        self.progress = 0  # grows with every turn; the watchdog looks at it

    def sign_in(self, request: str, number: str, password: Secret) -> None:
        """Answered by SignedIn or SignInRefused."""
        self._asked.put(lambda: (signed_in(request, asked(lambda: self._desk.verify(number, password))),))

    def change_password(self, number: str, old: Secret, new: Secret) -> None:
        """Answered by PasswordAccepted or PasswordRefused."""
        self._asked.put(lambda: (changed(asked(lambda: self._desk.change(number, old, new))),))

    def take_grants(self, grants: Sequence[OperatorGrant]) -> None:
        """Keep the platform's words on operators; each that is news is told by OperatorGranted."""
        self._asked.put(lambda: self._granted(grants))

    @property
    def granted(self) -> int:
        """Number of the platform's last word that is kept."""
        return self._desk.granted

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self, deadline_s: float = 2.0) -> bool:
        """End it; False if it did not end in time."""
        self._stopping.set()
        self._asked.put(None)
        if self._thread.is_alive():
            self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        due = time.monotonic() + REMEMBER_S
        while not self._stopping.is_set():
            self.progress += 1
            with suppress(queue.Empty):
                act = self._asked.get(timeout=TURN_S)
                for event in act() if act is not None else ():
                    self._post(event)
            if time.monotonic() >= due:
                due = time.monotonic() + REMEMBER_S
                self._remember()
        self._remember()

    def _granted(self, grants: Sequence[OperatorGrant]) -> list[StaffEvent]:
        try:
            news = self._desk.take(grants)
        except UNAVAILABLE as error:
            log.warning("operators_not_written", reason=type(error).__name__)
            return []
        return [OperatorGranted(each.operator.number, each.operator.role, each.hash is None) for each in news]

    def _remember(self) -> None:
        try:
            self._desk.remember()
        except UNAVAILABLE as error:
            log.warning("operators_not_written", reason=type(error).__name__)


def asked(desk: Callable[[], Verdict]) -> Verdict:
    """Ask the desk; where its file cannot be read or written nobody gets in."""
    try:
        return desk()
    except UNAVAILABLE as error:
        log.warning("operators_unavailable", reason=type(error).__name__)
        return Verdict("unavailable")


def signed_in(request: str, verdict: Verdict) -> StaffEvent:
    """Turn a verdict into the answer to a sign-in."""
    operator = verdict.operator
    if verdict.code or operator is None:
        return SignInRefused(request, verdict.code or "wrong", verdict.minutes, operator.number if operator else "")
    return SignedIn(request, operator, verdict.must_change)


def changed(verdict: Verdict) -> StaffEvent:
    """Turn a verdict into the answer to a change of password."""
    return PasswordRefused(verdict.code, verdict.minutes) if verdict.code else PasswordAccepted()
