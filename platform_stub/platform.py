"""The platform as one value: its database, the core it speaks to, its desk, clock and audit trail."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from platform_stub.audit import Audit
from platform_stub.billing.core import BillingCore
from platform_stub.files.uploads import Uploads
from platform_stub.sales.desk import Desk
from platform_stub.sales.turns import Turns, turns_for
from platform_stub.storage.times import now_utc
from platform_stub.terminals.answer_key import AnswerKey
from platform_stub.terminals.authority import Authority


@dataclass(frozen=True, slots=True)
class Platform:
    """What the terminal API needs to answer."""

    engine: Engine
    core: BillingCore
    desk: Desk
    clock: Callable[[], datetime]
    audit: Audit
    answers: AnswerKey
    uploads: Uploads | None = None  # None where no FTPS server is there to bring files to
    authority: Authority | None = None  # None where no certificate is renewed


def compose(
    engine: Engine,
    core: BillingCore,
    audit: Audit,
    clock: Callable[[], datetime] = now_utc,
    turns: Turns | None = None,
    *,
    answers: AnswerKey,
    uploads: Uploads | None = None,
    authority: Authority | None = None,
) -> Platform:
    """Put the platform together on an open, migrated database."""
    desk = Desk(engine, core, turns if turns is not None else turns_for(engine), clock, audit)
    return Platform(engine, core, desk, clock, audit, answers, uploads, authority)
