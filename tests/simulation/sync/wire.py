"""The line between courier and platform: a call is lost, late, twice or cut, a file's bytes stop in the middle."""

from typing import Any, TypeVar

from pydantic import TypeAdapter

from kiosk_app.sync.client import NoAnswer, Rejected
from kiosk_app.sync.upload import Ticket
from platform_stub.files.ftps import AppendOnly
from platform_stub.files.uploads import TicketWrong
from tests.simulation.kiosk import Cut, End, Machine
from tests.simulation.memory import TERMINAL
from tests.simulation.platform.line import AGAIN_MS, LATE_MS, Line
from tests.simulation.platform.port import Bound
from tests.simulation.platform.synced import SyncedPlatform
from tests.simulation.world import World

Answer = TypeVar("Answer")
EIGHTHS = 8


class Wire:
    """Satisfies `sync.upload.Line` and what `Posting` needs of a client; `carry` is a `sync.upload.Bring`."""

    def __init__(self, world: World, machine: Machine, line: Line, platform: SyncedPlatform) -> None:
        self._world, self._machine, self._line, self._platform = world, machine, line, platform
        self.calls = 0

    def call(self, method: str, path: str, body: dict[str, Any] | None, shape: TypeAdapter[Answer]) -> Answer:
        """Send one request and return its answer; raise NoAnswer or Rejected. The kiosk may end before and after."""
        world, faults = self._world, self._world.faults
        self.calls += 1
        self._machine.boundary(f"sync {path}")
        bound = self._line._bound()
        if world.now < self._line.down_until or faults.strikes("sync.request_lost"):
            raise NoAnswer("lost")
        if faults.strikes("sync.late"):
            by = LATE_MS[world.tape.choose(len(LATE_MS), "sync.late_by")]
            world.time.after(by, self._stray, method, path, body, shape, bound)
            raise NoAnswer("late")
        answer = self._platform.sync(method, path, body, shape, bound)
        if world.telling:
            world.tell("sync", f"{path}: {getattr(answer, 'code', '') or type(answer).__name__}")
        if faults.strikes("sync.twice"):
            again = AGAIN_MS[world.tape.choose(len(AGAIN_MS), "sync.again_after")]
            world.time.after(again, self._stray, method, path, body, shape, bound)
        self._machine.boundary(f"sync {path} answered")
        if faults.strikes("sync.reply_lost"):
            raise NoAnswer("answer lost")
        self._mark(path, answer)
        return answer

    def carry(self, ticket: Ticket, name: str, content: bytes, received: int) -> None:
        """Append what is missing of a file; raise NoAnswer. The line, or the kiosk, may end in the middle of it."""
        world, faults = self._world, self._world.faults
        self._machine.boundary("sync carry")
        if world.now < self._line.down_until or faults.strikes("sync.request_lost"):
            raise NoAnswer("lost")
        try:
            expected = self._platform.uploads.admit(ticket.user, ticket.password, TERMINAL)
        except TicketWrong as error:
            raise NoAnswer("ticket") from error
        assert expected.path.name == name, "a ticket is for one file"
        if received:
            world.marks.hit("upload_resumed")
        rest = content[received:]
        with AppendOnly(expected) as file:
            if faults.strikes("upload.cut"):
                self._cut(file, rest)
            file.write(rest)
        self._machine.boundary("sync carried")
        if faults.strikes("sync.reply_lost"):
            raise NoAnswer("answer lost")

    def _cut(self, file: AppendOnly, rest: bytes) -> None:
        world = self._world
        world.marks.hit("upload_cut")
        file.write(rest[: len(rest) * (1 + world.tape.choose(EIGHTHS - 1, "upload.cut_after")) // EIGHTHS])
        by = world.tape.choose(3, "upload.cut_by")
        if by:
            raise Cut((End.POWER, End.PROCESS)[by - 1])
        raise NoAnswer("cut")

    def _stray(self, method: str, path: str, body: Any, shape: TypeAdapter[Any], bound: Bound) -> None:
        """A request arrives for whose answer nobody waits any more."""
        try:
            self._platform.sync(method, path, body, shape, bound)
        except (NoAnswer, Rejected):
            return

    def _mark(self, path: str, answer: Any) -> None:
        marks, code = self._world.marks, getattr(answer, "code", "")
        if path.endswith("/application") and not code:
            marks.hit("file_uploaded")
        elif path == "/v1/reconciliations" and code == "FILE_MISSING":
            marks.hit("files_missed_by_the_platform")
        elif path == "/v1/digests" and answer.differs:
            marks.hit("digests_differ")
