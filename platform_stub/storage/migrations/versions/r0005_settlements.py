"""Settlements: the cash that left a terminal, with its totals."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def number(name: str) -> sa.Column[int]:
    """Return a column for a count or a sum."""
    return sa.Column(name, sa.BigInteger(), nullable=False)


def text(name: str, length: int) -> sa.Column[str]:
    """Return a column for a short text."""
    return sa.Column(name, sa.String(length), nullable=False)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "settlements",
        text("settlement", 24),
        text("terminal", 16),
        number("number"),
        *(text(name, 8) for name in ("closed_by", "operator", "witness")),
        *(number(name) for name in ("first_seq", "last_seq", "count", "sum_fen", "ledger_count", "ledger_sum_fen")),
        *(number(name) for name in ("journal_fen", "counted_fen", "difference_fen")),
        text("reason", 30),
        text("box", 8),
        text("seal", 8),
        sa.Column("content", sa.Text(), nullable=False),
        text("received_at", 32),
        sa.CheckConstraint("difference_fen = counted_fen - journal_fen", name=op.f("ck_settlements_difference")),
        sa.CheckConstraint("difference_fen = 0 OR reason <> ''", name=op.f("ck_settlements_reason")),
        sa.CheckConstraint("first_seq >= 1 AND last_seq >= first_seq - 1", name=op.f("ck_settlements_period")),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.terminal"], name="fk_settlements_terminal"),
        sa.PrimaryKeyConstraint("settlement", name=op.f("pk_settlements")),
        sa.UniqueConstraint("terminal", "number", name=op.f("uq_settlements_terminal")),
    )
    op.create_table(
        "settlement_totals",
        text("settlement", 24),
        text("part", 10),
        text("name", 24),
        number("count"),
        number("sum_fen"),
        sa.CheckConstraint(
            "part IN ('service', 'method', 'journal', 'doubtful', 'acceptor', 'counted')",
            name=op.f("ck_settlement_totals_part"),
        ),
        sa.ForeignKeyConstraint(["settlement"], ["settlements.settlement"], name="fk_settlement_totals_settlement"),
        sa.PrimaryKeyConstraint("settlement", "part", "name", name=op.f("pk_settlement_totals")),
    )
