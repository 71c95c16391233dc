"""What a heartbeat says of the box and of the journal."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what was heard before says nothing of either."""
    op.add_column("heartbeats", sa.Column("box", sa.Text(), server_default="{}", nullable=False))
    op.add_column("heartbeats", sa.Column("journal_count", sa.BigInteger()))
    op.add_column("heartbeats", sa.Column("journal_head", sa.String(64)))
