"""The kiosk's configuration: TOML into one frozen value; unknown keys and impossible values are refused by name."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk_app.domain.money import Fen
from kiosk_app.domain.rules import Rules

Seconds = Annotated[int, Field(ge=1, le=600)]


class ConfigRefused(Exception):
    """The file cannot be used; the text names file, key and reason, one a line."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Terminal(_Section):
    """Who this terminal is; the number is the one it is enrolled under."""

    number: Annotated[str, Field(pattern=r"^[A-Z]{2}-\d{4}$")]
    site: Annotated[str, Field(min_length=1, max_length=24)]
    utility: Annotated[str, Field(min_length=1, max_length=12)] = "电力自助服务"
    hotline: Annotated[str, Field(pattern=r"^[0-9-]{3,20}$")] = "95598"


class Storage(_Section):
    """Where the kiosk keeps what must survive: the journal, and the key and certificate of its identity."""

    directory: str

    @property
    def journal(self) -> Path:
        """The journal's file."""
        return Path(self.directory) / "journal.db"

    @property
    def identity(self) -> Path:
        """The folder of key and certificate."""
        return Path(self.directory) / "identity"


class PlatformLine(_Section):
    """Where the platform is and whose certificates it has; nothing but HTTPS."""

    url: Annotated[str, Field(pattern=r"^https://[^\s/]+(:\d+)?$")]
    enrolment_url: Annotated[str, Field(pattern=r"^https://[^\s/]+(:\d+)?$")]
    authority: str  # the platform's own certificate authority, PEM, delivered with this file
    heartbeat_s: Seconds = 30


class SerialPort(_Section):
    """A serial device."""

    port: Annotated[str, Field(min_length=1)]
    baud: Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200] = 9600


class CardReader(_Section):
    """Which card reader: the motorised one on a serial port, or one known to PC/SC by its name."""

    kind: Literal["crt310", "pcsc"]
    port: str = ""
    baud: Literal[9600, 19200, 38400] = 9600
    reader: str = ""  # the beginning of the PC/SC reader's name; empty: the first one


class Window(_Section):
    """How the window stands on the screen."""

    full_screen: bool = True
    hide_cursor: bool = True


class Log(_Section):
    """Structured logs: JSON lines on standard error, and in a file when a path is given."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    file: str = ""


class Limits(_Section):
    """Limits and times of a visit; the defaults are those of the design (ux.md T14)."""

    cash_maximum_yuan: Annotated[int, Field(ge=100, le=20_000)] = 5_000
    menu_s: Seconds = 60
    typing_s: Seconds = 60
    bills_s: Seconds = 60
    notes_s: Seconds = 60
    card_insert_s: Seconds = 30
    card_take_s: Seconds = 30
    result_s: Seconds = 30

    def rules(self) -> Rules:
        """Return the rules that the flows are given."""
        times = self.model_dump(exclude={"cash_maximum_yuan"})
        return Rules(cash_maximum=Fen(self.cash_maximum_yuan * 100), **times)


class Settings(_Section):
    """Everything that can be configured."""

    terminal: Terminal
    storage: Storage
    platform: PlatformLine
    bill_acceptor: SerialPort
    receipt_printer: SerialPort
    card_reader: CardReader
    window: Window = Window()
    log: Log = Log()
    limits: Limits = Limits()


def load(path: Path) -> Settings:
    """Read the file, or raise ConfigRefused with every complaint at once."""
    try:
        with path.open("rb") as file:
            content = tomllib.load(file)
    except OSError as error:
        raise ConfigRefused(f"{path}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigRefused(f"{path}: not TOML: {error}") from error
    try:
        return Settings.model_validate(content)
    except ValidationError as error:
        complaints = (f"{path}: {'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise ConfigRefused("\n".join(complaints)) from error
