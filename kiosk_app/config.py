"""The kiosk's configuration: TOML into one frozen value; unknown keys and impossible values are refused by name."""

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, model_validator
from pydantic_core import ErrorDetails

from kiosk_app.domain.money import Fen
from kiosk_app.domain.rules import Rules

REASONS = {"extra_forbidden": "unknown key", "missing": "is missing"}  # in other words than pydantic's


def absolute(path: str) -> str:
    """Accept a path that means the same wherever the kiosk is started."""
    if not Path(path).is_absolute() or "\0" in path:
        raise ValueError("is not an absolute path")
    return path


def reachable(url: str) -> str:
    """Accept an address with a host and a possible port."""
    try:
        host, port = urlsplit(url).hostname, urlsplit(url).port
    except ValueError as error:
        raise ValueError(f"is no address: {error}") from error
    if not host or port == 0:
        raise ValueError("is no address: it needs a host, and a port from 1 to 65535 if any")
    return url


Value = str | int | bool
Values = dict[str, Value]
REMOTE_SECTIONS = frozenset({"limits", "staff", "reconciliation", "speech"})
REMOTE_KEYS = frozenset({"platform.heartbeat_s", "terminal.site", "terminal.utility", "terminal.hotline", "log.level"})
Seconds = Annotated[int, Field(ge=1, le=600)]
AbsolutePath = Annotated[str, AfterValidator(absolute)]
AbsolutePathOrNone = Annotated[str, AfterValidator(lambda path: path and absolute(path))]  # none is ""
Https = Annotated[str, Field(pattern=r"^https://[^\s/?#@]+$"), AfterValidator(reachable)]


class ConfigRefused(Exception):
    """The file cannot be used; the text names file, key and reason, one a line."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Terminal(_Section):
    """Who this terminal is; the number is the one it is enrolled under."""

    number: Annotated[str, Field(pattern=r"^[A-Z]{2}-[0-9]{4}$")]
    site: Annotated[str, Field(min_length=1, max_length=24)]
    utility: Annotated[str, Field(min_length=1, max_length=12)] = "电力自助服务"
    hotline: Annotated[str, Field(pattern=r"^[0-9-]{3,20}$")] = "95598"


class Storage(_Section):
    """Where the kiosk keeps what must survive: the journal, and the key and certificate of its identity."""

    directory: AbsolutePath

    @property
    def journal(self) -> Path:
        """The journal's file."""
        return Path(self.directory) / "journal.db"

    @property
    def identity(self) -> Path:
        """The folder of key and certificate."""
        return Path(self.directory) / "identity"

    @property
    def speech(self) -> Path:
        """The folder of synthesised prompts; it may be emptied at any time."""
        return Path(self.directory) / "speech"

    @property
    def outgoing(self) -> Path:
        """The folder of journal files for the platform."""
        return Path(self.directory) / "outgoing"

    @property
    def configuration(self) -> Path:
        """The file of what the platform has configured beside the file here."""
        return Path(self.directory) / "configuration.json"

    @property
    def operators(self) -> Path:
        """The file of operators."""
        return Path(self.directory) / "staff" / "operators.json"

    @property
    def stacked_notes(self) -> Path:
        """The file of the acceptor's own count."""
        return Path(self.directory) / "acceptor" / "stacked.json"


class PlatformLine(_Section):
    """Where the platform is and whose certificates it has; nothing but HTTPS."""

    url: Https
    enrolment_url: Https
    authority: AbsolutePath  # the platform's own certificate authority, PEM, delivered with this file
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

    @model_validator(mode="after")
    def _where_it_is(self) -> Self:
        if self.kind == "crt310" and not self.port:
            raise ValueError("port is empty: a crt310 reader is on a serial port")
        return self


class Scanner(_Section):
    """A bar-code scanner on a serial line; without this section there is none, and numbers are typed."""

    port: Annotated[str, Field(min_length=1)]
    baud: Literal[9600, 19200, 38400, 57600, 115200] = 9600
    model: Literal["newland", "honeywell", "gm65"] = "newland"


class Cabinet(_Section):
    """Lock and door switches on a Modbus RTU relay board; without this section there are none."""

    port: Annotated[str, Field(min_length=1)]
    baud: Literal[9600, 19200, 38400] = 9600
    address: Annotated[int, Field(ge=1, le=255)] = 1


class Window(_Section):
    """How the window stands on the screen."""

    full_screen: bool = True
    hide_cursor: bool = True


class Speech(_Section):
    """Spoken prompts (T18): how loud at first, whose recordings, on which sound device."""

    enabled: bool = True
    volume: Literal["off", "low", "medium", "high"] = "medium"  # until a customer chooses another
    recordings: AbsolutePathOrNone = ""  # a studio's folder: zh/say_menu.wav, …; what it lacks is synthesised
    device: str = ""  # ALSA's name of the sound device; empty: its default


class Log(_Section):
    """Structured logs: JSON lines on standard error, and in a file when a path is given."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    file: AbsolutePathOrNone = ""


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
        """Return the rules of a customer's visit."""
        times = self.model_dump(exclude={"cash_maximum_yuan"})
        return Rules(cash_maximum=Fen(self.cash_maximum_yuan * 100), **times)


class Reconciliation(_Section):
    """When the journal is uploaded and compared by itself (PAY-7, PAY-8)."""

    at: Annotated[str, Field(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9])?$")] = "02:30"  # China's time; "": on demand


class Staff(_Section):
    """How staff work at the terminal."""

    idle_s: Seconds = 120  # then an operator is signed out
    second_person: bool = False  # a second operator signs the count of the cash box


@dataclass(frozen=True, slots=True)
class Origin:
    """Where settings came from."""

    path: Path
    version: int  # of what the platform has configured; 0: nothing


class Kept(BaseModel):
    """What the platform has configured, as it is kept."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    version: Annotated[int, Field(ge=1)]
    values: dict[str, Value]


class Settings(_Section):
    """Everything that can be configured."""

    _origin: Origin | None = PrivateAttr(default=None)

    terminal: Terminal
    storage: Storage
    platform: PlatformLine
    bill_acceptor: SerialPort
    receipt_printer: SerialPort
    card_reader: CardReader
    window: Window = Window()
    speech: Speech = Speech()
    log: Log = Log()
    limits: Limits = Limits()
    staff: Staff = Staff()
    reconciliation: Reconciliation = Reconciliation()
    scanner: Scanner | None = None
    cabinet: Cabinet | None = None

    @property
    def origin(self) -> Origin | None:
        """Where they came from; None where they were put together in memory."""
        return self._origin

    def rules(self) -> Rules:
        """Return the rules that the flows are given."""
        prefix, staff = self.terminal.number.replace("-", ""), self.staff
        return replace(self.limits.rules(), prefix=prefix, staff_s=staff.idle_s, second_person=staff.second_person)

    @model_validator(mode="after")
    def _one_device_a_port(self) -> Self:
        ports = [self.bill_acceptor.port, self.receipt_printer.port]
        ports += [self.card_reader.port] if self.card_reader.kind == "crt310" else []
        ports += [each.port for each in (self.scanner, self.cabinet) if each is not None]
        if shared := sorted(port for port, devices in Counter(ports).items() if devices > 1):
            raise ValueError(f"more than one device is on {', '.join(shared)}")
        return self


def load(path: Path) -> Settings:
    """Read the file and what the platform has configured; raise ConfigRefused with every complaint at once.

    What the platform has configured and does not fit the file any more is left out whole: the platform is told.
    """
    content = read(path)
    plain = settings_of(path, content)
    try:
        version, values = kept_values(plain.storage.configuration)
        settings = settings_of(path, overlaid(content, values))
    except (OSError, ValueError, ConfigRefused):
        version, settings = 0, plain
    settings._origin = Origin(path, version)
    return settings


def kept_values(file: Path) -> tuple[int, Values]:
    """Return version and values as the platform gave them last, 0 where it gave none; raise OSError or ValueError."""
    if not file.exists():
        return 0, {}
    kept = Kept.model_validate_json(file.read_bytes())
    return kept.version, dict(kept.values)


def overlaid(content: dict[str, Any], values: Mapping[str, Value]) -> dict[str, Any]:
    """Return a file's content with other values in place; raise ConfigRefused for what only the file may say."""
    if wrong := sorted(key for key in values if not configurable(key)):
        raise ConfigRefused("\n".join(f"{key}: cannot be configured by the platform" for key in wrong))
    made = {name: dict(part) if isinstance(part, dict) else part for name, part in content.items()}
    for key, value in values.items():
        section, _, name = key.partition(".")
        made.setdefault(section, {})[name] = value
    return made


def configurable(key: str) -> bool:
    """Tell whether the platform may configure it: nothing by which a terminal could lose its devices or platform."""
    section, _, name = key.partition(".")
    return bool(name) and (section in REMOTE_SECTIONS or key in REMOTE_KEYS)


def differences(before: Settings, after: Settings) -> tuple[str, ...]:
    """Say what is another value afterwards: "limits.notes_s: 60 -> 90"."""
    old, new = (flat(each.model_dump()) for each in (before, after))
    return tuple(f"{key}: {old.get(key)} -> {new.get(key)}" for key in new if old.get(key) != new.get(key))


def judged(settings: Settings, values: Values) -> tuple[tuple[str, ...], str]:
    """Say what other values of the platform would change in what is in effect, or why they cannot be."""
    origin = settings.origin
    if origin is None:
        return (), "these settings are no file's"
    try:
        wanted = settings_of(origin.path, overlaid(read(origin.path), values))
    except ConfigRefused as error:
        return (), str(error).replace(f"{origin.path}: ", "").replace("\n", "; ")
    return differences(settings, wanted), ""


def flat(content: dict[str, Any]) -> dict[str, Any]:
    """Return values by their full names."""
    sections = ((name, part) for name, part in content.items() if isinstance(part, dict))
    return {f"{name}.{key}": value for name, part in sections for key, value in part.items()}


def read(path: Path) -> dict[str, Any]:
    """Read the file's content, or raise ConfigRefused."""
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise ConfigRefused(f"{path}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigRefused(f"{path}: not TOML: {error}") from error


def settings_of(path: Path, content: dict[str, Any]) -> Settings:
    """Return the settings, or raise ConfigRefused with every complaint at once; `path` is what it names."""
    try:
        return Settings.model_validate(content)
    except ValidationError as error:
        raise ConfigRefused("\n".join(complaint(path, each) for each in error.errors())) from error


def complaint(path: Path, error: ErrorDetails) -> str:
    """Name file, key and reason."""
    key = ".".join(map(str, error["loc"])) or "devices"
    reason = REASONS.get(error["type"], error["msg"].removeprefix("Value error, "))
    return f"{path}: {key}: {reason}"
