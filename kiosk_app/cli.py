"""The terminal's command line: run, setup, journal, screenshots."""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from kiosk_app.config import ConfigRefused, load

EXIT_REFUSED, EXIT_BUSY = 2, 3

EXAMPLES = """examples:
  kiosk run --config /etc/gridkiosk/kiosk.toml
  kiosk setup --config /etc/gridkiosk/kiosk.toml --code 7Q4K-...
  kiosk journal verify /var/lib/gridkiosk/journal.db
  kiosk journal show /var/lib/gridkiosk/journal.db --last 20
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
    journal.add_argument("action", choices=["show", "verify"])
    journal.add_argument("file", type=Path)
    journal.add_argument("--last", type=int, default=0, help="show only the last N rows")
    journal.add_argument("--json", action="store_true", help="one JSON object a row")
    pictures = commands.add_parser("screenshots", help="paint every screen in both languages")
    pictures.add_argument("directory", type=Path, nargs="?", default=Path("build/screens"))
    return top


def main(words: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    chosen = parser().parse_args(words)
    try:
        match chosen.command:
            case "run":
                return run(chosen.config)
            case "setup":
                return setup(chosen.config, chosen.code)
            case "journal":
                return journal(chosen.action, chosen.file, chosen.last, as_json=chosen.json)
            case _:
                return screenshots(chosen.directory)
    except ConfigRefused as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return EXIT_REFUSED


def run(config: Path) -> int:
    """Run the terminal."""
    from kiosk_app.runtime import logs  # noqa: PLC0415 - Qt and the drivers are loaded for this command alone

    settings = load(config)
    logs.configure(settings.log.level, settings.log.file)
    from kiosk_app.app import run as run_app  # noqa: PLC0415 - likewise
    from kiosk_app.journal.storage import JournalBusy  # noqa: PLC0415 - likewise

    Path(settings.storage.directory).mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return run_app(settings)
    except JournalBusy:
        print(f"kiosk: another kiosk is running on {settings.storage.directory}", file=sys.stderr)
        return EXIT_BUSY


def setup(config: Path, code: str | None) -> int:
    """Enrol this terminal."""
    from kiosk_app.sync.client import NoAnswer, Rejected  # noqa: PLC0415 - the network is for this command alone
    from kiosk_app.sync.identity import EnrolmentRefused, Identity, enrol  # noqa: PLC0415 - likewise

    settings = load(config)
    identity = Identity(settings.storage.identity)
    typed = code if code is not None else sys.stdin.readline().strip()
    line = settings.platform
    try:
        enrol(identity, settings.terminal.number, typed, line.enrolment_url, Path(line.authority))
    except (EnrolmentRefused, NoAnswer, Rejected, OSError) as error:
        print(f"kiosk: not enrolled: {error}", file=sys.stderr)
        return EXIT_REFUSED
    print(f"{settings.terminal.number} is enrolled; its certificate is {identity.file}")
    return 0


def journal(action: str, file: Path, last: int, *, as_json: bool) -> int:
    """Show or verify a journal; a broken one is told row by row up to where it breaks."""
    from kiosk_app.journal.journal import Entry, good_prefix  # noqa: PLC0415 - the database is for this command alone
    from kiosk_app.journal.storage import JournalBusy  # noqa: PLC0415 - likewise

    try:
        entries, broken = good_prefix(file)
    except JournalBusy:
        print("kiosk: the journal is in use; stop the kiosk first or read a copy", file=sys.stderr)
        return EXIT_BUSY

    def line(entry: Entry) -> str:
        row = entry.row
        if as_json:
            body = {"seq": row.seq, "boot": row.boot_id, "wall_ms": row.wall_ms, "kind": row.kind}
            return json.dumps({**body, "fact": json.loads(row.body)}, ensure_ascii=False)
        at = datetime.fromtimestamp(row.wall_ms / 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")
        return f"{row.seq:>8}  {at}  {row.kind:<22} {row.body}"

    if action == "show":
        for entry in entries[-last:] if last else entries:
            print(line(entry))
    head = entries[-1].hash.hex() if entries else "-"
    print(f"rows={len(entries)} head={head}" + (f" broken={broken}" if broken else " chain=ok"))
    return 1 if broken else 0


def screenshots(directory: Path) -> int:
    """Paint every screen."""
    from kiosk_app.screens.gallery import paint_gallery  # noqa: PLC0415 - Qt is for this command alone

    paint_gallery(directory)
    print(f"screens are in {directory}")
    return 0
