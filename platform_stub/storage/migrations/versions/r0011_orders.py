"""What terminals are ordered to do, how they are configured, and what else they count."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TIME = sa.String(32)


def number() -> sa.types.TypeEngine[int]:
    """Return the type of a running number; SQLite counts up only in a column of type INTEGER."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables and columns; what was heard before says nothing of slips, cards and paper."""
    op.create_table(
        "commands",
        sa.Column("no", number(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("terminal", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("issued_by", sa.String(60), nullable=False),
        sa.Column("issued_at", TIME, nullable=False),
        sa.Column("sent_at", TIME),
        sa.Column("done_at", TIME),
        sa.Column("result", sa.String(60)),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.terminal"], name="fk_commands_terminal"),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_commands")),
        sa.UniqueConstraint("id", name=op.f("uq_commands_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_commands_terminal"), "commands", ["terminal"])
    op.create_table(
        "configurations",
        sa.Column("terminal", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("issued_by", sa.String(60), nullable=False),
        sa.Column("issued_at", TIME, nullable=False),
        sa.Column("taken_at", TIME),
        sa.Column("refused_at", TIME),
        sa.Column("reason", sa.String(500)),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.terminal"], name="fk_configurations_terminal"),
        sa.PrimaryKeyConstraint("terminal", "version", name=op.f("pk_configurations")),
    )
    op.add_column("heartbeats", sa.Column("slips", sa.BigInteger()))
    op.add_column("heartbeats", sa.Column("cards_kept", sa.BigInteger()))
    op.add_column("heartbeats", sa.Column("paper", sa.String(8)))
    op.add_column("heartbeats", sa.Column("config_version", sa.Integer()))
