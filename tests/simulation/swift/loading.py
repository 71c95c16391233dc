"""Let compiled modules stand in for their sources: for this process, under the same names."""

import ast
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import EXTENSION_SUFFIXES, ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

from tests.simulation.swift.modules import GROUPS, MODULES, ROOT, file_of


class CompiledFinder(MetaPathFinder):
    """Finds what is compiled in one folder."""

    def __init__(self, folder: Path) -> None:
        suffix = EXTENSION_SUFFIXES[0]
        self._files = {f"{group}__mypyc": folder / f"{group}__mypyc{suffix}" for group, _ in GROUPS}
        self._files |= {name: (folder / file_of(name)).with_suffix(suffix) for name in MODULES}

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Return where a compiled module lies, or None: look among the sources."""
        return spec_from_file_location(name, self._files[name]) if name in self._files else None


def stand_in(folder: Path) -> None:
    """Import what is compiled in this folder; every later import of these names finds it."""
    early = sorted(name for name in MODULES if name in sys.modules)
    assert not early, f"imported before anything could stand in for it: {', '.join(early)}"
    sys.meta_path.insert(0, CompiledFinder(folder))
    for name in MODULES:
        annotate(import_module(name))


def annotate(module: ModuleType) -> None:
    """Say of each value's fields what the source says: mypyc leaves less, and the journal's codec reads it."""
    source = ast.parse((ROOT / file_of(module.__name__)).read_text(encoding="utf-8"))
    for each in source.body:
        if isinstance(each, ast.ClassDef) and hasattr(vars(module)[each.name], "__dataclass_fields__"):
            vars(module)[each.name].__annotations__ = {
                line.target.id: eval(ast.unparse(line.annotation), vars(module))  # our own source, as `import` would
                for line in each.body
                if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)
            }
