"""One exchange on the line: repetitions, NAK, ILLEGAL COMMAND, late answers, noise (faults 33 and 35)."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.hardware.bill_acceptor import protocol
from kiosk_app.hardware.bill_acceptor.link import (
    ANSWER_S,
    BUS_FREE_S,
    LONG_ANSWER_S,
    QUIET_S,
    REPETITIONS,
    Kind,
    Link,
    Outcome,
)
from kiosk_app.hardware.bill_acceptor.protocol import ACK, ILLEGAL, NAK, POLL, STACK, encode

IDLE, ESCROW_3, STACKED_3 = b"\x14", b"\x80\x03", b"\x81\x03"


class Wire:
    """A link and its time; what it says is in `said`."""

    def __init__(self) -> None:
        self.link, self.now, self.said = Link(), 10.0, list[bytes]()

    def ask(self, request: bytes) -> "Wire":
        assert self.link.idle(self.now)
        self.link.ask(request, self.now)
        self.write()
        return self

    def write(self) -> None:
        if data := self.link.outgoing():
            self.said.append(data[3:-2])
            self.link.sent(self.now)

    def after(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end:
            self.now = min(end, max(self.link.wake_at(), self.now + 0.001))
            self.link.tick(self.now)
            self.write()

    def hear(self, data: bytes) -> list[Outcome]:
        self.link.receive(data, self.now)
        outcomes = self.link.outcomes()
        self.write()
        return outcomes


def test_data_is_acknowledged_at_once_and_the_bus_then_rests() -> None:
    wire = Wire().ask(POLL)
    assert wire.hear(encode(IDLE)) == [Outcome(Kind.ANSWERED, POLL, IDLE)]
    assert wire.said == [POLL, ACK]
    assert not wire.link.idle(wire.now)
    assert wire.link.idle(wire.now + BUS_FREE_S)


def test_an_ack_is_not_acknowledged() -> None:
    """protocols.md 1.3."""
    wire = Wire().ask(STACK)
    assert wire.hear(encode(ACK)) == [Outcome(Kind.ANSWERED, STACK, ACK)]
    assert wire.said == [STACK]


def test_an_illegal_command_is_acknowledged() -> None:
    """protocols.md 1.5."""
    wire = Wire().ask(STACK)
    assert wire.hear(encode(ILLEGAL)) == [Outcome(Kind.REFUSED, STACK, ILLEGAL)]
    assert wire.said == [STACK, ACK]


def test_stacked_is_left_to_the_session_to_acknowledge() -> None:
    wire = Wire().ask(POLL)
    assert wire.hear(encode(STACKED_3)) == [Outcome(Kind.ANSWERED, POLL, STACKED_3)]
    assert wire.said == [POLL]
    wire.link.acknowledge()
    wire.write()
    assert wire.said == [POLL, ACK]


def test_silence_leads_to_three_repetitions_then_no_answer() -> None:
    wire = Wire().ask(POLL)
    wire.after((REPETITIONS + 1) * (ANSWER_S + BUS_FREE_S) + 0.1)
    assert wire.said == [POLL] * 4
    assert wire.link.outcomes() == [Outcome(Kind.UNANSWERED, POLL)]
    assert wire.link.heard_at is None


def test_long_answers_are_waited_for_longer() -> None:
    """protocols.md 1.4: allow 1.5 s."""
    wire = Wire().ask(protocol.GET_BILL_TABLE)
    wire.after(LONG_ANSWER_S - 0.01)
    assert wire.said == [protocol.GET_BILL_TABLE]
    (outcome,) = wire.hear(encode(bytes(120)))
    assert outcome.kind is Kind.ANSWERED


def test_a_slow_frame_is_not_interrupted() -> None:
    wire = Wire().ask(POLL)
    wire.after(ANSWER_S - 0.01)
    outcomes: list[Outcome] = []
    for byte in encode(ESCROW_3):
        outcomes += wire.hear(bytes((byte,)))
        wire.after(0.02)
    assert outcomes == [Outcome(Kind.ANSWERED, POLL, ESCROW_3)]
    assert wire.said == [POLL, ACK]


def test_a_nak_repeats_the_question_three_times() -> None:
    wire = Wire().ask(STACK)
    outcomes: list[Outcome] = []
    for _ in range(REPETITIONS + 1):
        outcomes += wire.hear(encode(NAK))
        outcomes += wire.hear(encode(NAK))  # said twice: counts once
        wire.after(BUS_FREE_S + 0.01)
    assert wire.said == [STACK] * 4
    assert outcomes == [Outcome(Kind.UNANSWERED, STACK)]


def test_a_broken_answer_is_asked_for_again_by_nak() -> None:
    wire = Wire().ask(POLL)
    broken = bytearray(encode(ESCROW_3))
    broken[4] ^= 1
    assert wire.hear(bytes(broken)) == []
    wire.after(QUIET_S + BUS_FREE_S + 0.001)
    assert wire.said == [POLL, NAK]
    assert wire.hear(encode(ESCROW_3)) == [Outcome(Kind.ANSWERED, POLL, ESCROW_3)]
    assert wire.said == [POLL, NAK, ACK]


def test_an_unanswered_nak_repeats_the_question() -> None:
    wire = Wire().ask(POLL)
    wire.hear(encode(ESCROW_3)[:-1])
    wire.after(QUIET_S + BUS_FREE_S + ANSWER_S + BUS_FREE_S + 0.01)
    assert wire.said == [POLL, NAK, POLL]


def test_noise_that_never_began_like_a_frame_is_waited_out() -> None:
    wire = Wire().ask(POLL)
    wire.hear(b"\xff\x00\xff")
    wire.after(QUIET_S + 0.02)
    assert wire.said == [POLL]
    assert wire.hear(b"\x00" + encode(IDLE)) == [Outcome(Kind.ANSWERED, POLL, IDLE)]


def test_an_answer_inside_a_false_beginning_is_found_when_the_line_is_quiet() -> None:
    wire = Wire().ask(POLL)
    assert wire.hear(b"\x02\x03\xff" + encode(IDLE)) == []
    wire.after(QUIET_S + 0.001)
    assert wire.link.outcomes() == [Outcome(Kind.ANSWERED, POLL, IDLE)]
    assert wire.said == [POLL, ACK]


def test_an_answer_that_comes_while_the_question_waits_to_be_repeated_counts() -> None:
    wire = Wire().ask(POLL)
    wire.after(ANSWER_S + 0.001)
    assert wire.hear(encode(IDLE)) == [Outcome(Kind.ANSWERED, POLL, IDLE)]
    wire.after(1)
    assert wire.said.count(ACK) == 1


def test_the_answer_to_another_question_is_no_answer() -> None:
    wire = Wire().ask(STACK)
    assert wire.hear(encode(IDLE)) == []
    assert wire.hear(encode(ACK)) == [Outcome(Kind.ANSWERED, STACK, ACK)]
    wire.after(0.1)
    wire.ask(POLL)
    assert wire.hear(encode(ACK)) == []
    assert wire.hear(encode(bytes(6))) == []
    assert wire.hear(encode(IDLE)) == [Outcome(Kind.ANSWERED, POLL, IDLE)]


def test_a_late_report_of_where_a_note_went_is_never_dropped() -> None:
    """Fault 33, stale poll: the unit may take the ACK of something older for the ACK of this report."""
    wire = Wire()
    assert wire.hear(encode(STACKED_3)) == [Outcome(Kind.LATE, POLL, STACKED_3)]
    wire.after(0.1)
    wire.ask(STACK)
    assert wire.hear(encode(b"\x82\x03")) == [Outcome(Kind.LATE, POLL, b"\x82\x03")]
    assert wire.hear(encode(b"\x81")) == []
    assert wire.hear(encode(ESCROW_3)) == []


def test_a_nak_that_nobody_asked_for_is_ignored() -> None:
    wire = Wire()
    assert wire.hear(encode(NAK)) == []
    wire.after(1)
    assert wire.said == []


def test_no_ack_goes_between_a_question_and_its_answer() -> None:
    wire = Wire().ask(POLL)
    wire.link.acknowledge()
    wire.write()
    assert wire.said == [POLL]


def test_noise_between_exchanges_asks_for_nothing() -> None:
    wire = Wire()
    wire.hear(b"\x02\x03\x09")
    wire.after(1)
    assert wire.said == []


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=20),
            st.sampled_from([encode(payload) for payload in (ACK, NAK, ILLEGAL, IDLE, ESCROW_3, STACKED_3)]),
        ),
        max_size=20,
    ),
    st.sampled_from([POLL, STACK, protocol.GET_STATUS, protocol.IDENTIFICATION, protocol.GET_BILL_TABLE]),
)
def test_every_exchange_ends_exactly_once_whatever_is_heard(heard: list[bytes], request: bytes) -> None:
    """Fault 35, I28: no noise keeps a question open, and its repetitions are bounded."""
    wire = Wire().ask(request)
    outcomes: list[Outcome] = []
    for data in heard:
        outcomes += wire.hear(data)
        wire.after(0.01)
        outcomes += wire.link.outcomes()
    wire.after(10)
    outcomes += wire.link.outcomes()
    assert len([outcome for outcome in outcomes if outcome.kind is not Kind.LATE]) == 1
    assert len([payload for payload in wire.said if payload not in (ACK,)]) <= 1 + REPETITIONS
    assert wire.link.idle(wire.now)
