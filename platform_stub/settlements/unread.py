"""A settlement's report that is not of the interface's shape (422): what is wrong with it, and what can be read.

One of the two programs errs, and the cash is out of the terminal all the same: what was told is kept as it was told
(`refusals`), and a person may let it stand as far as it can be read.
"""

import json
from typing import Any

from pydantic import ValidationError

from platform_stub.settlements.report import Settlement, compact

UNREAD = "INVALID_REQUEST"
FAULTS_AT_MOST, FAULT_AT_MOST = 20, 200  # the names of unknown fields are the terminal's own
STAND_INS: dict[str, Any] = {
    "closed_by": "0000",
    "operator": "0000",
    "witness": "",
    "services": [],
    "methods": [],
    "journal_notes": [],
    "doubtful_notes": [],
    "acceptor_notes": None,
    "counted_notes": [],
    "box": "0",
    "seal": "0",
    "difference_fen": 0,
    "reason": "",
}
"""What stands for a field that cannot be read. Without its period a settlement is none: for that nothing stands in."""
BLANK = frozenset({"closed_by", "operator", "box", "seal"})
"""Fields of which it must be seen that nobody can read them."""


def faults(content: str, settlement: str) -> list[str]:
    """Return what is wrong with a report under this number, place by place; never what stands there."""
    try:
        told = Settlement.model_validate_json(content)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        places = [(".".join(map(str, each["loc"])), each) for each in found[:FAULTS_AT_MOST]]
        # At no place: its parts contradict each other, and the text is our own.
        return [(f"{at}: {each['type']}" if at else each["msg"])[:FAULT_AT_MOST] for at, each in places]
    return [] if told.settlement == settlement else ["settlement: not the settlement of the address"]


def as_far_as_read(content: str, settlement: str) -> Settlement | None:
    """Return a report under this number as far as it can be read; None where nobody can tell its period."""
    given = json.loads(content)
    try:
        return Settlement.model_validate_json(compact({**given, "settlement": settlement}))
    except ValidationError as error:
        unread = {str(each["loc"][0]) for each in error.errors() if each["loc"]}
    known = {name: given[name] for name in Settlement.model_fields if name in given and name not in unread}
    try:
        read = Settlement.model_validate_json(compact({**STAND_INS, **known, "settlement": settlement}))
    except ValidationError:
        return None
    return read.model_copy(update=dict.fromkeys(BLANK & unread, ""))
