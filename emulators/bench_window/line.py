"""The window's end of the bench's socket: asks for the truth five times a second, sends what hands do."""

import json
from collections import deque
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalSocket

LOOK_MS = 200
ASK_STATE: dict[str, Any] = {"ask": "state"}
ASK_ACTIONS: dict[str, Any] = {"ask": "actions"}


class BenchLine(QObject):
    """Connects, and connects again when the bench comes back. Never blocks."""

    actions_came = Signal(object)  # what can be done, by device
    state_came = Signal(object)
    answered = Signal(object, object)  # what a hand wanted, and what came of it
    lost = Signal()

    def __init__(self, socket_path: Path) -> None:
        super().__init__()
        self._path = str(socket_path)
        self._asked: deque[dict[str, Any]] = deque()
        self._socket = QLocalSocket(self)
        self._socket.connected.connect(self._connected)
        self._socket.readyRead.connect(self._read)
        self._socket.disconnected.connect(self._gone)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Begin to look."""
        self._timer.start(LOOK_MS)
        self._look()

    def stop(self) -> None:
        """Hang up."""
        self._timer.stop()
        self._socket.abort()

    def do(self, device: str, action: str, arguments: dict[str, Any]) -> None:
        """Let hands do something; `answered` says what came of it. Without a bench nothing happens."""
        if self._socket.state() is QLocalSocket.LocalSocketState.ConnectedState:
            self._ask({"do": device, "action": action, "arguments": arguments})
            self._ask(ASK_STATE)

    def _look(self) -> None:
        state = self._socket.state()
        if state is QLocalSocket.LocalSocketState.UnconnectedState:
            self._socket.connectToServer(self._path)
        elif state is QLocalSocket.LocalSocketState.ConnectedState and not self._asked:
            self._ask(ASK_STATE)

    def _connected(self) -> None:
        self._asked.clear()
        self._ask(ASK_ACTIONS)
        self._ask(ASK_STATE)

    def _gone(self) -> None:
        self._asked.clear()
        self.lost.emit()

    def _ask(self, request: dict[str, Any]) -> None:
        self._asked.append(request)
        self._socket.write(json.dumps(request).encode() + b"\n")

    def _read(self) -> None:
        while self._asked and self._socket.canReadLine():
            answer = json.loads(bytes(self._socket.readLine().data()))
            request = self._asked.popleft()
            if request is ASK_STATE:
                self.state_came.emit(answer["result"])
            elif request is ASK_ACTIONS:
                self.actions_came.emit(answer["result"])
            else:
                self.answered.emit(request, answer)
