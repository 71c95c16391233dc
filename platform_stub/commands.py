"""What each command does; each returns the text to print."""

import argparse
import getpass
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from platform_stub.audit import Audit, audit_file
from platform_stub.place import Place
from platform_stub.settlements import refusals
from platform_stub.settlements.accepting import accept
from platform_stub.settlements.showing import described
from platform_stub.showing import show
from platform_stub.storage.database import in_one_transaction, open_engine, reading
from platform_stub.storage.migrate import migrate
from platform_stub.storage.times import now_utc
from platform_stub.terminals import alarms, configuring, enrolment, operators, orders, registry, repairs


class Usage(Exception):
    """Something that the caller gave cannot be used."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A platform's directory with what is open in it."""

    place: Place
    engine: Engine
    audit: Audit


def init(options: argparse.Namespace) -> str:
    """Make a platform in an empty directory."""
    place = Place(options.directory)
    if options.database is not None:
        open_engine(options.database).dispose()  # what cannot be a database is refused before anything is made
    place.make(options.host, options.database, now_utc())
    with opened(options) as platform:
        platform.audit.note("initialised", actor=operator())
    return f"{place.directory}: authority, server certificate and database made"


def add_terminal(options: argparse.Namespace) -> str:
    """Register a terminal (PLAT-1)."""
    terminal = registry.Terminal(options.number, options.name, options.type, options.address, options.region)
    with opened(options) as platform:
        try:
            with platform.engine.begin() as connection:
                registry.add(connection, terminal, by=operator(), now=now_utc())
        except IntegrityError as error:
            raise registry.RegistrationRefused(f"{options.number} is registered already") from error
        platform.audit.note("terminal_added", actor=operator(), terminal=options.number)
    return f"{options.number} is registered"


def give_code(options: argparse.Namespace) -> str:
    """Issue a one-time enrolment code; it is printed once and kept nowhere."""
    if not 0 < options.hours <= enrolment.HOURS_AT_MOST:
        raise Usage(f"a code lives {enrolment.HOURS_AT_MOST:.0f} hours at most")
    with opened(options) as platform:
        with platform.engine.begin() as connection:
            code = enrolment.issue_code(connection, options.number, by=operator(), now=now_utc(), hours=options.hours)
        platform.audit.note("code_issued", actor=operator(), terminal=options.number)
    return code


def revoke(options: argparse.Namespace) -> str:
    """Refuse a terminal from now on."""
    with opened(options) as platform:
        with platform.engine.begin() as connection:
            count = registry.revoke(connection, options.number, now_utc())
        platform.audit.note("terminal_revoked", actor=operator(), terminal=options.number, rows=count)
    return f"{options.number}: {count} certificate{'' if count == 1 else 's'} revoked"


def report_for_repair(options: argparse.Namespace) -> str:
    """Report a terminal for repair: no new service until it is back (PLAT-2)."""
    _turned(options, partial(repairs.report, kind=options.kind), "repair_reported")
    return f"{options.number} is in repair: its service is paused as soon as nobody is in front of it"


def put_in_service(options: argparse.Namespace) -> str:
    """Put a repaired terminal back into service (PLAT-2)."""
    _turned(options, repairs.repaired, "repaired")
    return f"{options.number} is in service: it goes on as soon as it hears of it"


def scrap(options: argparse.Namespace) -> str:
    """Use a terminal no more: it is refused from its next request on, for ever (PLAT-2)."""
    _turned(options, repairs.scrap, "scrapped")
    return f"{options.number} is scrapped"


def _turned(options: argparse.Namespace, turn: Callable[..., None], noted: str) -> None:
    """Turn a terminal from one state of use into another, and note who did."""
    with opened(options) as platform:
        with platform.engine.begin() as connection:
            turn(connection, options.number, by=operator()[:60], now=now_utc())
        platform.audit.note(noted, actor=operator(), terminal=options.number)


def clear_alarm(options: argparse.Namespace) -> str:
    """Note who has seen to an alarm (STAT-1); E2104 goes with the last one that questions the books."""
    with opened(options) as platform:
        with platform.engine.begin() as connection:
            terminal = alarms.clear(connection, options.number, by=operator()[:60], now=now_utc())
        if terminal is None:
            raise Usage(f"no alarm {options.number} is left to clear")
        platform.audit.note("alarm_cleared", actor=operator(), terminal=terminal, code=str(options.number))
    return f"alarm {options.number} of {terminal} is cleared"


def accept_settlement(options: argparse.Namespace) -> str:
    """Let a settlement stand that was refused for ever; its terminal is answered `ok` when it tells it again."""
    with opened(options) as platform:

        def work(connection: Connection) -> refusals.Refusal:
            by = operator()[:60]
            return accept(connection, options.number, options.refusal, by=by, reason=options.reason, now=now_utc())

        refused = in_one_transaction(platform.engine, work)
        platform.audit.note(
            "settlement_accepted", actor=operator(), terminal=refused.terminal, code=options.number, kind=refused.code
        )
    return f"{options.number} stands, refused before with {refused.code}; its terminal hears so within an hour"


def show_settlement(options: argparse.Namespace) -> str:
    """Print all sums of a settlement side by side, as often as it was told with other content."""
    with opened(options) as platform, reading(platform.engine) as connection:
        told = described(connection, options.number)
    if not told:
        raise Usage(f"nothing is known of a settlement {options.number}")
    return told


def give_order(options: argparse.Namespace) -> str:
    """Order a terminal to do something."""
    with opened(options) as platform:
        with platform.engine.begin() as connection:
            number = orders.give(connection, options.number, options.kind, by=operator(), now=now_utc())
        platform.audit.note("order_given", actor=operator(), terminal=options.number, kind=options.kind)
    return f"{options.number}: {options.kind} ordered as {number}"


def configure(options: argparse.Namespace) -> str:
    """Make a terminal's next configuration."""
    changes = configuring.parsed(options.values)
    with opened(options) as platform:

        def work(connection: Connection) -> tuple[int, dict[str, configuring.Value]]:
            return configuring.configure(connection, options.number, changes, by=operator(), now=now_utc())

        version, values = in_one_transaction(platform.engine, work)
        platform.audit.note("configured", actor=operator(), terminal=options.number, rows=len(values))
    lines = [f"{options.number}: version {version}", *(f"  {key} = {value}" for key, value in sorted(values.items()))]
    return "\n".join(lines)


def add_operator(options: argparse.Namespace) -> str:
    """Issue a first password for an operator of a terminal; it is printed once and kept nowhere (OPS-3)."""
    role = operators.Role(options.role)
    with opened(options) as platform:
        with platform.engine.begin() as connection:
            password = operators.issue(
                connection, options.terminal, options.number, options.name, role, by=operator(), now=now_utc()
            )
        platform.audit.note("operator_added", actor=operator(), terminal=options.terminal, code=options.number)
    return password


def remove_operator(options: argparse.Namespace) -> str:
    """Close an operator's account at a terminal."""
    with opened(options) as platform:
        with platform.engine.begin() as connection:
            operators.close(connection, options.terminal, options.number, by=operator(), now=now_utc())
        platform.audit.note("operator_removed", actor=operator(), terminal=options.terminal, code=options.number)
    return f"{options.terminal}: operator {options.number} is let in no more, as soon as the terminal hears of it"


def show_rows(options: argparse.Namespace) -> str:
    """Print rows as a table."""
    with opened(options) as platform, reading(platform.engine) as connection:
        return show(connection, options.what, options.terminal)


@contextmanager
def opened(options: argparse.Namespace) -> Iterator[Opened]:
    """Open the directory and its database, brought up to date, and close them afterwards."""
    directory: Path = options.directory
    place = Place(directory)
    place.authority()  # says at once where there is no platform
    engine = open_engine(options.database if options.database is not None else place.database_url)
    try:
        migrate(engine)
        with closing(audit_file(place.audit)) as audit:
            yield Opened(place, engine, audit)
    finally:
        engine.dispose()


def operator() -> str:
    """Return who is at the command line, for the audit trail (I26)."""
    return f"operator:{getpass.getuser()}"
