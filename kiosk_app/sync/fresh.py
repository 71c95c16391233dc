"""Connections of the courier: made for each call and closed after it, as calls are few and a certificate may change."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import TypeAdapter

from kiosk_app.sync.client import NoIdentity, PlatformClient
from kiosk_app.sync.line import BoundedContext
from kiosk_app.sync.upload import Bring, Ticket, bring

Answer = TypeVar("Answer")


class FreshLine:
    """Satisfies `upload.Line`."""

    def __init__(self, connect: Callable[[], PlatformClient], go_on: Callable[[], bool]) -> None:
        """`connect` raises OSError where there is no identity; `go_on` is asked in every turn of a wait."""
        self._connect, self._go_on = connect, go_on

    def call(self, method: str, path: str, body: dict[str, Any] | None, shape: TypeAdapter[Answer]) -> Answer:
        """Send one request and return its answer; raise NoAnswer or Rejected."""
        try:
            client = self._connect()
        except OSError as error:
            raise NoIdentity(type(error).__name__) from error
        client.while_waiting(self._go_on)
        try:
            return client.call(method, path, body, shape)
        finally:
            client.close()


def fresh_bring(context: Callable[[], BoundedContext], go_on: Callable[[], bool]) -> Bring:
    """Return what brings files over FTPS, each with a context of its own; raises NoAnswer or OSError."""

    def carry(ticket: Ticket, name: str, content: bytes, received: int) -> None:
        made = context()
        made.go_on = go_on
        bring(ticket, made, name, content, received)

    return carry
