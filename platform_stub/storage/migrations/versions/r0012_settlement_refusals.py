"""Settlements that were refused, as they were told, and who accepted them all the same."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TIME = sa.String(32)


def upgrade() -> None:
    """Make the table; what was refused before comes again, for a terminal tells it every hour."""
    op.create_table(
        "settlement_refusals",
        sa.Column("no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("settlement", sa.String(24), nullable=False),
        sa.Column("terminal", sa.String(16), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("first_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(24), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("ledger_count", sa.BigInteger(), nullable=False),
        sa.Column("ledger_sum_fen", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("first_at", TIME, nullable=False),
        sa.Column("last_at", TIME, nullable=False),
        sa.Column("accepted_at", TIME),
        sa.Column("accepted_by", sa.String(60)),
        sa.Column("reason", sa.String(200)),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.terminal"], name="fk_settlement_refusals_terminal"),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_settlement_refusals")),
        sa.UniqueConstraint("settlement", "digest", name=op.f("uq_settlement_refusals_settlement")),
        sa.CheckConstraint(
            "(accepted_at IS NULL) = (accepted_by IS NULL) AND (accepted_at IS NULL) = (reason IS NULL)",
            name=op.f("ck_settlement_refusals_accepted"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_settlement_refusals_terminal"), "settlement_refusals", ["terminal"])
