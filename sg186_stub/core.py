"""The core as one value: its database, encryption machine, rules, clock and faults."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TypeVar

from sqlalchemy import Connection, Engine

from sg186_stub.answers import Refused
from sg186_stub.database import in_one_transaction
from sg186_stub.faults import DIED_STATUS, FaultPlan, HungUp, Where, refusal_code
from sg186_stub.hsm import Hsm
from sg186_stub.settings import Settings

Answer = TypeVar("Answer")
BEIJING = timezone(timedelta(hours=8))


def beijing_now() -> datetime:
    """Return the time that business days are counted by."""
    return datetime.now(BEIJING)


@dataclass(frozen=True, slots=True)
class Core:
    """What the interface needs to answer."""

    engine: Engine
    settings: Settings = field(default_factory=Settings)
    hsm: Hsm = field(default_factory=Hsm)
    clock: Callable[[], datetime] = beijing_now
    faults: FaultPlan = field(default_factory=FaultPlan)

    def do(self, where: Where, work: Callable[[Connection], Answer]) -> Answer | Refused:
        """Do `work` in one transaction, and let go wrong what was asked to."""
        fault = self.faults.take(where)
        if fault is None:
            return in_one_transaction(self.engine, work)
        if fault.kind == "refuse":
            return Refused(refusal_code(where))
        if fault.kind == "slow":
            time.sleep(fault.ms / 1000)  # before the work: the caller may have given up when it takes effect
        answer = in_one_transaction(self.engine, work)
        if fault.kind == "answer_twice":
            answer = in_one_transaction(self.engine, work)
        if fault.kind == "commit_and_die":
            raise HungUp
        if fault.kind == "commit_and_exit":
            os._exit(DIED_STATUS)
        return answer
