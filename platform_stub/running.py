"""The composition root of `serve`: everything is put together here, and nothing is decided."""

from dataclasses import dataclass

from sqlalchemy import Engine

from platform_stub.api.enrolment_api import enrolment_api
from platform_stub.api.server import ENROLLING_AT_MOST, TERMINALS_AT_MOST, Listener, serve, server_context
from platform_stub.api.terminal_api import terminal_api
from platform_stub.audit import Audit, log_to_stderr
from platform_stub.billing.address import CoreAddress
from platform_stub.billing.https_core import HttpsCore
from platform_stub.files.ftps import FtpsServer, Listening, tls_context
from platform_stub.files.uploads import Uploads
from platform_stub.place import Place
from platform_stub.platform import compose
from platform_stub.sales.settler import Settler
from platform_stub.storage.times import now_utc


@dataclass(frozen=True, slots=True)
class Ports:
    """Where to listen; 0 is any free port."""

    host: str
    terminals: int
    enrolment: int
    ftps: int
    ftps_host: str  # as terminals reach it, and as the server's certificate names it


def run(place: Place, engine: Engine, audit: Audit, address: CoreAddress, ports: Ports) -> None:
    """Serve until told to stop; what is pending is settled from the first moment."""
    log_to_stderr("warning")
    if place.renew_server(now_utc()):
        audit.note("server_certificate_renewed")
    authority = place.authority()
    ftps = FtpsServer(tls_context(place), Listening(ports.host, ports.ftps))
    uploads = Uploads(engine, now_utc, audit, place.directory / "uploads", (ports.ftps_host, ftps.port))
    core = HttpsCore(address.url, address.token, address.authority)
    platform = compose(engine, core, audit, answers=authority.answers, uploads=uploads, authority=authority)
    settler = Settler(platform.desk)
    terminals = Listener(
        terminal_api(platform),
        ports.host,
        ports.terminals,
        server_context(place, terminals_only=True),
        TERMINALS_AT_MOST,
    )
    enrolment = Listener(
        enrolment_api(engine, authority, now_utc, audit),
        ports.host,
        ports.enrolment,
        server_context(place, terminals_only=False),
        ENROLLING_AT_MOST,
    )
    listeners = {"terminal_port": terminals, "enrolment_port": enrolment}
    audit.note("started")

    def start() -> None:
        settler.start()
        ftps.start(uploads)

    def stop() -> None:
        ftps.stop()
        settler.stop()

    serve(listeners, {"ftps_port": ftps.port}, started=start, stopped=stop)
    core.close()
    platform.desk.turns.close()
    audit.note("stopped")
