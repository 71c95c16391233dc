"""The platform's API as its own interface document describes it, asked everything that the document allows and more.

schemathesis makes the requests: of the described shapes, and just outside of them. Whatever comes, the answer is one
that the document names, in the shape that it names, and never an error of the server (H17; docs/interfaces.md 1, 2).
"""

import io
import itertools
import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import hypothesis
import schemathesis
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import HealthCheck, Phase
from pydantic import BaseModel
from schemathesis import Case
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.python.asgi import get_client
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from platform_stub.api.caller import PEER
from platform_stub.api.enrolment_api import enrolment_api
from platform_stub.api.terminal_api import terminal_api
from platform_stub.audit import audit_to
from platform_stub.billing.core import Identified
from platform_stub.files.uploads import Uploads
from platform_stub.platform import compose
from platform_stub.shapes import Account, Authorisation, Order, Quote
from platform_stub.storage import schema
from platform_stub.storage.database import open_engine
from platform_stub.terminals import registry
from platform_stub.terminals.authority import new_authority, new_key, terminal_certificate
from tests.contract.platform import call
from tests.platform_stub.conftest import NOW, OTHER, TERMINAL, Clock, enrolled, prepare
from tests.platform_stub.core_double import CoreDouble

DOCUMENT = "/openapi.json"
BOOT = "5f0c1e7a9b3d2846"
CONFIGURATION = {"checks": {"negative_data_rejection": {"expected-statuses": [400, 403, 404, 405, 409, 413, 415, 422]}}}
"""How what the document does not allow may be refused: too large is refused before anything else is looked at."""
MODES = {"as described": GenerationMode.POSITIVE, "otherwise": GenerationMode.NEGATIVE}


@dataclass
class Door:
    """The application behind TLS, as a caller with this certificate meets it; its document lies beside it."""

    app: ASGIApp
    document: dict[str, Any]
    certificate: bytes | None
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand over a request as the listener does: with the certificate of the handshake."""
        if scope["type"] == "http" and scope["path"] == DOCUMENT:
            await said(self.document, send)
            return
        headers = [(name, value) for name, value in scope.get("headers", []) if not name.startswith(b"gk-")]
        own = {"gk-boot": BOOT, "gk-sequence": str(next(self.numbers)), "gk-nonce": secrets.token_hex(16)}
        headers += [(name.encode(), value.encode()) for name, value in own.items()]
        await self.app({**scope, "headers": headers, "state": {PEER: self.certificate}}, receive, send)


async def said(document: dict[str, Any], send: Send) -> None:
    """Answer with the document."""
    start: Message = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]}
    await send(start)
    await send({"type": "http.response.body", "body": json.dumps(document).encode()})


def talking_core(clock: Clock) -> CoreDouble:
    """Return a core that knows every customer and card, and books what it is asked to."""
    identified = {key: part for key, part in recorded("cards_identify").items() if key != "outcome"}
    authorised = {key: part for key, part in recorded("card_authorisations").items() if key != "outcome"}
    core = CoreDouble(clock)
    core.replies = {
        "query_customer": read(Account, recorded("accounts_query")["account"]),
        "identify_card": read(Identified, identified),
        "quote": read(Quote, recorded("quotes")["quote"]),
        "authorise": read(Authorisation, authorised),
        "order_write": read(Order, recorded("write_orders")["order"]),
        "confirm_write": None,
    }
    return core


def recorded(name: str) -> dict[str, Any]:
    """Return the answer to a call's first recorded example."""
    return dict(call(name).examples[0].answer)


def read(shape: type[BaseModel], answer: dict[str, Any]) -> BaseModel:
    """Read an answer as strictly as it is read from the line."""
    return shape.model_validate_json(json.dumps(answer))


@dataclass(frozen=True)
class Standing:
    """A platform in this process, and its two ports as everybody meets them."""

    terminal: Door
    strangers: dict[str, Door]  # who is let in nowhere
    enrolment: Door
    sales: Callable[[], int]  # how many are in the ledger
    close: Callable[[], None]


def stand(folder: Path) -> Standing:
    """Build a platform in a folder, with one terminal that is enrolled, and others that are so no more."""
    engine = open_engine(f"sqlite:///{folder / 'platform.db'}")
    prepare(engine.url.render_as_string())
    clock, authority, audit = Clock(), new_authority(NOW), audit_to(io.StringIO())
    uploads = Uploads(engine, clock, audit, folder / "uploads", ("platform.example", 2121))
    platform = compose(engine, talking_core(clock), audit, clock, answers=authority.answers)
    app = terminal_api(replace(platform, uploads=uploads))
    document = app.openapi()

    def door(certificate: bytes | None) -> Door:
        return Door(app, document, certificate)

    never = terminal_certificate(authority, new_key().public_key(), TERMINAL, NOW)
    revoked, terminal = enrolled(engine, authority, OTHER), enrolled(engine, authority)
    with engine.begin() as connection:
        assert registry.revoke(connection, OTHER, NOW)
    strangers = {"nobody": None, "never enrolled": never.public_bytes(Encoding.DER), "revoked": revoked}
    enrolling = enrolment_api(engine, authority, clock, audit)

    def sales() -> int:
        with engine.connect() as connection:
            return len(connection.execute(schema.sales.select()).all())

    return Standing(
        door(terminal),
        {name: door(each) for name, each in strangers.items()},
        Door(enrolling, enrolling.openapi(), None),
        sales,
        engine.dispose,
    )


def operations(door: Door) -> dict[str, Any]:
    """Return every call of the document by its name."""
    load_all_checks()
    schema = schemathesis.openapi.from_asgi(DOCUMENT, door, config=SchemathesisConfig.from_dict(CONFIGURATION))
    found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    assert len(found) >= len(door.document["paths"]), "a call that nobody can ask"
    return {operation.label: operation for operation in found}


Check = Callable[[Case[Any], schemathesis.Response], None]


def described(case: Case[Any], answer: schemathesis.Response) -> None:
    """See that the document names this answer, and that bad requests are refused.

    What it describes may be refused all the same: numbers as 1.0, sums that do not add up and dates without a day are
    beyond what a document of shapes can say.
    """
    case.validate_response(answer, excluded_checks=[positive_data_acceptance])


def ask(operation: Any, mode: GenerationMode, examples: int, seed: int, check: Check = described) -> Counter[str]:
    """Send so many requests; return how often which answer came. Raises what the check finds."""
    heard: Counter[str] = Counter()

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # shrinking takes longer than finding, and what is found names its request
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def each(case: Case[Any]) -> None:
        number = heard.total() % 4
        if number and mode is GenerationMode.POSITIVE:
            aim(case, number)
        answer = case.call(session=caller)
        heard[f"{answer.status_code} {word(answer)}"] += 1
        check(case, answer)

    with get_client(operation.app) as caller:
        each()
    return heard


def aim(case: Case[Any], number: int) -> None:
    """Bring a request nearer to what is taken: it speaks of few things of its own, and its sums and dates are right."""
    names = {
        "sale": f"GD0117-{number:06}",
        "settlement": f"GD0117-S{number:05}",
        "name": f"GD-0117_20261123_{number:03}.txt.gz",
        "sent_at": "2026-11-23T02:27:00Z",
        "boot_id": BOOT,
    }
    body: Any = whole(case.body)
    case.body = body
    for place in (case.path_parameters, body):
        if isinstance(place, dict):
            place.update({name: own for name, own in names.items() if name in place})
    match body:
        case {"paid_fen": _, "notes": _, "card": card}:
            kind = "bill_payment" if card is None else "purchase"
            notes = [{"value_fen": 1_000, "count": number}]
            body |= {"kind": kind, "paid_fen": 1_000 * number, "notes": notes, "bill_ids": []}
        case {"first_seq": first, "last_seq": _, "count": _, "sum_fen": _}:
            body |= {"last_seq": first - 1, "count": 0, "sum_fen": 0}
        case {"customer_no": customer, **wanted} if wanted.keys() & {"money_fen", "energy_ckwh"} == wanted.keys():
            case.body = {"customer_no": customer, "money_fen": 1_000 * number}
        case _:
            pass


def whole(body: Any) -> Any:
    """Return a body in which 1.0 is written as 1."""
    match body:
        case dict():
            return {key: whole(each) for key, each in body.items()}
        case list():
            return [whole(each) for each in body]
        case float() if body.is_integer():
            return int(body)
        case _:
            return body


def word(answer: schemathesis.Response) -> str:
    """Return what an answer says, in a word."""
    said = answer.json() if answer.content else {}
    return str(said.get("code", said.get("outcome", ""))) if isinstance(said, dict) else ""
