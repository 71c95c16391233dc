"""Terminals, their codes and certificates; sales and attempts; heartbeats, conditions, alarms."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.String(32)


def upgrade() -> None:
    """Make the first tables."""
    _terminals()
    _credentials()
    _sales()
    _health()
    _alarms()


def _of_terminal(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["terminal"], ["terminals.terminal"], name=f"fk_{table}_terminal")


def _terminals() -> None:
    op.create_table(
        "terminals",
        sa.Column("terminal", sa.String(16), nullable=False),
        sa.Column("sale_prefix", sa.String(16), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("type", sa.String(60), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("region", sa.String(60), nullable=False),
        sa.Column("status", sa.Integer(), server_default="0", nullable=False),
        sa.Column("registered_by", sa.String(60), nullable=False),
        sa.Column("registered_at", TIME, nullable=False),
        sa.CheckConstraint("status IN (0, 1, 2)", name=op.f("ck_terminals_status")),
        sa.PrimaryKeyConstraint("terminal", name=op.f("pk_terminals")),
        sa.UniqueConstraint("sale_prefix", name=op.f("uq_terminals_sale_prefix")),
    )


def _credentials() -> None:
    op.create_table(
        "enrolment_codes",
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("terminal", sa.String(16), nullable=False),
        sa.Column("issued_by", sa.String(60), nullable=False),
        sa.Column("issued_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("used_at", TIME),
        sa.Column("withdrawn_at", TIME),
        _of_terminal("enrolment_codes"),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_enrolment_codes")),
    )
    op.create_index("ix_enrolment_codes_terminal", "enrolment_codes", ["terminal"])
    op.create_table(
        "certificates",
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("terminal", sa.String(16), nullable=False),
        sa.Column("serial_number", sa.String(40), nullable=False),
        sa.Column("issued_at", TIME, nullable=False),
        sa.Column("not_after", TIME, nullable=False),
        sa.Column("revoked_at", TIME),
        _of_terminal("certificates"),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_certificates")),
    )
    op.create_index("ix_certificates_terminal", "certificates", ["terminal"])


def _sales() -> None:
    op.create_table(
        "sales",
        sa.Column("no", NUMBER, autoincrement=True, nullable=False),
        sa.Column("sale", sa.String(24), nullable=False),
        sa.Column("terminal", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("customer_no", sa.String(10), nullable=False),
        sa.Column("method", sa.String(12), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("card_serial", sa.String(16)),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("answer", sa.Text()),
        sa.Column("final", sa.Integer(), server_default="0", nullable=False),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("settled_at", TIME),
        sa.Column("card_written_at", TIME),
        sa.CheckConstraint("kind IN ('bill_payment', 'purchase')", name=op.f("ck_sales_kind")),
        sa.CheckConstraint("state IN ('pending', 'booked', 'refused')", name=op.f("ck_sales_state")),
        sa.CheckConstraint("(state = 'pending') = (answer IS NULL)", name=op.f("ck_sales_answer")),
        sa.CheckConstraint("paid_fen > 0", name=op.f("ck_sales_paid")),
        _of_terminal("sales"),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_sales")),
        sa.UniqueConstraint("sale", name=op.f("uq_sales_sale")),
        sqlite_autoincrement=True,
    )
    for column in ("terminal", "customer_no", "card_serial", "state"):
        op.create_index(f"ix_sales_{column}", "sales", [column])
    op.create_table(
        "attempts",
        sa.Column("no", NUMBER, autoincrement=True, nullable=False),
        sa.Column("sale_no", NUMBER, nullable=False),
        sa.Column("began_at", TIME, nullable=False),
        sa.Column("ended_at", TIME),
        sa.Column("outcome", sa.String(8)),
        sa.Column("code", sa.String(60)),
        sa.CheckConstraint("outcome IN ('booked', 'refused', 'unknown')", name=op.f("ck_attempts_outcome")),
        sa.ForeignKeyConstraint(["sale_no"], ["sales.no"], name=op.f("fk_attempts_sale_no")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_attempts")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_attempts_sale_no", "attempts", ["sale_no"])


def _health() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("terminal", sa.String(16), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("boot_id", sa.String(64), nullable=False),
        sa.Column("sent_at", sa.String(40), nullable=False),
        sa.Column("received_at", TIME, nullable=False),
        _of_terminal("heartbeats"),
        sa.PrimaryKeyConstraint("terminal", name=op.f("pk_heartbeats")),
    )
    op.create_table(
        "boots",
        sa.Column("terminal", sa.String(16), nullable=False),
        sa.Column("boot_id", sa.String(64), nullable=False),
        sa.Column("first_heard_at", TIME, nullable=False),
        _of_terminal("boots"),
        sa.PrimaryKeyConstraint("terminal", "boot_id", name=op.f("pk_boots")),
    )
    op.create_table(
        "conditions",
        sa.Column("terminal", sa.String(16), nullable=False),
        sa.Column("device", sa.String(40), nullable=False),
        sa.Column("condition", sa.String(12), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("since", TIME, nullable=False),
        _of_terminal("conditions"),
        sa.PrimaryKeyConstraint("terminal", "device", name=op.f("pk_conditions")),
    )


def _alarms() -> None:
    op.create_table(
        "alarms",
        sa.Column("no", NUMBER, autoincrement=True, nullable=False),
        sa.Column("terminal", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("subject", sa.String(60), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("times", sa.Integer(), server_default="1", nullable=False),
        sa.Column("raised_at", TIME, nullable=False),
        sa.Column("last_at", TIME, nullable=False),
        sa.Column("ended_at", TIME),
        sa.Column("cleared_at", TIME),
        sa.Column("cleared_by", sa.String(60)),
        _of_terminal("alarms"),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_alarms")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_alarms_terminal", "alarms", ["terminal"])
    still_open = sa.text("ended_at IS NULL AND cleared_at IS NULL")
    op.create_index(
        "one_open_alarm",
        "alarms",
        ["terminal", "kind", "subject", "code"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
