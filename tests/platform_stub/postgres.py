"""A private PostgreSQL cluster from Debian's package: on a socket in a temporary directory, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest

SUPERUSER = "platform"
_numbers = count(1)


@dataclass(frozen=True)
class Cluster:
    """A running server that nobody else can reach."""

    sockets: Path

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{SUPERUSER}@/{database}?host={self.sockets}"

    def run(self, statement: str) -> None:
        with psycopg.connect(host=str(self.sockets), user=SUPERUSER, dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """Make a database of its own for one test."""
        name = f"test_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield name
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


def program(name: str) -> str:
    """Find a program of the newest installed server; missing is a failure, never a reason to skip."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    if not found:
        pytest.fail(f"PostgreSQL's {name} is not here: apt-get install postgresql (packaging/apt-packages-dev.txt)")
    return str(found[-1])


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Start a cluster, as user postgres where we are root, since the server refuses root."""
    home = Path(tempfile.mkdtemp(prefix="gridkiosk-pg-"))
    owner: str | None = None
    if os.geteuid() == 0:
        entry = pwd.getpwnam("postgres")
        os.chown(home, entry.pw_uid, entry.pw_gid)
        owner = "postgres"
    data, log = home / "data", home / "log"

    def run(name: str, *words: str) -> None:
        done = subprocess.run(
            [program(name), *words], cwd="/", capture_output=True, text=True, check=False, timeout=60,
            user=owner, group=owner, extra_groups=None if owner is None else [],
        )  # fmt: skip
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"

    try:
        run("initdb", "-D", str(data), "-U", SUPERUSER, "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"-k {home} -c listen_addresses='' -c fsync=off -c shared_buffers=16MB -c max_connections=200"
        run("pg_ctl", "-D", str(data), "-l", str(log), "-o", options, "-w", "start")
        try:
            yield Cluster(home)
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)
