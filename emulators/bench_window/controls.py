"""What technicians, thieves and accidents can do at each device: data, no widgets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

State = Mapping[str, Any]
Holds = Callable[[State], bool]


def always(_state: State) -> bool:
    """It can be done at any time."""
    return True


def never(_state: State) -> bool:
    """It is no condition that lasts."""
    return False


@dataclass(frozen=True, slots=True)
class Deed:
    """An action with its arguments."""

    action: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Control:
    """A button: does a deed; where the deed leaves a condition, shows it and undoes it with `back`."""

    key: str
    deed: Deed
    back: Deed | None = None
    is_on: Holds = never
    works: Holds = always

    def next(self, state: State) -> Deed:
        """Return what a press does now."""
        return self.back if self.back is not None and self.is_on(state) else self.deed


def fact(name: str) -> Holds:
    """Hold while the state's fact is true."""
    return lambda state: bool(state.get(name))


def fact_is(name: str, value: object) -> Holds:
    """Hold while the state's fact has this value."""
    return lambda state: state.get(name) == value


def among(name: str, value: object) -> Holds:
    """Hold while the state's list has this value."""
    return lambda state: value in state.get(name, ())


def opened(door: str) -> tuple[Deed, Deed]:
    """Pull a door, and push it shut."""
    return Deed("open_door", {"door": door}), Deed("close_door", {"door": door})


def wire(door: str) -> tuple[Deed, Deed]:
    """Cut the wire of a door's switch, and mend it."""
    return Deed("cut_wire", {"door": door}), Deed("mend_wire", {"door": door})


OFF = ("off", "backup")
UNPLUGGED = Control("unplugged", Deed("unplug"), Deed("plug"), fact_is("plugged", False))
WITHOUT_POWER = Control("power_off", Deed("cut_power"), Deed("restore_power"), lambda s: s.get("power") in OFF)

ACCEPTOR = (
    UNPLUGGED,
    WITHOUT_POWER,
    Control("cassette_out", Deed("take_out_cassette"), Deed("put_back_cassette"), fact_is("cassette_in", False)),
    Control(
        "jam_acceptor",
        Deed("jam", {"where": "acceptor"}),
        Deed("clear_jam", {"note": "customer"}),
        fact_is("jam", "acceptor"),
    ),
    Control(
        "jam_stacker",
        Deed("jam", {"where": "stacker"}),
        Deed("clear_jam", {"note": "service"}),
        fact_is("jam", "stacker"),
    ),
    Control(
        "cassette_same",
        Deed("put_back_cassette", {"empty": False}),
        works=lambda s: not s.get("cassette_in", True) and bool(s.get("taken_out")),
    ),
    Control(
        "cassette_full",
        Deed("fill_cassette", {"free": 0}),
        Deed("fill_cassette", {"free": 500}),
        fact("cassette_full"),
        works=fact("cassette_in"),
    ),
    Control("motor_fails", Deed("fail", {"failure": "stack_motor"}), Deed("repair"), fact_is("state", "failure")),
    Control("answer_lost", Deed("line_fault", {"fault": "answer_lost", "times": 3})),
    Control("pull_string", Deed("pull_string"), works=fact("inside")),
    Control("second_note", Deed("push_second_note", {"fen": 1_000}), works=fact("inside")),
    Control("answer_noise", Deed("line_fault", {"fault": "answer_noise", "times": 3})),
)
READER = (
    UNPLUGGED,
    WITHOUT_POWER,
    Control("rollers_jam", Deed("jam"), Deed("clear_jam"), fact("jammed")),
    Control(
        "capacitor_worn",
        Deed("hold_at_power_failure", {"holds": True}),
        Deed("hold_at_power_failure", {"holds": False}),
        fact("holds_at_power_failure"),
    ),
    Control("empty_bin", Deed("empty_bin"), works=fact("bin")),
    Control("damaged_answer", Deed("damage_answers", {"count": 1})),
    Control("tear_4", Deed("tear", {"after_bytes": 4}), works=fact("card")),
    Control("tear_30", Deed("tear", {"after_bytes": 30}), works=fact("card")),
    Control("tear_command", Deed("tear", {"after_commands": 0}), works=fact("card")),
    Control("tear_power", Deed("tear", {"after_bytes": 4, "cuts_power": True}), works=fact("card")),
    Control("long_card", Deed("insert_card", {"card": "blank", "length": "long"}), works=fact_is("card", "")),
    Control("short_card", Deed("insert_card", {"card": "blank", "length": "short"}), works=fact_is("card", "")),
)
PRINTER = (
    UNPLUGGED,
    WITHOUT_POWER,
    Control("cover_open", Deed("open_cover"), Deed("close_cover"), fact("cover_open")),
    Control("paper_end", Deed("leave_paper", {"mm": 0}), Deed("load_paper"), fact("paper_end")),
    Control("near_end", Deed("leave_paper", {"mm": 1_000}), Deed("load_paper"), fact("near_end")),
    Control("cutter_blocked", Deed("block_cutter"), Deed("free_cutter"), fact("cutter_blocked")),
    Control("head_hot", Deed("overheat"), Deed("cool_down"), fact("hot")),
    Control("broken", Deed("break_mechanism"), Deed("repair"), fact("broken")),
    Control("tear_off", Deed("tear_off"), works=fact("printed_uncut")),
)
CABINET = (
    UNPLUGGED,
    WITHOUT_POWER,
    Control("service_open", *opened("service"), fact_is("service", "open")),
    Control("cash_box_open", *opened("cash_box"), fact_is("cash_box", "open")),
    Control(
        "cash_box_by_key", Deed("open_door", {"door": "cash_box", "key": True}), works=fact_is("cash_box", "closed")
    ),
    Control("service_wire_cut", *wire("service"), among("cut", "service")),
    Control("cash_box_wire_cut", *wire("cash_box"), among("cut", "cash_box")),
)
SCANNER = (
    UNPLUGGED,
    WITHOUT_POWER,
    Control("paper_away", Deed("take_away"), works=lambda state: state.get("shown") is not None),
    *(
        Control(f"maker_{maker}", Deed("set_maker", {"maker": maker}), is_on=fact_is("maker", maker))
        for maker in ("newland", "honeywell", "gm65")
    ),
    *(
        Control(f"end_{end}", Deed("set_end", {"end": end}), is_on=fact_is("end", end))
        for end in ("cr", "lf", "crlf", "none")
    ),
)
