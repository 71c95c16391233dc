"""Terminals that were reported for repair, and how that ended."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TIME, PERSON = sa.String(32), sa.String(60)


def upgrade() -> None:
    """Make the table; no terminal was ever reported before."""
    op.create_table(
        "repairs",
        sa.Column("no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("terminal", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("reported_at", TIME, nullable=False),
        sa.Column("reported_by", PERSON, nullable=False),
        sa.Column("result", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("repaired_at", TIME),
        sa.Column("repaired_by", PERSON),
        sa.Column("scrapped_at", TIME),
        sa.Column("scrapped_by", PERSON),
        sa.CheckConstraint("result IN (0, 2, 3)", name=op.f("ck_repairs_result")),
        sa.CheckConstraint(
            "(result = 2) = (repaired_at IS NOT NULL) AND (result = 3) = (scrapped_at IS NOT NULL)",
            name=op.f("ck_repairs_ended"),
        ),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.terminal"], name="fk_repairs_terminal"),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_repairs")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_repairs_terminal"), "repairs", ["terminal"])
    pending = sa.text("result = 0")
    op.create_index(
        "one_pending_repair", "repairs", ["terminal"], unique=True, sqlite_where=pending, postgresql_where=pending
    )
