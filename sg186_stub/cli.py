"""The command line of the emulated billing core."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine, Table, select
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from sg186_stub import schema
from sg186_stub.api import create_app
from sg186_stub.core import Core, beijing_now
from sg186_stub.database import open_database
from sg186_stub.seed import NotEmpty, seed
from sg186_stub.server import serve
from sg186_stub.settings import Settings, SettingsWrong, load_settings
from sg186_stub.text_table import text_table

TOKEN_AT_LEAST = 16
_SECRET = {"password_hash", "content", "wallet_before", "return_before"}  # secret, or too long for a table
_SHOWN: dict[str, Table] = {
    "customers": schema.customers,
    "bills": schema.bills,
    "cards": schema.cards,
    "postings": schema.postings,
    "write-offs": schema.write_offs,
    "purchases": schema.purchases,
    "audit": schema.audit,
}
PROGRAM = "kiosk billing"
"""What people type, however it is started: usage and errors name it."""
_EXAMPLES = """examples:
  kiosk billing seed --database sqlite:///core.db
  kiosk billing serve --database sqlite:///core.db --port 0 --token-file token.txt \\
      --certificate core.pem --key core.key        prints {"listening": PORT} on stdout
  kiosk billing serve … --date 2026-11-23   late fees as of that day, for demonstrations
  kiosk billing show customers --database sqlite:///core.db
  kiosk billing show postings --customer 3104587926 --database sqlite:///core.db
"""


class Usage(Exception):
    """Something that the caller gave cannot be used."""


def main(arguments: Sequence[str]) -> int:
    """Run one command; 0 done, 1 not done, 2 wrongly asked."""
    options = _parser().parse_args(arguments)
    try:
        settings = load_settings(options.settings) if options.settings else Settings()
        engine = open_database(options.database)
    except (SettingsWrong, OSError, ArgumentError, SQLAlchemyError) as error:
        print(f"{PROGRAM}: {error}", file=sys.stderr)
        return 2
    try:
        return int(options.run(options, engine, settings))
    except (Usage, NotEmpty, OSError) as error:
        print(f"{PROGRAM}: {error}", file=sys.stderr)
        return 1
    finally:
        engine.dispose()


def _seed(_options: argparse.Namespace, engine: Engine, settings: Settings) -> int:
    with engine.begin() as connection:
        count = seed(connection, beijing_now(), settings)
    print(f"{count} customers")
    return 0


def _serve(options: argparse.Namespace, engine: Engine, settings: Settings) -> int:
    token = options.token_file.read_text("utf-8").strip()
    if len(token) < TOKEN_AT_LEAST:
        raise Usage(f"{options.token_file}: a token has at least {TOKEN_AT_LEAST} characters")
    fixed: date | None = options.date

    def clock() -> datetime:
        now = beijing_now()
        return now if fixed is None else now.replace(year=fixed.year, month=fixed.month, day=fixed.day)

    app = create_app(Core(engine, settings, clock=clock), token)
    serve(app, host=options.host, port=options.port, certificate=options.certificate, key=options.key)
    return 0


def _show(options: argparse.Namespace, engine: Engine, _settings: Settings) -> int:
    table = _SHOWN[options.what]
    columns = [column for column in table.columns if column.name not in _SECRET]
    found = select(*columns).order_by(*table.primary_key.columns)
    if options.customer is not None:
        if "customer_no" not in table.columns:
            raise Usage(f"{options.what} are not kept by customer")
        found = found.where(table.c.customer_no == options.customer)
    with engine.connect() as connection:
        rows = connection.execute(found).all()
    print(text_table([column.name for column in columns], [tuple(row) for row in rows]))
    return 0


def _parser() -> argparse.ArgumentParser:
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog=PROGRAM, description="The utility's billing core and vending system, emulated.",
        epilog=_EXAMPLES, formatter_class=shape,
    )  # fmt: skip
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: object, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text, epilog=_EXAMPLES, formatter_class=shape)
        added.add_argument("--database", required=True, metavar="URL", help="such as sqlite:///core.db")
        added.add_argument("--settings", type=Path, metavar="FILE", help="TOML: limits, lock, late-fee rates")
        added.set_defaults(run=run)
        return added

    command("seed", _seed, "put synthetic customers into empty books")
    serving = command("serve", _serve, "answer the platform over TLS 1.3")
    serving.add_argument("--host", default="127.0.0.1")
    serving.add_argument("--port", type=int, required=True, metavar="N", help="0: any free port, told on stdout")
    serving.add_argument("--token-file", type=Path, required=True, metavar="F", help="holds the bearer token")
    serving.add_argument("--certificate", type=Path, required=True, metavar="C", help="PEM, with its chain")
    serving.add_argument("--key", type=Path, required=True, metavar="K", help="PEM")
    serving.add_argument("--date", type=date.fromisoformat, metavar="DAY", help="count late fees as of this day")
    showing = command("show", _show, "print rows as a table; never a password")
    showing.add_argument("what", choices=sorted(_SHOWN))
    showing.add_argument("--customer", metavar="NUMBER")
    return parser
