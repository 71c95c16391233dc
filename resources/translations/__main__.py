"""Collect the texts into the .ts files and build the .qm files: `./kiosk translate`."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SCREENS = HERE.parents[1] / "kiosk_app" / "screens"
CATALOGUES = tuple(str(SCREENS / f"{part}messages.py") for part in ("", "enquiry_", "staff_", "spoken_"))
LANGUAGES = ("en",)


def tool(name: str) -> str:
    """Return the Qt tool of this Python environment."""
    return str(Path(sys.executable).parent / f"pyside6-{name}")


def collect(language: str) -> None:
    """Bring the .ts file up to date with the catalogue; what is new is marked unfinished."""
    file = HERE / f"kiosk_{language}.ts"
    options = ["-no-obsolete", "-locations", "none", "-source-language", "zh_CN", "-target-language", language]
    subprocess.run([tool("lupdate"), *CATALOGUES, *options, "-ts", str(file)], check=True)


def build(language: str) -> None:
    """Build the .qm file that the kiosk loads."""
    source, built = HERE / f"kiosk_{language}.ts", HERE / f"kiosk_{language}.qm"
    subprocess.run([tool("lrelease"), "-silent", str(source), "-qm", str(built)], check=True)


def main(arguments: list[str]) -> None:
    """Do both for every language; with --collect only the first."""
    for language in LANGUAGES:
        collect(language)
        if "--collect" not in arguments:
            build(language)


if __name__ == "__main__":
    main(sys.argv[1:])
