"""What the foot of a result says of slip and card."""

from kiosk_app.screens.banner import SlipStrip
from kiosk_app.screens.screen import Look
from kiosk_app.views.result import ReceiptState


def show_slip(strip: SlipStrip, look: Look, receipt: ReceiptState, *, card_waits: bool) -> None:
    """Tell what to take, or what became of the slip; the card comes first, because it is swallowed if left."""
    words = look.words
    if receipt.state == "printing":
        strip.printing(words("slip_printing"), words("please_wait"))
    elif card_waits:
        strip.tell("chip-card", words("take_card"), words("card_take_beware"), "attention")
    elif receipt.state == "printed":
        strip.tell("printer", words("slip_printed"), words("slip_take_below"))
    else:
        strip.tell("triangle-alert", words("slip_failed"), words("slip_copy_number"), "attention")
