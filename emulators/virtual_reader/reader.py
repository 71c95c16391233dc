"""The virtual desk reader: puts a card into the daemon's reader, takes it out, tears it out."""

import socket
import threading
from contextlib import suppress

from emulators.meter_card.card import MeterCard, card_of
from emulators.meter_card.eeprom import PowerLost
from emulators.meter_card.image import CardBox
from emulators.virtual_reader.wire import Hangup, Slot, framed, receive

DAEMON_PORT = 35963  # 8C7B hex, the Debian package's reader configuration
RECONNECT_S = 0.2
CONNECT_TIMEOUT_S, JOIN_S = 2.0, 3.0


class VirtualReader:
    """One card at a time, connected while it is in; connects again when the daemon comes back."""

    name = "virtual_reader"

    def __init__(self, cards: CardBox, port: int = DAEMON_PORT) -> None:
        self._cards, self._port = cards, port
        self._changed = threading.Condition()
        self._in: tuple[str, MeterCard] | None = None
        self._line: socket.socket | None = None
        self._stopping = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread that holds the line to the daemon."""
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take the card out and end the thread."""
        with self._changed:
            self._stopping = True
            self._remove()
        if self._thread is not None:
            self._thread.join(JOIN_S)
            assert not self._thread.is_alive(), "the virtual reader does not end"

    def insert_card(self, card: str) -> None:
        """Lay a card of the box into the reader; ValueError when one is in. The daemon notices in a second or two."""
        with self._changed:
            if self._in is not None:
                raise ValueError(f"{self._in[0]} is in the reader")
            self._in = card, card_of(self._cards, card)
            self._changed.notify_all()

    def take_card(self) -> str:
        """Pull the card out, whatever it is doing; ValueError when none is in."""
        with self._changed:
            if self._in is None:
                raise ValueError("no card is in the reader")
            name = self._in[0]
            self._remove()
            return name

    def tear(
        self, after_bytes: int | None = None, after_commands: int | None = None, garble: int | None = None
    ) -> None:
        """Plan that the card is pulled out after so many file bytes, or commands, from now."""
        with self._changed:
            if self._in is None:
                raise ValueError("no card is in the reader")
            if after_bytes is not None:
                self._in[1].tear_after_bytes(after_bytes, garble)
            if after_commands is not None:
                self._in[1].tear_after_commands(after_commands)

    def state(self) -> dict[str, str | bool]:
        """Return which card is in, and whether the daemon sees it."""
        with self._changed:
            return {"card": self._in[0] if self._in is not None else "", "connected": self._line is not None}

    def _remove(self) -> None:
        """Take the card out; the lock is held."""
        self._in = None
        if self._line is not None:
            with suppress(OSError):  # the daemon may have hung up first
                self._line.shutdown(socket.SHUT_RDWR)
        self._changed.notify_all()

    def _run(self) -> None:
        while (card := self._next_card()) is not None:
            try:
                line = socket.create_connection(("127.0.0.1", self._port), CONNECT_TIMEOUT_S)
            except OSError:
                self._pause()
                continue
            line.settimeout(None)
            if self._begin(line, card):
                self._serve(line, card)
            with self._changed:  # closed under the lock: nobody else may touch a closed line
                self._line = None
                line.close()
            self._pause()

    def _next_card(self) -> MeterCard | None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._in is not None)
            return self._in[1] if self._in is not None else None

    def _pause(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopping, RECONNECT_S)

    def _begin(self, line: socket.socket, card: MeterCard) -> bool:
        with self._changed:
            if self._in is None or self._in[1] is not card:  # taken while the connection was made
                return False
            self._line = line
            return True

    def _serve(self, line: socket.socket, card: MeterCard) -> None:
        slot = Slot(card)
        try:
            while True:
                message = receive(line)
                with self._changed:
                    if self._in is None or self._in[1] is not card:
                        return
                    answer = slot.answer(message)
                if answer is not None:
                    line.sendall(framed(answer))
        except (Hangup, OSError):
            card.power_off()
        except PowerLost:
            with self._changed:
                self._in = None  # a torn card is a pulled card
