"""Seeded books, a card, a clock and a caller."""

import asyncio
import gzip
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Connection, Engine

from sg186_stub.api import create_app
from sg186_stub.card_images import (
    RETURN_CLEARED,
    Card,
    Parameters,
    ReturnWrite,
    Wallet,
    build_parameters,
    build_return_write,
    build_wallet,
)
from sg186_stub.core import BEIJING, Core
from sg186_stub.database import open_database
from sg186_stub.seed import seed
from sg186_stub.settings import Settings

NOW = datetime(2026, 11, 23, 10, 27, tzinfo=BEIJING)
TOKEN = "a-token-for-the-tests"
FEE_SERIAL, ENERGY_SERIAL = "1122334455667788", "1122334455667799"


@dataclass
class Clock:
    """A clock that moves when told."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Client:
    """Calls the application in this process; each call in an event loop of its own, so that threads may share it."""

    app: FastAPI
    headers: dict[str, str] = field(default_factory=lambda: {"Authorization": f"Bearer {TOKEN}"})

    def call(self, method: str, path: str, content: bytes | None, headers: dict[str, str]) -> httpx.Response:
        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="https://core") as client:
                return await client.request(method, path, content=content, headers={**self.headers, **headers})

        return asyncio.run(once())

    def post(self, path: str, body: object) -> httpx.Response:
        return self.post_raw(path, json.dumps(body).encode())

    def post_raw(self, path: str, content: bytes, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call("POST", path, content, {"Content-Type": "application/json", **named})

    def get(self, path: str) -> httpx.Response:
        return self.call("GET", path, None, {})

    def ask(self, path: str, body: object) -> dict[str, Any]:
        """Post and expect a business answer."""
        answer = self.post(path, body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def gzipped(self, path: str, content: bytes) -> httpx.Response:
        return self.post_raw(path, gzip.compress(content), Content_Encoding="gzip")


def make_card(
    serial: str = FEE_SERIAL,
    *,
    customer_no: str = "3104587926",
    meter_no: str = "000086315742",
    counter: int = 7,
    value: int = 10_000,
    returned: int | None = 7,
    profile: str = "sgcc-cpu-2013",
) -> Card:
    """Make a card that visited its meter last with `returned`; None was never inserted since the last write."""
    return Card(
        profile=profile,
        serial=serial,
        parameters=build_parameters(Parameters(meter_no, customer_no, card_type=2)),
        wallet=build_wallet(Wallet(value, counter)),
        return_write=RETURN_CLEARED if returned is None else meter_wrote(returned, customer_no, meter_no),
    )


def meter_wrote(counter: int, customer_no: str = "3104587926", meter_no: str = "000086315742") -> bytes:
    return build_return_write(ReturnWrite(meter_no, customer_no, 1230, counter, "2611201530"))


def energy_card(counter: int = 3, returned: int | None = 3) -> Card:
    return make_card(
        ENERGY_SERIAL,
        customer_no="3104587934",
        meter_no="000086315759",
        counter=counter,
        returned=returned,
        profile="quantity-cpu",
    )


def written(card: Card, value: int, counter: int) -> Card:
    """Return the card as a whole write leaves it."""
    return replace(card, wallet=build_wallet(Wallet(value, counter)), return_write=RETURN_CLEARED)


def card_json(card: Card) -> dict[str, Any]:
    files = {"01": card.parameters, "02": card.wallet, "05": card.return_write}
    return {
        "profile": card.profile,
        "serial": card.serial,
        "files": {sfi: image.hex().upper() for sfi, image in files.items()},
    }


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("books") / "seeded.db"
    engine = open_database(f"sqlite:///{file}")
    with engine.begin() as connection:
        seed(connection, NOW, Settings())
    engine.dispose()
    return file


@pytest.fixture
def database(seeded_file: Path, tmp_path: Path) -> str:
    shutil.copy(seeded_file, tmp_path / "core.db")
    return f"sqlite:///{tmp_path / 'core.db'}"


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    opened = open_database(database)
    yield opened
    opened.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def core(engine: Engine, clock: Clock) -> Core:
    return Core(engine, clock=clock)


@pytest.fixture
def client(core: Core) -> Client:
    return Client(create_app(core, TOKEN))


@pytest.fixture
def fresh_connection(seeded_file: Path, tmp_path: Path) -> Iterator[Callable[[], Connection]]:
    """Make books that are as seeded, again and again, for promises that hypothesis checks."""
    opened: list[tuple[Engine, Connection]] = []

    def make() -> Connection:
        file = tmp_path / f"core-{len(opened)}.db"
        shutil.copy(seeded_file, file)
        engine = open_database(f"sqlite:///{file}")
        connection = engine.connect()
        opened.append((engine, connection))
        return connection

    yield make
    for engine, connection in opened:
        connection.close()
        engine.dispose()
