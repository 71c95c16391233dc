"""Fetching the platform's word on operators: every recorded example, and the thread that asks (OPS-3)."""

import json
import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import TypeAdapter

from kiosk_app.domain.staff import OperatorGrant, Role
from kiosk_app.sync.client import NoAnswer, understood
from kiosk_app.sync.grants import GrantFetcher, fetch
from kiosk_app.sync.relay import Turns
from tests.contract import platform
from tests.contract.platform import Example

TOLD = [each for each in platform.call("operators").examples if each.status == 200]
BOTH = next(each for each in TOLD if len(each.answer["grants"]) == 2)
WAIT_S = 20.0


@dataclass
class Line:
    """Stands in for the connection."""

    answers: list[Any]
    asked: list[tuple[str, str, Any]] = field(default_factory=list)
    enough: threading.Event = field(default_factory=threading.Event)  # set at the third call

    def call(self, method: str, path: str, body: dict[str, Any] | None, shape: TypeAdapter[Any]) -> Any:
        self.asked.append((method, path, body))
        if len(self.asked) == 3:
            self.enough.set()
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return understood(200, json.dumps(answer).encode(), shape)


@pytest.mark.parametrize("example", TOLD, ids=lambda each: each.name)
def test_every_recorded_word_is_understood(example: Example) -> None:
    line = Line([example.answer])
    assert example.request is not None
    grants = fetch(line, example.request["after"])
    assert line.asked == [(example.method, example.path, example.request)]
    told = [
        {
            "no": each.no, "number": each.operator.number, "name": each.operator.name, "role": each.operator.role.value,
            "hash": each.hash.reveal() if each.hash else "",
        }
        for each in grants
    ]  # fmt: skip
    assert told == example.answer["grants"]
    assert "argon2" not in repr(grants)


def test_words_out_of_order_or_old_ones_are_no_answer() -> None:
    first, second = BOTH.answer["grants"]
    for after, grants in ((0, [second, first]), (0, [first, first]), (1, [first, second])):
        with pytest.raises(NoAnswer):
            fetch(Line([{"outcome": "ok", "grants": grants}]), after)


@dataclass
class Desk:
    """Keeps numbers."""

    granted: int = 0
    heard: "queue.Queue[Sequence[OperatorGrant]]" = field(default_factory=queue.Queue)

    def take_grants(self, grants: Sequence[OperatorGrant]) -> None:
        self.granted = grants[-1].no
        self.heard.put(grants)


def test_the_thread_asks_again_after_silence_and_goes_on_from_what_is_kept() -> None:
    desk, enough = Desk(), threading.Event()
    line = Line([NoAnswer("away"), BOTH.answer, {"outcome": "ok", "grants": []}], enough=enough)
    fetcher = GrantFetcher(line, desk, Turns(), every_s=0.0)
    fetcher.start()
    try:
        grants = desk.heard.get(timeout=WAIT_S)
        assert [(each.no, each.operator.role) for each in grants] == [(1, Role.COLLECTOR), (2, Role.COLLECTOR)]
        assert enough.wait(WAIT_S)
        assert fetcher.progress > 2
    finally:
        assert fetcher.stop(WAIT_S)
    assert [body["after"] for _, _, body in line.asked[:3]] == [0, 0, 2]
    assert desk.heard.empty()


def test_a_thread_that_never_began_is_stopped() -> None:
    assert GrantFetcher(Line([NoAnswer("away")]), Desk(), Turns(), 1.0).stop()
