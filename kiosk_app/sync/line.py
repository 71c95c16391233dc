"""TLS in which every wait has an end (fault 26): a peer that sends a byte now and then cannot hold a call for ever.

The timeouts of sockets and of `requests` are for one read each. Here a whole call has one end, and whoever waits
is asked in every turn whether to go on, so that a stop need not wait for the peer either.
"""

import math
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TURN_S = 0.5  # how long one wait lasts before it is asked whether to go on


class CallEnded(TimeoutError):
    """The call took too long, or nobody wants its answer any more."""


class BoundedSocket(ssl.SSLSocket):
    """A TLS connection of a `BoundedContext`; all its waiting is in turns."""

    def read(self, len: int = 1024, buffer: Any = None) -> Any:  # noqa: A002 - ssl names it so
        """Read as `SSLSocket.read` does; raises CallEnded."""
        return self._in_turns(lambda: super(BoundedSocket, self).read(len, buffer))

    def send(self, data: Any, flags: int = 0) -> int:
        """Send as `SSLSocket.send` does; raises CallEnded."""
        sent: int = self._in_turns(lambda: super(BoundedSocket, self).send(data, flags))
        return sent

    def _in_turns(self, act: Callable[[], Any]) -> Any:
        context = self.context
        assert isinstance(context, BoundedContext), "a bounded socket is made by its own context"
        while True:
            remaining = context.until - time.monotonic()
            if remaining <= 0 or not context.go_on():
                raise CallEnded("the call is over")
            self.settimeout(min(TURN_S, remaining))
            try:
                return act()
            except TimeoutError:
                continue


class BoundedContext(ssl.SSLContext):
    """TLS settings of one client in one thread, and the end of the call under way."""

    sslsocket_class = BoundedSocket
    until: float = math.inf  # monotonic seconds
    go_on: Callable[[], bool] = staticmethod(lambda: True)


def tls(authority: Path, identity: Path | None = None) -> BoundedContext:
    """Return a context for TLS 1.3 only, trusting that one authority, with the terminal's identity if it has one.

    `authority` and `identity` (key and certificate) are PEM files. Raises OSError where one cannot be used.
    """
    context = BoundedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.hostname_checks_common_name = False  # a host is what its certificate's alternative names say
    context.load_verify_locations(authority)
    if identity is not None:
        context.load_cert_chain(identity)
    return context
