"""What terminals are told about their operators."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "operator_grants",
        sa.Column("terminal", sa.String(16), nullable=False),
        sa.Column("no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(8), nullable=False),
        sa.Column("name", sa.String(12), nullable=False),
        sa.Column("role", sa.String(13), nullable=False),
        sa.Column("hash", sa.String(160), nullable=False),
        sa.Column("granted_by", sa.String(80), nullable=False),
        sa.Column("granted_at", sa.String(32), nullable=False),
        sa.Column("arrived_at", sa.String(32)),
        sa.CheckConstraint(
            "role IN ('collector', 'technician', 'administrator')", name=op.f("ck_operator_grants_role")
        ),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.terminal"], name="fk_operator_grants_terminal"),
        sa.PrimaryKeyConstraint("terminal", "no", name=op.f("pk_operator_grants")),
    )
