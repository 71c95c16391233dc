"""The tray: every slip becomes a picture and a text file, numbered on from what lies there already."""

import re
from pathlib import Path

from emulators.receipt_printer.paper import Slip

_NUMBERED = re.compile(r"(\d{4,})(-torn)?\.(png|txt)")


class FolderTray:
    """A folder. Torn slips have "-torn" in their names; the text file is there only when the picture is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, slip: Slip) -> None:
        """Write one slip."""
        name = f"{self._last() + 1:04d}{'' if slip.whole else '-torn'}"
        picture = self.folder / f".{name}.png"
        slip.picture.convert("1").save(picture, format="PNG", optimize=True)
        picture.rename(self.folder / f"{name}.png")
        text = self.folder / f".{name}.txt"
        text.write_text("".join(f"{line}\n" for line in slip.lines), encoding="utf-8")
        text.rename(self.folder / f"{name}.txt")

    def _last(self) -> int:
        numbers = [int(found[1]) for path in self.folder.iterdir() if (found := _NUMBERED.fullmatch(path.name))]
        return max(numbers, default=0)


class ListTray:
    """Slips in memory."""

    def __init__(self) -> None:
        self.slips: list[Slip] = []

    def put(self, slip: Slip) -> None:
        """Keep one slip."""
        self.slips.append(slip)
