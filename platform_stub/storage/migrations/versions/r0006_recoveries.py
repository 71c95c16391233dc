"""Recovery by the customer: keys that slips are signed with, and what terminals asked."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TIME = sa.String(32)


def upgrade() -> None:
    """Make column and table; a certificate from before has no key here, and proves no slip."""
    op.add_column("certificates", sa.Column("public_key", sa.Text()))
    op.create_table(
        "recoveries",
        sa.Column("terminal", sa.String(16), nullable=False),
        sa.Column("sale", sa.String(24), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("times", sa.Integer(), server_default="1", nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("proven", sa.Integer(), nullable=False),
        sa.Column("card_until", TIME),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.terminal"], name="fk_recoveries_terminal"),
        sa.PrimaryKeyConstraint("terminal", "sale", name=op.f("pk_recoveries")),
    )
    op.create_index(op.f("ix_recoveries_asked_at"), "recoveries", ["asked_at"])
