"""Everything the emulated core can be told; every default visible, unknown keys refused."""

import tomllib
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sg186_stub.money.late_fee import LateFeeRates


@dataclass(frozen=True, slots=True)
class Settings:
    """Amounts in fen, energy in 0.01 kWh."""

    payment_maximum_fen: int = 1_000_000
    purchase_minimum_fen: int = 100
    purchase_maximum_fen: int = 500_000
    energy_unit_ckwh: int = 1  # energy is sold in whole units of this; 100 where only whole kWh are
    wrong_passwords: int = 3
    lock_minutes: int = 15
    late_fees: LateFeeRates = field(default_factory=LateFeeRates)

    @property
    def lock(self) -> timedelta:
        """How long a customer number stays locked after too many wrong passwords."""
        return timedelta(minutes=self.lock_minutes)


class SettingsWrong(ValueError):
    """A settings file with an unknown key or a value of the wrong kind."""


def load_settings(file: Path) -> Settings:
    """Read a TOML file with the names of `Settings`; `[late_fees]` takes rates as text ("0.001")."""
    try:
        values: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsWrong(str(error)) from error
    rates = values.pop("late_fees", {})
    _check(rates, {item.name for item in fields(LateFeeRates)} - {"minimum_fen"}, {"minimum_fen"})
    _check(values, set(), {item.name for item in fields(Settings)} - {"late_fees"})
    changed: dict[str, Any] = {n: Decimal(value) if isinstance(value, str) else value for n, value in rates.items()}
    late_fees = replace(LateFeeRates(), **changed)
    return Settings(**values, late_fees=late_fees)


def _check(values: dict[str, Any], texts: set[str], numbers: set[str]) -> None:
    for name, value in values.items():
        whole = isinstance(value, int) and not isinstance(value, bool) and value >= 0
        if (name in numbers and whole) or (name in texts and isinstance(value, str) and _is_share(value)):
            continue
        raise SettingsWrong(f"{name} = {value!r}")


def _is_share(text: str) -> bool:
    whole, _, rest = text.partition(".")
    return whole.isdecimal() and whole.isascii() and rest.isdecimal() and rest.isascii()
