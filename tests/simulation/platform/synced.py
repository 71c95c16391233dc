"""The platform's own code with all that takes a journal in: rows, files, digests, reconciliations; and its backups.

The file area is a folder. How files get there, FTPS, stands apart; the ticket and what it allows are the platform's.
"""

import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from kiosk_app.domain.events import Event
from kiosk_app.sync.client import NoAnswer, Rejected
from kiosk_app.sync.office import OfficeRequest
from platform_stub.api import routes_digests, routes_facts, routes_files, routes_reconciliation
from platform_stub.api.caller import PEER
from platform_stub.api.routes_digests import DigestsBody
from platform_stub.api.routes_files import ApplicationBody, UploadBody
from platform_stub.api.routes_reconciliation import ReconciliationBody
from platform_stub.audit import Audit
from platform_stub.billing.core import CoreSilent
from platform_stub.files.uploads import Uploads, UploadUnheard
from platform_stub.journals.bodies import FactsBody
from platform_stub.platform import Platform, compose
from platform_stub.sales.desk import UnknownOutcome
from platform_stub.terminals.answer_key import new_answer_key
from tests.simulation.memory import TERMINAL
from tests.simulation.platform.core_face import ServiceDied
from tests.simulation.platform.customers import Customer
from tests.simulation.platform.port import Bound, Request
from tests.simulation.platform.real import OneThread, RealPlatform, Silence
from tests.simulation.stores import folder_in_memory
from tests.simulation.violation import Violation
from tests.simulation.world import World

Answer = TypeVar("Answer")
BODIES: dict[str, type[Any]] = {
    "/v1/facts": FactsBody,
    "/v1/digests": DigestsBody,
    "/v1/uploads": UploadBody,
    "/v1/uploads/{name}/application": ApplicationBody,
    "/v1/reconciliations": ReconciliationBody,
}
KEY = ec.derive_private_key(0x6B10, ec.SECP256R1())  # the terminal's; the same in every seed
BACKUP_MS = (600_000, 3_600_000, 21_600_000, 86_400_000)  # so old the newest backup gets


def certificate() -> bytes:
    """Return a certificate of the terminal's key, DER."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, TERMINAL)])
    made = datetime(2026, 1, 1, tzinfo=UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(KEY.public_key()).serial_number(1)
    return (
        built.not_valid_before(made)
        .not_valid_after(made + timedelta(days=9_000))
        .sign(KEY, hashes.SHA256())
        .public_bytes(Encoding.DER)
    )


CALLER = SimpleNamespace(state=SimpleNamespace(**{PEER: certificate()}))


@dataclass(frozen=True, slots=True)
class Backup:
    """The database and the file area at one moment."""

    at: int
    database: sqlite3.Connection
    files: dict[str, bytes]


class SyncedPlatform(RealPlatform):
    """Satisfies `PlatformLogic`, and takes the journal in."""

    def __init__(self, world: World, customers: dict[str, Customer]) -> None:
        self._folder = folder_in_memory("simulated-area-")
        self.area = Path(self._folder.name) / TERMINAL
        self._routes: dict[tuple[str, str], APIRoute] = {}
        self._kept: Backup | None = None
        self._most_held = 0  # rows that were ever held
        super().__init__(world, customers)
        self._every_ms = BACKUP_MS[world.tape.choose(len(BACKUP_MS), "backup.every")]
        with self._engine.connect() as connection:
            driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        self.database = driver  # for eyes that read it on their own

    def _compose(self) -> Platform:
        audit, clock = Audit(Silence()), self._clock
        self.uploads = Uploads(self._engine, clock, audit, self.area.parent, ("127.0.0.1", 1))
        answers = new_answer_key()
        platform = compose(self._engine, self._face, audit, clock, OneThread(), answers=answers, uploads=self.uploads)
        for part in (routes_facts, routes_digests, routes_files, routes_reconciliation):
            for route in part.router(platform).routes:
                assert isinstance(route, APIRoute)
                self._routes.update({(method, route.path): route for method in route.methods or ()})
        return platform

    def remove(self) -> None:
        """Remove the folder."""
        self._folder.cleanup()

    # --- what the journal's courier asks ---

    def sync(
        self, method: str, path: str, body: dict[str, Any] | None, shape: TypeAdapter[Answer], bound: Bound
    ) -> Answer:
        """Answer one request in that shape; raise NoAnswer or Rejected."""
        if not self.hears(bound):
            raise Rejected("CLONE_SUSPECTED")
        self._back_up()
        name = path.split("/")[3] if path.startswith("/v1/uploads/") else ""
        template = path.replace(name, "{name}") if name else path
        self._mark(template, name, body or {})
        try:
            return shape.validate_json(json.dumps(self._called(method, template, name, body)))
        except UploadUnheard as error:
            raise Rejected("UPLOAD_UNHEARD") from error
        except (UnknownOutcome, CoreSilent, ServiceDied) as error:
            raise NoAnswer(type(error).__name__) from error
        except Exception as error:
            text = f"{path} ends with {type(error).__name__}: {str(error).partition(chr(10))[0]}"
            raise Violation("platform", "I20", text) from error
        finally:
            self._most_held = max(self._most_held, self.held())
            self._wake_settler()

    def _called(self, method: str, template: str, name: str, body: dict[str, Any] | None) -> dict[str, Any]:
        shaped = BODIES[template].model_validate_json(json.dumps(body))
        arguments: dict[str, Any] = {"terminal": TERMINAL}
        arguments["_body" if name else "body"] = shaped
        if template.startswith("/v1/uploads"):
            arguments["request"] = CALLER
        if name:
            arguments["name"] = name
        answer = self._routes[method, template].endpoint(**arguments)
        told: dict[str, Any] = answer if isinstance(answer, dict) else answer.model_dump(mode="json")
        return told

    def _mark(self, template: str, name: str, body: dict[str, Any]) -> None:
        marks = self._world.marks
        if template == "/v1/facts" and body["first_seq"] <= self._most_held:
            marks.hit("rows_told_again" if self.held() >= self._most_held else "rows_brought_back")
        if (
            name
            and self.database.execute("SELECT 1 FROM uploads WHERE name = ? AND answer IS NOT NULL", (name,)).fetchone()
        ):
            marks.hit("file_applied_again_refused")

    def held(self) -> int:
        """Return how many rows of the journal are held."""
        found = self.database.execute("SELECT count FROM journals WHERE terminal = ?", (TERMINAL,)).fetchone()
        return int(found[0]) if found else 0

    # --- the rest of the port ---

    def _answer(self, request: Request | OfficeRequest) -> Event | None:
        self._back_up()
        return super()._answer(request)

    def reconcile(self) -> None:
        """Nothing: what was forgotten the terminal's courier brings back."""

    def _round(self) -> bool:
        """Go on as long as the terminal's word on a sale is unmatched, as the settler's thread does."""
        waiting = self.database.execute("SELECT 1 FROM terminal_sales WHERE closed_fen > 0 AND matched IS NULL LIMIT 1")
        left = waiting.fetchone() is not None
        return super()._round() and not left

    # --- backups ---

    def _back_up(self) -> None:
        """Keep a backup when the newest is too old."""
        rates, now = self._world.faults.rates, self._world.now
        if not rates["platform.restored"] or (self._kept is not None and now - self._kept.at < self._every_ms):
            return
        copy = sqlite3.connect(":memory:")
        self.database.backup(copy)
        files = {each.name: each.read_bytes() for each in self.area.glob("*")}
        self._kept = Backup(now, copy, files)

    def restore(self) -> None:
        """Come back as of the newest backup; the file area too, or as it is (fault 46).

        Which starts were heard stays as it is: a stray request of one that the backup never heard of would pass for a
        clone's, and clones are a fault of their own.
        """
        kept, database = self._kept, self.database
        if kept is None:
            return
        if self._world.telling:
            self._world.tell("platform", f"comes back as it was at {kept.at / 1000:.0f} s")
        self._world.marks.hit("platform_restored_from_a_backup")
        boots = database.execute("SELECT * FROM boots").fetchall()
        kept.database.backup(database)
        database.execute("DELETE FROM boots")
        if boots:
            database.executemany(f"INSERT INTO boots VALUES ({', '.join('?' * len(boots[0]))})", boots)
        if self._world.tape.choose(2, "backup.area_too"):
            for file in self.area.glob("*"):
                file.unlink()
            for name, content in kept.files.items():
                (self.area / name).write_bytes(content)
        self._world.watch.platform_restored()
        self._wake_settler()

    def lose(self, which: int) -> str:
        """Lose a sale that is booked, as nothing that is simulated does; return its number, "" where there is none."""
        booked = [
            sale for (sale,) in self.database.execute("SELECT sale FROM sales WHERE state = 'booked' ORDER BY no")
        ]
        if not booked:
            return ""
        sale = str(booked[-1 - which % len(booked)])
        of_it = "(SELECT no FROM sales WHERE sale = ?)"
        self.database.execute(f"DELETE FROM attempts WHERE sale_no IN {of_it}", (sale,))
        self.database.execute("DELETE FROM sales WHERE sale = ?", (sale,))
        return sale
