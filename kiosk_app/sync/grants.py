"""What the platform says about this terminal's operators, fetched now and then (OPS-3, docs/interfaces.md).

The terminal asks for what is behind the last word that it has kept; the answer is signed for just that request. A hash
with other parameters than ours is not taken: nobody makes a terminal reckon for minutes.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal, Protocol

import structlog
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from kiosk_app.domain.customer import Secret
from kiosk_app.domain.staff import Operator, OperatorGrant, Role
from kiosk_app.sync.client import NoAnswer, NoIdentity, PlatformClient, Rejected
from kiosk_app.sync.fresh import FreshLine
from kiosk_app.sync.relay import Turns
from kiosk_app.sync.upload import Line

HASH = r"^(\$argon2id\$v=19\$m=65536,t=3,p=4\$[A-Za-z0-9+/]{22,64}\$[A-Za-z0-9+/]{43})?$"
TURN_S = 0.5
AWAITED = (NoAnswer, Rejected, NoIdentity)

log = structlog.get_logger(__name__)


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class _Grant(_Message):
    no: Annotated[int, Field(ge=1, le=10**9)]
    number: Annotated[str, Field(pattern=r"^[0-9]{4,8}$")]
    name: Annotated[str, Field(min_length=1, max_length=12, pattern=r"^[^\x00-\x1f\x7f]+$")]
    role: Literal["collector", "technician", "administrator"]
    hash: Annotated[str, Field(max_length=160, pattern=HASH)]


class _Granted(_Message):
    outcome: Literal["ok"]
    grants: Annotated[list[_Grant], Field(max_length=50)]


OPERATORS: TypeAdapter[_Granted] = TypeAdapter(_Granted)


def fetch(line: Line, after: int) -> tuple[OperatorGrant, ...]:
    """Return the platform's words behind number `after`, in order; raise NoAnswer or Rejected."""
    told = line.call("POST", "/v1/operators", body(after), OPERATORS)
    grants = tuple(
        OperatorGrant(
            each.no, Operator(each.number, each.name, Role(each.role)), Secret(each.hash) if each.hash else None
        )
        for each in told.grants
    )
    numbers = [grant.no for grant in grants]
    if numbers != sorted(set(numbers)) or (numbers and numbers[0] <= after):
        raise NoAnswer("grants out of order")
    return grants


def body(after: int) -> dict[str, Any]:
    """Return the request."""
    return {"after": after}


class Desk(Protocol):
    """Whoever keeps the words."""

    @property
    def granted(self) -> int:
        """Number of the last word that is kept."""

    def take_grants(self, grants: Sequence[OperatorGrant]) -> None:
        """Take news, and return at once."""


def grant_fetcher(connect: Callable[[], PlatformClient], desk: Desk, every_s: float) -> "GrantFetcher":
    """Build the thread with a connection of its own for each call."""
    turns = Turns()
    return GrantFetcher(FreshLine(connect, turns.go_on), desk, turns, every_s)


class GrantFetcher:
    """A thread of its own: a first password arrives within `every_s`, and nobody at the glass waits for it."""

    def __init__(self, line: Line, desk: Desk, turns: Turns, every_s: float) -> None:
        self._line, self._desk, self._turns, self._every_s = line, desk, turns, every_s
        self._woken = threading.Event()
        self._thread = threading.Thread(target=self._run, name="operators", daemon=True)

    @property
    def progress(self) -> int:
        """Grows with every turn; the watchdog looks at it."""
        return self._turns.progress

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self, deadline_s: float = 2.0) -> bool:
        """End it; False if it did not end in time."""
        self._turns.stopping = True
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        waited = self._every_s
        while self._turns.go_on():
            if waited >= self._every_s:
                waited = 0.0
                self._ask()
            self._woken.wait(TURN_S)
            waited += TURN_S

    def _ask(self) -> None:
        try:
            grants = fetch(self._line, self._desk.granted)
        except AWAITED as error:
            log.debug("operators_not_fetched", reason=str(error))
            return
        if grants:
            log.info("operators_told", count=len(grants))
            self._desk.take_grants(grants)
