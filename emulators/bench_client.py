"""How a script asks the bench: `BenchClient(run_dir / "bench.sock").do("card_reader", "insert_card", card="wang")`."""

import json
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE_S = 10.0


class BenchRefused(ValueError):
    """The request is wrong: the text says what is known instead."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an action; true when it was done, false when a hand could not do that just now."""

    done: bool
    result: Any = None
    why_not: str = ""

    def __bool__(self) -> bool:
        return self.done


class BenchClient:
    """Asks over the bench's socket, a connection a request; OSError while no bench is there."""

    def __init__(self, socket_path: Path, patience_s: float = PATIENCE_S) -> None:
        self._path, self._patience_s = socket_path, patience_s

    def do(self, device: str, action: str, **arguments: int | bool | str | None) -> Done:
        """Let hands do something; BenchRefused when there is no such device, action, argument or value."""
        answer = self._ask({"do": device, "action": action, "arguments": arguments})
        if answer["outcome"] == "done":
            return Done(True, answer["result"])
        return Done(False, why_not=answer["why"])

    def state(self) -> dict[str, Any]:
        """Return the physical truth, by device."""
        found: dict[str, Any] = self._ask({"ask": "state"})["result"]
        return found

    def actions(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Return what can be done: text and arguments, by device and action."""
        found: dict[str, dict[str, dict[str, Any]]] = self._ask({"ask": "actions"})["result"]
        return found

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(self._patience_s)
            line.connect(str(self._path))
            line.sendall(json.dumps(request).encode() + b"\n")
            with line.makefile(encoding="utf-8") as answers:
                text = answers.readline()
        if not text.endswith("\n"):
            raise ConnectionResetError("the bench hung up without an answer")
        answer: dict[str, Any] = json.loads(text)
        if answer["outcome"] == "refused":
            raise BenchRefused(answer["why"])
        return answer
