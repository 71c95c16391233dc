"""Any fact about staff, and a settlement told from its pre-check to its end."""

from typing import Any

from hypothesis import strategies as st

from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import ACCEPTED_VALUES, NoteCount
from kiosk_app.domain.staff import BoxCount, Door, DoorState, Period, Role, SettlementNumber, Share
from kiosk_app.domain.staff_facts import (
    AcceptorCounted,
    AccountGranted,
    BoxCounted,
    BoxOpened,
    BoxOpening,
    BoxShut,
    DoorAlarm,
    OperatorRefused,
    OperatorSignedIn,
    OperatorSignedOut,
    PasswordChanged,
    SettlementChecked,
    SettlementClosed,
    SettlementDone,
    SettlementReported,
    SettlementVoucherBegun,
    SettlementVoucherMissed,
    SettlementVoucherPrinted,
)

text = st.text(max_size=12)
fen = st.integers(0, 10**9).map(Fen)
difference = st.integers(-(10**9), 10**9).map(Fen)
count = st.integers(0, 10**6)
settlements = st.integers(1, 3).map(lambda number: SettlementNumber(f"GD0117-S{number:05}"))
operators = st.text("0123456789", min_size=4, max_size=8)
note_counts = st.lists(st.builds(NoteCount, st.sampled_from(ACCEPTED_VALUES), count), max_size=4).map(tuple)
shares = st.lists(st.builds(Share, text, count, fen), max_size=2).map(tuple)
periods = st.builds(Period, count, count, count, fen, note_counts, shares, shares, note_counts)
box_counts = st.builds(BoxCount, note_counts, text, text, operators, st.just("") | operators)
copies = st.integers(1, 9)

OF_KIND: dict[type[Any], st.SearchStrategy[Any]] = {
    OperatorSignedIn: st.builds(OperatorSignedIn, operators, st.sampled_from(Role)),
    OperatorRefused: st.builds(OperatorRefused, operators, text),
    OperatorSignedOut: st.builds(OperatorSignedOut, operators, text),
    AccountGranted: st.builds(AccountGranted, operators, st.sampled_from(Role), st.booleans()),
    PasswordChanged: st.builds(PasswordChanged, operators),
    SettlementChecked: st.builds(SettlementChecked, operators, text, count, fen),
    SettlementClosed: st.builds(SettlementClosed, settlements, operators, periods),
    AcceptorCounted: st.builds(AcceptorCounted, settlements, note_counts),
    SettlementVoucherBegun: st.builds(SettlementVoucherBegun, settlements, copies),
    SettlementVoucherPrinted: st.builds(SettlementVoucherPrinted, settlements, copies),
    SettlementVoucherMissed: st.builds(SettlementVoucherMissed, settlements, copies, text),
    BoxOpening: st.builds(BoxOpening, settlements, operators),
    BoxOpened: st.builds(BoxOpened, settlements, st.booleans()),
    BoxShut: st.builds(BoxShut),
    BoxCounted: st.builds(BoxCounted, settlements, box_counts),
    SettlementDone: st.builds(SettlementDone, settlements, difference, text),
    SettlementReported: st.builds(SettlementReported, settlements),
    DoorAlarm: st.builds(DoorAlarm, st.sampled_from(Door), st.sampled_from(DoorState)),
}
"""A strategy for every kind of fact about staff."""
