"""Every recorded reconciliation as the kiosk asks for it and takes its answer (PAY-8)."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import TypeAdapter

from kiosk_app.sync import reconciling
from kiosk_app.sync.client import NoAnswer, understood
from kiosk_app.sync.reconciling import Reconciled, reconcile
from kiosk_app.sync.wire import RefusedAnswer
from tests.contract import platform
from tests.contract.platform import Example

NAME = "GD-0117_20261123_001.txt.gz"
EXAMPLES = [each for each in platform.call("reconciliations").examples if each.status == 200]
UNKNOWN = next(each for each in platform.call("reconciliations").examples if each.status == 503)
GOES_ON = {"outcome": "refused", "code": "STILL_RECONCILING", "facts": {"compared": "40", "of": "100"}}


@dataclass
class Line:
    """Stands in for the connection: gives the answers, one after the other, the last one for ever."""

    told: list[tuple[int, Any]]
    asked: list[tuple[str, str, Any]] = field(default_factory=list)

    def call(self, method: str, path: str, body: dict[str, Any] | None, shape: TypeAdapter[Any]) -> Any:
        self.asked.append((method, path, body))
        status, answer = self.told[min(len(self.asked), len(self.told)) - 1]
        return understood(status, json.dumps(answer).encode(), shape)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_every_recorded_answer_is_taken_for_what_it_says(example: Example) -> None:
    assert example.request is not None
    line = Line([(200, example.answer)])
    told = reconcile(line, example.request["name"])
    assert line.asked == [(example.method, example.path, example.request)]
    if example.answer["outcome"] == "ok":
        assert isinstance(told, Reconciled)
        figures = (told.compared, told.differing, told.open)
        assert figures == tuple(example.answer[name] for name in ("compared", "differing", "open"))
        assert [row.model_dump() for row in told.rows] == example.answer["rows"]
    else:
        assert told == RefusedAnswer(**example.answer)


def test_a_comparison_that_takes_several_calls_is_gone_on_with() -> None:
    line = Line([(200, GOES_ON), (200, GOES_ON), (200, EXAMPLES[0].answer)])
    assert reconcile(line, NAME) == Reconciled(**EXAMPLES[0].answer)
    assert len(line.asked) == 3


def test_one_without_end_is_a_broken_contract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconciling, "AT_MOST", 5)
    line = Line([(200, GOES_ON)])
    with pytest.raises(NoAnswer, match="broken contract"):
        reconcile(line, NAME)
    assert len(line.asked) == 5


def test_an_unknown_outcome_is_no_answer() -> None:
    with pytest.raises(NoAnswer):
        reconcile(Line([(503, UNKNOWN.answer)]), NAME)
