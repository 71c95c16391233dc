"""Tapes on disk: what was decided, what broke, and how to see it again."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.simulation.tape import Decisions

FOLDER = Path(__file__).parent / "tapes"


@dataclass(frozen=True, slots=True)
class SavedTape:
    """A tape that once failed."""

    checker: str
    promise: str
    text: str
    seed: int
    variant: str  # of `scenario.Variant`
    decisions: Decisions
    bug: str = ""  # of `planted`, where this is what that bug looked like before it was mended

    @property
    def name(self) -> str:
        """Return the file's name."""
        return f"{self.bug or f'{self.checker}-{self.promise}-{self.seed}'}.json".replace(" ", "_")


def save(tape: SavedTape, folder: Path = FOLDER) -> Path:
    """Write a tape; a line a decision, so that differences can be read."""
    path = folder / tape.name
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(tape), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def load(path: Path) -> SavedTape:
    """Read a tape; refuse what is none."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    decisions = content.get("decisions")
    if not isinstance(decisions, dict) or not all(
        isinstance(address, str) and "#" in address and isinstance(value, int) for address, value in decisions.items()
    ):
        raise ValueError(f"{path} is not a tape of this simulation")
    return SavedTape(**content)
