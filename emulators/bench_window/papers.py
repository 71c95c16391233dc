"""Paper to look at: a bill with its barcode, and the face of a meter."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from emulators.bench_window import look
from emulators.bench_window.paper_bills import PASSWORD, PaperBill
from emulators.bench_window.pictures import too_long
from emulators.bench_window.tongue import Tongue, grouped, yuan
from emulators.receipt_printer.barcodes import code128

LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
MIDDLE = Qt.AlignmentFlag.AlignVCenter


def modules_of(customer_no: str) -> str:
    """Return the bars of a customer number as CODE128 C: "1" black, "0" white."""
    pairs = bytes(int(customer_no[at : at + 2]) for at in range(0, len(customer_no), 2))
    return code128(b"{C" + pairs)[0]


class BillPicture(QWidget):
    """A bill as it lies on the table."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._bill: PaperBill | None = None
        self._tongue = Tongue("zh")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_bill(self, bill: PaperBill, tongue: Tongue) -> None:
        """Show this bill."""
        self._bill, self._tongue = bill, tongue
        self.setAccessibleName(f"{bill.name} {bill.customer_no}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        if self._bill is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(look.LINE), 1))
        painter.setBrush(QColor(look.PAPER))
        painter.drawRect(box)
        painter.fillRect(QRectF(box.left(), box.top(), box.width(), 8), QColor(look.GREEN))
        inner = box.adjusted(18, 20, -18, -14)
        below = self._head(painter, inner, self._bill)
        below = self._months(painter, inner, below, self._bill)
        self._note(painter, QRectF(inner.left(), below + 10, inner.width(), 48))
        self._barcode(painter, QRectF(inner.left(), inner.bottom() - 62, inner.width(), 62), self._bill)
        painter.end()

    def _head(self, painter: QPainter, box: QRectF, bill: PaperBill) -> float:
        self._write(painter, box.left(), box.top(), box.width(), self._tongue("bill.head"), 17, bold=True)
        self._write(painter, box.left(), box.top() + 30, box.width(), self._tongue("bill.number"), 12, look.INK_2)
        self._write(painter, box.left(), box.top() + 46, box.width(), grouped(bill.customer_no), 26, bold=True)
        self._write(painter, box.left(), box.top() + 82, box.width(), bill.name, 14, bold=True)
        self._write(painter, box.left(), box.top() + 102, box.width(), bill.address, 12, look.INK_2)
        return box.top() + 126

    def _months(self, painter: QPainter, box: QRectF, top: float, bill: PaperBill) -> float:
        painter.setPen(QPen(QColor(look.LINE), 1))
        painter.drawLine(int(box.left()), int(top), int(box.right()), int(top))
        top += 6
        for month in bill.months:
            self._write(painter, box.left(), top, box.width(), month.month, 13)
            self._write(painter, box.left(), top, box.width() * 0.62, f"{month.energy_kwh} kWh", 13, align=RIGHT)
            self._write(painter, box.left(), top, box.width(), yuan(month.fen), 13, align=RIGHT)
            top += 20
        key = "bill.total" if bill.months else "bill.nothing"
        self._write(painter, box.left(), top + 2, box.width(), self._tongue(key), 14, bold=True)
        if bill.months:
            self._write(painter, box.left(), top + 2, box.width(), yuan(bill.fen), 14, bold=True, align=RIGHT)
        return top + 24

    def _note(self, painter: QPainter, box: QRectF) -> None:
        """Paint the yellow slip on which somebody has written the password."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.AMBER_TINT))
        painter.drawRect(box)
        self._write(painter, box.left() + 10, box.top() + 4, box.width(), self._tongue("bill.password"), 12, look.INK_2)
        self._write(painter, box.left() + 10, box.top() + 20, box.width(), PASSWORD, 20, bold=True)

    def _barcode(self, painter: QPainter, box: QRectF, bill: PaperBill) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        modules = modules_of(bill.customer_no)
        wide = max(1, int(box.width()) // (len(modules) + 20))
        left = int(box.left() + (box.width() - wide * len(modules)) / 2)
        for at, module in enumerate(modules):
            if module == "1":
                painter.fillRect(left + at * wide, int(box.top()), wide, int(box.height()) - 18, QColor("#000000"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
        painter.setPen(QColor(look.INK))
        painter.setFont(look.font(12))
        painter.drawText(box.adjusted(0, box.height() - 17, 0, 0), look.CENTRE, bill.customer_no)

    def _write(
        self, painter: QPainter, left: float, top: float, width: float, text: str, size: int,
        colour: str = look.INK, *, bold: bool = False, align: Qt.AlignmentFlag = LEFT,
    ) -> None:  # fmt: skip
        painter.setFont(look.font(size, bold=bold))
        painter.setPen(QColor(colour))
        painter.drawText(QRectF(left, top, width, size * 1.5), align | MIDDLE, text)


class MeterFace(QWidget):
    """A meter's display: what is left, how many purchases, and what it complains about."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = self._main = self._small = ""
        self._complains = False
        self.setFixedHeight(48)

    def sizeHint(self) -> QSize:
        """Return the size it likes best."""
        return QSize(150, 48)

    def show_face(self, title: str, main: str, small: str, *, complains: bool) -> None:
        """Show these texts."""
        self._title, self._main, self._small, self._complains = title, main, small, complains
        self.setAccessibleName(" ".join((title, main, small)))
        self.update()

    def clipped(self) -> list[str]:
        """Return the texts that do not fit beside the amount."""
        amount = QFontMetricsF(look.font(18, bold=True)).horizontalAdvance(self._main)
        return too_long([self._title, self._small], look.font(12), self.width() - 26 - amount)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the housing and its glass."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        painter.setPen(QPen(QColor(look.AMBER if self._complains else look.BORDER), 2 if self._complains else 1))
        painter.setBrush(QColor(look.LCD))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 5, 5)
        painter.setPen(QColor(look.LCD_INK))
        inner = box.adjusted(9, 4, -9, -4)
        painter.setFont(look.font(12))
        painter.drawText(inner, LEFT | Qt.AlignmentFlag.AlignTop, self._title)
        painter.drawText(inner, LEFT | Qt.AlignmentFlag.AlignBottom, self._small)
        painter.setFont(look.font(18, bold=True))
        painter.drawText(inner, RIGHT | MIDDLE, self._main)
        painter.end()
