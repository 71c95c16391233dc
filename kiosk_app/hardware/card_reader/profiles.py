"""Card profiles: what a card of some family looks like, as data in `profiles/*.toml`; checked when they are loaded.

A further family is a further file. The more particular profile is tried first: one with `known_by` before one without.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

DIRECTORY = Path(__file__).with_name("profiles")
FRAME = 6  # 68, command, two bytes of length; sum, 16
LONGEST_FILE = 0xFF + 0xFF  # the offset of a read is one byte, and so is its length

FileName = Literal["parameters", "wallet", "tariff", "standby_tariff", "return_write"]


class ProfileRefused(Exception):
    """A profile contradicts itself, or cannot be read; the message names the file and every complaint."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class CardFile(_Part):
    """One elementary file. `command` is the second byte of its frame 68…16; a file without one has no frame."""

    sfi: Annotated[int, Field(ge=1, le=30)]
    size: Annotated[int, Field(ge=1, le=LONGEST_FILE)]
    command: Annotated[int, Field(ge=0, le=0xFF)] | None = None
    read: bool = True  # at every presentation; the others only when they were written

    @model_validator(mode="after")
    def _holds_its_frame(self) -> Self:
        if self.command is not None and self.size <= FRAME:
            raise ValueError("a framed file is longer than its frame")
        return self


class CardField(_Part):
    """Where a value lies. `binary` is big-endian; `digits` are packed, `digits` of them after leading zeros."""

    file: FileName
    offset: Annotated[int, Field(ge=0)]
    size: Annotated[int, Field(ge=1, le=8)]
    encoding: Literal["binary", "digits"]
    digits: Annotated[int, Field(ge=1, le=16)] | None = None

    @model_validator(mode="after")
    def _counts_its_digits(self) -> Self:
        if (self.encoding == "digits") != (self.digits is not None):
            raise ValueError("digits are counted, and only they")
        if self.digits is not None and self.digits > 2 * self.size:
            raise ValueError("more digits than there is room for")
        return self


class Files(_Part):
    """The files of the electricity directory."""

    parameters: CardFile
    wallet: CardFile
    return_write: CardFile
    tariff: CardFile | None = None
    standby_tariff: CardFile | None = None

    def get(self, name: FileName) -> CardFile | None:
        """Return a file by its name; None where this family has none."""
        found: CardFile | None = getattr(self, name)
        return found

    def all(self) -> tuple[CardFile, ...]:
        """Return every file of this family."""
        files = (self.parameters, self.wallet, self.tariff, self.standby_tariff, self.return_write)
        return tuple(file for file in files if file is not None)


class Fields(_Part):
    """What a snapshot is made of."""

    meter_no: CardField
    customer_no: CardField
    card_type: CardField
    wallet_value: CardField
    wallet_counter: CardField
    remaining: CardField
    return_counter: CardField


class Place(_Part):
    """One byte of a file."""

    file: FileName
    offset: Annotated[int, Field(ge=0)]


class Mark(_Part):
    """By what a card of this family is told from others of the same layout."""

    value: Annotated[int, Field(ge=0, le=0xFF)]
    places: Annotated[list[Place], Field(min_length=1)]


class CardProfile(_Part):
    """One family of cards."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=20)]
    application: Annotated[str, Field(pattern=r"^[0-9A-F]{4}$")]
    unit: Literal["fen", "ckwh"]
    atr_bytes: Annotated[int, Field(ge=2, le=33)]
    serial_bytes: Annotated[int, Field(ge=1)]
    files: Files
    fields: Fields
    known_by: Mark | None = None

    @property
    def directory(self) -> int:
        """The directory's identifier."""
        return int(self.application, 16)

    def file(self, sfi: int) -> CardFile | None:
        """Return the file with this short identifier."""
        return next((file for file in self.files.all() if file.sfi == sfi), None)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        complaints = []
        if self.serial_bytes != 8:
            complaints.append("a serial has 8 bytes: 16 hex digits in every interface")
        if self.serial_bytes >= self.atr_bytes:
            complaints.append("the serial does not fit into the ATR")
        identifiers = [file.sfi for file in self.files.all()]
        if len(set(identifiers)) != len(identifiers):
            complaints.append("two files have one identifier")
        if not all(file.read for file in (self.files.parameters, self.files.wallet, self.files.return_write)):
            complaints.append("parameters, wallet and return-write are read at every presentation")
        for name in Fields.model_fields:
            complaints += self._misplaced(name, getattr(self.fields, name))
        for place in self.known_by.places if self.known_by else ():
            file = self.files.get(place.file)
            if file is None or not file.read or place.offset >= file.size:
                complaints.append(f"known by a byte that is not read: {place.file} {place.offset}")
        if complaints:
            raise ValueError("; ".join(complaints))
        return self

    def _misplaced(self, name: str, field: CardField) -> list[str]:
        file = self.files.get(field.file)
        if file is None or not file.read:
            return [f"{name} lies in a file that is not read"]
        end = file.size - 2 if file.command is not None else file.size
        return [] if field.offset + field.size <= end else [f"{name} lies beyond its file"]


def parse(text: str, name: str) -> CardProfile:
    """Read a profile, or raise ProfileRefused with every complaint at once; `name` is the file's, for the message."""
    try:
        return CardProfile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ProfileRefused(f"{name}: not TOML: {error}") from error
    except ValidationError as error:
        complaints = (f"{name}: {'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise ProfileRefused("\n".join(complaints)) from error


def load(directory: Path = DIRECTORY) -> tuple[CardProfile, ...]:
    """Read every profile of a directory, the more particular ones first; raise ProfileRefused."""
    try:
        texts = [(path.name, path.read_text(encoding="utf-8")) for path in sorted(directory.glob("*.toml"))]
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileRefused(f"{directory}: {error}") from error
    profiles = [parse(text, name) for name, text in texts]
    if not profiles:
        raise ProfileRefused(f"{directory}: no profile")
    names = [profile.name for profile in profiles]
    if len(set(names)) != len(names):
        raise ProfileRefused(f"{directory}: two profiles of one name")
    return tuple(sorted(profiles, key=lambda profile: profile.known_by is None))
