"""One exchange on the line: handshake, repetitions, and the barrier behind which nothing old is believed."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk_app.hardware.card_reader.crt310 import protocol
from kiosk_app.hardware.card_reader.crt310.link import ACK_S, EOT_S, QUIET_S, REPETITIONS, Ask, Link, Outcome
from kiosk_app.hardware.card_reader.crt310.protocol import Answer, Refused, Reply, encode
from tests.contract.card_reader import crt310

ACK, NAK, ENQ, EOT = b"\x06", b"\x15", b"\x05", b"\x04"
STATUS = encode(protocol.TELL_STATUS)
EMPTY = encode(bytes.fromhex("31304E4E4E"))
WRITE = protocol.exchange(bytes.fromhex("04D682000C000027100000000830F09FA6"))
YES = encode(bytes.fromhex("373159") + b"\x00\x02\x90\x00")
PATIENCE_S = 3.0


@dataclass
class Line:
    """A link and its clock."""

    link: Link = field(default_factory=Link)
    now: float = 100.0

    def out(self) -> bytes:
        data = self.link.outgoing()
        if data:
            self.link.sent(self.now)
        return data

    def hear(self, data: bytes) -> bytes:
        """Bytes come in; return what goes out at once."""
        self.link.receive(data, self.now)
        return self.out()

    def wait(self, seconds: float) -> bytes:
        self.now += seconds
        self.link.tick(self.now)
        return self.out()

    def ask(self, payload: bytes = protocol.TELL_STATUS, *, repeatable: bool = True) -> bytes:
        self.link.ask(Ask(payload, PATIENCE_S, repeatable), self.now)
        return self.out()

    @property
    def result(self) -> Reply | Outcome | None:
        return self.link.result()


def asked(payload: bytes = protocol.TELL_STATUS, *, repeatable: bool = True) -> Line:
    """A line on which the reader has got its ENQ."""
    line = Line()
    assert line.ask(payload, repeatable=repeatable) == encode(payload)
    assert line.hear(ACK) == ENQ
    return line


def test_an_exchange() -> None:
    line = asked()
    assert line.hear(EMPTY) == b"", "the manual draws no ACK from the host"
    assert line.result == Answer(bytes.fromhex("4E4E4E"))
    assert line.link.idle
    assert line.result is None, "told once"


def test_an_answer_byte_by_byte() -> None:
    line = asked()
    for byte in EMPTY:
        line.wait(QUIET_S / 2)
        assert line.result is None
        line.hear(bytes([byte]))
    assert line.result == Answer(bytes.fromhex("4E4E4E"))


def test_a_refusal() -> None:
    line = asked()
    line.hear(encode(bytes.fromhex("4E3107")))
    assert line.result == Refused(7)


def test_nak_is_answered_with_the_frame_again_three_times() -> None:
    line = Line()
    line.ask()
    for _ in range(REPETITIONS):
        assert line.hear(NAK) == STATUS
    assert line.hear(NAK) == b""
    assert line.result is Outcome.SILENT


def test_silence_is_answered_with_the_frame_again_three_times() -> None:
    line = Line()
    line.ask()
    for _ in range(REPETITIONS):
        assert line.wait(ACK_S - 0.01) == b""
        assert line.wait(0.02) == STATUS
    assert line.wait(ACK_S) == b""
    assert line.result is Outcome.SILENT
    assert line.link.idle


def test_the_patience_begins_when_the_last_byte_has_left() -> None:
    line = Line()
    line.link.ask(Ask(protocol.TELL_STATUS, PATIENCE_S), line.now)
    assert line.link.outgoing() == STATUS
    line.now += ACK_S - 0.1
    line.link.sent(line.now)
    assert line.wait(ACK_S - 0.01) == b""


def test_an_answer_that_is_there_before_our_word_is_known_to_be_out_leaves_nothing_to_wait_for() -> None:
    line = Line()
    line.link.ask(Ask(protocol.TELL_STATUS, PATIENCE_S), line.now)
    assert line.link.outgoing() == STATUS
    line.link.receive(ACK, line.now)
    assert line.link.outgoing() == ENQ
    line.link.receive(EMPTY, line.now)
    line.link.sent(line.now)
    assert line.link.wake_at() is None
    assert line.wait(ACK_S + PATIENCE_S) == b""
    assert line.result == Answer(bytes.fromhex("4E4E4E"))


def test_an_answer_that_does_not_come_is_asked_for_again_behind_the_barrier() -> None:
    line = asked()
    assert line.wait(PATIENCE_S) == EOT
    assert line.hear(EMPTY) == b"", "too late: it belongs to the past"
    assert line.result is None
    assert line.hear(EOT) == STATUS
    assert line.hear(ACK) == ENQ
    line.hear(EMPTY)
    assert line.result == Answer(bytes.fromhex("4E4E4E"))


def test_an_eot_swallowed_by_a_frame_that_was_cut_short_is_asked_for_again() -> None:
    line = asked()
    assert line.wait(PATIENCE_S) == EOT
    assert line.hear(EMPTY[:5] + EOT) == b""
    assert line.wait(QUIET_S) == b""
    assert line.wait(EOT_S - QUIET_S) == EOT
    assert line.hear(EOT) == STATUS


def test_after_three_rounds_without_an_answer_it_is_lost() -> None:
    line = asked()
    for _ in range(2):
        assert line.wait(PATIENCE_S) == EOT
        assert line.hear(EOT) == STATUS
        assert line.hear(ACK) == ENQ
    assert line.wait(PATIENCE_S) == EOT
    assert line.hear(EOT) == b""
    assert line.result is Outcome.LOST


@pytest.mark.parametrize("bit", range(8 * len(YES)))
def test_a_broken_answer_to_a_write_is_lost_and_never_asked_for_again(bit: int) -> None:
    """I14: neither the frame again nor NAK: one APDU's answer looks like another's."""
    line = asked(WRITE, repeatable=False)
    broken = bytearray(YES)
    broken[bit // 8] ^= 1 << bit % 8
    said = line.hear(bytes(broken))
    said += line.wait(QUIET_S) if not said else b""
    said += line.wait(PATIENCE_S) if not said else b""
    assert said == EOT
    assert line.hear(EOT) == b""
    assert line.result is Outcome.LOST


def test_a_reader_that_does_not_say_eot_is_silent() -> None:
    line = asked(WRITE, repeatable=False)
    assert line.wait(PATIENCE_S) == EOT
    for _ in range(REPETITIONS):
        assert line.wait(EOT_S) == EOT
    assert line.wait(EOT_S) == b""
    assert line.result is Outcome.SILENT


def test_resynchronising() -> None:
    line = Line()
    line.link.resynchronise(line.now)
    assert line.out() == EOT
    assert line.hear(YES + EMPTY[:4]) == b"", "whatever the reader was saying to somebody else"
    assert line.wait(QUIET_S) == b""
    assert line.hear(EOT) == b""
    assert line.result is Outcome.LOST
    assert line.link.idle


def test_the_answer_to_another_command_is_not_taken() -> None:
    line = asked()
    assert line.hear(encode(bytes.fromhex("323159"))) == b""
    assert line.result is None
    line.hear(EMPTY)
    assert line.result == Answer(bytes.fromhex("4E4E4E"))


def test_an_answer_before_the_acknowledgement_is_not_taken() -> None:
    line = Line()
    line.ask()
    assert line.hear(EMPTY) == b""
    assert line.result is None
    assert line.hear(ACK) == ENQ


def test_stray_control_bytes_while_waiting_for_an_answer() -> None:
    line = asked()
    assert line.hear(ACK + NAK + EOT + ENQ) == b""
    line.hear(EMPTY)
    assert line.result == Answer(bytes.fromhex("4E4E4E"))


def test_a_busy_line_takes_no_other_command() -> None:
    line = asked()
    with pytest.raises(AssertionError, match="the line is taken"):
        line.ask()


@pytest.mark.parametrize("vector", crt310(), ids=lambda vector: str(vector.name))
def test_any_recorded_frame_is_an_answer_or_ignored(vector: object) -> None:
    line = asked()
    frame: bytes = getattr(vector, "frame", b"")
    line.hear(frame)
    assert line.result is None or frame[3:5] in (b"\x31\x30", b"\x4e\x31")


@settings(deadline=None)
@given(
    noise=st.lists(st.tuples(st.binary(max_size=12), st.floats(0.0, 4.0)), max_size=40),
    repeatable=st.booleans(),
)
def test_any_noise_comes_to_an_end(noise: list[tuple[bytes, float]], repeatable: bool) -> None:
    """A write's frame may be sent again before ENQ, but its ENQ is sent once."""
    line = Line()
    said = [line.ask(WRITE if not repeatable else protocol.TELL_STATUS, repeatable=repeatable)]
    for data, seconds in noise:
        said.append(line.hear(data))
        said.append(line.wait(seconds))
    for _ in range(100):
        if line.link.idle:
            break
        if (result := line.result) is not None:
            assert isinstance(result, Answer | Refused | Outcome)
            break
        said.append(line.wait(PATIENCE_S))
    else:
        raise AssertionError("the exchange never ends")
    if not repeatable:
        assert said.count(ENQ) <= 1
