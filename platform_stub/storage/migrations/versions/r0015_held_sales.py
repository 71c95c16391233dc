"""Refused sales whose money the utility holds for the customer: who said so, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; before, a refused sale stayed one for as long as the core refused."""
    op.create_table(
        "held_sales",
        sa.Column("sale_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("held_at", sa.String(32), nullable=False),
        sa.Column("held_by", sa.String(60), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_held_sales_reason")),
        sa.ForeignKeyConstraint(["sale_no"], ["sales.no"], name="fk_held_sales_sale_no"),
        sa.PrimaryKeyConstraint("sale_no", name=op.f("pk_held_sales")),
    )
