"""Every state has a view: frozen, honest about money, without a dead button and without a secret (T5, T11, I16)."""

import dataclasses
import string
import typing
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kiosk_app.views as views_package
from kiosk_app.domain.customer import MeterKind, Secret
from kiosk_app.domain.device import NEEDED, Condition, Device, Health
from kiosk_app.domain.events import DigitTyped, Event, HealthChanged, NoteEscrowed, NoteStacked, Pressed, TimedOut
from kiosk_app.domain.facts import OpenSale
from kiosk_app.domain.meter_card import CardSnapshot
from kiosk_app.domain.money import Fen
from kiosk_app.domain.voucher import VoucherKind
from kiosk_app.flows import buy_electricity, cash_tender, closing, identify, pay_bill, visit, write_card
from kiosk_app.flows.typing import Typed
from kiosk_app.flows.visit import Idle, Menu
from kiosk_app.screens.messages import CATALOGUE
from kiosk_app.screens.texts import known
from kiosk_app.views import View
from kiosk_app.views.bills import BillsView
from kiosk_app.views.card import CardWritingView
from kiosk_app.views.cash import CashView
from kiosk_app.views.entry import CardInsertView, CardTakeView, ExplanationView, NumberView, PasswordView
from kiosk_app.views.frame import Button, Message, message
from kiosk_app.views.purchase import PurchaseView
from kiosk_app.views.result import ReceiptOnScreenView, SuccessView, TroubleView
from kiosk_app.views.service import IdleView, MenuView, OutOfServiceView, StartingView, WaitView
from kiosk_app.views.show import show
from tests.support import samples
from tests.support.samples import HUNDRED, TEN
from tests.views.fronts import PASSWORD, Named, every_front, healths, visit_in

EVERY_FRONT = every_front()
every = pytest.mark.parametrize("named", EVERY_FRONT, ids=lambda named: named.name)
VIEWS = typing.get_args(View)


def view_of(named: Named) -> View:
    return show(visit_in(named.front), "0.1.0", "2026-11-23 10:29")


def parts(value: object) -> Iterator[object]:
    """Yield everything inside a value, itself first."""
    yield value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from parts(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from parts(item)


def leaves(kind: Any) -> set[type]:
    """Return the classes of a union, unions inside it taken apart."""
    members = typing.get_args(kind)
    return set().union(*(leaves(member) for member in members)) if members else {kind}


# --- total ---------------------------------------------------------------------------------------


def test_every_state_of_every_flow_is_among_the_fronts() -> None:
    fronts = {type(named.front) for named in EVERY_FRONT}
    assert fronts == leaves(visit.Front)
    inner = {type(getattr(named.front, "inner", None)) for named in EVERY_FRONT}
    for state in (identify.State, cash_tender.State, write_card.Busy):
        assert leaves(state) <= inner
    assert closing.Closing in inner


def test_every_kind_of_view_is_shown_by_some_state() -> None:
    shown = {type(view_of(named)) for named in EVERY_FRONT}
    shown.add(type(show(visit_in(Idle(), healths(Condition.STARTING)))))
    shown.add(type(show(visit_in(Idle(), healths(Condition.FAULT, "jam")))))
    assert shown == set(VIEWS)


@every
def test_a_state_has_a_view_and_always_the_same(named: Named) -> None:
    view = view_of(named)
    assert isinstance(view, VIEWS)
    assert view == view_of(named)
    assert hash(view) == hash(view_of(named))


WORDS = "abc123 \u738b\u5c0f\u660e.-_"


@given(st.data())
def test_whatever_code_comes_from_outside_it_is_shown(data: st.DataObject) -> None:
    """Codes of refusals and of device parts are other people's: none of them may bring the screen down."""
    code = data.draw(st.text(WORDS, max_size=30))
    for front in (
        pay_bill.Stopped(code),
        buy_electricity.Stopped(code),
        buy_electricity.Returning(code),
        buy_electricity.AwaitingCard(code),
        pay_bill.Identifying(identify.Refusal(code, code)),
        pay_bill.Tendering(cash_tender.Inserting(samples_sale(), problem=code)),
    ):
        assert isinstance(show(visit_in(front)), VIEWS)
    condition = data.draw(st.sampled_from(Condition))
    assert isinstance(show(visit_in(Idle(), healths(condition, code))), VIEWS)
    assert isinstance(show(visit_in(Menu(), healths(condition, code))), VIEWS)


def samples_sale() -> OpenSale:
    return OpenSale(samples.SALE, samples.BILL_TERMS)


events: st.SearchStrategy[Event] = st.one_of(
    st.builds(
        Pressed,
        st.sampled_from(
            ["start", "pay_bill", "buy_electricity", "confirm", "back", "exit", "done", "finish", "cancel"]
        ),
    ),
    st.builds(DigitTyped, st.sampled_from("0123456789")),
    st.just(TimedOut()),
    st.builds(NoteEscrowed, st.sampled_from([TEN, HUNDRED])),
    st.builds(NoteStacked, st.sampled_from([TEN, HUNDRED])),
    st.builds(
        HealthChanged,
        st.builds(Health, st.sampled_from(Device), st.sampled_from(Condition), st.sampled_from(["", "jam"])),
    ),
)


@given(st.sampled_from(EVERY_FRONT), st.lists(events, max_size=12))
def test_wherever_a_story_leads_there_is_a_view(named: Named, story: list[Event]) -> None:
    now = visit_in(named.front)
    for event in story:
        now, _ = visit.step(now, event)
        assert isinstance(show(now), VIEWS)


# --- frozen, and nobody's data -------------------------------------------------------------------


def test_no_view_can_be_changed() -> None:
    for kind in (*VIEWS, Button, Message, views_package.frame.Frame):
        parameters = vars(kind)["__dataclass_params__"]
        assert parameters.frozen, kind
        assert "__slots__" in vars(kind), kind


@every
def test_a_view_is_made_of_plain_values(named: Named) -> None:
    for part in parts(view_of(named)):
        assert part is None or isinstance(part, str | int | bool | tuple | Enum) or dataclasses.is_dataclass(part)
        assert not isinstance(part, float)


@every
def test_i17_neither_secrets_nor_cards_are_in_a_view(named: Named) -> None:
    view = view_of(named)
    assert not any(isinstance(part, Secret | CardSnapshot | bytes) for part in parts(view))
    for length in range(3, len(PASSWORD) + 1):
        assert PASSWORD[:length] not in repr(view)


@pytest.mark.parametrize("typed", range(len(PASSWORD) + 1))
def test_t19_of_a_password_the_view_knows_how_many_digits_there_are(typed: int) -> None:
    field = Typed(PASSWORD[:typed], 6)
    one = show(visit_in(pay_bill.Identifying(identify.Password("3104587000", field))))
    other = show(visit_in(pay_bill.Identifying(identify.Password("3104587000", Typed("0" * typed, 6)))))
    assert one == other
    assert isinstance(one, PasswordView) and one.typed == typed


# --- money first -----------------------------------------------------------------------------------


def money_is_in(named: Named) -> bool:
    inner = getattr(named.front, "inner", None)
    sale = getattr(inner, "sale", None)
    return sale is not None and bool(sale.paid or sale.moving or sale.in_doubt)


@every
def test_i8_nobody_can_leave_by_the_exit_with_money_on_its_way(named: Named) -> None:
    view = view_of(named)
    if not money_is_in(named) or isinstance(named.front, pay_bill.Ending | buy_electricity.Ending):
        return
    assert not view.frame.exit_enabled
    assert view.frame.back is None


@every
def test_nobody_can_leave_before_slip_and_card_are_out(named: Named) -> None:
    ending = getattr(named.front, "inner", None)
    if not isinstance(ending, closing.Closing):
        return
    view = view_of(named)
    settled = ending.slip is not closing.Slip.PRINTING and ending.card is not closing.CardPlace.OFFERED
    main = view.frame.main
    assert main is not None
    assert main.enabled == view.frame.exit_enabled == settled


@every
def test_i16_success_is_shown_only_for_what_is_known_to_have_succeeded(named: Named) -> None:
    view = view_of(named)
    ending = getattr(named.front, "inner", None)
    if not isinstance(ending, closing.Closing):
        assert not isinstance(view, SuccessView)
        return
    sale = ending.sale
    known_good = sale.booking is not None and not sale.in_doubt
    if sale.terms.card is not None:
        known_good = known_good and sale.written is not None
    assert isinstance(view, SuccessView) <= known_good
    if isinstance(view, ReceiptOnScreenView):
        assert view.success == known_good
    if isinstance(view, TroubleView):
        assert not known_good


@every
def test_t11_where_money_went_wrong_its_place_and_its_number_are_told(named: Named) -> None:
    view = view_of(named)
    if not isinstance(view, TroubleView):
        return
    ending = getattr(named.front, "inner", None)
    assert isinstance(ending, closing.Closing)
    assert view.paid == ending.sale.paid
    assert view.sale == ending.sale.sale
    assert ("sale", ending.sale.sale) in view.enquiry.args
    assert view.severity == (
        "pending" if ending.voucher.kind in (VoucherKind.UNCONFIRMED, VoucherKind.UNWRITTEN) else "fault"
    )
    told = dict(view.money.args)
    assert ("in_doubt" in told) == bool(ending.sale.in_doubt)


@every
def test_the_dark_panel_adds_up(named: Named) -> None:
    view = view_of(named)
    if not isinstance(view, CashView):
        return
    assert view.lacking >= 0 and view.surplus >= 0
    assert not (view.lacking and view.surplus)
    assert view.paid + view.lacking - view.surplus == view.due or view.due == 0
    assert len(view.notes) <= 5
    finish = view.frame.main
    assert finish is not None
    inner = getattr(named.front, "inner", None)
    assert isinstance(inner, cash_tender.Inserting)
    assert finish.enabled == (view.paid > 0 and not view.moving and not inner.finishing)


def test_a_sale_without_a_sum_has_no_surplus() -> None:
    terms = dataclasses.replace(samples.BILL_TERMS, due=Fen(0), bills=())
    sale = OpenSale(samples.SALE, terms, credited=(Fen(10_000),))
    view = show(visit_in(pay_bill.Tendering(cash_tender.Inserting(sale))))
    assert isinstance(view, CashView)
    assert (view.paid, view.due, view.lacking, view.surplus) == (10_000, 0, 0, 0)


# --- no dead button ----------------------------------------------------------------------------------


def enabled_buttons(view: View) -> list[str]:
    frame = view.frame
    buttons = [button.reports for button in (frame.back, frame.main) if button is not None and button.enabled]
    return buttons + (["exit"] if frame.exit_enabled and not isinstance(view, IdleView) else [])


def resting(named: Named) -> bool:
    """True for states in which a visit rests between two events; an inner `Done` is consumed by its parent at once."""
    inner = getattr(named.front, "inner", None)
    return not isinstance(inner, identify.Done | cash_tender.Done | cash_tender.Opening) and not isinstance(
        named.front, pay_bill.Done | buy_electricity.Done
    )


@pytest.mark.parametrize("named", [each for each in EVERY_FRONT if resting(each)], ids=lambda named: named.name)
def test_t5_every_button_that_may_be_pressed_does_something(named: Named) -> None:
    now = visit_in(named.front)
    for button in enabled_buttons(view_of(named)):
        after, effects = visit.step(now, Pressed(button))
        assert after != now or effects, f"{button} is dead"


@every
def test_a_waiting_screen_offers_no_touch(named: Named) -> None:
    view = view_of(named)
    if isinstance(view, WaitView | CardWritingView):
        assert enabled_buttons(view) == []
        assert not view.frame.tools_enabled


SCREENS_OWN = {"enquire_with_number": {"hotline"}, "problem_number_incomplete": {"typed", "wanted"}}
"""What the screens fill in by themselves."""


@every
def test_every_text_is_in_the_catalogue_with_what_is_to_be_filled_in(named: Named) -> None:
    for part in parts(view_of(named)):
        key, told = "", dict[str, str]()
        if isinstance(part, Message):
            key, told = known(part.key), dict(part.args)
        if isinstance(part, Button):
            key = part.label
        if not key:
            continue
        assert key in CATALOGUE, key
        wanted = {name for _, name, _, _ in string.Formatter().parse(CATALOGUE[key]) if name}
        assert wanted <= told.keys() | SCREENS_OWN.get(key, set()), f"{key} wants {wanted - told.keys()}"


# --- idle, menu and what is missing ------------------------------------------------------------------


def test_a_starting_kiosk_shows_its_devices() -> None:
    view = show(visit_in(Idle(), healths(Condition.STARTING)), "0.1.0")
    assert isinstance(view, StartingView)
    assert [device for device, _ in view.devices] == list(NEEDED)
    assert view.version == "0.1.0"
    assert isinstance(show(visit_in(Idle(), recovering=True)), StartingView)


@pytest.mark.parametrize("device", [device for device in NEEDED if device is not Device.CARD_READER])
@pytest.mark.parametrize("condition", [Condition.FAULT, Condition.LOST])
def test_i18_without_a_part_that_every_service_needs_the_kiosk_is_out_of_service(
    device: Device, condition: Condition
) -> None:
    ill = tuple(Health(each.device, condition, "jam") if each.device is device else each for each in healths())
    view = show(visit_in(Idle(), ill), since="2026-11-23 09:42")
    assert isinstance(view, OutOfServiceView)
    assert view.codes == (f"{device}.jam",)
    assert view.reason == Message(f"why_{device}_jam")
    assert view.since == "09:42"


def test_an_idle_kiosk_with_a_scanner_says_that_a_code_may_be_shown() -> None:
    """ux.md 1.4, row 1: and whether it can be read now; nothing of it where there is none."""
    scanner = Health(Device.SCANNER, Condition.READY)
    lost = Health(Device.SCANNER, Condition.LOST, "not_answering")
    for told, state in (((), "available"), ((scanner,), "available"), ((lost,), "paused")):
        view = show(replace(visit_in(Idle(), (*healths(), *told)), scanning=True))
        assert isinstance(view, IdleView)
        assert (view.lines[-1].part, view.lines[-1].state) == ("scan", message(state))
    without = show(visit_in(Idle()))
    assert isinstance(without, IdleView)
    assert "scan" not in {line.part for line in without.lines}


def test_without_a_card_reader_bills_can_still_be_paid() -> None:
    ill = tuple(
        Health(each.device, Condition.FAULT, "jam") if each.device is Device.CARD_READER else each for each in healths()
    )
    assert isinstance(show(visit_in(Idle(), ill)), IdleView)
    menu = show(visit_in(Menu(), ill))
    assert isinstance(menu, MenuView)
    tiles = {tile.service: tile for tile in menu.tiles}
    assert tiles["pay_bill"].enabled
    assert not tiles["buy_electricity"].enabled
    assert tiles["buy_electricity"].why_not == Message("paused_card_reader")
    assert {line.part: line.usable for line in menu.lines} == {"cash": True, "meter_card": False, "receipt": True}


def test_t11_no_tile_is_grey_without_a_reason() -> None:
    for condition in Condition:
        menu = show(visit_in(Menu(), healths(condition, "jam" if condition is Condition.FAULT else "")))
        assert isinstance(menu, MenuView)
        assert len(menu.tiles) == 6
        assert all((tile.why_not is None) == tile.enabled for tile in menu.tiles)


# --- what is on the screens ---------------------------------------------------------------------------


def test_bills_are_shown_three_a_page_with_what_is_chosen() -> None:
    many = dataclasses.replace(samples.ACCOUNT, bills=samples.BILLS * 3)
    for page in range(3):
        view = show(visit_in(pay_bill.Choosing(many, 4, page)))
        assert isinstance(view, BillsView)
        assert [row.index for row in view.rows] == [page * 3, page * 3 + 1, page * 3 + 2]
        assert [row.selected for row in view.rows] == [row.index < 4 for row in view.rows]
        assert (view.page, view.pages, view.months) == (page + 1, 3, 4)
        assert view.due == view.amounts + view.late_fees == sum(bill.due for bill in many.bills[:4])


def test_vend_1_what_the_meter_had_left_is_in_the_cards_unit() -> None:
    for terms, text in ((samples.CARD_TERMS, "￥12.30"), (ENERGY, "12.30 kWh")):
        now = buy_electricity.Choosing(samples.CARD, samples.CARD_ACCOUNT, terms, Typed("", 4), False)
        view = show(visit_in(now))
        assert isinstance(view, PurchaseView)
        assert view.remaining == text
        assert view.may_switch == (terms is ENERGY)


ENERGY = dataclasses.replace(samples.CARD_TERMS, meter_kind=MeterKind.ENERGY_CONTROLLED)


def test_a_card_that_is_handed_back_says_why() -> None:
    view = show(visit_in(buy_electricity.Returning("last_purchase_not_used")))
    assert isinstance(view, CardTakeView)
    assert view.explanation == Message("why_last_purchase_not_used")
    plain = show(visit_in(buy_electricity.Returning()))
    assert isinstance(plain, CardTakeView) and plain.explanation is None


def test_the_next_step_depends_on_the_refusal() -> None:
    def next_step(code: str) -> str:
        view = show(visit_in(buy_electricity.Stopped(code)))
        assert isinstance(view, ExplanationView)
        assert view.code == code
        return view.next_step.key

    assert next_step("last_purchase_not_used") == "next_insert_in_meter"
    assert next_step("rewrite_first") == "next_call_with_slip"
    assert next_step("bill_acceptor.cassette_full") == "next_come_back"


def test_a_card_problem_is_shown_above_the_slot() -> None:
    view = show(visit_in(buy_electricity.AwaitingCard("card_unreadable")))
    assert isinstance(view, CardInsertView)
    assert view.problem == Message("why_card_unreadable")


def test_a_number_is_shown_as_typed_with_what_is_lacking() -> None:
    view = show(visit_in(pay_bill.Identifying(identify.Number(Typed("310458", 10), "number_incomplete"))))
    assert isinstance(view, NumberView)
    assert (view.digits, view.length) == ("310458", 10)
    assert dict(view.status.args) == {"typed": "6", "lacking": "4"}
    assert view.problem == Message("problem_number_incomplete")
    assert view.frame.main is not None and not view.frame.main.enabled
