"""The platform's command line."""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from platform_stub import commands
from platform_stub.billing.address import AddressWrong
from platform_stub.files.explaining import FileBad, check_file
from platform_stub.holds.holding import NotHeld
from platform_stub.place import PlaceWrong
from platform_stub.reconciliation.showing import list_reports, show_report
from platform_stub.settlements.accepting import NothingToAccept
from platform_stub.showing import SHOWN
from platform_stub.storage.database import DatabaseUnknown
from platform_stub.storage.migrate import SchemaNewer
from platform_stub.terminals import orders
from platform_stub.terminals.configuring import ConfigurationWrong
from platform_stub.terminals.enrolment import HOURS_AT_MOST
from platform_stub.terminals.operators import Role
from platform_stub.terminals.registry import RegistrationRefused
from platform_stub.terminals.repairs import RepairRefused

_HERE = "--directory platform"
_EXAMPLES = f"""examples:
  kiosk-platform init {_HERE} --host platform.example
  kiosk-platform init {_HERE} --database postgresql+psycopg://platform@/platform
  kiosk-platform terminal add GD-0117 --name 城南供电营业厅 --type GK-1 \\
      --address 城南路1号 --region 城南 {_HERE}
  kiosk-platform terminal code GD-0117 {_HERE}       prints a code, good once within a day
  kiosk-platform terminal list {_HERE}
  kiosk-platform terminal revoke GD-0117 {_HERE}     refused until it is enrolled anew
  kiosk-platform terminal repair GD-0117 --kind 纸币机卡钞 {_HERE}
                reported for repair: paused, and not settled, until `terminal in-service GD-0117`; `show repairs`
  kiosk-platform terminal command GD-0117 restart {_HERE}
                carried out when no customer is in front; `show commands` tells what came of it
  kiosk-platform terminal configure GD-0117 limits.notes_s=90 terminal.site=北站 {_HERE}
                a new version for this terminal, in effect after a start of its own when nobody is in front;
                limits.notes_s= is its file's own value again; `show configurations` tells whether it was refused
  kiosk-platform operator add GD-0117 1001 --role collector --name 李建国 {_HERE}
                prints a first password, good until it is changed at the terminal; for a known number a new one
  kiosk-platform serve {_HERE} --port 8443 --enrolment-port 8444 \\
      --core https://core.example:9443 --core-token-file token --core-authority core.pem
                prints {{"terminal_port": N, "enrolment_port": N, "ftps_port": N}} once all accept
  kiosk-platform show sales {_HERE} --terminal GD-0117
  kiosk-platform alarm clear 17 {_HERE}              after somebody has seen to it; `show alarms` names them
  kiosk-platform settlement show GD0117-S00012 {_HERE}
                all its sums side by side, also where it was refused; `show settlements` lists them with their state
  kiosk-platform settlement accept GD0117-S00012 --reason 凭证核对无误 {_HERE}
                lets a refused one stand as it was told; who and why are kept beside it
  kiosk-platform sale list {_HERE}
                sales whose money is in a box and which are not booked, with why; --held: those held for customers
  kiosk-platform sale show GD0117-000012 {_HERE}
  kiosk-platform sale hold GD0117-000012 --reason '账户已销户，退款单 8841' {_HERE}
                the billing core refuses it for good, and the box must be emptied: the utility owes the customer the
                money (挂账), it counts in the settlement, and is never booked; there is no way back
  kiosk-platform file check GD-0117_20261123_001.txt --certificate terminal.pem
                what is wrong with a journal file, line by line; nothing is applied
  kiosk-platform reconciliation list {_HERE} --terminal GD-0117
  kiosk-platform reconciliation show 12 {_HERE} --csv > 12.csv
                each sale that differed, with why and what was done; 12, or a file's name for its newest report
  kiosk-platform openapi > terminal-api.json
"""
_TOLD = (
    commands.Usage, PlaceWrong, DatabaseUnknown, SchemaNewer, RegistrationRefused, ConfigurationWrong, NothingToAccept,
    RepairRefused, NotHeld, AddressWrong, OSError,
)  # fmt: skip
Command = Callable[[argparse.Namespace], str]
Group = Any  # argparse keeps the type of its own sub-parsers to itself


def main(arguments: Sequence[str]) -> int:
    """Run one command; 0 done, 1 not done, 2 wrongly asked."""
    options = _parser().parse_args(arguments)
    try:
        told: str = options.run(options)
    except FileBad as bad:  # what was asked for is the list of what is wrong
        print(bad)
        return 1
    except _TOLD as error:
        print(f"kiosk-platform: {error}", file=sys.stderr)
        return 1
    except SQLAlchemyError as error:
        # Not the driver's own text: it may repeat where the database is, and with which password.
        print(f"kiosk-platform: the database cannot be used ({type(error).__name__})", file=sys.stderr)
        return 1
    if told:
        print(told)
    return 0


def _parser() -> argparse.ArgumentParser:
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="kiosk-platform", description="The platform service: terminals, sales, heartbeats.",
        epilog=_EXAMPLES, formatter_class=shape,
    )  # fmt: skip
    group = parser.add_subparsers(required=True, metavar="COMMAND")
    making = _command(group, "init", commands.init, "make an authority, certificates and the database")
    making.add_argument("--host", action="append", default=[], metavar="NAME", help="of the server certificate")
    text = "register, enrol, revoke"
    terminal = group.add_parser("terminal", help=text, description=text, epilog=_EXAMPLES, formatter_class=shape)
    _add_terminal_commands(terminal.add_subparsers(required=True, metavar="COMMAND"))
    text = "give operators of a terminal a first password, or close their accounts"
    operator = group.add_parser("operator", help=text, description=text, epilog=_EXAMPLES, formatter_class=shape)
    _add_operator_commands(operator.add_subparsers(required=True, metavar="COMMAND"))
    _add_serve(group)
    showing = _command(group, "show", commands.show_rows, "print rows as a table")
    showing.add_argument("what", choices=sorted(SHOWN))
    showing.add_argument("--terminal", metavar="NUMBER")
    text = "see to alarms"
    alarm = group.add_parser("alarm", help=text, description=text, epilog=_EXAMPLES, formatter_class=shape)
    clearing = _command(
        alarm.add_subparsers(required=True, metavar="COMMAND"), "clear", commands.clear_alarm,
        "note that somebody has seen to an alarm",
    )  # fmt: skip
    clearing.add_argument("number", type=int, help="as `show alarms` names it")
    text = "look at a settlement, or let a refused one stand"
    settlement = group.add_parser("settlement", help=text, description=text, epilog=_EXAMPLES, formatter_class=shape)
    _add_settlement_commands(settlement.add_subparsers(required=True, metavar="COMMAND"))
    text = "look at sales that are not booked, or hold the money of a refused one for the customer"
    sale = group.add_parser("sale", help=text, description=text, epilog=_EXAMPLES, formatter_class=shape)
    _add_sale_commands(sale.add_subparsers(required=True, metavar="COMMAND"))
    text = "look at a terminal's journal file"
    file = group.add_parser("file", help=text, description=text, epilog=_EXAMPLES, formatter_class=shape)
    _add_file_commands(file.add_subparsers(required=True, metavar="COMMAND"))
    text = "print reports of reconciliations"
    reports = group.add_parser("reconciliation", help=text, description=text, epilog=_EXAMPLES, formatter_class=shape)
    _add_report_commands(reports.add_subparsers(required=True, metavar="COMMAND"))
    text = "print the interface document of the terminal API"
    exporting = group.add_parser("openapi", help=text, description=text, epilog=_EXAMPLES, formatter_class=shape)
    exporting.set_defaults(run=_later("export"))
    return parser


def _command(group: Group, name: str, run: Command, text: str) -> argparse.ArgumentParser:
    """Add a command that works on a platform's directory."""
    added: argparse.ArgumentParser = group.add_parser(
        name, help=text, description=text, epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    added.add_argument("--directory", type=Path, required=True, metavar="DIR", help="the platform's directory")
    added.add_argument("--database", metavar="URL", help="SQLite in DIR, or what init was told, where it is not given")
    added.set_defaults(run=run)
    return added


def _add_settlement_commands(group: Group) -> None:
    showing = _command(group, "show", commands.show_settlement, "print all its sums side by side")
    accepting = _command(group, "accept", commands.accept_settlement, "let a refused one stand as it was told")
    for parser in (showing, accepting):
        parser.add_argument("number", metavar="NUMBER", help="such as GD0117-S00012")
    accepting.add_argument("--reason", required=True, metavar="TEXT", help="why; kept beside it, with who you are")
    several = "which one, where several contents were refused: as `settlement show` says"
    accepting.add_argument("--refusal", type=int, metavar="N", help=several)


def _add_sale_commands(group: Group) -> None:
    here = "platform_stub.holds.commands"
    listing = _command(group, "list", _later("list_sales", here), "print what took money and is not booked")
    listing.add_argument("--terminal", metavar="NUMBER")
    listing.add_argument("--held", action="store_true", help="only what is held for customers, by whom and why")
    showing = _command(group, "show", _later("show_sale", here), "print what ledger, journal and core said of a sale")
    holding = _command(
        group, "hold", _later("hold_sale", here), "hold a refused sale's money for the customer, for good"
    )
    for parser in (showing, holding):
        parser.add_argument("number", metavar="NUMBER", help="such as GD0117-000012")
    holding.add_argument("--reason", required=True, metavar="TEXT", help="why; kept beside it, with who you are")


def _add_file_commands(group: Group) -> None:
    text = "say what is wrong with a file, line by line"
    checking = group.add_parser(
        "check", help=text, description=text, epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    checking.add_argument("file", type=Path, help="GD-0117_20261123_001.txt, or .txt.gz")
    proof = "of the terminal, PEM; where it is not given the signature is not looked at"
    checking.add_argument("--certificate", type=Path, metavar="PEM", help=proof)
    checking.set_defaults(run=check_file)


def _add_report_commands(group: Group) -> None:
    listing = _command(group, "list", list_reports, "print every report, the newest last")
    listing.add_argument("--terminal", metavar="NUMBER")
    showing = _command(group, "show", show_report, "print each sale that differed, why, and what was done")
    showing.add_argument("key", help="a report's number, or a file's name for its newest report")
    for parser in (listing, showing):
        parser.add_argument("--csv", action="store_true", help="for a spreadsheet; no cell is a formula")


def _later(name: str, module: str = "platform_stub.serving") -> Command:
    """Return a command of a module that is loaded when the command runs: it brings the web's libraries along."""

    def run(options: argparse.Namespace) -> str:
        told: str = getattr(import_module(module), name)(options)
        return told

    return run


def _add_terminal_commands(group: Group) -> None:
    adding = _command(group, "add", commands.add_terminal, "register a terminal")
    adding.add_argument("number", help="such as GD-0117")
    for name in ("--name", "--type", "--address", "--region"):
        adding.add_argument(name, required=True)
    code = _command(group, "code", commands.give_code, "issue a one-time enrolment code; former ones are void")
    code.add_argument("number")
    code.add_argument("--hours", type=float, default=HOURS_AT_MOST, help="how long it is good, a day at most")
    listing = _command(group, "list", commands.show_rows, "print the registered terminals")
    listing.set_defaults(what="terminals", terminal=None)
    revoking = _command(group, "revoke", commands.revoke, "refuse a terminal until it is enrolled anew")
    revoking.add_argument("number")
    reporting = _command(group, "repair", commands.report_for_repair, "report a terminal for repair; it is paused")
    reporting.add_argument("number")
    reporting.add_argument("--kind", required=True, metavar="TEXT", help="what is to be repaired")
    back = _command(group, "in-service", commands.put_in_service, "put a repaired terminal back into service")
    back.add_argument("number")
    scrapping = _command(group, "scrap", commands.scrap, "use a terminal no more; there is no way back")
    scrapping.add_argument("number")
    ordering = _command(group, "command", commands.give_order, "order a terminal to do something")
    ordering.add_argument("number")
    ordering.add_argument("kind", choices=orders.KINDS)
    configuring = _command(group, "configure", commands.configure, "configure a terminal beside its own file")
    configuring.add_argument("number")
    configuring.add_argument(
        "values", nargs="+", metavar="KEY=VALUE", help="a key of the terminal's file: section.name"
    )


def _add_operator_commands(group: Group) -> None:
    adding = _command(group, "add", commands.add_operator, "issue a first password; it is printed once")
    adding.add_argument("--role", choices=[role.value for role in Role], default=Role.COLLECTOR.value)
    adding.add_argument("--name", required=True, help="as screen and voucher show it, at most 12 characters")
    removing = _command(group, "remove", commands.remove_operator, "let nobody in any more under this number")
    listing = _command(group, "list", commands.show_rows, "print what the terminal was told, and what has arrived")
    listing.set_defaults(what="operators")
    listing.add_argument("terminal", metavar="TERMINAL", nargs="?")
    for parser in (adding, removing):
        parser.add_argument("terminal", metavar="TERMINAL", help="such as GD-0117")
        parser.add_argument("number", metavar="NUMBER", help="the operator's, 4 to 8 digits")


def _add_serve(group: Group) -> None:
    serving = _command(group, "serve", _later("serve"), "answer terminals and enrolments over TLS 1.3")
    serving.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="loopback where it is not given")
    free = "0: any free port, told on stdout"
    serving.add_argument("--port", type=int, required=True, metavar="N", help=f"for terminals; {free}")
    serving.add_argument("--enrolment-port", type=int, required=True, metavar="N", help=f"for enrolment; {free}")
    serving.add_argument("--ftps-port", type=int, default=0, metavar="N", help=f"for journal files; {free}")
    reached = "by which terminals reach the FTPS server; in its certificate"
    serving.add_argument("--ftps-host", default="127.0.0.1", metavar="NAME", help=reached)
    serving.add_argument("--core", required=True, metavar="URL", help="the billing core, https://…")
    serving.add_argument("--core-token-file", type=Path, required=True, metavar="F", help="holds its bearer token")
    serving.add_argument("--core-authority", type=Path, required=True, metavar="PEM", help="what it proves itself by")
