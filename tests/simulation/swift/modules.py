"""Which modules are compiled for `./kiosk simulate`: where its time goes. Each group becomes one library."""

from pathlib import Path

ROOT = Path(__file__).parents[3]


def within(folder: str, *left_out: str) -> list[str]:
    """Return the names of all modules of a folder, but those left out."""
    found = sorted(path for path in (ROOT / folder).glob("*.py") if path.stem not in (*left_out, "__init__"))
    return [f"{folder.replace('/', '.')}.{path.stem}" for path in found]


GROUPS: tuple[tuple[str, list[str]], ...] = (
    ("swift_domain", within("kiosk_app/domain", "changed")),
    (
        "swift_flows",
        [
            *within("kiosk_app/flows"),
            *(f"kiosk_app.runtime.{name}" for name in ("patience", "ports", "runner", "staffing")),
        ],
    ),
    (
        "swift_world",
        [
            *(
                f"tests.simulation.{name}"
                for name in (
                    "collector",
                    "faults",
                    "kiosk",
                    "manners",
                    "marks",
                    "memory",
                    "people",
                    "street",
                    "tape",
                    "things",
                    "timeline",
                    "violation",
                    "world",
                )
            ),
            *within("tests/simulation/checkers", "file_rows", "delivery"),
            *within("tests/simulation/devices"),
            *(f"tests.simulation.platform.{name}" for name in ("core", "customers", "line", "model", "office", "port")),
        ],
    ),
)
MODULES = tuple(name for _, names in GROUPS for name in names)


def file_of(module: str) -> str:
    """Return the path of a module below the root."""
    return f"{module.replace('.', '/')}.py"
