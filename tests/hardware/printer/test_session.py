"""Stories of the printer session in virtual time (HW-7, PAY-4, I16, fault 41)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.events import Event, HealthChanged, ReceiptFailed, ReceiptPrinted
from kiosk_app.hardware.printer.session import PORTION
from tests.contract.escpos import vectors
from tests.hardware.printer.stage import Stage


def ready() -> Stage:
    """A printer that is well, switched on a while ago."""
    stage = Stage()
    stage.connect()
    stage.run(5)
    stage.events.clear()
    return stage


def conditions(events: list[Event]) -> list[tuple[Condition, str]]:
    return [(event.health.condition, event.health.code) for event in events if isinstance(event, HealthChanged)]


def slips(events: list[Event]) -> list[Event]:
    return [event for event in events if isinstance(event, ReceiptPrinted | ReceiptFailed)]


def test_connecting_says_ready_once_and_polls_go_on() -> None:
    stage = Stage()
    stage.connect()
    assert stage.run(20) == [
        HealthChanged(Health(Device.RECEIPT_PRINTER, Condition.READY, "", "12 12 12 12")),
    ]
    questions = [frame for frame in stage.printer.heard if frame[:2] == b"\x10\x04"]
    assert questions[:4] == list(vectors.QUESTIONS.values())
    assert 40 <= len(questions) <= 60  # four each 1.5 s


def test_a_new_connection_forgets_what_an_earlier_run_left_in_the_printer() -> None:
    stage = Stage()
    stage.printer.buffer = b"half a slip of yesterday"
    stage.connect()
    stage.run(5)
    assert vectors.CLEAR + vectors.BARRIER in stage.printer.heard
    assert stage.printer.paper == []


def test_pay_4_a_slip_is_printed_only_after_its_barrier_and_a_good_status() -> None:
    stage = ready()
    stage.submit("j1", b"slip one\n")
    stage.printer.heard.clear()
    assert stage.run(1.5) == []  # still printing
    heard = stage.printer.heard
    assert heard[:4] == list(vectors.QUESTIONS.values())
    assert heard[4] == b"slip one\n" + vectors.BARRIER
    heard.clear()
    assert stage.run(2) == [ReceiptPrinted("j1")]
    assert heard[-4:] == list(vectors.QUESTIONS.values())
    assert stage.printer.paper == [b"slip one\n"]


def test_slips_are_printed_in_order_and_none_twice() -> None:
    stage = ready()
    for number in range(3):
        stage.submit(f"j{number}", f"slip {number}\n".encode())
    assert stage.run(20) == [ReceiptPrinted("j0"), ReceiptPrinted("j1"), ReceiptPrinted("j2")]
    assert stage.printer.paper == [b"slip 0\n", b"slip 1\n", b"slip 2\n"]


def test_a_long_slip_goes_out_in_portions_between_looks_at_the_line() -> None:
    stage = ready()
    data = bytes(range(32, 127)) * 30
    stage.submit("j1", data)
    stage.printer.heard.clear()
    assert slips(stage.run(20)) == [ReceiptPrinted("j1")]
    assert max(map(len, stage.printer.heard)) == PORTION
    assert stage.printer.paper == [data]


def test_a_portion_is_followed_by_a_look_at_the_line() -> None:
    stage = ready()
    session, now = stage.session, stage.now
    stage.submit("j1", b"x" * 1000)
    session.tick(now)
    for question in vectors.QUESTIONS.values():
        assert session.outgoing() == question
        session.receive(b"\x12", now)
    assert session.outgoing() == b"x" * PORTION
    session.sent(now)
    assert session.outgoing() == b""
    assert session.wake_at() == now
    session.tick(now)
    assert session.outgoing() == b"x" * (1000 - PORTION) + vectors.BARRIER


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("paper end", "paper_end"),
        ("cover open", "cover_open"),
        ("cutter error", "cutter"),
        ("unrecoverable", "mechanism"),
        ("offline", "offline"),
    ],
)
def test_fault_41_before_a_slip_nothing_is_sent(state: str, code: str) -> None:
    stage = ready()
    stage.printer.become(state)
    assert conditions(stage.run(3)) == [(Condition.FAULT, code)]
    stage.submit("j1")
    assert stage.run(3) == [ReceiptFailed("j1", code)]
    stage.printer.become("ok")
    assert conditions(stage.run(3)) == [(Condition.READY, "")]
    stage.run(30)
    assert stage.printer.paper == []
    stage.submit("j2")
    assert stage.run(5) == [ReceiptPrinted("j2")]


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("paper end", "paper_end"),
        ("cover open", "cover_open"),
        ("cutter error", "cutter"),
        ("unrecoverable", "mechanism"),
    ],
)
def test_fault_41_half_a_slip_is_never_printed_later(state: str, code: str) -> None:
    stage = ready()
    stage.submit("j1", b"for the first customer")
    stage.run(1)
    stage.printer.become(state)
    events = stage.run(3)
    assert conditions(events) == [(Condition.FAULT, code)]
    assert slips(events) == [ReceiptFailed("j1", code)]  # at once, not after ten seconds
    stage.run(60)
    stage.printer.become("ok")
    assert conditions(stage.run(10)) == [(Condition.READY, "")]
    assert stage.printer.paper == []
    stage.submit("j2", b"for the second customer")
    assert stage.run(5) == [ReceiptPrinted("j2")]
    assert stage.printer.paper == [b"for the second customer"]


def test_paper_end_after_the_barrier_is_not_a_confirmation() -> None:
    stage = ready()
    stage.printer.deaf_to_barriers = True
    stage.submit("j1")
    stage.run(2.4)
    stage.printer.become("paper end")
    stage.arrive(b"\x00")
    assert slips(stage.run(3)) == [ReceiptFailed("j1", "paper_end")]


def test_a_round_begun_before_the_barrier_does_not_verify_it() -> None:
    """The good replies 1 to 3 are older than the answer to the barrier; the cover opens between them and it."""
    stage = ready()
    stage.submit("j1")
    while not stage.printer.heard or stage.printer.heard[-1] != vectors.QUESTIONS[3] or not stage.printer.buffer:
        stage.run(0.001)
    stage.printer.become("cover open")
    stage.arrive(b"\x00")
    assert slips(stage.run(3)) == [ReceiptFailed("j1", "cover_open")]


def test_no_barrier_reply_is_no_confirmation_after_ten_seconds_and_the_bytes() -> None:
    stage = Stage(baud=9600)
    stage.connect()
    stage.run(5)
    stage.printer.deaf_to_barriers = True
    stage.submit("j1", b"x" * 960)  # one second at 9600 baud
    begun = stage.now
    stage.run(20)
    (failed_at,) = (at for at, event in stage.stamps if event == ReceiptFailed("j1", "no_confirmation"))
    assert 11.0 <= failed_at - begun <= 11.5


def test_a_printer_that_stays_offline_while_printing_is_named_offline() -> None:
    stage = ready()
    stage.submit("j1")
    stage.run(1)
    stage.printer.become("offline")
    events = stage.run(20)
    assert slips(events) == [ReceiptFailed("j1", "offline")]


def test_a_moment_offline_while_printing_does_no_harm() -> None:
    stage = ready()
    stage.submit("j1")
    stage.run(0.5)
    stage.printer.become("offline")
    stage.run(0.5)
    stage.printer.become("ok")
    assert slips(stage.run(10)) == [ReceiptPrinted("j1")]


def test_an_answer_to_an_old_barrier_confirms_no_other_slip() -> None:
    """A slow printer answers the first slip's barrier only when the second slip is on its way."""
    stage = ready()
    stage.printer.ignores_clear = True
    stage.printer.print_s = 14.0
    stage.submit("j1", b"slow one")
    stage.submit("j2", b"slow two")
    events = slips(stage.run(60))
    assert events[0] == ReceiptFailed("j1", "no_confirmation")
    printed = [event for event in events if isinstance(event, ReceiptPrinted)]
    assert len(printed) <= stage.printer.paper.count(b"slow two")


def test_an_old_answer_and_the_one_to_the_clearing_are_both_waited_out() -> None:
    stage = Stage()
    stage.printer.deaf_to_barriers = True
    stage.connect()
    stage.submit("j1", b"not yet on paper")
    while vectors.CLEAR + vectors.BARRIER not in stage.printer.heard:
        stage.run(0.01)
    stage.arrive(b"\x00")  # to a barrier of an earlier run
    stage.run(0.4)
    stage.arrive(b"\x00")  # to the one behind the clearing
    stage.printer.deaf_to_barriers = False
    assert slips(stage.run(2.0)) == []
    assert stage.printer.paper == []
    assert slips(stage.run(5.0)) == [ReceiptPrinted("j1")]


def test_a_clearing_that_is_not_answered_fails_the_waiting_slip_and_is_tried_again() -> None:
    stage = Stage()
    stage.printer.deaf_to_barriers = True
    stage.connect()
    stage.run(1)
    stage.submit("j1")
    assert slips(stage.run(15)) == [ReceiptFailed("j1", "no_confirmation")]
    stage.run(30)
    assert stage.printer.heard.count(vectors.CLEAR + vectors.BARRIER) >= 3
    stage.printer.deaf_to_barriers = False
    stage.run(15)
    stage.submit("j2")
    assert slips(stage.run(15)) == [ReceiptPrinted("j2")]
    assert stage.printer.paper == [b"a slip\n"]


def test_near_end_is_attention_and_prints() -> None:
    stage = ready()
    stage.printer.become("near end")
    assert conditions(stage.run(3)) == [(Condition.ATTENTION, "paper_near_end")]
    stage.submit("j1")
    assert stage.run(5) == [ReceiptPrinted("j1")]


def test_silence_is_lost_and_speech_is_ready_again() -> None:
    stage = ready()
    stage.printer.mute = True
    assert conditions(stage.run(10)) == [(Condition.LOST, "not_answering")]
    stage.submit("j1")
    assert stage.run(10) == [ReceiptFailed("j1", "not_answering")]
    stage.printer.mute = False
    assert conditions(stage.run(5)) == [(Condition.READY, "")]


def test_silence_after_the_barrier_is_no_confirmation() -> None:
    stage = ready()
    stage.submit("j1")
    stage.run(1)
    stage.printer.mute = True
    stage.arrive(b"\x00")
    assert slips(stage.run(15)) == [ReceiptFailed("j1", "no_confirmation")]


def test_silence_while_printing_waits_for_the_barrier() -> None:
    stage = ready()
    stage.submit("j1")
    stage.run(0.5)
    stage.printer.mute = True
    assert slips(stage.run(7)) == []
    stage.printer.mute = False
    stage.arrive(b"\x00")
    assert slips(stage.run(5)) == [ReceiptPrinted("j1")]


@pytest.mark.parametrize("seconds", [0.0, 0.03, 1.0])
def test_device_loss_fails_every_slip_and_return_clears_the_printer(seconds: float) -> None:
    stage = ready()
    stage.submit("j1", b"lost one")
    stage.submit("j2", b"lost two")
    stage.run(seconds)
    sent = b"lost one" + vectors.BARRIER in stage.printer.heard
    already = len(stage.events)
    stage.disconnect()
    assert stage.events[already:] == [
        ReceiptFailed("j1", "no_confirmation" if sent else "not_answering"),
        ReceiptFailed("j2", "not_answering"),
        HealthChanged(Health(Device.RECEIPT_PRINTER, Condition.LOST, "not_answering")),
    ]
    stage.submit("j3")
    stage.disconnect()
    assert stage.events[already + 3 :] == [ReceiptFailed("j3", "not_answering")]
    stage.run(5)
    paper = list(stage.printer.paper)
    stage.connect()
    assert conditions(stage.run(5)) == [(Condition.READY, "")]
    stage.submit("j4", b"after")
    assert slips(stage.run(5)) == [ReceiptPrinted("j4")]
    assert stage.printer.paper == [*paper, b"after"]


def test_an_automatic_status_makes_the_next_round_come_at_once() -> None:
    stage = ready()
    stage.printer.become("cover open")
    stage.run(0)
    stage.arrive(vectors.AUTOMATIC_STATUS["cover open"])
    assert conditions(stage.run(0.2)) == [(Condition.FAULT, "cover_open")]


def test_half_an_automatic_status_does_not_swallow_the_barrier_reply() -> None:
    stage = ready()
    stage.submit("j1")
    stage.run(1)
    stage.printer.mute = True  # or the replies of the next round would end it before the pause does
    stage.run(0.3)
    stage.arrive(b"\x10\x00")
    stage.run(0.5)
    stage.arrive(b"\x00")
    stage.printer.mute = False
    assert slips(stage.run(5)) == [ReceiptPrinted("j1")]


def test_while_the_line_is_closed_time_changes_nothing() -> None:
    stage = ready()
    stage.disconnect()
    stage.session.tick(stage.now + 60)
    assert (stage.session.outgoing(), stage.session.events(), stage.session.wake_at()) == (b"", [], None)


def test_a_barrier_reply_nobody_asked_for_is_ignored() -> None:
    stage = ready()
    stage.arrive(b"\x00\x0c\x00")
    assert stage.run(3) == []


def test_a_jam_taken_out_is_recovered_once_the_cover_is_closed() -> None:
    stage = ready()
    stage.printer.become("cutter error")
    stage.run(3)
    stage.printer.become("cover open")
    stage.run(3)
    stage.printer.heard.clear()
    stage.printer.become("cutter error")
    stage.run(10)
    assert stage.printer.heard.count(vectors.CLEAR) == 1


def test_i17_what_an_unconfirmed_slip_left_on_the_strip_is_cut_off_before_the_next_slip() -> None:
    stage = Stage()
    stage.connect()
    stage.run(5)
    cuts = stage.printer.cuts
    stage.submit("1/1")
    stage.run(0.5)  # it is being printed
    stage.printer.become("cutter error")
    stage.run(30)
    stage.printer.become("ok")
    stage.submit("2/1", b"another slip\n")
    stage.run(30)
    assert stage.printer.cuts > cuts
    assert ReceiptPrinted("2/1") in stage.events


def test_a_cutter_error_ends_after_the_cover_was_opened_whatever_else_is_seen_in_between() -> None:
    """The roll is changed while the cover is open: it closes on an end of paper, and only then on the old error."""
    stage = Stage()
    stage.connect()
    stage.run(5)
    for state in ("cutter error", "cover open", "paper end", "cutter error"):
        stage.printer.become(state)
        stage.run(10)
    assert vectors.CLEAR in stage.printer.heard


def test_the_first_slip_may_come_before_the_first_answer() -> None:
    stage = Stage()
    stage.connect()
    stage.submit("j1")
    assert slips(stage.run(6)) == [ReceiptPrinted("j1")]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["ok", "paper end", "cover open", "cutter error", "offline", "garbage", "plug", "mute", "job"]
            ),
            st.floats(0.01, 6.0),
        ),
        max_size=12,
    )
)
def test_i16_every_slip_is_answered_once_and_printed_means_on_paper(script: list[tuple[str, float]]) -> None:
    """Whatever happens to the printer: no slip is claimed that is not on paper, none is left without an answer."""
    stage = ready()
    jobs: list[str] = []
    for act, seconds in script:
        if act == "job":
            jobs.append(f"j{len(jobs)}")
            stage.submit(jobs[-1], f"slip {jobs[-1]}".encode())
        elif act == "garbage":
            stage.arrive(b"\x11\x80\xff\x13\x5f\x92")
        elif act == "plug":
            stage.disconnect()
            stage.connect()
        elif act == "mute":
            stage.printer.mute = not stage.printer.mute
        else:
            stage.printer.become(act)
        stage.run(seconds)
    stage.printer.mute = False
    stage.printer.become("ok")
    stage.run(30 * (len(jobs) + 1))
    answered = slips(stage.events)
    names = [event.job for event in answered if isinstance(event, ReceiptPrinted | ReceiptFailed)]
    assert sorted(names) == sorted(jobs)
    for event in answered:
        if isinstance(event, ReceiptPrinted):
            assert stage.printer.paper.count(f"slip {event.job}".encode()) == 1
    assert conditions(stage.events)[-1:] in ([], [(Condition.READY, "")])
