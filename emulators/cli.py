"""The command line of the emulated devices."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from emulators.bench.assembly import assembled
from emulators.bench.bench import MemoryUnreadable
from emulators.bench.pcsc_daemon import DaemonMissing
from emulators.bench.run_dir import RunDir, RunDirRefused
from emulators.bench.server import Server, listening, stop_signals
from emulators.bench_client import BenchClient, BenchRefused
from emulators.receipt_printer.fonts import NoFont

_EXAMPLES = """examples:
  python -m emulators serve --run-dir /tmp/bench              real pace; ends with Ctrl-C
  python -m emulators serve --run-dir /tmp/bench --fast       as fast as it goes, for scripts
  python -m emulators serve --run-dir /tmp/bench --pcsc       a desk reader behind pcscd instead of the motorised one
  python -m emulators do card_reader insert_card card=wang --run-dir /tmp/bench
  python -m emulators do bench cut_power --run-dir /tmp/bench
  python -m emulators state --run-dir /tmp/bench              where everything is
  python -m emulators actions --run-dir /tmp/bench            everything that hands can do
  python -m emulators window --run-dir /tmp/bench --language en
"""


def main(words: Sequence[str]) -> int:
    """Run one command; 0 done, 1 not possible now, 2 wrongly asked or no bench there."""
    options = _parser().parse_args(words)
    try:
        return int(options.run(options))
    except (RunDirRefused, MemoryUnreadable, DaemonMissing, NoFont, BenchRefused, OSError) as error:
        print(f"emulators: {error}", file=sys.stderr)
        return 2


def _serve(options: argparse.Namespace) -> int:
    with (
        RunDir(options.run_dir) as run_dir,
        stop_signals() as stop,
        assembled(run_dir, fast=options.fast, pcsc=options.pcsc) as bench,
        listening(run_dir.socket) as listener,
    ):
        print(json.dumps({"ready": str(run_dir.path)}), flush=True)
        Server(bench, listener, stop).run()
    return 0


def _window(options: argparse.Namespace) -> int:
    from emulators.bench_window.app import run  # noqa: PLC0415 - Qt is for people; no other command loads it

    return run(options.run_dir, options.language, options.left)


def _client(options: argparse.Namespace) -> BenchClient:
    return BenchClient(options.run_dir / "bench.sock")


def _do(options: argparse.Namespace) -> int:
    client = _client(options)
    arguments: dict[str, int | bool | str | None] = {}
    for word in options.arguments:
        name, equals, text = word.partition("=")
        if not equals:
            raise BenchRefused(f"an argument is name=value, not {word!r}")
        arguments[name] = _value(text)
    answer = client.do(options.device, options.action, **arguments)
    if not answer:
        print(f"not possible now: {answer.why_not}", file=sys.stderr)
        return 1
    print("done" if answer.result is None else json.dumps(answer.result, ensure_ascii=False))
    return 0


def _value(text: str) -> int | bool | str:
    if text in ("true", "false"):
        return text == "true"
    return int(text) if text.removeprefix("-").isdecimal() else text


def _state(options: argparse.Namespace) -> int:
    print(json.dumps(_client(options).state(), ensure_ascii=False, indent=2))
    return 0


def _actions(options: argparse.Namespace) -> int:
    for device, actions in _client(options).actions().items():
        print(device)
        for name, each in actions.items():
            print(f"  {' '.join([name, *each['arguments']])}\n      {each['text']}")
    return 0


def _parser() -> argparse.ArgumentParser:
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="emulators", description="The kiosk's devices, emulated at wire level.", epilog=_EXAMPLES,
        formatter_class=shape,
    )  # fmt: skip
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: object, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text, epilog=_EXAMPLES, formatter_class=shape)
        added.add_argument("--run-dir", type=Path, required=True, metavar="DIR", help="where ports and socket are")
        added.set_defaults(run=run)
        return added

    serving = command("serve", _serve, "put the devices on pseudo-terminals and serve the bench's socket")
    serving.add_argument("--fast", action="store_true", help="no serial pace, short motions")
    serving.add_argument("--pcsc", action="store_true", help="the card goes through pcscd's virtual reader")
    doing = command("do", _do, "let hands do something at a device")
    doing.add_argument("device")
    doing.add_argument("action")
    doing.add_argument("arguments", nargs="*", metavar="name=value")
    showing = command("window", _window, "show what a person holds and where everything really is")
    showing.add_argument("--language", choices=["zh", "en"], help="by default that of the system")
    showing.add_argument("--left", type=int, metavar="X", help="so many pixels from the screen's left edge")
    command("state", _state, "print where every note, card and slip really is")
    command("actions", _actions, "print everything that hands can do")
    return parser
