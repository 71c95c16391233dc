"""Journal files: what is expected, the tickets to bring it, the sales in it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TIME = sa.String(32)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "uploads",
        sa.Column("terminal", sa.String(16), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("answer", sa.Text()),
        sa.Column("first_seq", sa.BigInteger()),
        sa.Column("last_seq", sa.BigInteger()),
        sa.Column("settled_at", TIME),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.terminal"], name="fk_uploads_terminal"),
        sa.PrimaryKeyConstraint("terminal", "name", name=op.f("pk_uploads")),
    )
    op.create_table(
        "upload_tickets",
        sa.Column("account", sa.String(32), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("terminal", sa.String(16), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("used_at", TIME),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.terminal"], name="fk_upload_tickets_terminal"),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_upload_tickets")),
    )
    op.create_table(
        "file_rows",
        sa.Column("terminal", sa.String(16), nullable=False),
        sa.Column("sale", sa.String(24), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.terminal"], name="fk_file_rows_terminal"),
        sa.PrimaryKeyConstraint("terminal", "sale", name=op.f("pk_file_rows")),
    )
