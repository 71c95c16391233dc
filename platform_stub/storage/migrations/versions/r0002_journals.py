"""The terminals' journals, and what they say of each sale."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TIME = sa.String(32)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "journals",
        sa.Column("terminal", sa.String(16), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        _of_terminal("journals"),
        sa.PrimaryKeyConstraint("terminal", name=op.f("pk_journals")),
    )
    op.create_table(
        "facts",
        sa.Column("terminal", sa.String(16), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("boot_id", sa.String(16), nullable=False),
        sa.Column("mono_ms", sa.BigInteger(), nullable=False),
        sa.Column("wall_ms", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("received_at", TIME, nullable=False),
        _of_terminal("facts"),
        sa.PrimaryKeyConstraint("terminal", "seq", name=op.f("pk_facts")),
    )
    _terminal_sales()


def _of_terminal(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["terminal"], ["terminals.terminal"], name=f"fk_{table}_terminal")


def _terminal_sales() -> None:
    written = "write_state IN ('none', 'begun', 'incomplete', 'written', 'confirmed')"
    op.create_table(
        "terminal_sales",
        sa.Column("sale", sa.String(24), nullable=False),
        sa.Column("terminal", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("customer_no", sa.String(10), nullable=False),
        sa.Column("bill_ids", sa.Text(), nullable=False),
        sa.Column("card", sa.Text()),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("closed_fen", sa.BigInteger()),
        sa.Column("status", sa.String(9), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("write_state", sa.String(10), nullable=False),
        sa.Column("ended", sa.String(20), nullable=False),
        sa.Column("first_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("begun_wall_ms", sa.BigInteger(), nullable=False),
        sa.Column("matched", sa.String(11)),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_try_at", TIME),
        sa.CheckConstraint("status IN ('unknown', 'failed', 'succeeded')", name=op.f("ck_terminal_sales_status")),
        sa.CheckConstraint(written, name=op.f("ck_terminal_sales_write_state")),
        sa.CheckConstraint("matched IN ('booked', 'contradicts')", name=op.f("ck_terminal_sales_matched")),
        _of_terminal("terminal_sales"),
        sa.PrimaryKeyConstraint("sale", name=op.f("pk_terminal_sales")),
    )
    for column in ("terminal", "matched"):
        op.create_index(f"ix_terminal_sales_{column}", "terminal_sales", [column])
