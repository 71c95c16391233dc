"""Which start of a terminal is the live one, and which of its requests came."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TIME = sa.String(32)


def upgrade() -> None:
    """Add the columns. Starts that were heard of before said no numbers: none of them is the live one."""
    op.add_column("boots", sa.Column("superseded_at", TIME))
    op.add_column("boots", sa.Column("highest", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("boots", sa.Column("window", sa.String(256), server_default="0", nullable=False))
    op.execute("UPDATE boots SET superseded_at = first_heard_at")
    live = sa.text("superseded_at IS NULL")
    op.create_index("one_live_boot", "boots", ["terminal"], unique=True, sqlite_where=live, postgresql_where=live)
