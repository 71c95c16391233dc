"""Everything that stands on the bench, and what is asked of it. Knows no sockets; `now` in monotonic seconds."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from emulators.bench.actions import Action, Json, NotPossibleNow, Refused, action, actions_of
from emulators.bench.log import Log
from emulators.bench.station import PoweredStation, Station
from emulators.meter_card.image import save_atomically

BENCH = "bench"


class MemoryUnreadable(Exception):
    """A file of what a part remembers cannot be used; the text names it."""


class Bench:
    """The stations by name, what happened, and what outlives a restart."""

    def __init__(self, stations: Iterable[Station], memory: Path, log: Log) -> None:
        self.stations = {station.name: station for station in stations}
        self._memory, self._log = memory, log
        self._saved: dict[str, Json] = {}
        self.actions: dict[str, Mapping[str, Action]] = {
            BENCH: actions_of(self),
            **{name: station.actions for name, station in self.stations.items()},
        }

    @action
    def cut_power(self, now: float) -> Json:
        """Let the mains of every device fail."""
        for station in self._powered():
            station.cut_power(now)
        return None

    @action
    def restore_power(self, now: float) -> Json:
        """Give every device its mains back."""
        for station in self._powered():
            station.restore_power(now)
        return None

    def _powered(self) -> list[PoweredStation]:
        return [each for each in self.stations.values() if isinstance(each, PoweredStation)]

    def answer(self, request: Json, now: float) -> dict[str, Json]:
        """Answer one request of the socket; never raises for what a request says."""
        try:
            return {"outcome": "done", "result": self._serve(request, now)}
        except NotPossibleNow as why:
            return {"outcome": "not_possible", "why": str(why)}
        except Refused as why:
            return {"outcome": "refused", "why": str(why)}

    def turn(self, now: float) -> None:
        """Let everything happen that is due, note it, keep it."""
        for name, station in self.stations.items():
            station.turn(now)
            self._log.watch(name, station.situation())
            self._keep(name, station.part.remembered())

    def wake_at(self) -> float | None:
        """Return when `turn` is wanted next; None when nothing is under way."""
        moments = [station.wake_at() for station in self.stations.values()]
        return min((moment for moment in moments if moment is not None), default=None)

    def state(self) -> dict[str, Json]:
        """Return the truth about every part, and what happened last."""
        truth: dict[str, Json] = {name: station.state() for name, station in self.stations.items()}
        return {**truth, BENCH: {"log": self._log.entries()}}

    def recall(self) -> None:
        """Put every part where an earlier process left it, or raise MemoryUnreadable."""
        for name, station in self.stations.items():
            file = self._file(name)
            if not file.exists():
                continue
            try:
                station.part.recall(json.loads(file.read_text(encoding="utf-8")))
            except (ValueError, KeyError, TypeError, Refused, NotPossibleNow) as error:
                raise MemoryUnreadable(f"{file}: {error}; remove it to begin afresh") from error

    def _serve(self, request: Json, now: float) -> Json:
        match request:
            case {"ask": "state", **rest} if not rest:
                return self.state()
            case {"ask": "actions", **rest} if not rest:
                return {name: described(actions) for name, actions in self.actions.items()}
            case {"do": str(part), "action": str(name), "arguments": dict(arguments), **rest} if not rest:
                return self._do(part, name, arguments, now)
            case _:
                raise Refused(
                    'not a request; it is {"ask": "state"}, {"ask": "actions"} or {"do", "action", "arguments"}'
                )

    def _do(self, part: str, name: str, arguments: dict[str, Json], now: float) -> Json:
        if part not in self.actions:
            raise Refused(f"there is no device {part:.40}; there are: {' '.join(self.actions)}")
        if name not in self.actions[part]:
            raise Refused(f"{part} has no action {name:.40}; it has: {' '.join(self.actions[part])}")
        try:
            result = self.actions[part][name](now, arguments)
        except NotPossibleNow as why:
            self._log.hand(part, name, arguments, str(why))
            raise
        self._log.hand(part, name, arguments)
        return result

    def _file(self, name: str) -> Path:
        return self._memory / f"{name}.json"

    def _keep(self, name: str, remembered: Json) -> None:
        saved = self._saved.get(name)
        if remembered is not None and remembered is not saved and remembered != saved:
            save_atomically(self._file(name), json.dumps(remembered, indent=1))
            self._saved[name] = remembered


def described(actions: Mapping[str, Action]) -> dict[str, Json]:
    """Return what can be done, for people: text and arguments by action."""
    return {
        name: {"text": each.text, "arguments": [argument.described() for argument in each.arguments]}
        for name, each in actions.items()
    }
