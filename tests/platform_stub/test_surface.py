"""Every call of the interface document, asked by schemathesis as each kind of caller: never an error of ours (H17)."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from schemathesis import Case, Response

from tests.platform_stub.surface import MODES, Check, Door, Standing, ask, described, operations, stand

EXAMPLES, SEED = 4, 1  # `./kiosk fuzz platform_api` asks on


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    made = stand(tmp_path_factory.mktemp("surface"))
    yield made
    made.close()


def asked(door: Door, mode: str, examples: int = EXAMPLES, check: Check = described) -> dict[str, Counter[str]]:
    """Ask every call; return the answers by call, or fail with everything that was found."""
    answers, found = {}, []
    for label, operation in operations(door).items():
        try:
            answers[label] = ask(operation, MODES[mode], examples, SEED, check)
        except Exception as problem:  # noqa: BLE001 - of every kind: an answer as well as a bug
            found.append(f"{label}: {problem}")
    assert not found, "\n".join(found)
    return answers


def test_h17_a_terminal_that_keeps_to_the_document_gets_what_it_describes(standing: Standing) -> None:
    answers = asked(standing.terminal, "as described")
    assert len(answers) >= 14
    through = {call for call, heard in answers.items() if any(each.startswith("200") for each in heard)}
    assert set(answers) == through, "calls of which nothing got through"
    assert standing.sales() > 0


def test_h17_a_terminal_that_does_not_is_refused(standing: Standing) -> None:
    before = standing.sales()
    for heard in asked(standing.terminal, "otherwise").values():
        assert all(each.startswith("4") for each in heard)
    assert standing.sales() == before


def test_h17_the_enrolment_port_answers_as_described(standing: Standing) -> None:
    for mode in MODES:
        (heard,) = asked(standing.enrolment, mode).values()
        assert "200 ok" not in heard, "nobody guesses a code"


@pytest.mark.parametrize("who", ["nobody", "never enrolled", "revoked"])
def test_acc_1_a_stranger_is_refused_whatever_he_asks(standing: Standing, who: str) -> None:
    """Before anything of his request is read: what he gets is the same for good and for bad ones."""

    def refused(case: Case[Any], answer: Response) -> None:
        described(case, answer)
        assert answer.status_code == 403

    for mode in MODES:
        for heard in asked(standing.strangers[who], mode, 1, refused).values():
            assert set(heard) == {"403 TERMINAL_REVOKED" if who == "revoked" else "403 TERMINAL_UNKNOWN"}
