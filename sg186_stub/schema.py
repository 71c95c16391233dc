"""The core's tables. Money is never overwritten: balances, open bills and counters are sums over postings.

A posting that was reversed keeps its row and stops counting.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

metadata = MetaData()

tariff_tiers = Table(
    "tariff_tiers",
    metadata,
    Column("tariff", String(20), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("up_to_kwh", Integer),
    Column("price_e4", Integer, nullable=False),
)

customers = Table(
    "customers",
    metadata,
    Column("customer_no", String(10), primary_key=True),
    Column("name", String(60), nullable=False),
    Column("address", String(120), nullable=False),
    Column("customer_class", String(10), nullable=False),
    Column("meter_kind", String(20), nullable=False),
    Column("meter_no", String(12)),
    Column("status", String(12), nullable=False),
    Column("tariff", String(20), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("wrong_passwords", Integer, nullable=False, server_default="0"),
    Column("locked_until", Integer),  # seconds since 1970
    Column("opening_balance_fen", Integer, nullable=False, server_default="0"),
    Column(
        "opening_ckwh", Integer, nullable=False, server_default="0"
    ),  # bought in opening_year before the books began
    Column("opening_year", Integer, nullable=False),
    CheckConstraint("customer_class IN ('household', 'other')"),
    CheckConstraint("meter_kind IN ('post_paid', 'fee_controlled', 'energy_controlled')"),
    CheckConstraint("status IN ('active', 'in_workflow', 'closed')"),
    CheckConstraint("opening_balance_fen >= 0"),
)

cards = Table(
    "cards",
    metadata,
    Column("card_serial", String(16), primary_key=True),
    Column("customer_no", ForeignKey("customers.customer_no"), nullable=False),
    Column("profile", String(20), nullable=False),
    Column("status", String(12), nullable=False),
    Column("opening_counter", Integer, nullable=False),
    CheckConstraint("status IN ('in_use', 'replaced')"),
)

bills = Table(
    "bills",
    metadata,
    Column("bill_id", String(30), primary_key=True),
    Column("customer_no", ForeignKey("customers.customer_no"), nullable=False, index=True),
    Column("month", String(7), nullable=False),
    Column("energy_kwh", Integer, nullable=False),
    Column("amount_fen", Integer, nullable=False),
    Column("due_on", Date, nullable=False),
    CheckConstraint("amount_fen > 0"),
)

postings = Table(
    "postings",
    metadata,
    Column("no", Integer, primary_key=True, autoincrement=True),
    Column("serial", String(64), nullable=False, unique=True),  # the key of I3; it never expires
    Column("kind", String(10), nullable=False),
    Column("customer_no", ForeignKey("customers.customer_no"), nullable=False, index=True),
    Column("paid_fen", Integer, nullable=False),
    Column("surplus_fen", Integer, nullable=False),
    Column("content", Text, nullable=False),  # the whole request, to tell a repetition from a reuse (I4)
    Column("answer", Text, nullable=False),
    Column("posted_at", String(32), nullable=False),
    Column("posted_on", Date, nullable=False),
    Column("reversed_at", String(32)),
    CheckConstraint("kind IN ('payment', 'purchase')"),
    CheckConstraint("paid_fen > 0 AND surplus_fen >= 0 AND surplus_fen <= paid_fen"),
    sqlite_autoincrement=True,
)

write_offs = Table(
    "write_offs",
    metadata,
    Column("posting_no", ForeignKey("postings.no"), primary_key=True),
    Column("bill_id", ForeignKey("bills.bill_id"), primary_key=True),
    Column("amount_fen", Integer, nullable=False),
    Column("late_fee_fen", Integer, nullable=False),
    CheckConstraint("amount_fen >= 0 AND late_fee_fen >= 0"),
)

purchases = Table(
    "purchases",
    metadata,
    Column("posting_no", ForeignKey("postings.no"), primary_key=True),
    Column("card_serial", ForeignKey("cards.card_serial"), nullable=False),
    Column("counter", Integer, nullable=False),
    Column("wallet_value", Integer, nullable=False),
    Column("energy_ckwh", Integer, nullable=False),
    Column("year", Integer, nullable=False),
    Column("wallet_before", LargeBinary, nullable=False),  # as presented: what a reversal puts back
    Column("return_before", LargeBinary, nullable=False),
    Column("confirmed_at", String(32)),
    Column("withdrawn", Integer, nullable=False, server_default="0"),  # 1 after a reversal
)
Index(
    "one_purchase_per_counter",  # I14: a counter is sold once
    purchases.c.card_serial,
    purchases.c.counter,
    unique=True,
    sqlite_where=text("withdrawn = 0"),
    postgresql_where=text("withdrawn = 0"),
)

audit = Table(
    "audit",
    metadata,
    Column("no", Integer, primary_key=True, autoincrement=True),
    Column("at", String(32), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("detail", Text, nullable=False),
    sqlite_autoincrement=True,
)
