"""Card profiles are data: what is shipped is sound, what contradicts itself is refused by name, a third is a file."""

from pathlib import Path

import pytest

from kiosk_app.hardware.card_reader import profiles
from kiosk_app.hardware.card_reader.profiles import ProfileRefused, load, parse
from kiosk_app.hardware.card_reader.snapshot import decode, known

SHIPPED = (profiles.DIRECTORY / "sgcc-cpu-2013.toml").read_text(encoding="utf-8")

CSG = """
name = "csg-cpu"
application = "DF01"
unit = "fen"
atr_bytes = 13
serial_bytes = 8

[files]
parameters = { sfi = 0x01, size = 45, command = 0x03 }
wallet = { sfi = 0x02, size = 8 }
tariff = { sfi = 0x03, size = 199, read = false }
return_write = { sfi = 0x06, size = 50, command = 0x11 }

[fields]
meter_no = { file = "parameters", offset = 30, size = 6, encoding = "digits", digits = 12 }
customer_no = { file = "parameters", offset = 36, size = 6, encoding = "digits", digits = 10 }
card_type = { file = "parameters", offset = 42, size = 1, encoding = "binary" }
wallet_value = { file = "wallet", offset = 0, size = 4, encoding = "binary" }
wallet_counter = { file = "wallet", offset = 4, size = 4, encoding = "binary" }
remaining = { file = "return_write", offset = 23, size = 4, encoding = "binary" }
return_counter = { file = "return_write", offset = 27, size = 4, encoding = "binary" }

[known_by]
value = 0x03
places = [{ file = "parameters", offset = 1 }]
"""


def test_the_shipped_profiles() -> None:
    loaded = load()
    assert [profile.name for profile in loaded] == ["quantity-cpu", "sgcc-cpu-2013"], (
        "the particular one is tried first"
    )
    for profile in loaded:
        sizes = {file.sfi: file.size for file in profile.files.all()}
        assert sizes == {1: 45, 2: 8, 3: 258, 4: 258, 5: 49}
        assert profile.directory == 0xDF01
        assert [file.sfi for file in profile.files.all() if file.read] == [1, 2, 5]
    assert {profile.name: profile.unit for profile in loaded} == {"quantity-cpu": "ckwh", "sgcc-cpu-2013": "fen"}


def test_a_third_family_is_a_file(tmp_path: Path) -> None:
    """A card of the southern grid: another command byte, the return-write in file 06 (meter_card.md 1.3)."""
    for source in profiles.DIRECTORY.glob("*.toml"):
        (tmp_path / source.name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "csg-cpu.toml").write_text(CSG, encoding="utf-8")
    loaded = load(tmp_path)
    assert [profile.name for profile in loaded] == ["csg-cpu", "quantity-cpu", "sgcc-cpu-2013"]
    body = bytes([0x03, 0x00, 0x27]) + bytes(26) + bytes.fromhex("000086315742003104587926") + bytes([2])
    parameters = b"\x68" + body + bytes([sum(body) & 0xFF, 0x16])
    contents = {1: parameters, 2: bytes.fromhex("0000271000000007"), 6: bytes(50)}
    csg = loaded[0]
    assert csg.file(6) is not None
    assert known(csg, contents)
    card = decode(csg, "1122334455667788", contents)
    assert (card.profile, card.customer_no, card.meter_no) == ("csg-cpu", "3104587926", "000086315742")
    assert (card.wallet_value, card.wallet_counter, card.return_present) == (10_000, 7, False)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('name = "sgcc-cpu-2013"', 'name = "SGCC 2013"', "name"),
        ('application = "DF01"', 'application = "DF1"', "application"),
        ('unit = "fen" ', 'unit = "yuan"', "unit"),
        ("serial_bytes = 8", "serial_bytes = 4", "a serial has 8 bytes"),
        ("atr_bytes = 13", "atr_bytes = 8", "the serial does not fit into the ATR"),
        ("sfi = 0x02, size = 8", "sfi = 0x05, size = 8", "two files have one identifier"),
        ("sfi = 0x02, size = 8", "sfi = 0x1F, size = 8", "less than or equal to 30"),
        ("sfi = 0x02, size = 8", "sfi = 0x02, size = 7", "wallet_counter lies beyond its file"),
        ("sfi = 0x02, size = 8", "sfi = 0x02, size = 511", "less than or equal to 510"),
        ("sfi = 0x02, size = 8", "sfi = 0x02, size = 8, read = false", "read at every presentation"),
        ("size = 49, command = 0x11", "size = 6, command = 0x11", "a framed file is longer than its frame"),
        ('card_type = { file = "parameters", offset = 42', 'card_type = { file = "parameters", offset = 43', "beyond"),
        ('card_type = { file = "parameters"', 'card_type = { file = "tariff"', "in a file that is not read"),
        ('file = "wallet", offset = 0', 'file = "purse", offset = 0', "file"),
        ('encoding = "digits", digits = 12', 'encoding = "digits"', "digits are counted"),
        ('encoding = "digits", digits = 12', 'encoding = "binary", digits = 12', "digits are counted"),
        ("size = 6, encoding", "size = 5, encoding", "more digits than there is room for"),
        ("[fields]", "[fields]\nowner = 3", "owner"),
        ("[files]", "[files", "not TOML"),
    ],
)
def test_a_profile_that_contradicts_itself_is_refused(old: str, new: str, complaint: str) -> None:
    assert old in SHIPPED
    with pytest.raises(ProfileRefused, match=complaint) as refused:
        parse(SHIPPED.replace(old, new, 1), "broken.toml")
    assert str(refused.value).startswith("broken.toml: ")


@pytest.mark.parametrize("place", ['{ file = "tariff", offset = 4 }', '{ file = "wallet", offset = 8 }'])
def test_a_mark_that_is_not_read_is_refused(place: str) -> None:
    with pytest.raises(ProfileRefused, match="known by a byte that is not read"):
        parse(f"{SHIPPED}\n[known_by]\nvalue = 1\nplaces = [{place}]\n", "broken.toml")


def test_directories_that_cannot_be_loaded(tmp_path: Path) -> None:
    with pytest.raises(ProfileRefused, match="no profile"):
        load(tmp_path)
    (tmp_path / "a.toml").write_bytes(b"\xff")
    with pytest.raises(ProfileRefused, match="decode"):
        load(tmp_path)
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text(SHIPPED, encoding="utf-8")
    with pytest.raises(ProfileRefused, match="two profiles of one name"):
        load(tmp_path)
