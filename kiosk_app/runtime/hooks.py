"""Signals and uncaught exceptions: a signal stops the kiosk in order, an exception nobody caught is a bug."""

import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType, TracebackType


def take_over(
    stop: Callable[[], None], fail: Callable[[str, BaseException], None], crashed: Callable[[BaseException], None]
) -> None:
    """Set the process's hooks; `crashed` is called in the thread that ended, `fail` in the main one."""
    sys.excepthook = excepthook(fail)
    threading.excepthook = thread_excepthook(crashed)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stopper(stop))


def stopper(stop: Callable[[], None]) -> Callable[[int, FrameType | None], None]:
    """Return a signal handler that stops the kiosk in order."""
    return lambda _number, _frame: stop()


def excepthook(
    fail: Callable[[str, BaseException], None],
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """Return a hook that takes an uncaught exception for what it is: a bug."""
    return lambda _kind, error, _trace: fail("bug", error)


def thread_excepthook(crashed: Callable[[BaseException], None]) -> Callable[[threading.ExceptHookArgs], None]:
    """Return a hook that carries a thread's uncaught exception into the main thread."""

    def caught(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            crashed(args.exc_value)

    return caught
