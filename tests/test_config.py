"""The configuration: every default visible, every mistake told by file, key and reason, all of them at once."""

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from kiosk_app.config import ConfigRefused, Limits, Settings, load
from kiosk_app.domain.money import Fen
from kiosk_app.domain.rules import Rules
from resources import path as resource

SAMPLE = resource("kiosk.sample.toml")
SMALLEST = """
[terminal]
number = "GD-0117"
site = "城南供电营业厅"
[storage]
directory = "/var/lib/gridkiosk"
[platform]
url = "https://platform.example:8443"
enrolment_url = "https://platform.example"
authority = "/etc/gridkiosk/authority.pem"
[bill_acceptor]
port = "/dev/ttyS0"
[receipt_printer]
port = "/dev/ttyS1"
[card_reader]
kind = "pcsc"
"""


def toml(content: dict[str, Any]) -> str:
    """Write tables of plain values as TOML."""

    def value(plain: Any) -> str:
        if isinstance(plain, bool):
            return str(plain).lower()
        return f'"{plain}"'.replace("\\", "\\\\") if isinstance(plain, str) else str(plain)

    tables = []
    for name, table in content.items():
        if isinstance(table, dict):
            tables.append("\n".join([f"[{name}]", *(f"{key} = {value(plain)}" for key, plain in table.items())]))
        else:
            tables.insert(0, f"{name} = {value(table)}")
    return "\n".join(tables)


def sample() -> dict[str, Any]:
    return tomllib.loads(SAMPLE.read_text(encoding="utf-8"))


def refusal(folder: Path, content: str | bytes) -> list[str]:
    """Return the complaints about a file, without its name, which each of them begins with."""
    file = folder / "kiosk.toml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(ConfigRefused) as refused:
        load(file)
    lines = str(refused.value).splitlines()
    assert all(line.startswith(f"{file}: ") for line in lines)
    return [line.removeprefix(f"{file}: ") for line in lines]


def sections() -> dict[str, type[BaseModel]]:
    return {
        name: field.annotation
        for name, field in Settings.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
    }


def defaults() -> list[tuple[str, str, FieldInfo]]:
    return [
        (name, key, field)
        for name, section in sections().items()
        for key, field in section.model_fields.items()
        if not field.is_required()
    ]


def test_the_sample_loads() -> None:
    settings = load(SAMPLE)
    assert settings.terminal.number == "GD-0117"
    assert settings.storage.journal == Path("/var/lib/gridkiosk/journal.db")
    assert settings.storage.identity == Path("/var/lib/gridkiosk/identity")


def test_the_sample_shows_every_key() -> None:
    shown = {(name, key) for name, table in sample().items() for key in table}
    assert shown == {(name, key) for name, section in sections().items() for key in section.model_fields}


@pytest.mark.parametrize(("section", "key", "field"), defaults(), ids=lambda value: str(value)[:24])
def test_the_sample_shows_every_default(section: str, key: str, field: FieldInfo) -> None:
    """What the sample says is what is true without it; a printer and a reader have a speed of their own."""
    if (section, key) in {("receipt_printer", "baud"), ("card_reader", "port")}:
        return
    assert sample()[section][key] == field.default


def test_what_has_a_default_may_be_left_out(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text(SMALLEST, encoding="utf-8")
    settings = load(file)
    for section, key, field in defaults():
        assert getattr(getattr(settings, section), key) == field.default


def test_settings_cannot_be_changed_afterwards() -> None:
    settings = load(SAMPLE)
    with pytest.raises(ValueError, match="frozen"):
        settings.terminal = settings.terminal
    with pytest.raises(ValueError, match="frozen"):
        settings.limits.menu_s = 1


def test_t14_the_limits_become_the_rules_of_a_visit() -> None:
    assert Limits().rules() == Rules()
    chosen = Limits(cash_maximum_yuan=300, menu_s=1, typing_s=2, bills_s=3, notes_s=4, card_insert_s=5, card_take_s=6,
                    result_s=7)  # fmt: skip
    assert chosen.rules() == Rules(
        cash_maximum=Fen(30_000), menu_s=1, typing_s=2, bills_s=3, notes_s=4, card_insert_s=5, card_take_s=6,
        result_s=7,
    )  # fmt: skip


WRONG: list[tuple[str, str, Any, str]] = [
    ("terminal", "number", "GD0117", "pattern"),
    ("terminal", "number", "GD-117", "pattern"),
    ("terminal", "number", "gd-0117", "pattern"),
    ("terminal", "number", "GD-０１１７", "pattern"),
    ("terminal", "number", "GD-0117 ", "pattern"),
    ("terminal", "number", 117, "valid string"),
    ("terminal", "site", "", "at least 1"),
    ("terminal", "site", "厅" * 25, "at most 24"),
    ("terminal", "utility", "", "at least 1"),
    ("terminal", "hotline", "call us", "pattern"),
    ("storage", "directory", "", "absolute"),
    ("storage", "directory", "var/lib", "absolute"),
    ("storage", "directory", "~/gridkiosk", "absolute"),
    ("platform", "url", "http://platform.example", "pattern"),
    ("platform", "url", "https://", "pattern"),
    ("platform", "url", "https://platform.example/v1", "pattern"),
    ("platform", "url", "https://user:pw@platform.example", "pattern"),
    ("platform", "url", "https://platform.example:99999", "no address"),
    ("platform", "url", "https://platform.example:0", "no address"),
    ("platform", "url", "https://platform.example:http", "no address"),
    ("platform", "url", "https://:8443", "no address"),
    ("platform", "url", "https://[::1", "no address"),
    ("platform", "enrolment_url", "platform.example", "pattern"),
    ("platform", "authority", "", "absolute"),
    ("platform", "authority", "authority.pem", "absolute"),
    ("platform", "heartbeat_s", 0, "greater than or equal to 1"),
    ("platform", "heartbeat_s", 601, "less than or equal to 600"),
    ("platform", "heartbeat_s", 30.0, "valid integer"),
    ("platform", "heartbeat_s", "30", "valid integer"),
    ("platform", "heartbeat_s", True, "valid integer"),
    ("bill_acceptor", "port", "", "at least 1"),
    ("bill_acceptor", "baud", 9601, "9600"),
    ("receipt_printer", "baud", "19200", "19200"),
    ("card_reader", "kind", "magnetic", "'crt310' or 'pcsc'"),
    ("card_reader", "baud", 1200, "9600"),
    ("window", "full_screen", "yes", "valid boolean"),
    ("window", "full_screen", 1, "valid boolean"),
    ("log", "level", "loud", "'debug'"),
    ("log", "file", "kiosk.log", "absolute"),
    ("limits", "cash_maximum_yuan", 99, "greater than or equal to 100"),
    ("limits", "cash_maximum_yuan", 20_001, "less than or equal to 20000"),
    ("limits", "menu_s", 0, "greater than or equal to 1"),
    ("limits", "notes_s", -60, "greater than or equal to 1"),
    ("limits", "result_s", 601, "less than or equal to 600"),
]


@pytest.mark.parametrize(("section", "key", "value", "reason"), WRONG)
def test_a_value_that_cannot_be_is_refused_by_name(
    tmp_path: Path, section: str, key: str, value: Any, reason: str
) -> None:
    content = sample()
    content[section][key] = value
    (told,) = refusal(tmp_path, toml(content))
    assert told.startswith(f"{section}.{key}: ")
    assert reason in told


@pytest.mark.parametrize("section", sections().keys())
def test_an_unknown_key_is_refused_by_name(tmp_path: Path, section: str) -> None:
    content = sample()
    content[section]["colour"] = "blue"
    assert refusal(tmp_path, toml(content)) == [f"{section}.colour: unknown key"]


def test_an_unknown_section_is_refused_by_name(tmp_path: Path) -> None:
    content = sample()
    content["limit"] = content.pop("limits")
    content["colour"] = "blue"
    assert refusal(tmp_path, toml(content)) == ["colour: unknown key", "limit: unknown key"]


@pytest.mark.parametrize(
    ("section", "key"),
    [(name, key) for name, section in sections().items() for key, field in section.model_fields.items()
     if field.is_required()],
)  # fmt: skip
def test_a_key_without_a_default_is_asked_for(tmp_path: Path, section: str, key: str) -> None:
    content = sample()
    del content[section][key]
    assert refusal(tmp_path, toml(content)) == [f"{section}.{key}: is missing"]


def test_every_complaint_is_told_at_once(tmp_path: Path) -> None:
    content = sample()
    content["terminal"]["number"] = "X"
    content["platform"]["heartbeat_s"] = 0
    content["limits"]["colour"] = "blue"
    del content["storage"]
    told = refusal(tmp_path, toml(content))
    assert [line.partition(": ")[0] for line in told] == [
        "terminal.number",
        "storage",
        "platform.heartbeat_s",
        "limits.colour",
    ]


def test_a_serial_reader_needs_its_port_and_another_does_not(tmp_path: Path) -> None:
    content = sample()
    content["card_reader"]["port"] = ""
    assert refusal(tmp_path, toml(content)) == ["card_reader: port is empty: a crt310 reader is on a serial port"]
    content["card_reader"]["kind"] = "pcsc"
    (tmp_path / "kiosk.toml").write_text(toml(content), encoding="utf-8")
    assert load(tmp_path / "kiosk.toml").card_reader.kind == "pcsc"


@pytest.mark.parametrize("section", ["bill_acceptor", "receipt_printer"])
def test_two_devices_on_one_port_are_refused(tmp_path: Path, section: str) -> None:
    content = sample()
    content[section]["port"] = content["card_reader"]["port"]
    assert refusal(tmp_path, toml(content)) == ["devices: more than one device is on /dev/ttyS2"]
    content["card_reader"]["kind"] = "pcsc"  # then the port is nobody's
    (tmp_path / "kiosk.toml").write_text(toml(content), encoding="utf-8")
    load(tmp_path / "kiosk.toml")


@pytest.mark.parametrize(
    "content",
    [
        b"[terminal",
        b"number = ",
        b"a = 1\na = 2",
        b"\xff\xfe",
        '[terminal]\nsite = "城南"'.encode("gbk"),
        b"\x00",
        b"[" * 10_000,
        b"a = " + b"[" * 100_000,
    ],
)
def test_what_is_not_toml_is_refused(tmp_path: Path, content: bytes) -> None:
    (told,) = refusal(tmp_path, content)
    assert told.startswith("not TOML: ")


def test_an_empty_file_is_asked_for_everything(tmp_path: Path) -> None:
    told = refusal(tmp_path, "")
    required = [name for name, field in Settings.model_fields.items() if field.is_required()]
    assert told == [f"{name}: is missing" for name in required]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigRefused, match="No such file") as refused:
        load(tmp_path / "kiosk.toml")
    assert str(tmp_path / "kiosk.toml") in str(refused.value)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigRefused, match="Is a directory"):
        load(tmp_path)


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As root every file may be read; so the system's answer is played."""

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(ConfigRefused, match=r"kiosk\.toml: Permission denied"):
        load(tmp_path / "kiosk.toml")


@given(st.binary(max_size=200))
def test_no_bytes_bring_it_down(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigRefused):
        load(file)


values = st.one_of(st.integers(-10, 10**6), st.booleans(), st.text("abc/:.[]-0", max_size=8), st.floats(0, 100))


@given(st.sampled_from([(name, key) for name, table in sample().items() for key in table]), values)
def test_whatever_a_key_says_it_is_taken_as_it_is_or_refused_by_its_name(
    tmp_path_factory: pytest.TempPathFactory, place: tuple[str, str], value: Any
) -> None:
    section, key = place
    content = sample()
    content[section][key] = value
    file = tmp_path_factory.getbasetemp() / "value.toml"
    file.write_text(toml(content), encoding="utf-8")
    try:
        settings = load(file)
    except ConfigRefused as refused:
        told = str(refused)
    else:
        taken = getattr(getattr(settings, section), key)
        assert (taken, type(taken)) == (value, type(value))
        return
    assert section in told or "more than one device" in told


def test_a_scanner_is_there_only_where_it_is_written_and_has_a_port_of_its_own(tmp_path: Path) -> None:
    content = sample()
    content["scanner"] = {"port": "/dev/ttyS5", "model": "gm65"}
    file = tmp_path / "kiosk.toml"
    file.write_text(toml(content), encoding="utf-8")
    scanner = load(file).scanner
    assert load(SAMPLE).scanner is None
    assert scanner is not None
    assert (scanner.port, scanner.baud, scanner.model) == ("/dev/ttyS5", 9600, "gm65")
    content["scanner"]["port"] = content["receipt_printer"]["port"]
    (told,) = refusal(tmp_path, toml(content))
    assert "more than one device is on" in told


def test_the_letters_of_transaction_numbers_are_the_terminals(tmp_path: Path) -> None:
    content = sample()
    content["terminal"]["number"] = "HN-0042"
    file = tmp_path / "kiosk.toml"
    file.write_text(toml(content), encoding="utf-8")
    assert load(file).rules().letters == "HN"


def test_a_cabinet_is_there_only_where_it_is_written_and_has_a_port_of_its_own(tmp_path: Path) -> None:
    content = sample()
    content["cabinet"] = {"port": "/dev/ttyS4"}
    file = tmp_path / "kiosk.toml"
    file.write_text(toml(content), encoding="utf-8")
    board = load(file).cabinet
    assert load(SAMPLE).cabinet is None
    assert board is not None
    assert (board.port, board.baud, board.address) == ("/dev/ttyS4", 9600, 1)
    content["cabinet"]["port"] = content["bill_acceptor"]["port"]
    (told,) = refusal(tmp_path, toml(content))
    assert "more than one device is on" in told
