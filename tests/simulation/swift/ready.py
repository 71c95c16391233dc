"""Have the compiled modules ready: made once for just these sources, kept under `build/`, tried before use."""

import hashlib
import importlib.metadata
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.simulation.swift.modules import MODULES, ROOT, file_of
from tests.simulation.swift.values import rewritten

KEPT = ROOT / "build" / "simulation"
COPIED = ("kiosk_app", "tests/simulation")  # what the compiler reads types from
DEPENDED_ON = ("kiosk_app/domain", "kiosk_app/flows", "kiosk_app/runtime", "kiosk_app/sync", "tests/simulation")
LOOK_S, SAY_S = 0.5, 10.0
STORIES = (2, 5, 11, 19, 38, 58, 100, 101)
"""Seeds that are told both ways before compiled modules are used."""

Say = Callable[[str], None]


class NotCompiled(Exception):
    """Why the modules are played as they are."""


def ready(say: Say, *, make: bool) -> Path:
    """Return the folder of the compiled modules; raise NotCompiled where there is none and none can be made."""
    folder = KEPT / key()
    if folder.is_dir():
        return folder
    if not make:
        raise NotCompiled("nothing is compiled from these sources")
    if shutil.which("gcc") is None or not Path(sysconfig.get_paths()["include"], "Python.h").is_file():
        raise NotCompiled("there is no C compiler, or no header of Python")
    shutil.rmtree(KEPT, ignore_errors=True)
    making = KEPT / "making"
    lay_out(making)
    compile_in(making, say)
    tidy(making)
    compare(making, say)
    return making.rename(folder)


def key() -> str:
    """Return what tells these sources, this Python and this compiler from all others."""
    digest = hashlib.sha256(f"{sys.version} mypy {importlib.metadata.version('mypy')}".encode())
    for path in sources(DEPENDED_ON):
        digest.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def sources(folders: Iterable[str]) -> list[Path]:
    """Return the Python files of some folders, without tests and planted bugs."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.[hp]*") if path.suffix in (".h", ".py"))
    return sorted(path for path in found if not path.name.startswith("test_") and "planted" not in path.parts)


def lay_out(folder: Path) -> None:
    """Write the copy that is compiled: the hot modules with their values written out, all others as they are."""
    hot = {file_of(name) for name in MODULES}
    for path in (*sources(COPIED), ROOT / "tests" / "__init__.py"):
        name = path.relative_to(ROOT)
        text = path.read_text(encoding="utf-8")
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if str(name) in hot:
            text = rewritten(
                text, pure=name.is_relative_to("kiosk_app/domain") or name.is_relative_to("kiosk_app/flows")
            )
        (folder / name).write_text(text, encoding="utf-8")


def compile_in(folder: Path, say: Say) -> None:
    """Compile the copy, with a word every few seconds."""
    log = folder.with_suffix(".log")
    with log.open("wb") as lines:
        words = [sys.executable, "-m", "tests.simulation.swift.workshop", str(folder)]
        compiler = subprocess.Popen(words, cwd=ROOT, stdout=lines, stderr=subprocess.STDOUT)
        began = said = time.monotonic()
        while compiler.poll() is None:
            time.sleep(LOOK_S)
            if (now := time.monotonic()) - said > SAY_S:
                said = now
                say(f"  {now - began:5.0f} s  compiling the kiosk and its world, once for these sources")
    if compiler.returncode:
        raise NotCompiled(f"the compiler failed, see {log}")


def tidy(folder: Path) -> None:
    """Keep the libraries alone."""
    for name in ("build", ".mypy_cache"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for path in folder.rglob("*.py"):
        path.unlink()


def compare(folder: Path, say: Say) -> None:
    """Tell some seeds' stories both ways; compiled modules that tell another one are not used."""
    say("  comparing the stories of compiled and interpreted modules")
    if traces(folder) != traces(None):
        raise NotCompiled("the compiled modules tell another story than the interpreted ones")


def traces(folder: Path | None) -> list[str]:
    """Return the traces of a few seeds on every store and platform, told in a process of its own."""
    program = (
        "import sys; from pathlib import Path; folder, *seeds = sys.argv[1:]\n"
        "if folder:\n"
        "    from tests.simulation.swift.loading import stand_in; stand_in(Path(folder))\n"
        "from tests.simulation.quiet import quiet; quiet()\n"
        "from tests.simulation.scenario import Variant, run, trace; from tests.simulation.tape import SeededTape\n"
        "for seed in map(int, seeds):\n"
        "    for variant in Variant:\n"
        "        print(trace(run(SeededTape(seed), telling=True, variant=variant)))\n"
    )
    words = [sys.executable, "-c", program, str(folder or ""), *map(str, STORIES)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotCompiled(f"the stories could not be told: {done.stderr.strip().splitlines()[-1]}")
    return done.stdout.split()
