"""Where the recorded examples of files, reconciliations and settlements begin: brought there by calls or the core."""

import gzip
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import insert, update

from platform_stub.api.terminal_api import terminal_api
from platform_stub.files import reader
from platform_stub.files.uploads import Uploads
from platform_stub.platform import Platform
from platform_stub.storage.schema import IN_REPAIR, commands, operator_grants, terminals
from platform_stub.storage.times import stamp
from platform_stub.terminals import configuring
from tests.contract import journal_file
from tests.contract.platform import Example, call
from tests.platform_stub.conftest import NOW, TERMINAL, Client
from tests.platform_stub.conftest import payment as sent
from tests.platform_stub.conftest import purchase as bought
from tests.platform_stub.core_double import CoreDouble
from tests.platform_stub.files.making import CARD, Draft, payment, purchase
from tests.platform_stub.recoveries.starts import RECOVERIES

NAME = f"{journal_file.NAME}.gz"
STRANGER = ec.derive_private_key(7, ec.SECP256R1())
FACTS = call("facts").examples[0]


@dataclass(frozen=True)
class Start:
    """A platform that an example is about to ask."""

    client: Client
    core: CoreDouble
    platform: Platform

    @property
    def uploads(self) -> Uploads:
        """Where files are taken in."""
        assert self.platform.uploads is not None
        return self.platform.uploads

    def bring(self, data: bytes, name: str = NAME, received: int | None = None) -> None:
        """Announce a file and lay so much of it where FTPS would have put it."""
        body = {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        assert self.client.ask("POST", "/v1/uploads", body)["outcome"] == "ok"
        path = self.uploads.path(TERMINAL, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data[:received])

    def apply(self, draft: Draft, outcome: str = "ok") -> None:
        """Bring a file and have it applied."""
        name = f"{draft.name}.gz"
        self.bring(packed(draft.content()), name)
        assert self.client.ask("POST", f"/v1/uploads/{name}/application", {})["outcome"] == outcome

    def book(self, *bodies: dict[str, Any]) -> None:
        """Book sales."""
        for body in bodies:
            assert self.client.put(body).status_code == 200

    def leave_pending(self, body: dict[str, Any]) -> None:
        """Ask for a booking that does not come as far as the core."""
        self.core.faults.append("lost_before")
        self.core.lookup_faults.extend(["silent"] * 2)
        assert self.client.put(body).status_code == 503
        self.core.lookup_faults.clear()

    def tell(self) -> None:
        """Let the journal tell of one sale, with 100 yuan."""
        assert self.client.ask("POST", "/v1/facts", FACTS.request) == FACTS.answer


def packed(plain: bytes) -> bytes:
    return gzip.compress(plain, mtime=0)


Arrange = Callable[[Start], object]


def closed(start: Start) -> None:
    start.client.app = terminal_api(replace(start.platform, uploads=None))


def whole(start: Start) -> None:
    start.bring(journal_file.packed())


def applied(start: Start) -> None:
    whole(start)
    assert start.client.ask("POST", f"/v1/uploads/{NAME}/application", {})["outcome"] == "ok"


def nothing(start: Start) -> None:
    """Begin with an empty platform."""


UPLOADS: dict[str, Arrange] = {
    "a file that is new": nothing,
    "a file that was announced before": lambda at: at.bring(journal_file.packed(), received=0),
    "a file of which the beginning is there": lambda at: at.bring(journal_file.packed(), received=100),
    "a file that is all there": whole,
    "a file that is applied": applied,
    "other content under a name that was announced": whole,
    "another size under a name that was announced": whole,
    "another terminal's file": nothing,
    "a platform without a place for files": closed,
}


# --- applications ---


def file(draft: Draft) -> Arrange:
    """Bring this file under the name of the example."""
    return lambda at: at.bring(packed(draft.content()))


def damaged(start: Start) -> None:
    whole(start)
    data = journal_file.packed()
    start.uploads.path(TERMINAL, NAME).write_bytes(data[:-1] + b"\x01")


def after_another(other: Draft, draft: Draft) -> Arrange:
    """Bring a file after another one is applied."""

    def arrange(start: Start) -> None:
        start.apply(other)
        file(draft)(start)

    return arrange


def without_trailer(start: Start) -> None:
    start.bring(packed(Draft().content().rpartition(b"T|")[0]))


APPLICATIONS: dict[str, Arrange] = {
    "a file": whole,
    "a file for the second time": applied,
    "a file without sales": file(Draft(rows=[])),
    "a file of which nothing came": lambda at: at.bring(journal_file.packed(), received=0),
    "a file of which the beginning came": lambda at: at.bring(journal_file.packed(), received=100),
    "a file damaged on its way": damaged,
    "a file of another day than its name's": file(Draft(date="20261122", created="20261122102731")),
    "a file too large when unpacked": lambda at: at.bring(packed(bytes(reader.AT_MOST + 1))),
    "a file that is not packed": lambda at: at.bring(Draft().content()),
    "a file without its trailer": without_trailer,
    "a line that is not of its form": file(Draft(rows=[payment(notes="1000x11"), payment(2)])),
    "a sale of another terminal": file(Draft(rows=[payment(sale="GD0118-000001")])),
    "a sale twice": file(Draft(rows=[payment(1), payment(2, 1)])),
    "rows out of order": file(Draft(rows=[payment(2), payment(1)])),
    "a count that is wrong": file(Draft(count=4)),
    "a sum that is wrong": file(Draft(total=28_100)),
    "a digest that is wrong": file(Draft(digest="0" * 64)),
    "a journal of another length": file(Draft(journal_count=30)),
    "a stranger's signature": file(Draft(key=STRANGER)),
    "rows of the journal that an applied file has": after_another(Draft(rows=[], batch=2), Draft()),
    "a sale that an applied file has": after_another(Draft(batch=2, first=32, last=60), Draft()),
    "a platform without a place for files": closed,
    "a file that nobody announced": nothing,
}


# --- reconciliations ---

HEARD, UNHEARD = payment(status="SUCCEEDED"), payment()


def books(
    *rows: str, booked: Sequence[dict[str, Any]] = (), faults: Sequence[Any] = (), then: Arrange = nothing
) -> Any:
    """Book sales, have a file of these rows applied, and let something happen to the core."""

    def arrange(start: Start) -> None:
        start.core.faults.extend(faults)
        start.book(*booked)
        start.apply(Draft(rows=rows))
        then(start)

    return arrange


def pending(start: Start) -> None:
    start.leave_pending(sent())
    start.apply(Draft(rows=[UNHEARD]))


def silent(start: Start) -> None:
    start.core.faults.append("lost_after")
    start.core.lookup_faults.extend(["silent"] * 3)


THREE = [sent(1), sent(2), sent(3)]
RECONCILIATIONS: dict[str, Arrange] = {
    "books that agree": books(HEARD, booked=[sent()]),
    "a file without sales": books(),
    "a sale that the platform never heard of": books(UNHEARD),
    "sales that the platform never heard of, and one that is booked": books(
        UNHEARD, purchase(2), payment(3, status="SUCCEEDED"), booked=[sent(3)]
    ),
    "a sale that the core refuses": books(UNHEARD, then=lambda at: at.core.faults.append("refuse")),
    "a sale to which the core is silent": books(UNHEARD, then=silent),
    "a sale that had failed": books(payment(status="FAILED"), booked=[sent()], faults=["refuse"]),
    "a sale that was pending": pending,
    "a booking of which the terminal had not heard": books(payment(status="FAILED"), booked=[sent()]),
    "another content under one number": books(UNHEARD, booked=[sent(fen=11_000)]),
    "a booking that the core has lost": books(HEARD, booked=[sent()], then=lambda at: at.core.booked.clear()),
    "a booking of which the core says nothing": books(
        HEARD, booked=[sent()], then=lambda at: at.core.lookup_faults.append("silent")
    ),
    "a booking that stands in no file": books(HEARD, payment(2, 3, status="SUCCEEDED"), booked=THREE),
    "a line that cannot be a sale": books(purchase(card=CARD.replace("sgcc-cpu-2013", "another-card"))),
    "a file that did not come": nothing,
    "a file that is not applied": whole,
    "a file before which another one is missing": lambda at: at.apply(Draft(batch=2, first=32, last=40)),
    "another terminal's file": nothing,
    "a file that was refused": lambda at: at.apply(Draft(total=1), "refused"),
}


# --- pre-checks ---


def period(*booked: dict[str, Any], journal: bool = True, faults: Sequence[Any] = ()) -> Arrange:
    """Let the journal tell of the first sale, and book these."""

    def arrange(start: Start) -> None:
        if journal:
            start.tell()
        start.core.faults.extend(faults)
        start.book(*booked)

    return arrange


def unknown(start: Start) -> None:
    start.tell()
    start.leave_pending(FIRST)


def key_reused(start: Start) -> None:
    """Raise the alarm as it comes about: one number, two contents."""
    alike(start)
    assert start.client.put(sent(fen=11_000)).json()["code"] == "KEY_REUSED"


def settle(start: Start, name: str = "a count that agrees") -> None:
    """Hand a recorded settlement in."""
    example = next(each for each in SETTLING.examples if each.name == name)
    assert start.client.ask("PUT", example.path, example.request) == example.answer


def settled(start: Start) -> None:
    alike(start)
    settle(start)


def only_the_second(start: Start) -> None:
    alike(start)
    settle(start, "the settlement after one that has not come")


def in_repair(start: Start) -> None:
    alike(start)
    with start.platform.engine.begin() as connection:
        connection.execute(update(terminals).where(terminals.c.terminal == TERMINAL).values(status=IN_REPAIR))


SETTLING = call("settlements_put")
FIRST = sent(fen=10_000)
alike = period(FIRST)
PRECHECKS: dict[str, Arrange] = {
    "a period that both have alike": alike,
    "a period without sales": settled,
    "a sale that the platform has not heard of": period(),
    "a sale whose outcome is not known": unknown,
    "a sale that was refused": period(FIRST, faults=["refuse"]),
    "a booking that the terminal does not count": period(FIRST, sent(2)),
    "another sum": alike,
    "a sale booked with another amount": period(sent()),
    "a total that hides another amount": period(sent()),
    "a booking of which the journal says nothing": period(FIRST, journal=False),
    "another head of the journal": alike,
    "rows of the journal that have not come": alike,
    "an open alarm that questions the books": key_reused,
    "a terminal that is reported for repair": in_repair,
    "a period that was handed in already": settled,
    "a period that leaves sales out": alike,
    "a former settlement that has not come": only_the_second,
}


# --- settlements ---

SETTLEMENTS: dict[str, Arrange] = {
    **dict.fromkeys((each.name for each in SETTLING.examples if each.status not in (422, 503)), alike),
    "the same settlement again": settled,
    "two services": lambda at: at.book(sent(), bought(2)),
    "a period without sales": nothing,
    "a period that the ledger does not bear out": nothing,
    "the settlement after it": settled,
    "a period that begins within the one before": settled,
    "a period that ends within the one after": only_the_second,
    "another content under a used number": settled,
}

# --- digests ---


def refused_second(start: Start) -> None:
    start.book(sent(1))
    start.core.faults.append("refuse")
    start.book(sent(2, 6_000))


def pending_second(start: Start) -> None:
    start.book(sent(1))
    start.leave_pending(sent(2, 6_000))


DIGESTS: dict[str, Arrange] = {
    **dict.fromkeys(
        (each.name for each in call("digests").examples if each.status not in (422, 503)),
        lambda at: at.book(sent(1), sent(2, 6_000)),
    ),
    "books without sales": nothing,
    "a sale that the platform does not have": lambda at: at.book(sent(1)),
    "a sale that the platform has not booked": pending_second,
    "a sale that was refused on both sides": refused_second,
}

# --- heartbeats ---


def ordered(*numbers: str) -> Arrange:
    """Order things under these numbers: the first a restart, the others to reconcile."""

    def arrange(start: Start) -> None:
        with start.platform.engine.begin() as connection:
            for number in numbers:
                kind = "restart" if number == numbers[0] else "reconcile"
                row = {"id": number, "terminal": TERMINAL, "kind": kind, "issued_by": "operator:test"}
                connection.execute(insert(commands).values({**row, "issued_at": "2026-11-23T02:27:00.000+00:00"}))

    return arrange


def configured(start: Start) -> None:
    """Configure three times."""
    told = (["limits.notes_s=60"], ["limits.notes_s=90", "terminal.site=北站"], ["staff.second_person=true"])
    with start.platform.engine.begin() as connection:
        for words in told:
            changes = configuring.parsed(words)
            configuring.configure(connection, TERMINAL, changes, by="operator:test", now=start.platform.clock())


BOTH_ORDERS = ordered("00112233445566aa", "ffeeddccbbaa9988")
HEARTBEATS: dict[str, Arrange] = {
    "everything is ready": nothing,
    "parts that failed": nothing,
    "a cabinet and a scanner": nothing,
    "a heartbeat of another start": nothing,
    "a kiosk that has just been switched on": nothing,
    "a kiosk whose journal is not whole": nothing,
    "orders that wait": BOTH_ORDERS,
    "an order that is done": BOTH_ORDERS,
    "a configuration that is new": configured,
    "a configuration that is in effect": configured,
    "a configuration that cannot be applied": configured,
    "paper that comes to its end": nothing,
}


# --- renewals ---


def renewing_none(start: Start) -> None:
    start.client.app = terminal_api(replace(start.platform, authority=None))


RENEWALS: dict[str, Arrange] = {
    "a key that is new": nothing,
    "the key that it has": nothing,
    "a platform that renews none": renewing_none,
}


# --- operators ---


def granted(*words: int) -> Arrange:
    """Let the platform have said so much about operators."""

    def arrange(start: Start) -> None:
        recorded = next(each for each in call("operators").examples if len(each.answer.get("grants", ())) == 2)
        with start.platform.engine.begin() as connection:
            for grant in recorded.answer["grants"]:
                if grant["no"] in words:
                    values = {**grant, "terminal": TERMINAL, "granted_by": "operator:test", "granted_at": stamp(NOW)}
                    connection.execute(insert(operator_grants).values(**values))

    return arrange


OPERATORS: dict[str, Arrange] = {
    "nothing was ever granted": nothing,
    "a first password": granted(1),
    "a first password and the end of the account": granted(1, 2),
    "what is behind the last that was kept": granted(1, 2),
    "everything was kept": granted(1, 2),
}

ARRANGEMENTS: dict[str, dict[str, Arrange]] = {
    "POST /v1/heartbeats": HEARTBEATS,
    "POST /v1/identity/renewal": RENEWALS,
    "POST /v1/uploads": UPLOADS,
    "POST /v1/uploads/{name}/application": APPLICATIONS,
    "POST /v1/reconciliations": RECONCILIATIONS,
    "POST /v1/digests": DIGESTS,
    "POST /v1/recoveries": RECOVERIES,
    "POST /v1/settlements/precheck": PRECHECKS,
    "PUT /v1/settlements/{settlement}": SETTLEMENTS,
    "POST /v1/operators": OPERATORS,
}


def start_of(example: Example) -> Arrange:
    """Return what comes before an example; KeyError where nobody has thought of it."""
    return ARRANGEMENTS[example.call][example.name]
