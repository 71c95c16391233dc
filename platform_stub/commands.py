"""What each command does; each returns the text to print."""

import argparse
import getpass
import json
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from platform_stub.api.openapi import interface_document
from platform_stub.audit import audit_file
from platform_stub.place import Place
from platform_stub.running import CoreAddress, Ports, run
from platform_stub.showing import show
from platform_stub.storage.database import open_engine
from platform_stub.storage.migrate import migrate
from platform_stub.storage.times import now_utc
from platform_stub.terminals import enrolment, registry

TOKEN_AT_LEAST = 16


class Usage(Exception):
    """Something that the caller gave cannot be used."""


def init(options: argparse.Namespace) -> str:
    """Make a platform in an empty directory."""
    place = Place(options.directory)
    engine = open_engine(options.database) if options.database is not None else None
    place.make(options.host, options.database, now_utc())
    if engine is None:
        engine = open_engine(place.database_url)
    migrate(engine)
    engine.dispose()
    audit_file(place.audit).note("initialised", actor=operator())
    return f"{place.directory}: authority, server certificate and database made"


def add_terminal(options: argparse.Namespace) -> str:
    """Register a terminal (PLAT-1)."""
    place, engine = opened(options)
    terminal = registry.Terminal(options.number, options.name, options.type, options.address, options.region)
    try:
        with engine.begin() as connection:
            registry.add(connection, terminal, by=operator(), now=now_utc())
    except IntegrityError as error:
        raise registry.RegistrationRefused(f"{options.number} is registered already") from error
    audit_file(place.audit).note("terminal_added", actor=operator(), terminal=options.number)
    return f"{options.number} is registered"


def give_code(options: argparse.Namespace) -> str:
    """Issue a one-time enrolment code; it is printed once and kept nowhere."""
    if not 0 < options.hours <= enrolment.HOURS_AT_MOST:
        raise Usage(f"a code lives {enrolment.HOURS_AT_MOST:.0f} hours at most")
    place, engine = opened(options)
    with engine.begin() as connection:
        code = enrolment.issue_code(connection, options.number, by=operator(), now=now_utc(), hours=options.hours)
    audit_file(place.audit).note("code_issued", actor=operator(), terminal=options.number)
    return code


def revoke(options: argparse.Namespace) -> str:
    """Refuse a terminal from now on."""
    place, engine = opened(options)
    with engine.begin() as connection:
        count = registry.revoke(connection, options.number, now_utc())
    audit_file(place.audit).note("terminal_revoked", actor=operator(), terminal=options.number, rows=count)
    return f"{options.number}: {count} certificate{'' if count == 1 else 's'} revoked"


def show_rows(options: argparse.Namespace) -> str:
    """Print rows as a table."""
    _, engine = opened(options)
    with engine.begin() as connection:
        return show(connection, options.what, options.terminal)


def serve(options: argparse.Namespace) -> str:
    """Serve until told to stop."""
    place, engine = opened(options)
    token = options.core_token_file.read_text("utf-8").strip()
    if len(token) < TOKEN_AT_LEAST or not token.isascii() or not token.isprintable():
        raise Usage(f"{options.core_token_file}: a token has at least {TOKEN_AT_LEAST} printable characters")
    if not options.core.startswith("https://"):
        raise Usage(f"{options.core}: the billing core is spoken to over https only")
    core = CoreAddress(options.core, token, options.core_authority)
    run(place, engine, core, Ports(options.host, options.port, options.enrolment_port))
    return ""


def export(_options: argparse.Namespace) -> str:
    """Return the interface document."""
    return json.dumps(interface_document(), ensure_ascii=False, indent=2)


def opened(options: argparse.Namespace) -> tuple[Place, Engine]:
    """Return the directory and its database, brought up to date."""
    directory: Path = options.directory
    place = Place(directory)
    place.authority()  # says at once where there is no platform
    engine = open_engine(options.database if options.database is not None else place.database_url)
    migrate(engine)
    return place, engine


def operator() -> str:
    """Return who is at the command line, for the audit trail (I26)."""
    return f"operator:{getpass.getuser()}"
