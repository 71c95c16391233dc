"""The log as sentences."""

from typing import Any

import pytest

from emulators.bench_window.happened import sentence
from emulators.bench_window.tongue import Tongue

DID: dict[str, Any] = {"seq": 1, "at": "21:30:05", "part": "bill_acceptor"}


@pytest.mark.parametrize(
    ("entry", "chinese", "english"),
    [
        (
            {"action": "insert_note", "arguments": {"fen": 5_000, "series": "1999", "country": "CHN"}},
            "21:30:05  纸币机: 放入 ￥50 1999",
            "21:30:05  Bill acceptor: insert note ￥50 1999",
        ),
        (
            {
                "action": "insert_note",
                "arguments": {"fen": 5_000, "flaw": "magnetic"},
                "why_not": "the slot is on fire",
            },
            "21:30:05  纸币机: 放入 ￥50 假币 — 不能: the slot is on fire",
            "21:30:05  Bill acceptor: insert note ￥50 counterfeit — not possible: the slot is on fire",
        ),
        (
            {"part": "card_reader", "action": "insert_card", "arguments": {"card": "wang", "length": "long"}},
            "21:30:05  读卡器: 插卡 王小明 过长",
            "21:30:05  Card reader: insert card 王小明 too long",
        ),
        (
            {"action": "clear_jam", "arguments": {"note": "service"}},
            "21:30:05  纸币机: 排除堵塞 纸币由维修取出",
            "21:30:05  Bill acceptor: clear the jam note to service",
        ),
        (
            {"action": "dance", "arguments": {"steps": 3}},
            "21:30:05  纸币机: dance steps=3",
            "21:30:05  Bill acceptor: dance steps=3",
        ),
        (
            {"fact": "state", "before": "idling", "now": "validator_jammed"},
            "21:30:05  纸币机: 通道卡钞",
            "21:30:05  Bill acceptor: jam in transport",
        ),
        (
            {"part": "receipt_printer", "fact": "slips", "before": 0, "now": 1},
            "21:30:05  小票打印机: 第1张小票落入纸槽",
            "21:30:05  Receipt printer: slip 1 falls into the tray",
        ),
        (
            {"part": "card_reader", "fact": "bin", "before": [], "now": ["li"]},
            "21:30:05  读卡器: 吞卡箱1张",
            "21:30:05  Card reader: captured: 1",
        ),
        (
            {
                "part": "meter",
                "fact": "display",
                "now": {"meter_no": "000086315766", "error": "", "credited": 20_000, "unit": "fen"},
            },
            "21:30:05  电表: 000086315766 充入￥200.00",
            "21:30:05  Meter: 000086315766 took ￥200.00",
        ),
        ({"fact": "jam", "before": "", "now": "acceptor"}, "", ""),
        (
            {"part": "toaster", "fact": "bread", "before": 0, "now": 2},
            "21:30:05  toaster: bread: 2",
            "21:30:05  toaster: bread: 2",
        ),
    ],
)
def test_each_entry_is_a_sentence(entry: dict[str, Any], chinese: str, english: str) -> None:
    assert sentence({**DID, **entry}, Tongue("zh")) == chinese
    assert sentence({**DID, **entry}, Tongue("en")) == english
