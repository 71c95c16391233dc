"""The folder a bench runs in: one bench at a time; what a killed one has left is cleared away."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

LOCK, SOCKET = "bench.lock", "bench.sock"
LONGEST_SOCKET_NAME = 100  # bytes; the system takes 107, and the name grows by `.new` while it is made
CARDS, METERS, MEMORY, TRAY = "cards", "meters", "memory", "receipts"


class RunDirRefused(Exception):
    """This folder cannot be used; the text says why."""


class RunDir:
    """Holds the folder while the context lasts."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._lock: int | None = None

    @property
    def socket(self) -> Path:
        """Where the bench listens."""
        return self.path / SOCKET

    def __enter__(self) -> Self:
        if len(os.fsencode(self.socket)) > LONGEST_SOCKET_NAME:
            raise RunDirRefused(f"{self.path} is too long for a socket's name; at most {LONGEST_SOCKET_NAME} bytes")
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise RunDirRefused(f"{self.path}: {error.strerror}") from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._lock)
            raise RunDirRefused(f"another bench runs in {self.path}") from error
        self._clear()
        for name in (CARDS, METERS, MEMORY, TRAY):
            (self.path / name).mkdir(exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clear()
        assert self._lock is not None, "entered"
        os.close(self._lock)

    def _clear(self) -> None:
        """Remove the socket and the links of a bench; the lock is held, so nobody uses them."""
        for path in (self.socket, *self.path.glob(f"{SOCKET}.new"), *self.path.glob("tty*")):
            if path.is_symlink() or path.is_socket():
                path.unlink()
