"""A host and a pair of hands at the emulated bill acceptor, in virtual time. The CRC is crcmod's, not ours."""

import json
from pathlib import Path
from typing import Any

import crcmod.predefined

from emulators.bill_acceptor.bills import RMB, BillTable
from emulators.bill_acceptor.device import BillAcceptorDevice

kermit = crcmod.predefined.mkCrcFun("kermit")
VECTORS: list[dict[str, str]] = json.loads(
    (Path(__file__).parents[2] / "contract" / "ccnet" / "vectors.json").read_text(encoding="utf-8")
)
ACK, NAK, ILLEGAL = "00", "FF", "30"
POLL, RESET, STATUS, STACK, RETURN, HOLD = "33", "30", "31", "35", "36", "38"
IDENT, TABLE, CRC32, STATISTICS = "37", "41", "51", "60"
ALL, NONE = "34FFFFFFFFFFFF", "34000000000000"
POLL_S = 0.1


def framed(payload: str, address: int = 3) -> bytes:
    data = bytes.fromhex(payload)
    body = bytes([2, address, len(data) + 5]) + data
    crc: int = kermit(body)
    return body + crc.to_bytes(2, "little")


def unframed(frame: bytes) -> str:
    """The payload in hex; "" for silence."""
    if not frame:
        return ""
    assert frame[:2] == b"\x02\x03"
    assert frame[2] == len(frame), f"one whole frame: {frame.hex()}"
    assert kermit(frame) == 0
    return frame[3:-2].hex().upper()


class Bench:
    """Time passes only here."""

    def __init__(self, table: BillTable = RMB, capacity: int = 1000) -> None:
        self.device, self.now = BillAcceptorDevice(table=table, capacity=capacity), 100.0

    def wait(self, seconds: float) -> None:
        """Let time pass, waking the unit when it wants it."""
        end = self.now + seconds
        while (due := self.device.wake_at()) is not None and due <= end:
            self.now = max(self.now, due)
            self.device.tick(self.now)
            later = self.device.wake_at()
            assert later is None or later > due, "no busy waiting"
        self.now = end
        self.device.tick(end)

    def say(self, data: bytes) -> bytes:
        self.device.receive(data, self.now)
        return self.device.outgoing()

    def ask(self, payload: str) -> str:
        return unframed(self.say(framed(payload)))

    def poll(self, *, ack: bool = True) -> str:
        """Ask for the state, acknowledge it, let 0.1 s pass."""
        answer = self.ask(POLL)
        if ack:
            assert self.ask(ACK) == "", "the unit does not answer an ACK"
        self.wait(POLL_S)
        return answer

    def polls(self, seconds: float, *, ack: bool = True) -> list[str]:
        """Poll for so long; the states in their order, each named once for as long as it lasts."""
        seen: list[str] = []
        end = self.now + seconds
        while self.now < end:
            answer = self.poll(ack=ack)
            if not seen or seen[-1] != answer:
                seen.append(answer)
        return seen

    def start(self) -> None:
        """RESET, wait, enable all with escrow."""
        assert self.ask(RESET) == ACK
        self.polls(4.0)
        assert self.ask(ALL) == ACK

    def insert(self, fen: int = 10_000, **words: Any) -> bool:
        return self.device.insert_note(fen, now=self.now, **words)

    def in_escrow(self, fen: int = 10_000, **words: Any) -> None:
        assert self.insert(fen, **words)
        self.wait(1.0)
        assert self.poll().startswith("80")

    def stacking(self, fen: int = 10_000, **words: Any) -> None:
        """A note on its way from escrow to the cassette, half a second before it is there."""
        self.in_escrow(fen, **words)
        assert self.ask(STACK) == ACK
        self.wait(0.3)

    @property
    def truth(self) -> dict[str, Any]:
        state = self.device.state()
        json.dumps(state)
        assert state["lost"] == []
        return state

    def numbers(self, place: str) -> list[int]:
        return [note["number"] for note in self.truth[place]]


def started(**words: Any) -> Bench:
    bench = Bench(**words)
    bench.start()
    return bench
