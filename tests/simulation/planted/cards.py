"""Bugs around the meter card."""

from dataclasses import replace
from typing import Any

from kiosk_app.domain import effects as do
from kiosk_app.domain import events as happened
from kiosk_app.domain import facts
from kiosk_app.domain.meter_card import CardVerdict
from kiosk_app.flows import buy_electricity, closing, recovery, write_card
from tests.simulation.planted.bug import Bed, Patch, first, without

bed = Bed()


@bed.bug("the card is written and the images are in no row")
def write_without_intent(patch: Patch) -> None:
    patch.effects(write_card, "while_ordering", without(facts.WriteBegun))


@bed.bug("the card is written before the images are durable")
def intent_after_write(patch: Patch) -> None:
    patch.effects(write_card, "while_ordering", first(do.WriteCard))


@bed.bug("the write is confirmed before it is recorded")
def confirmed_before_recorded(patch: Patch) -> None:
    patch.effects(write_card, "completed", first(do.ConfirmWrite))


def believed_written(state: write_card.Writing) -> Any:
    """Take the card for written, whatever was read back."""
    bought = write_card.purchase_of(state.sale)
    card = replace(
        state.card,
        wallet_counter=bought.counter,
        wallet_value=bought.wallet_value,
        return_present=False,
        return_counter=0,
    )
    return write_card.completed(state.sale, card)


def writing_as(patch: Patch, kind: Any) -> None:
    """Take this event for success."""
    real = write_card.while_writing

    def writing(state: write_card.Writing, event: happened.Event, context: Any) -> Any:
        return believed_written(state) if isinstance(event, kind) else real(state, event, context)

    patch.set(write_card, "while_writing", writing)


@bed.bug("a write that failed is confirmed without reading the card back")
def confirmed_without_read_back(patch: Patch) -> None:
    writing_as(patch, happened.CardWriteFailed)


@bed.bug("a write under way counts as done once it makes progress")
def confirmed_while_writing(patch: Patch) -> None:
    writing_as(patch, happened.WriteProgressed)


@bed.bug("a card is written again as often as it fails")
def rewrites_without_end(patch: Patch) -> None:
    real = write_card.while_writing

    def writing(state: write_card.Writing, event: happened.Event, context: Any) -> Any:
        return real(replace(state, rewrites=0), event, context)

    patch.set(write_card, "while_writing", writing)


@bed.bug("a card that refused is written again")
def refused_card_is_written_again(patch: Patch) -> None:
    patch.set(write_card, "NEVER_AGAIN", ())


@bed.bug("the card stays inside when the sale is over")
def card_kept_at_the_end(patch: Patch) -> None:
    patch.effects(closing, "begin", without(do.EjectCard))


@bed.bug("the card stays inside when the customer may not buy")
def card_kept_without_a_sale(patch: Patch) -> None:
    patch.effects(buy_electricity, "give_back", without(do.EjectCard))


@bed.bug("a card that the reader swallowed is in no row (found and mended)")
def swallowed_and_unrecorded(patch: Patch) -> None:
    patch.effects(buy_electricity, "while_returning", without(facts.CardKept))


@bed.bug("a card swallowed at the end of a sale is in no row")
def swallowed_after_a_sale(patch: Patch) -> None:
    patch.effects(closing, "step", without(facts.CardKept))


@bed.bug("a card written in a life before is not recognised, its sale never ends (found and mended)")
def written_card_not_recognised(patch: Patch) -> None:
    patch.set(recovery, "seen_on_card", lambda state, card: (state, ()))


@bed.bug("a purchase that waits for its card is given to whatever card is here")
def purchase_read_from_any_card(patch: Patch) -> None:
    patch.set(recovery, "verdict", lambda sale, card: CardVerdict.DONE)


@bed.bug("a purchase that waits for its card is never given back to the visit")
def rewrite_never_offered(patch: Patch) -> None:
    patch.set(recovery, "give_back", lambda state, number: (state, (do.HandToVisit(None),)))


@bed.bug("a purchase given back to the visit is lost when the card turns out to be unwritable")
def rewrite_forgets_the_sale(patch: Patch) -> None:
    real = buy_electricity.written

    def written(inner: Any, effects: Any, before: Any = ()) -> Any:
        if isinstance(inner, write_card.Done) and inner.problem:
            back, more = buy_electricity.give_back(None, inner.problem)
            return back, (*before, *effects, *more)
        return real(inner, effects, before)

    patch.set(buy_electricity, "written", written)
