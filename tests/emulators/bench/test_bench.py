"""The bench without its socket: whatever is asked, it answers; whatever hands do, nothing is lost, nothing breaks."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from emulators.bench.assembly import assembled
from emulators.bench.bench import Bench
from emulators.bench.bill_acceptor import BillAcceptor
from emulators.bench.run_dir import RunDir
from emulators.meter_card.cards import sample_cards

OUTCOMES = ("done", "not_possible", "refused")
HELD_ONCE = sorted(sample_cards())
WORDS = ["customer", "service", "stays", "acceptor", "stacker", "optic", "magnetic", "stack_motor", "answer_lost"]
WORDS += [
    "cash_box",
    "command_noise",
    "answer_late",
    "normal",
    "long",
    "1999",
    "2005",
    "CHN",
    "USA",
    "000086315742",
    *HELD_ONCE,
]


@contextmanager
def fresh(folder: Path) -> Iterator[Bench]:
    """A bench in a folder, as an earlier one left it."""
    with RunDir(folder) as run_dir, assembled(run_dir, fast=True, pcsc=False) as bench:
        yield bench


def ask(bench: Bench, request: Any, now: float) -> dict[str, Any]:
    """Ask; the answer is always JSON."""
    answer: dict[str, Any] = json.loads(json.dumps(bench.answer(request, now)))
    assert answer["outcome"] in OUTCOMES
    assert (answer["outcome"] == "done") == ("why" not in answer)
    bench.turn(now)
    return answer


def truth(bench: Bench) -> dict[str, Any]:
    """Return the state as a client gets it."""
    found: dict[str, Any] = json.loads(json.dumps(bench.state()))
    return found


RESET, POLL, ACK = "0203063041B3", "02030633DA81", "02030600C282"
ENABLE_WITHOUT_ESCROW = "02030C34FFFFFF000000B5C1"


def keep_accepting(bench: Bench, now: float) -> None:
    """Be a host that takes every note at once."""
    part = bench.stations["bill_acceptor"].part
    assert isinstance(part, BillAcceptor)
    frame = RESET if part.device.doing.startswith("power_up") else ENABLE_WITHOUT_ESCROW
    for said in (frame, POLL, ACK):
        part.device.receive(bytes.fromhex(said), now)
    bench.turn(now)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
keys = st.sampled_from(["ask", "do", "action", "arguments", "more"])
names = st.sampled_from(["state", "actions", "bench", "card_reader", "meter", "insert_card", "tear", "cut_power"])
requests = json_values | st.dictionaries(keys, names | json_values, max_size=4)


@given(requests=st.lists(requests, max_size=20))
@settings(max_examples=40, deadline=None)
def test_every_request_is_answered(requests: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder, fresh(Path(folder)) as bench:
        for at, request in enumerate(requests):
            ask(bench, request, 100.0 + at)
        assert ask(bench, {"ask": "state"}, 500.0)["outcome"] == "done"


deeds = st.tuples(
    st.integers(0, 10_000),  # which action
    st.lists(
        st.integers(-1, 3) | st.integers(0, 20_000) | st.sampled_from(WORDS) | st.booleans(), min_size=8, max_size=8
    ),
    st.sampled_from([0.05, 0.4, 1.0, 12.0]),  # how long to wait then
)


def some_deed(bench: Bench, number: int, values: list[Any]) -> dict[str, Any]:
    """Return a request for one of all actions, with arguments of the right types taken from `values`."""
    all_actions = [(part, action) for part, actions in bench.actions.items() for action in actions.values()]
    part, action = all_actions[number % len(all_actions)]
    arguments: dict[str, Any] = {}
    for argument, value in zip(action.arguments, values, strict=False):
        if type(value) in argument.types and (argument.required or number % 2):
            arguments[argument.name] = value
    return {"do": part, "action": action.name, "arguments": arguments}


@given(steps=st.lists(deeds, min_size=20, max_size=40))
@settings(max_examples=40, deadline=None)
def test_whatever_hands_do_nothing_is_lost_and_a_restart_finds_it(steps: list[tuple[int, list[Any], float]]) -> None:
    """Every card has one holder, every note one place; what is remembered is what is found again."""
    with tempfile.TemporaryDirectory() as folder:
        now = 100.0
        with fresh(Path(folder)) as bench:
            for number, values, wait in steps:
                keep_accepting(bench, now)
                note = {"do": "bill_acceptor", "action": "insert_note", "arguments": {"fen": 10_000}}
                ask(bench, note if number % 3 == 0 else some_deed(bench, number, values), now)
                now += wait
                bench.turn(now)
                assert truth(bench)["bill_acceptor"]["lost"] == []
            before = truth(bench)
            remembered = {name: station.part.remembered() for name, station in bench.stations.items()}
        with fresh(Path(folder)) as again:
            after = truth(again)
            cards = [card for card, facts in after["card_reader"]["cards"].items() if facts["holder"] != "hand"]
            inside = [after["card_reader"]["card"]] if after["card_reader"]["card"] else []
            assert sorted(cards) == sorted(inside + after["card_reader"]["bin"])
            for place in ("cassette", "returned", "service", "taken_out", "lost"):
                assert after["bill_acceptor"][place] == before["bill_acceptor"][place]
            assert after["meter"]["meters"] == before["meter"]["meters"]
            assert again.stations["bill_acceptor"].part.remembered() == remembered["bill_acceptor"]
            assert again.stations["receipt_printer"].part.remembered() == remembered["receipt_printer"]


def test_the_log_tells_what_hands_did_and_what_changed(tmp_path: Path) -> None:
    with fresh(tmp_path) as bench:
        bench.turn(100.0)
        ask(bench, {"do": "card_reader", "action": "insert_card", "arguments": {"card": "li"}}, 101.0)
        ask(bench, {"do": "card_reader", "action": "insert_card", "arguments": {"card": "li"}}, 102.0)
        log = truth(bench)["bench"]["log"]
    assert [entry["seq"] for entry in log] == list(range(1, len(log) + 1))
    told = [(entry["part"], entry.get("action") or entry["fact"], entry.get("why_not", "")) for entry in log]
    assert told[0] == ("card_reader", "insert_card", "")
    assert ("card_reader", "place", "") in told
    assert ("card_reader", "insert_card", "the card li is not in the hand: card_reader") in told


def test_the_log_is_bounded(tmp_path: Path) -> None:
    with fresh(tmp_path) as bench:
        for at in range(500):
            ask(bench, {"do": "receipt_printer", "action": "free_cutter", "arguments": {}}, 100.0 + at)
        log = truth(bench)["bench"]["log"]
    assert (len(log), log[-1]["seq"]) == (200, 500)


def test_a_card_lying_at_the_contacts_is_inside_after_a_restart(tmp_path: Path) -> None:
    (tmp_path / "memory").mkdir()
    memory = {"card": "li", "length": "normal", "place": "contact", "bin": ["wang", "mute"]}
    (tmp_path / "memory" / "card_reader.json").write_text(json.dumps(memory))
    with fresh(tmp_path) as bench:
        state = truth(bench)["card_reader"]
        emptied = ask(bench, {"do": "card_reader", "action": "empty_bin", "arguments": {}}, 100.0)
        later = truth(bench)["card_reader"]
    assert (state["card"], state["place"], state["bin"]) == ("li", "inside", ["wang", "mute"])
    assert state["cards"]["wang"]["holder"] == "bin"
    assert emptied["result"] == ["wang", "mute"]
    assert (later["bin"], later["cards"]["wang"]["holder"]) == ([], "hand")
