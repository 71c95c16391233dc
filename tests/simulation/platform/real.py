"""The platform's own code behind the port: its routes, its desk, its ledger, its settler, on a database in memory.

Left out are the network, TLS, FastAPI and threads: the kiosk's own `sync.asking` writes each request and reads each
answer, and the routes' functions are called with what the bodies' shapes make of it. The billing core is the model.
"""

import json
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from fastapi import APIRouter
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from sqlalchemy import Engine, StaticPool, create_engine, event, text

from kiosk_app.domain import effects as do
from kiosk_app.domain.events import Event
from kiosk_app.sync import asking
from kiosk_app.sync.client import NoAnswer, Rejected
from kiosk_app.sync.office import OfficeRequest, Precheck, Report
from platform_stub.api import routes_customers, routes_recoveries, routes_sales
from platform_stub.api.bodies import AccountQuery, AuthorisationBody, CardBody, QuoteBody, WriteOrderBody
from platform_stub.api.routes_recoveries import RecoveryBody
from platform_stub.audit import Audit
from platform_stub.billing.core import CoreSilent
from platform_stub.platform import Platform, compose
from platform_stub.sales.bodies import Sale
from platform_stub.sales.desk import KeyReused, UnknownOutcome
from platform_stub.sales.settler import Settler
from platform_stub.storage.schema import metadata
from platform_stub.terminals import binding
from platform_stub.terminals.alarms import open_alarms
from platform_stub.terminals.answer_key import new_answer_key
from platform_stub.terminals.binding import Sent
from tests.simulation.memory import TERMINAL
from tests.simulation.platform.core import Core
from tests.simulation.platform.core_face import CoreFace, ServiceDied
from tests.simulation.platform.customers import Customer
from tests.simulation.platform.port import Bound, Posting, Request
from tests.simulation.world import World

Answer = TypeVar("Answer")
BEGINNING = datetime(2026, 11, 24, tzinfo=UTC)
BODIES: dict[str, type[Any]] = {
    "/v1/accounts/query": AccountQuery,
    "/v1/cards/identify": CardBody,
    "/v1/quotes": QuoteBody,
    "/v1/recoveries": RecoveryBody,
    "/v1/sales/{sale}": Sale,
    "/v1/sales/{sale}/card-authorisations": AuthorisationBody,
    "/v1/sales/{sale}/write-orders": WriteOrderBody,
    "/v1/sales/{sale}/write-confirmations": CardBody,
}
FIRST_PAUSE_MS, LAST_PAUSE_MS = 5_000, 300_000


class OneThread:
    """Satisfies `sales.turns.Turns` where nobody else can be at it."""

    def turn(self, sale: str, wait_s: float) -> AbstractContextManager[None]:
        """Hold the turn."""
        return nullcontext()

    def close(self) -> None:
        """Nothing is held."""


class Silence:
    """Takes the audit trail's lines and drops them."""

    def info(self, event: str, **facts: object) -> None:
        """Drop a line."""


class Direct:
    """Stands for `PlatformClient`: from the request's body to the answer's shape without a wire between."""

    def __init__(self, platform: Platform) -> None:
        self._routes: dict[tuple[str, str], APIRoute] = {}
        for part in (routes_customers, routes_sales, routes_recoveries):
            self._add(part.router(platform))

    def _add(self, router: APIRouter) -> None:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            for method in route.methods or ():
                self._routes[method, route.path] = route

    def call(self, method: str, path: str, body: dict[str, Any] | None, shape: TypeAdapter[Answer]) -> Answer:
        """Send one request and return its answer in that shape; raise NoAnswer or Rejected."""
        sale = path.split("/")[3] if path.startswith("/v1/sales/") else ""
        template = path.replace(sale, "{sale}", 1) if sale else path
        arguments: dict[str, Any] = {"body": BODIES[template].model_validate_json(json.dumps(body))}
        if sale:
            arguments["sale"] = sale
        if template != "/v1/quotes":  # which is the same for every terminal
            arguments["terminal"] = TERMINAL
        try:
            answer = self._routes[method, template].endpoint(**arguments)
        except KeyReused as error:
            raise Rejected("KEY_REUSED") from error
        except (UnknownOutcome, CoreSilent, ServiceDied) as error:
            raise NoAnswer(type(error).__name__) from error
        return shape.validate_json(json.dumps(answer))


class RealPlatform:
    """Satisfies `PlatformLogic`."""

    def __init__(self, world: World, customers: dict[str, Customer]) -> None:
        self._world = world
        self.core = Core(world, customers)
        self._face = CoreFace(world, self.core)
        self._engine = in_memory()
        platform = self._compose()
        self._client: Any = Direct(platform)
        self._settler = Settler(platform.desk)
        self._heard: dict[str, do.BookSale] = {}
        self.clones = 0
        self._settling, self._pause_ms = False, FIRST_PAUSE_MS

    def _compose(self) -> Platform:
        audit, clock = Audit(Silence()), self._clock
        return compose(self._engine, self._face, audit, clock, OneThread(), answers=new_answer_key())

    def _clock(self) -> datetime:
        return BEGINNING + timedelta(milliseconds=self._world.now)

    @property
    def postings(self) -> list[Posting]:
        """The core's books."""
        return self.core.postings

    def hears(self, bound: Bound) -> bool:
        """Admit a request by its number and its start, as the gate before every route does (H12)."""
        return self._admits(Sent(f"{bound.life:016x}", bound.number, f"{bound.number:032x}"))

    def hear_clone(self) -> None:
        """A machine that was copied from this one starts, and says something (fault 57)."""
        self.clones += 1
        self._world.marks.hit("clone_heard")
        self._admits(Sent(f"c10e{self.clones:012x}", 1, "0" * 32))

    def _admits(self, sent: Sent) -> bool:
        with self._engine.begin() as connection:
            refusal = binding.admit(connection, TERMINAL, sent, self._clock())
        if refusal is not None:
            self._world.marks.hit(f"request_{refusal.lower()}")
            self._world.watch.request_refused(refusal)
            return False
        self._world.watch.request_admitted(sent.boot, sent.sequence)
        return True

    def alarms(self) -> set[str]:
        """Return the kinds of alarms that are open."""
        with self._engine.begin() as connection:
            return {kind for kind, _, _ in open_alarms(connection, TERMINAL)}

    def answer(self, request: Request | OfficeRequest, bound: Bound) -> Event | None:
        """Answer, or die on the way; who may not speak hears nothing."""
        return self._answer(request) if self.hears(bound) else None

    def _answer(self, request: Request | OfficeRequest) -> Event | None:
        assert not isinstance(request, Precheck | Report), "no staff come in where the platform's own code is played"
        if isinstance(request, do.BookSale):
            self._heard[request.request.sale] = request
        self._wake_settler()
        try:
            return asking.ask(self._client, request)
        except NoAnswer:
            return None
        except Rejected as error:
            return asking.rejected(request, error.code)

    def restore(self) -> None:
        """Come back from yesterday's backup: no sale of today was ever heard of."""
        self._world.marks.hit("platform_restored_from_a_backup")
        with self._engine.begin() as connection:
            connection.execute(text("DELETE FROM attempts"))
            connection.execute(text("DELETE FROM sales"))

    def reconcile(self) -> None:
        """Ask again for what the terminal has; stands for the journal's way, which `Variant.SYNC` plays."""
        for request in list(self._heard.values()):
            self._answer(request)

    def core_silent(self, until: int) -> None:
        """The billing core does not answer before then."""
        self._face.down_until = until

    def _wake_settler(self) -> None:
        if not self._settling:
            self._settling = True
            self._world.time.after(self._pause_ms, self._settle)

    def _settle(self) -> None:
        """Ask about what is pending, after pauses that grow; a settled ledger stays settled until somebody asks."""
        try:
            settled = self._round()
        except ServiceDied:
            settled = False
        self._settling = not settled
        self._pause_ms = FIRST_PAUSE_MS if settled else min(2 * self._pause_ms, LAST_PAUSE_MS)
        if self._settling:
            self._world.time.after(self._pause_ms, self._settle)

    def _round(self) -> bool:
        return self._settler.round()


def in_memory() -> Engine:
    """Return an empty database with the platform's tables and its terminal."""
    engine = create_engine("sqlite://", poolclass=StaticPool)

    def plain(connection: Any, _entry: object) -> None:
        connection.isolation_level = None

    event.listen(engine, "connect", plain)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    metadata.create_all(engine)
    return engine
