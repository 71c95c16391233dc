"""What a card's EEPROM holds: it outlives power, sessions and processes as one JSON file in a directory."""

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from emulators.meter_card.files import SIZES

METER_KEY, POWER_KEY, PURCHASE_KEY = 0x02, 0x03, 0x04  # external authentication (meter_card.md 1.8)
TRIES = 3
NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


class CardKind(StrEnum):
    """What sort of card this is."""

    METER = "meter"
    FOREIGN = "foreign"  # a bank's, say: no electricity directory
    MUTE = "mute"  # broken, or no chip: never answers a reset


def _empty_files() -> dict[int, bytearray]:
    return {sfi: bytearray(size) for sfi, size in SIZES.items()}


def _full_tries() -> dict[int, int]:
    return dict.fromkeys((METER_KEY, POWER_KEY, PURCHASE_KEY), TRIES)


@dataclass(slots=True)
class CardImage:
    """The lasting content of one card; changed only by its operating system."""

    serial: bytes  # 8 bytes, the end of the ATR
    kind: CardKind = CardKind.METER
    files: dict[int, bytearray] = field(default_factory=_empty_files)  # of DF01, by short file identifier
    tries: dict[int, int] = field(default_factory=_full_tries)  # left, by key number

    def to_json(self) -> str:
        """Return the card as text."""
        return json.dumps(
            {
                "serial": self.serial.hex().upper(),
                "kind": self.kind.value,
                "files": {f"{sfi:02X}": content.hex().upper() for sfi, content in self.files.items()},
                "tries": {f"{key:02X}": left for key, left in self.tries.items()},
            },
            indent=1,
        )

    @classmethod
    def from_json(cls, text: str) -> "CardImage":
        """Read what `to_json` wrote."""
        value = json.loads(text)
        return cls(
            bytes.fromhex(value["serial"]),
            CardKind(value["kind"]),
            {int(sfi, 16): bytearray.fromhex(content) for sfi, content in value["files"].items()},
            {int(key, 16): left for key, left in value["tries"].items()},
        )


def save_atomically(path: Path, text: str) -> None:
    """Replace the file in one step: a process killed meanwhile leaves the old content or the new."""
    fresh = path.with_suffix(f".{os.getpid()}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


class CardBox:
    """The customers' cards as files in a directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(parents=True, exist_ok=True)

    def names(self) -> list[str]:
        """Return the names of all cards."""
        return sorted(path.stem for path in self._directory.glob("*.json"))

    def path(self, name: str) -> Path:
        """Return where a card lies; ValueError when `name` is no card's name."""
        if not NAME.fullmatch(name):
            raise ValueError(f"not a card's name: {name!r}")
        return self._directory / f"{name}.json"

    def put(self, name: str, image: CardImage) -> None:
        """Put a card into the box, or replace the one of this name."""
        save_atomically(self.path(name), image.to_json())

    def look(self, name: str) -> CardImage:
        """Return the card as it is now; KeyError when there is none of this name."""
        path = self.path(name)
        if not path.exists():
            raise KeyError(name)
        return CardImage.from_json(path.read_text(encoding="utf-8"))

    def saver(self, name: str) -> Callable[[CardImage], None]:
        """Return what keeps this card's file equal to its EEPROM."""
        return lambda image: self.put(name, image)
