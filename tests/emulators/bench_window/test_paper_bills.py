"""The bills on the table are those of the billing core's customers, and a scanner reads them."""

import numpy
import zxingcpp
from PySide6.QtGui import QImage

from emulators.bench_window.paper_bills import BILLS, PASSWORD
from emulators.bench_window.window import BenchWindow
from emulators.meter_card.cards import CUSTOMERS
from sg186_stub.seed_people import demo_people
from tests.emulators.bench_window.conftest import Desk, show


def test_the_bills_are_those_of_the_seeded_customers() -> None:
    people = {person.customer_no: person for person in demo_people()}
    assert {bill.customer_no for bill in BILLS} == set(people)
    for bill in BILLS:
        person = people[bill.customer_no]
        assert (bill.name, bill.address, PASSWORD) == (person.name, person.address, person.password)
        assert [(month.month, month.energy_kwh, month.fen) for month in bill.months] == [
            (of.month, of.energy_kwh, of.amount_fen) for of in person.bills
        ]
        assert (bill.remark == "locked") == person.locked
        assert (bill.remark == "in_workflow") == (person.status == "in_workflow")


def test_each_bill_knows_its_card() -> None:
    cards = {customer.customer_no: customer.card for customer in CUSTOMERS}
    assert {bill.customer_no: bill.card for bill in BILLS if bill.card} == cards


def test_a_scanner_reads_the_customer_number_from_the_screen(window: BenchWindow, desk: Desk) -> None:
    show(window, desk)
    window.open_page("bills")
    picture = window.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    dots = numpy.frombuffer(picture.constBits(), dtype=numpy.uint8).reshape(picture.height(), picture.bytesPerLine())
    found = zxingcpp.read_barcodes(dots[:, : picture.width()])
    assert [(code.format.name, code.text) for code in found] == [("Code128", BILLS[0].customer_no)]
