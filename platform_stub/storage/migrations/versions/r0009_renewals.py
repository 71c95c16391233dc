"""Certificates that renew others, and whether they were used."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns: what is there came by a code."""
    op.add_column("certificates", sa.Column("renews", sa.String(64)))
    op.add_column("certificates", sa.Column("taken_up_at", sa.String(32)))
