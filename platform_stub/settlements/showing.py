"""Settlements for a person: those that are kept and those that were refused, without the operators' numbers."""

from collections.abc import Iterator, Sequence
from functools import partial

from sqlalchemy import Connection, Row, select

from platform_stub.settlements import precheck, refusals
from platform_stub.settlements.report import Settlement
from platform_stub.settlements.unread import as_far_as_read, faults
from platform_stub.storage.schema import settlement_refusals, settlements, terminals
from platform_stub.text_table import text_table

HEADINGS = (
    "settlement", "state", "refusal", "first_seq", "last_seq", "count", "sum_fen", "ledger_count", "ledger_sum_fen",
    "journal_fen", "counted_fen", "difference_fen", "reason", "box", "seal", "received_at",
)  # fmt: skip
Line = tuple[object, ...]


def listed(connection: Connection, terminal: str | None) -> tuple[Sequence[str], list[Line]]:
    """Return headings and rows: each kept settlement, and beside it each refused one; `state` says which it is."""
    kept, told = select(settlements), select(settlement_refusals).order_by(settlement_refusals.c.no)
    if terminal is not None:
        kept = kept.where(settlements.c.terminal == terminal)
        told = told.where(settlement_refusals.c.terminal == terminal)
    contents: dict[tuple[str, str], int] = {}
    lines: list[Line] = []
    for row in connection.execute(kept):
        contents[row.settlement, row.content] = len(lines)
        figures = (
            row.first_seq, row.last_seq, row.count, row.sum_fen, row.ledger_count, row.ledger_sum_fen, row.journal_fen,
            row.counted_fen, row.difference_fen, row.reason, row.box, row.seal, row.received_at,
        )  # fmt: skip
        lines.append((row.settlement, "kept", "", *figures))
    for row in connection.execute(told):
        state = f"{'accepted' if row.accepted_at else 'refused'} {row.code}"
        taken = contents.get((row.settlement, row.content))
        if taken is None:
            lines.append((row.settlement, state, row.no, *_figures(row), row.last_at))
        elif row.accepted_at:
            lines[taken] = (row.settlement, state, row.no, *lines[taken][3:])
    return HEADINGS, sorted(lines, key=lambda line: (str(line[0]), str(line[1])))


def _figures(row: Row[*tuple[object, ...]]) -> Line:
    """Return the figures of a refused one, blank where nobody can tell what period it is of."""
    told = as_far_as_read(row.content, row.settlement)
    if told is None:
        return ("",) * 12
    return (
        told.first_seq, told.last_seq, told.count, told.sum_fen, row.ledger_count, row.ledger_sum_fen,
        told.journal_fen, told.counted_fen, told.difference_fen, told.reason, told.box, told.seal,
    )  # fmt: skip


def described(connection: Connection, settlement: str) -> str:
    """Return all sums of each content under a number side by side; "" where nothing is known of it."""
    row = connection.execute(select(settlements).where(settlements.c.settlement == settlement)).one_or_none()
    refused = refusals.of(connection, settlement)
    texts = []
    shown = partial(_described, connection, settlement)
    if row is not None and row.content not in {each.content for each in refused if each.accepted}:
        texts.append(shown("kept", row.content, (row.ledger_count, row.ledger_sum_fen)))
    for each in refused:
        if row is not None and row.content == each.content and not each.accepted:
            continue  # it was taken later by itself
        state = f"accepted by {each.accepted}" if each.accepted else "refused, and told again every hour"
        texts.append(shown(f"refusal {each.no}, {each.code}: {state}", each.content, each.ledger))
    return "\n\n".join(texts)


def _held(connection: Connection, settlement: str, told: Settlement) -> tuple[int, int]:
    """Return count and sum of the period's sales whose money is held for customers by now."""
    mine = select(terminals.c.terminal).where(terminals.c.sale_prefix == settlement.rpartition("-")[0])
    terminal = str(connection.execute(mine).scalar_one())
    held = [sale.paid_fen for sale in precheck.ledger(connection, terminal, told).values() if sale.held]
    return len(held), sum(held)


def _described(connection: Connection, settlement: str, state: str, content: str, ledger: tuple[int, int]) -> str:
    wrong = [f"cannot be read: {fault}" for fault in faults(content, settlement)]
    told = as_far_as_read(content, settlement)
    if told is None:
        return "\n".join((f"{settlement}  of a period that nobody can read", state, *wrong))
    table = text_table(
        ("", "count", "fen", "fen more than told"), list(_sums(told, ledger, _held(connection, settlement, told)))
    )
    period = f"{told.settlement}  sales {told.first_seq} to {told.last_seq}  box {told.box}  seal {told.seal}"
    return "\n".join((period, state, *wrong, table))


def _sums(told: Settlement, ledger: tuple[int, int], held: tuple[int, int]) -> Iterator[Line]:
    """Yield every sum that should be the period's, and by how much it is not; and what of it is held."""
    yield "told", told.count, told.sum_fen, ""
    sums = {
        "services": (sum(each.count for each in told.services), sum(each.sum_fen for each in told.services)),
        "methods": (sum(each.count for each in told.methods), sum(each.sum_fen for each in told.methods)),
        "ledger": ledger,
    }
    for name, (count, fen) in sums.items():
        yield name, count, fen, fen - told.sum_fen
    if held[0]:
        yield "of it held for customers", *held, ""
    yield "journal's notes", "", told.journal_fen, told.journal_fen - told.sum_fen
    yield "counted", "", told.counted_fen, told.counted_fen - told.sum_fen
    yield "difference told", "", told.difference_fen, ""
    yield "difference", "", told.counted_fen - told.journal_fen, ""
