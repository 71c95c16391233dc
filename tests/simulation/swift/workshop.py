"""The compiler's own process: `python -m tests.simulation.swift.workshop FOLDER`, with the rewritten copy in FOLDER."""

import os
import sys
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

from mypyc.build import mypycify
from setuptools import Distribution  # type: ignore[import-untyped]  # its stubs are for this line alone

from tests.simulation.swift.modules import GROUPS, file_of

OPTIONS = ("--python-version=3.11", "--follow-imports=silent", "--ignore-missing-imports", "--config-file=/dev/null")
OPTIMISED = "2"  # below it nothing is inlined; what 3 adds costs minutes of gcc and is not measured in visits
UNSEEN = "-fvisibility=hidden"  # what no other library calls is called at once

QUICK = Path(__file__).with_name("quick.h")

LAST_OF_ITS_OWN = "#include <function_wrapper.c>\n"  # behind it is what mypyc makes of our modules


def main(words: list[str]) -> int:
    """Compile the copy in place."""
    (folder,) = words
    os.chdir(folder)
    sys.path.insert(0, folder)
    groups: list[tuple[list[str], str | None]] = [([file_of(each) for each in names], group) for group, names in GROUPS]
    paths = [path for found, _ in groups for path in found]
    extensions = mypycify([*OPTIONS, *paths], separate=groups, opt_level=OPTIMISED, debug_level="0")
    for extension in extensions:
        extension.extra_compile_args.append(UNSEEN)
    for path in {path for extension in extensions for path in extension.sources}:
        quicken(Path(path))
    distribution = Distribution({"name": "swift", "ext_modules": extensions})
    distribution.script_name = "workshop"
    command = distribution.get_command_obj("build_ext")
    command.inplace, command.parallel = True, os.cpu_count() or 1
    distribution.run_command("build_ext")
    assert all(Path(each).with_suffix(EXTENSION_SUFFIXES[0]).is_file() for each in paths), "something is not compiled"
    return 0


def quicken(path: Path) -> None:
    """Let the C of our modules be read with `quick.h`."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(LAST_OF_ITS_OWN, f'{LAST_OF_ITS_OWN}#include "{QUICK}"\n'), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
