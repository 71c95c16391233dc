"""Rare states that a large run must have seen ("sometimes assertions"): a run that never got there proves nothing."""

from collections import Counter

LARGE = 200_000  # visits; a run of this size must have seen every name
NAMES: frozenset[str] = frozenset(
    {
        "account_closed_in_visit",
        "altered_row_refused",
        "answer_given_again",
        "answer_to_a_dead_kiosk",
        "booked_and_nobody_knows",
        "booked_behind_an_unconfirmed_slip",
        "booked_in_the_background",
        "booked_while_the_kiosk_is_dead",
        "booking_refused",
        "card_at_the_mouth_at_start",
        "card_counter_mismatch",
        "card_found_inside_at_start",
        "card_kept_with_a_sale",
        "card_kept_without_a_sale",
        "card_last_purchase_not_used",
        "card_pulled",
        "card_rewrite_first",
        "card_rewritten_without_money",
        "card_says_that_it_was_written",
        "card_stuck_at_eject",
        "clock_jumped",
        "closed_with_nothing_but_doubt",
        "confirmed_in_the_background",
        "core_asked_again",
        "customer_walked_away",
        "cut_in_buy_electricity.awaitingcard",
        "cut_in_buy_electricity.booking",
        "cut_in_buy_electricity.choosing",
        "cut_in_buy_electricity.ending",
        "cut_in_buy_electricity.reading",
        "cut_in_buy_electricity.returning",
        "cut_in_buy_electricity.tendering",
        "cut_in_buy_electricity.writing",
        "cut_in_pay_bill.booking",
        "cut_in_pay_bill.choosing",
        "cut_in_pay_bill.ending",
        "cut_in_pay_bill.identifying",
        "cut_in_pay_bill.tendering",
        "cut_in_recovery",
        "cut_with_recovery_at_work",
        "died_in_the_first_turn",
        "died_three_times_without_serving",
        "disk_still_broken",
        "doubt_after_a_restart",
        "doubt_in_front",
        "ended_nothing_paid",
        "ended_sold",
        "half_a_slip",
        "incident_cheating",
        "incident_note_differs",
        "incident_stacked_again",
        "journal_failed",
        "note_arrives_at_a_closed_acceptor",
        "note_credited_after_a_restart",
        "note_falls_while_the_kiosk_is_dead",
        "note_fell_without_a_word",
        "note_handed_back_after_a_restart",
        "note_handed_back_in_front",
        "note_in_escrow_when_the_acceptor_closes",
        "note_moves_for_ever",
        "note_moving_when_the_line_went",
        "note_pulled_back",
        "note_unexpected",
        "pending",
        "platform_restored_from_a_backup",
        "power_lost_note_came_back_unseen",
        "power_lost_note_fell_unseen",
        "power_lost_note_in_stacker",
        "power_lost_note_in_validator",
        "power_lost_report_forgotten",
        "power_lost_report_kept",
        "purchase_with_a_remainder",
        "refused_in_front",
        "refused_in_the_background",
        "reply_lost",
        "request_arrives_after_its_timeout",
        "retained_card_returned",
        "row_in_flight_durable",
        "row_in_flight_lost",
        "sale_with_many_notes",
        "second_copy",
        "slip_after_a_restart",
        "slip_claim",
        "slip_missed",
        "slip_payment",
        "slip_printed_and_never_reported",
        "slip_purchase",
        "slip_refused",
        "slip_unconfirmed",
        "slip_unwritten",
        "start_with_a_stacked_note",
        "start_with_many_open_sales",
        "write_ended_card_gone",
        "write_ended_card_refused",
        "write_ended_card_unreadable",
        "write_ended_no_answer",
        "write_ended_reader_lost",
        "write_torn_after_parameters",
        "write_torn_after_parameters_begun",
        "write_torn_after_return_begun",
        "write_torn_after_wallet",
    }
)


class Marks:
    """Counts how often each rare state was seen."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    def hit(self, name: str) -> None:
        """Count a rare state."""
        self.seen[name] += 1


def missed(seen: Counter[str], visits: int) -> list[str]:
    """Return the names that a run of this size should have seen and did not."""
    return sorted(name for name in NAMES if not seen[name]) if visits >= LARGE else []
