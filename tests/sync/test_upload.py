"""Every recorded announcement and application of a journal file, as the kiosk sends and takes it (PAY-7)."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from kiosk_app.sync.client import NoAnswer, Rejected, understood
from kiosk_app.sync.upload import Applied, Ticket, upload
from kiosk_app.sync.wire import RefusedAnswer
from tests.contract import journal_file, platform
from tests.contract.platform import Example

NAME = f"{journal_file.NAME}.gz"
ANNOUNCED = [
    each for each in platform.call("uploads").examples if each.status == 200 and each.name.startswith("a file")
]
NOT_TAKEN = [each for each in platform.call("uploads").examples if each.answer.get("outcome") == "refused"]
APPLIED = [each for each in platform.call("upload_applications").examples if each.status != 422]
ALL_THERE = next(each for each in ANNOUNCED if each.answer["complete"])
UNKNOWN = next(each for each in platform.call("uploads").examples if each.status == 503)


@dataclass
class Line:
    """Stands in for the connection: gives the recorded answers, one after the other."""

    told: list[Example]
    asked: list[tuple[str, str, Any]] = field(default_factory=list)

    def call(self, method: str, path: str, body: dict[str, Any] | None, shape: TypeAdapter[Any]) -> Any:
        self.asked.append((method, path, body))
        answer = self.told[len(self.asked) - 1]
        return understood(answer.status, json.dumps(answer.answer).encode(), shape)


@dataclass
class Brought:
    """Stands in for FTPS: what was brought, with which ticket, from where on."""

    files: list[tuple[Ticket, str, bytes, int]] = field(default_factory=list)

    def __call__(self, ticket: Ticket, name: str, content: bytes, received: int) -> None:
        self.files.append((ticket, name, content, received))


@pytest.fixture
def brought() -> Brought:
    return Brought()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / NAME
    made.write_bytes(journal_file.packed())
    return made


def send(line: Line, brought: Brought, file: Path) -> Applied | RefusedAnswer:
    return upload(line, brought, file)


def sent(example: Example) -> tuple[str, str, Any]:
    return example.method, example.path, example.request


@pytest.mark.parametrize("example", ANNOUNCED, ids=lambda each: each.name)
def test_what_is_missing_is_brought_with_the_ticket(example: Example, brought: Brought, file: Path) -> None:
    line = Line([example, APPLIED[0]])
    assert send(line, brought, file) == Applied(**APPLIED[0].answer)
    assert line.asked == [sent(example), sent(APPLIED[0])]
    told = example.answer
    expected = [] if told["complete"] else [(Ticket(**told["ticket"]), NAME, file.read_bytes(), told["received"])]
    assert brought.files == expected


@pytest.mark.parametrize("example", NOT_TAKEN, ids=lambda each: each.name)
def test_a_file_that_is_not_taken_is_not_brought(example: Example, brought: Brought, file: Path) -> None:
    line = Line([example])
    assert send(line, brought, file) == RefusedAnswer(**example.answer)
    assert (len(line.asked), brought.files) == (1, [])


@pytest.mark.parametrize("example", APPLIED, ids=lambda each: each.name)
def test_every_recorded_application_both_ways(example: Example, brought: Brought, file: Path) -> None:
    line = Line([ALL_THERE, example])
    if example.status == 404:
        with pytest.raises(Rejected, match="UPLOAD_UNHEARD"):
            send(line, brought, file)
    elif example.status == 503:
        with pytest.raises(NoAnswer):
            send(line, brought, file)
    else:
        shape = Applied if example.answer["outcome"] == "ok" else RefusedAnswer
        assert send(line, brought, file) == shape(**example.answer)
    assert line.asked == [sent(ALL_THERE), sent(example)]
    assert brought.files == []


@pytest.mark.parametrize("changed", [{"ticket": None}, {"received": len(journal_file.packed()) + 1}])
def test_a_rest_that_nobody_can_bring_is_no_answer(changed: dict[str, Any], brought: Brought, file: Path) -> None:
    told = ANNOUNCED[0]
    broken = Example(told.call, "broken", told.path, told.request, 200, {**told.answer, **changed})
    line = Line([broken])
    with pytest.raises(NoAnswer, match="broken contract"):
        send(line, brought, file)
    assert (len(line.asked), brought.files) == (1, [])


def test_an_unknown_outcome_of_an_announcement_is_no_answer(brought: Brought, file: Path) -> None:
    with pytest.raises(NoAnswer):
        send(Line([UNKNOWN]), brought, file)
    assert brought.files == []
