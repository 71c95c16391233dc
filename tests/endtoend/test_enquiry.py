"""From a failure slip on paper to the voucher, with real processes: what happened to my payment? (PAY-5, PAY-6)"""

import ssl
from pathlib import Path

import httpx
import numpy
import pytest
import zxingcpp
from PIL import Image

from demo.processes import wait_for
from demo.town import Town, rows
from tests.endtoend.books import Books
from tests.endtoend.visits import WAIT_S, put_note, scan_to_cash, visitor

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]


def refuse_next_payment(town: Town) -> None:
    """Let the billing core refuse one posting, as a core does that has just closed its day."""
    answer = httpx.post(
        f"https://127.0.0.1:{town._core_port}/sg186/faults",
        json={"where": "payments", "kind": "refuse", "times": 1, "ms": 0},
        headers={"Authorization": f"Bearer {town._token.read_text()}"},
        verify=ssl.create_default_context(cafile=str(town._core_authority)),
        trust_env=False,
    )
    assert answer.status_code == 200, answer.text


def codes(town: Town) -> list[str]:
    """Read the code from the picture of every slip in the tray, the oldest first."""
    tray: Path = town.devices / "receipts"
    read = [zxingcpp.read_barcodes(numpy.asarray(Image.open(slip).convert("L"))) for slip in sorted(tray.glob("*.png"))]
    return [str(found[0].text) for found in read if found]


def test_a_refused_payment_is_made_good_by_its_scanned_slip_and_the_voucher_printed(town: Town) -> None:
    """UI-1, T17: and the bill was paid by its bar code, from the idle screen, with two touches of the glass."""
    town.start_kiosk()
    customer = visitor(town)
    customer.sees("IdleView", seconds=WAIT_S)
    refuse_next_payment(town)
    scan_to_cash(customer, town)
    put_note(customer, town)
    customer.touches("finish")
    customer.sees("TroubleView")
    customer.reads("state='printed'")
    customer.touches("done")
    customer.sees("IdleView")
    (code,) = codes(town)
    sale = code.split(".")[1]
    assert code.startswith(f"GK1.{sale}.")

    customer.touches("start")
    customer.touches("reprint")
    customer.sees("EnquiryNumberView")
    assert town.bench.do("scanner", "show", code="https://example.com/")
    customer.reads("problem_not_a_slip_code")
    assert town.bench.do("scanner", "show", code=code)
    customer.sees("EnquiryView", seconds=WAIT_S)
    customer.reads("told_title_booked")
    customer.touches("print")
    customer.reads("state='printed'", seconds=WAIT_S)
    customer.touches("done")
    customer.sees("IdleView")
    assert codes(town) == [code, sale], "the voucher is in the tray, and carries the number alone"
    assert town.bench.do("scanner", "show", code=sale)  # to the idle kiosk, which is asked about it at once
    customer.sees("EnquiryView", seconds=WAIT_S)
    customer.reads("told_title_booked")
    customer.touches("done")
    customer.sees("IdleView")
    wait_for("the journal at the platform", WAIT_S, lambda: told_to_the_platform(town, sale))
    assert town.kiosk.stop() == 0
    books = Books.of(town)
    assert books.disagreements() == [], "booked once, under the number on the slip"
    assert list(books.booked()) == [sale]


def told_to_the_platform(town: Town, sale: str) -> bool:
    """True once the platform has the enquiry's rows of the journal, and took none for another terminal's."""
    found = rows(town.platform / "platform.db", "SELECT body FROM facts WHERE kind = 'EnquiryNoted'")
    return any(sale in row["body"] and "slip_done" in row["body"] for row in found)
