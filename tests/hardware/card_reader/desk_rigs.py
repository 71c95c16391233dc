"""The desk reader's rigs: with a terminal in memory, and behind the real PC/SC daemon."""

import time

from emulators.meter_card.card import MeterCard, card_of
from emulators.meter_card.eeprom import PowerLost
from emulators.meter_card.image import CardBox
from emulators.virtual_reader.reader import VirtualReader
from kiosk_app.domain.events import Event, HealthChanged
from kiosk_app.domain.meter_card import CardProblem
from kiosk_app.hardware.card_reader import profiles, registry
from kiosk_app.hardware.card_reader.apdu import NoAnswer
from kiosk_app.hardware.card_reader.contract import CommandedReader
from kiosk_app.hardware.card_reader.pcsc.desk import Desk
from kiosk_app.hardware.card_reader.pcsc.terminal import Sight, TerminalLost
from kiosk_app.runtime.ports import CardReader
from tests.hardware.card_reader.rigs import Inbox, Wanted, plan

LOOKS_AT_MOST = 50
HAND_S = 0.6  # pcscd looks every 0.4 s and is confused by a card that is exchanged in between, as no hand does it


class FakeTerminal:
    """A desk reader with an emulated card in it; a card that loses its power has been pulled out."""

    def __init__(self) -> None:
        self.card: MeterCard | None = None
        self.changes = 0
        self.lost = ""
        self.heard: list[bytes] = []

    def put(self, card: MeterCard | None) -> None:
        if self.card is not None:
            self.card.power_off()
        self.card = card
        self.changes += 1

    def look(self) -> Sight:
        self._there()
        return Sight(self.card is not None, self.changes)

    def power_on(self) -> bytes:
        self._there()
        if self.card is None:
            raise NoAnswer(CardProblem.GONE, "no card")
        if (atr := self.card.power_on()) is None:
            raise NoAnswer(CardProblem.UNREADABLE, "mute")
        return atr

    def transmit(self, command: bytes) -> bytes:
        self._there()
        self.heard.append(command)
        if self.card is None:
            raise NoAnswer(CardProblem.GONE, "no card")
        try:
            return self.card.transmit(command)
        except PowerLost:
            self.put(None)
            raise NoAnswer(CardProblem.GONE, "pulled") from None

    def release(self) -> None:
        if self.card is not None:
            self.card.power_off()

    def _there(self) -> None:
        if self.lost:
            raise TerminalLost(self.lost)


class VirtualDeskRig:
    """The desk without a thread, on a terminal in memory."""

    has_shutter, sees_mute_cards, can_be_unplugged = False, True, True

    def __init__(self, box: CardBox) -> None:
        self.box, self.terminal = box, FakeTerminal()
        self.events: list[Event] = []
        self.desk = Desk(self.terminal, profiles.load(), self.events.append)
        self.port: CardReader = CommandedReader(self.desk.command)

    @property
    def present(self) -> bool:
        return self.terminal.card is not None

    def start(self) -> None:
        self.desk.look()
        assert not self.desk.lost
        self.events.clear()

    def stop(self) -> None:
        self.desk.release()

    def insert(self, name: str) -> None:
        assert self.terminal.card is None
        self.terminal.put(card_of(self.box, name))

    def take(self) -> None:
        assert self.terminal.card is not None
        self.terminal.put(None)

    def pull(self) -> None:
        self.take()

    def tear(
        self, after_bytes: int | None = None, after_commands: int | None = None, garble: int | None = None
    ) -> None:
        assert self.terminal.card is not None
        plan(self.terminal.card, after_bytes, after_commands, garble)

    def wait_for(self, kind: type[Wanted]) -> Wanted:
        event = self._next((kind,))
        assert isinstance(event, kind)
        return event

    def wait_for_any(self, *kinds: type[Event]) -> Event:
        return self._next(kinds)

    def _next(self, kinds: tuple[type, ...]) -> Event:
        for _ in range(LOOKS_AT_MOST):
            while self.events:
                event = self.events.pop(0)
                if isinstance(event, kinds):
                    return event
            self.desk.look()
        raise AssertionError(f"none of {kinds}")

    def quiet(self, seconds: float) -> list[Event]:
        for _ in range(int(seconds / 0.2) + 1):
            self.desk.look()
        heard: list[Event] = [event for event in self.events if not isinstance(event, HealthChanged)]
        self.events.clear()
        return heard

    def lose(self) -> None:
        self.terminal.lost = "reader_unplugged"

    def find(self) -> None:
        self.terminal.lost = ""


class DaemonDeskRig:
    """The whole driver on the real daemon, with the emulated card behind its virtual reader."""

    has_shutter = sees_mute_cards = can_be_unplugged = False

    def __init__(self, box: CardBox) -> None:
        self.box, self.reader, self.inbox = box, VirtualReader(box), Inbox()
        self.driver = registry.build(
            "pcsc", {"reader": "Virtual PCD", "port": "", "baud": 9600}, self.inbox.arrived.put
        )
        self.port: CardReader = self.driver

    @property
    def present(self) -> bool:
        return bool(self.reader.state()["card"])

    def start(self) -> None:
        self.reader.start()
        self.driver.start()
        self.inbox.wait_until("ready")

    def stop(self) -> None:
        assert self.driver.stop(10)
        self.reader.stop()
        time.sleep(HAND_S)

    def insert(self, name: str) -> None:
        time.sleep(HAND_S)
        self.reader.insert_card(name)

    def take(self) -> None:
        time.sleep(HAND_S)
        self.reader.take_card()

    def pull(self) -> None:
        self.reader.take_card()

    def tear(
        self, after_bytes: int | None = None, after_commands: int | None = None, garble: int | None = None
    ) -> None:
        self.reader.tear(after_bytes, after_commands, garble)

    def wait_for(self, kind: type[Wanted]) -> Wanted:
        return self.inbox.wait_for(kind)

    def wait_for_any(self, *kinds: type[Event]) -> Event:
        return self.inbox.wait_for_any(*kinds)

    def quiet(self, seconds: float) -> list[Event]:
        return self.inbox.quiet(seconds)

    def lose(self) -> None:
        raise NotImplementedError("the daemon is the machine's; see test_pcsc_daemon")

    def find(self) -> None:
        raise NotImplementedError("the daemon is the machine's; see test_pcsc_daemon")
