"""`./kiosk demo`: the whole product on this machine, with a person in front of it or with a scripted customer."""

import argparse
import os
import sys
import time
from pathlib import Path

from demo.evidence import write_rows
from demo.processes import DidNotStart, Process
from demo.scripts import SCRIPTS, Story
from demo.town import Tell, Town

BENCH_LEFT = 1024  # pixels: right of the kiosk's window

EXAMPLES = """examples:
  ./kiosk demo                          two windows where there is a display, else the scripted purchase
  ./kiosk demo --headless               the scripted purchase in any case
  ./kiosk demo --script power-cut       killed while a note is moving, restarted, settled
  ./kiosk demo --reader pcsc            the card through pcscd's virtual reader instead of the motorised one
"""


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    shape = argparse.RawDescriptionHelpFormatter
    top = argparse.ArgumentParser("./kiosk demo", description=__doc__, epilog=EXAMPLES, formatter_class=shape)
    top.add_argument(
        "--script", choices=sorted(SCRIPTS), help="play this visit (the purchase where there is no display)"
    )
    top.add_argument("--headless", action="store_true", help="show no window, also where there is a display")
    top.add_argument("--reader", choices=["crt310", "pcsc"], default="crt310", help="which card reader the kiosk has")
    top.add_argument("--out", type=Path, default=Path("demo-out"), help="where pictures, receipts and rows are left")
    return top


def main() -> int:
    """Run the demonstration; 0 only if every book agrees."""
    chosen = parser().parse_args()
    if chosen.headless:
        os.environ.pop("DISPLAY", None)
        os.environ.pop("WAYLAND_DISPLAY", None)
    display = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    script = chosen.script or ("" if display else "buy-electricity")
    print(f"GridKiosk demonstration: {script or 'two windows'}", flush=True)
    tell = teller()
    try:
        with Town(chosen.out, reader=chosen.reader, fast=bool(script), tell=tell) as town:
            return play(town, script, tell) if script else show(town)
    except (DidNotStart, TimeoutError, AssertionError) as error:
        print(f"demo: {error}\n      the logs are in {chosen.out / 'logs'}", file=sys.stderr)
        return 1


def teller() -> Tell:
    """Return what prints a line of the story with the seconds since the beginning."""
    began = time.monotonic()
    return lambda line: print(f"{time.monotonic() - began:6.1f} s  {line}", flush=True)


def play(town: Town, script: str, tell: Tell) -> int:
    """Play a script and print its story and its checks."""
    story = Story(town, tell)
    SCRIPTS[script](story)
    write_rows(town, story.evidence)
    print(story.evidence.table())
    print(f"pictures, receipts and rows: {town.out}")
    print("everything agrees" if story.evidence.all_agree else "NOT everything agrees")
    return 0 if story.evidence.all_agree else 1


def show(town: Town) -> int:
    """Show the kiosk's window beside the bench until that is closed."""
    town.start_kiosk()
    bench = Process(
        "bench", ["-m", "emulators", "window", "--run-dir", str(town.devices), "--left", str(BENCH_LEFT)], town.logs
    )
    bench.start()
    print("The kiosk and the bench are on the screen. Close the bench to end the demonstration.")
    while bench.alive:
        if not town.kiosk.alive:  # as the service manager does
            town.start_kiosk()
        time.sleep(0.2)
    bench.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
