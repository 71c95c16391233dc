"""The desk reader as the runner sees it: `runtime.ports.CardReader`, one thread behind it."""

import queue
import threading
import time
from collections.abc import Sequence

from kiosk_app.hardware.card_reader.contract import CommandedReader, ReaderCommand
from kiosk_app.hardware.card_reader.pcsc.bounded import BoundedTerminal
from kiosk_app.hardware.card_reader.pcsc.desk import Desk
from kiosk_app.hardware.card_reader.pcsc.terminal import Terminal
from kiosk_app.hardware.card_reader.profiles import CardProfile
from kiosk_app.hardware.worker import COMMANDS_AT_MOST, Post

LOOK_S = 0.2
WAIT_S = 0.5  # at most, so that the loop is seen to turn
LOST_FIRST_S, LOST_LAST_S = 0.2, 5.0


class PcscDriver(CommandedReader):
    """Queues commands for the reader's thread and posts what happened."""

    def __init__(self, terminal: Terminal, post: Post, profiles: Sequence[CardProfile]) -> None:
        self._terminal = BoundedTerminal(terminal, self._turn)
        self._desk = Desk(self._terminal, profiles, post)
        self._commands: queue.Queue[ReaderCommand | None] = queue.Queue(COMMANDS_AT_MOST)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="card-reader", daemon=True)
        self.progress = 0  # grows with every turn of the loop, and of a wait; the watchdog looks at it
        super().__init__(self._commands.put_nowait)

    def start(self) -> None:
        """Start the thread; it looks for the service, the reader and a card."""
        self._thread.start()

    def stop(self, deadline_s: float = 2.0) -> bool:
        """Let go of the card and end the thread; False if it did not end in `deadline_s`."""
        until = time.monotonic() + deadline_s
        self._stopping.set()
        self._commands.put(None)
        if self._thread.is_alive():
            self._thread.join(deadline_s)
        ended = self._terminal.close(max(0.0, until - time.monotonic()))
        return ended and not self._thread.is_alive()

    def _turn(self) -> None:
        self.progress += 1

    def _run(self) -> None:
        pause_s = LOST_FIRST_S
        while not self._stopping.is_set():
            self._turn()
            self._desk.look()
            pause_s = min(pause_s * 2, LOST_LAST_S) if self._desk.lost else LOOK_S
            self._take_commands(time.monotonic() + pause_s)
        self._desk.release()

    def _take_commands(self, until: float) -> None:
        """Carry out commands as they come, until it is time to look again."""
        while not self._stopping.is_set():
            try:
                command = self._commands.get(timeout=min(WAIT_S, max(0.0, until - time.monotonic())))
            except queue.Empty:
                if time.monotonic() >= until:
                    return
            else:
                if command is not None:
                    self._desk.command(command)
            self._turn()
