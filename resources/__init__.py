"""What the programs show: stylesheet, icons, pictures, translations. Data only; code reads it through `path`."""

from pathlib import Path

_HERE = Path(__file__).parent


def path(*parts: str) -> Path:
    """Where a resource lies: path("icons", "check.svg")."""
    return _HERE.joinpath(*parts)
