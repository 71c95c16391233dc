"""A reader behind the PC/SC service, call by call through pyscard (protocols.md 7; meter_card.md 3.5).

Every context, handle and number of changes dies with the service, so any answer that the service itself is at fault
begins anew. The card is held exclusively from reset to release: no other program can speak to it, or reset it, between
an authentication and a write.
"""

import threading

from smartcard import scard

from kiosk_app.domain.meter_card import CardProblem
from kiosk_app.hardware.card_reader.apdu import NoAnswer
from kiosk_app.hardware.card_reader.pcsc.terminal import Sight, TerminalLost

SERVICE_ABSENT, READER_UNPLUGGED, READER_TAKEN = "service_absent", "reader_unplugged", "reader_taken"
CHANGES = 16  # the upper half of a reader's state counts its changes
LOOK_AGAIN_S = 0.1
LOOKS = 15  # pcscd looks for cards a few times a second: what it says may be that old
CONNECTS = 10  # another program, or pcscd itself, may hold the card for a moment
EITHER_PROTOCOL = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1

GONE = frozenset({scard.SCARD_W_REMOVED_CARD, scard.SCARD_E_NO_SMARTCARD})
UNPLUGGED = frozenset(
    {scard.SCARD_E_READER_UNAVAILABLE, scard.SCARD_E_UNKNOWN_READER, scard.SCARD_E_NO_READERS_AVAILABLE}
)
SILENT = frozenset(
    {
        scard.SCARD_E_NOT_TRANSACTED,
        scard.SCARD_E_PROTO_MISMATCH,
        scard.SCARD_F_COMM_ERROR,
        scard.SCARD_W_RESET_CARD,
        scard.SCARD_W_UNPOWERED_CARD,
        scard.SCARD_W_UNRESPONSIVE_CARD,
        scard.SCARD_W_UNSUPPORTED_CARD,
    }
)


class ServiceTerminal:
    """Implements `terminal.Terminal` for the first reader whose name begins with `prefix`; any reader when empty."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._context: int | None = None
        self._reader = ""
        self._card: int | None = None
        self._protocol = 0
        self._pause = threading.Event()

    def look(self) -> Sight:
        """See whether a card is there; raises TerminalLost."""
        context = self._found()
        code, states = scard.SCardGetStatusChange(context, 0, [(self._reader, scard.SCARD_STATE_UNAWARE)])
        self._check(code)
        state: int = states[0][1]
        if state & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE | scard.SCARD_STATE_IGNORE):
            self._forget()
            raise TerminalLost(READER_UNPLUGGED)
        return Sight(bool(state & scard.SCARD_STATE_PRESENT), state >> CHANGES)

    def power_on(self) -> bytes:
        """Reset the card cold and return its ATR; raises apdu.NoAnswer or TerminalLost."""
        context = self._found()
        self.release()
        for turn in range(CONNECTS):
            if turn:
                self._pause.wait(LOOK_AGAIN_S)
            code, card, protocol = scard.SCardConnect(
                context, self._reader, scard.SCARD_SHARE_EXCLUSIVE, EITHER_PROTOCOL
            )
            if code != scard.SCARD_E_SHARING_VIOLATION:
                break
        else:
            raise TerminalLost(READER_TAKEN)
        self._check_card(code)
        self._card, self._protocol = card, protocol
        code, _, _, _, atr = scard.SCardStatus(card)
        self._check_card(code)
        return bytes(atr)

    def transmit(self, command: bytes) -> bytes:
        """Exchange an APDU with the card that was powered on; raises apdu.NoAnswer or TerminalLost."""
        if self._card is None:
            raise NoAnswer(CardProblem.UNREADABLE, "not powered")
        control = scard.SCARD_PCI_T1 if self._protocol == scard.SCARD_PROTOCOL_T1 else scard.SCARD_PCI_T0
        code, answer = scard.SCardTransmit(self._card, control, list(command))
        if code == scard.SCARD_S_SUCCESS and not answer:  # some readers call silence a success
            code = scard.SCARD_E_NOT_TRANSACTED
        self._check_card(code)
        return bytes(answer)

    def release(self) -> None:
        """Take the power off the card."""
        card, self._card = self._card, None
        if card is not None:
            scard.SCardDisconnect(card, scard.SCARD_UNPOWER_CARD)

    def _found(self) -> int:
        """Return the context, with the reader's name known; raises TerminalLost."""
        if self._context is None:
            code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
            if code != scard.SCARD_S_SUCCESS:
                raise TerminalLost(SERVICE_ABSENT, message(code))
            self._context = context
        if not self._reader:
            code, names = scard.SCardListReaders(self._context, [])
            self._check(code)
            self._reader = next((name for name in names if name.startswith(self._prefix)), "")
            if not self._reader:
                raise TerminalLost(READER_UNPLUGGED, f"{len(names)} other readers")
        return self._context

    def _check(self, code: int) -> None:
        """Raise TerminalLost for what is not a success, and begin anew the next time."""
        if code == scard.SCARD_S_SUCCESS:
            return
        self._forget()
        raise TerminalLost(READER_UNPLUGGED if code in UNPLUGGED else SERVICE_ABSENT, message(code))

    def _check_card(self, code: int) -> None:
        """Tell a card that is gone from one that is silent, and both from a reader that is lost."""
        if code in GONE or (code in SILENT and self._taken_out()):
            self.release()
            raise NoAnswer(CardProblem.GONE, message(code))
        if code in SILENT:
            raise NoAnswer(CardProblem.UNREADABLE, message(code))
        self._check(code)

    def _taken_out(self) -> bool:
        """True when the reader turns out to be empty: a pulled card is at first just silent."""
        for _ in range(LOOKS):
            if not self.look().present:
                return True
            self._pause.wait(LOOK_AGAIN_S)
        return False

    def _forget(self) -> None:
        """Let go of everything; only what was found can be at fault."""
        self.release()
        context, self._context, self._reader = self._context, None, ""
        assert context is not None, "lost what was never found"
        scard.SCardReleaseContext(context)


def message(code: int) -> str:
    """Return what PC/SC calls this."""
    return f"{code & 0xFFFFFFFF:08X}"
