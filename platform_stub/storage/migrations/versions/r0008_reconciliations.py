"""Reports of reconciliations, and the chain's head that each journal file says."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TIME = sa.String(32)


def upgrade() -> None:
    """Make the tables; a file applied before says no head here, and is not compared."""
    op.add_column("uploads", sa.Column("journal_head", sa.String(64)))
    op.create_table(
        "reconciliations",
        sa.Column("no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("terminal", sa.String(16), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("begun_at", TIME, nullable=False),
        sa.Column("finished_at", TIME),
        sa.Column("lines_done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("compared", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("differing", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("open", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.terminal"], name="fk_reconciliations_terminal"),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_reconciliations")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_reconciliations_terminal"), "reconciliations", ["terminal"])
    unfinished = sa.text("finished_at IS NULL")
    op.create_index(
        "one_unfinished_reconciliation",
        "reconciliations",
        ["terminal", "name"],
        unique=True,
        sqlite_where=unfinished,
        postgresql_where=unfinished,
    )
    op.create_table(
        "reconciliation_rows",
        sa.Column("reconciliation", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sale", sa.String(24), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.String(10), nullable=False) for name in ("terminal", "platform", "core")),
        sa.Column("why", sa.String(24), nullable=False),
        sa.Column("done", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(
            ["reconciliation"], ["reconciliations.no"], name="fk_reconciliation_rows_reconciliation"
        ),
        sa.PrimaryKeyConstraint("reconciliation", "sale", name=op.f("pk_reconciliation_rows")),
    )
