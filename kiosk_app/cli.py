"""The terminal's command line: run, setup, journal, operators, screenshots."""

import argparse
import gc
import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk_app.config import ConfigRefused, load

if TYPE_CHECKING:
    from kiosk_app.journal.chain import Row

EXIT_BROKEN, EXIT_REFUSED, EXIT_BUSY = 1, 2, 3

EXAMPLES = """examples:
  kiosk run --config /etc/gridkiosk/kiosk.toml
  kiosk setup --config /etc/gridkiosk/kiosk.toml --code 7Q4K-...
  kiosk journal verify /var/lib/gridkiosk/journal.db
  kiosk journal show /var/lib/gridkiosk/journal.db --last 20
  kiosk journal export /var/lib/gridkiosk/journal.db --identity /var/lib/gridkiosk/identity/terminal.pem --into .
  kiosk operators add 1001 --role collector --name 李建国 --config /etc/gridkiosk/kiosk.toml < one-time-password
  kiosk screenshots build/screens
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of every subcommand."""
    top = argparse.ArgumentParser("kiosk", epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = top.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="run the terminal until it is stopped")
    run.add_argument("--config", type=Path, required=True, help="the terminal's TOML file")
    setup = commands.add_parser("setup", help="enrol this terminal with a one-time code of the platform")
    setup.add_argument("--config", type=Path, required=True)
    setup.add_argument("--code", help="the code; read from standard input when left out, so that no shell keeps it")
    journal = commands.add_parser("journal", help="read a journal without writing to it")
    journal.add_argument("action", choices=["show", "verify", "export"])
    journal.add_argument("file", type=Path)
    journal.add_argument("--last", type=count, default=None, metavar="N", help="show only the last N rows")
    journal.add_argument("--json", action="store_true", help="one JSON object a row")
    journal.add_argument("--identity", type=Path, help="export: the PEM file whose key signs the file")
    journal.add_argument("--into", type=Path, default=Path(), metavar="DIR", help="export: where the file is written")
    journal.add_argument("--batch", type=count, default=1, metavar="N", help="export: the batch's number, 1 to 999")
    journal.add_argument("--from", type=count, default=1, dest="first", metavar="ROW", help="export: the first row")
    journal.add_argument("--to", type=count, metavar="ROW", help="export: the last row; the journal's where left out")
    operators = commands.add_parser("operators", help="give staff an account, or a new one-time password")
    operators.add_argument("action", choices=["add", "list"])
    operators.add_argument("number", nargs="?", default="", help="4 to 8 digits")
    operators.add_argument("--config", type=Path, required=True)
    operators.add_argument("--role", choices=["collector", "technician", "administrator"], default="collector")
    operators.add_argument("--name", default="", help="as the screen and the voucher show it, at most 12 characters")
    pictures = commands.add_parser("screenshots", help="paint every screen in both languages")
    pictures.add_argument("directory", type=Path, nargs="?", default=Path("build/screens"))
    return top


def count(word: str) -> int:
    """Read a number of rows."""
    if not word.isascii() or not word.isdecimal():
        raise argparse.ArgumentTypeError(f"{word!r} is no number of rows")
    return int(word)


def main(words: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0; 1 a broken journal; 2 refused; 3 in use."""
    chosen = parser().parse_args(words)
    try:
        match chosen.command:
            case "run":
                return run(chosen.config)
            case "setup":
                return setup(chosen.config, chosen.code)
            case "journal" if chosen.action == "export":
                return export(chosen)
            case "journal":
                return journal(chosen.action, chosen.file, chosen.last, as_json=chosen.json)
            case "operators":
                return operators(chosen.action, chosen.config, chosen.number, chosen.role, chosen.name)
            case _:
                return screenshots(chosen.directory)
    except ConfigRefused as error:
        return refused(str(error))
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_BROKEN


def refused(why: str) -> int:
    """Say why a command cannot be done, and return its exit code."""
    print("\n".join(f"kiosk: {line}" for line in why.splitlines()), file=sys.stderr)
    return EXIT_REFUSED


def run(config: Path) -> int:
    """Run the terminal."""
    from kiosk_app.runtime import logs  # noqa: PLC0415 - Qt and the drivers are loaded for this command alone

    settings = load(config)
    try:
        logs.configure(settings.log.level, settings.log.file)
        Path(settings.storage.directory).mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        return refused(f"{config}: {error}")
    gc.disable()  # until everything is made; `app.run` sees to that
    from kiosk_app.app import EXIT_RESTART  # noqa: PLC0415 - likewise
    from kiosk_app.app import run as run_app  # noqa: PLC0415 - likewise
    from kiosk_app.journal.storage import JournalBusy  # noqa: PLC0415 - likewise

    try:
        code = run_app(settings)
    except JournalBusy:
        print(f"kiosk: another kiosk is running on {settings.storage.directory}", file=sys.stderr)
        return EXIT_BUSY
    if code == EXIT_RESTART:
        start_again()
    return code


def start_again() -> None:
    """Become a fresh kiosk in the same process, as the platform ordered; whoever watches over it sees no end."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - the very words we were started with


def setup(config: Path, code: str | None) -> int:
    """Enrol this terminal."""
    from kiosk_app.sync.client import NoAnswer, Rejected  # noqa: PLC0415 - the network is for this command alone
    from kiosk_app.sync.identity import EnrolmentRefused, Identity, enrol  # noqa: PLC0415 - likewise

    settings = load(config)
    identity = Identity(settings.storage.identity)
    typed = (code if code is not None else sys.stdin.readline()).strip()
    if not typed:
        return refused("not enrolled: no code was given")
    line = settings.platform
    try:
        enrol(identity, settings.terminal.number, typed, line.enrolment_url, Path(line.authority))
    except (EnrolmentRefused, NoAnswer, Rejected, OSError) as error:
        return refused(f"not enrolled: {error}")
    print(f"{settings.terminal.number} is enrolled; its certificate is {identity.file}")
    return 0


def operators(action: str, config: Path, number: str, role: str, name: str) -> int:
    """Add or list operators; the one-time password comes from standard input, so that no shell keeps it."""
    from kiosk_app.domain.customer import Secret  # noqa: PLC0415 - argon2 is for this command alone
    from kiosk_app.domain.staff import Operator, Role  # noqa: PLC0415 - likewise
    from kiosk_app.staff.accounts import Accounts, AccountsBroken  # noqa: PLC0415 - likewise
    from kiosk_app.staff.desk import Desk, DeskRefused  # noqa: PLC0415 - likewise

    settings = load(config)
    try:
        desk = Desk(Accounts(settings.storage.operators), lambda: time.monotonic_ns() // 1_000_000)
        if action == "add":
            desk.add(Operator(number, name or number, Role(role)), Secret(sys.stdin.readline().strip()))
            print(f"{number} may sign in with the one-time password, and must change it then")
        else:
            for each in desk.operators():
                print(f"{each.number:<8}  {each.role:<13}  {each.name}")
    except (DeskRefused, AccountsBroken, OSError) as error:
        return refused(str(error))
    return 0


def journal(action: str, file: Path, last: int | None, *, as_json: bool) -> int:
    """Show or verify a journal; a broken one is told row by row up to where it breaks."""
    from kiosk_app.journal.journal import good_prefix  # noqa: PLC0415 - the database is for this command alone
    from kiosk_app.journal.storage import JournalBusy  # noqa: PLC0415 - likewise

    try:
        entries, broken = good_prefix(file)
    except JournalBusy:
        print("kiosk: the journal is in use; stop the kiosk first or read a copy", file=sys.stderr)
        return EXIT_BUSY
    except OSError as error:
        return refused(str(error))
    if action == "show":
        for entry in entries[len(entries) - min(last, len(entries)) :] if last is not None else entries:
            print(json_line(entry.row) if as_json else text_line(entry.row))
    head = entries[-1].hash.hex() if entries else ""
    if as_json:
        found = {"rows": len(entries), "head": head, "broken": str(broken) if broken else None}
        print(json.dumps(found, ensure_ascii=False))
    else:
        print(f"rows={len(entries)} head={head or '-'}" + (f" broken={broken}" if broken else " chain=ok"))
    return EXIT_BROKEN if broken else 0


def export(chosen: argparse.Namespace) -> int:
    """Write a range of a journal as the file that the platform is handed; a broken journal is not exported."""
    from kiosk_app.domain.facts import Booted  # noqa: PLC0415 - the database is for this command alone
    from kiosk_app.journal.journal import good_prefix  # noqa: PLC0415 - likewise
    from kiosk_app.journal.storage import JournalBusy  # noqa: PLC0415 - likewise
    from kiosk_app.sync import journal_file  # noqa: PLC0415 - likewise
    from kiosk_app.sync.identity import IdentityWrong, signing_key  # noqa: PLC0415 - likewise
    from kiosk_app.sync.outgoing import AlreadyThere, keep_once  # noqa: PLC0415 - likewise

    if chosen.identity is None:
        return refused("export needs --identity: the file is signed with the terminal's key")
    if chosen.batch not in journal_file.BATCHES:
        return refused("a batch has a number from 1 to 999")
    try:
        entries, broken = good_prefix(chosen.file)
        if broken is not None:
            print(f"kiosk: the journal is broken: {broken}", file=sys.stderr)
            return EXIT_BROKEN
        terminal = next((entry.fact.terminal for entry in entries if isinstance(entry.fact, Booted)), None)
        if terminal is None:
            return refused("the journal says no terminal's number")
        stamped = (journal_file.Stamped(each.row.seq, each.row.wall_ms, each.fact, each.hash) for each in entries)
        last = chosen.to if chosen.to is not None else len(entries)
        batch = journal_file.batch_of(stamped, terminal, chosen.batch, chosen.first, last)
        written = keep_once(chosen.into, batch.name, journal_file.content_of(batch, signing_key(chosen.identity)))
    except JournalBusy:
        print("kiosk: the journal is in use; stop the kiosk first or read a copy", file=sys.stderr)
        return EXIT_BUSY
    except (journal_file.NothingToWrite, AlreadyThere, IdentityWrong, OSError) as error:
        return refused(str(error))
    print(f"{written}: {len(batch.sales)} sales, rows {chosen.first} to {last}")
    return 0


def json_line(row: "Row") -> str:
    """Return one row as a JSON object."""
    body = {"seq": row.seq, "boot": row.boot_id, "wall_ms": row.wall_ms, "kind": row.kind}
    return json.dumps({**body, "fact": json.loads(row.body)}, ensure_ascii=False)


def text_line(row: "Row") -> str:
    """Return one row as a line to read; a wall clock that cannot be is shown as its number."""
    try:
        at = datetime.fromtimestamp(row.wall_ms / 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    except (OverflowError, ValueError, OSError):
        at = f"{row.wall_ms} ms"
    return f"{row.seq:>8}  {at}  {row.kind:<22} {row.body}"


def screenshots(directory: Path) -> int:
    """Paint every screen."""
    from kiosk_app.screens.gallery import paint_gallery  # noqa: PLC0415 - Qt is for this command alone

    try:
        paint_gallery(directory)
    except OSError as error:
        return refused(str(error))
    print(f"screens are in {directory}")
    return 0
