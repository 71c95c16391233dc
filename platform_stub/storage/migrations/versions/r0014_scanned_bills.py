"""How often terminals looked customers up by a scanned bill, without a password."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; before, every look-up had a password."""
    op.create_table(
        "scanned_bills",
        sa.Column("no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("terminal", sa.String(16), nullable=False),
        sa.Column("asked_at", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.terminal"], name="fk_scanned_bills_terminal"),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_scanned_bills")),
    )
    op.create_index(op.f("ix_scanned_bills_terminal"), "scanned_bills", ["terminal"])
