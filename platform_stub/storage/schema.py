"""The platform's tables. Times are ISO 8601 in UTC at fixed width (`storage.times`), money is fen.

Nothing here is deleted: a revoked certificate, a used code, a refused sale keep their rows.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)

TIME = String(32)
NUMBER = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up only in a column of type INTEGER
IN_SERVICE, IN_REPAIR, SCRAPPED = 0, 1, 2  # a terminal's status (PLAT-2)

terminals = Table(
    "terminals",
    metadata,
    Column("terminal", String(16), primary_key=True),  # GD-0117
    Column("sale_prefix", String(16), nullable=False, unique=True),  # GD0117
    Column("name", String(120), nullable=False),
    Column("type", String(60), nullable=False),
    Column("address", String(200), nullable=False),
    Column("region", String(60), nullable=False),
    Column("status", Integer, nullable=False, server_default="0"),
    Column("registered_by", String(60), nullable=False),
    Column("registered_at", TIME, nullable=False),
    CheckConstraint("status IN (0, 1, 2)", name="status"),
)

repairs = Table(
    "repairs",
    metadata,
    Column("no", NUMBER, primary_key=True, autoincrement=True),
    Column("terminal", ForeignKey("terminals.terminal"), nullable=False, index=True),
    Column("kind", String(60), nullable=False),  # what is to be repaired, as a person says it
    Column("reported_at", TIME, nullable=False),
    Column("reported_by", String(60), nullable=False),
    Column("result", Integer, nullable=False, server_default="0"),  # 0 pending, 2 repaired, 3 scrapped
    Column("repaired_at", TIME),
    Column("repaired_by", String(60)),
    Column("scrapped_at", TIME),
    Column("scrapped_by", String(60)),
    CheckConstraint("result IN (0, 2, 3)", name="result"),
    CheckConstraint(
        "(result = 2) = (repaired_at IS NOT NULL) AND (result = 3) = (scrapped_at IS NOT NULL)", name="ended"
    ),
    sqlite_autoincrement=True,
)
_PENDING = text("result = 0")
Index("one_pending_repair", repairs.c.terminal, unique=True, sqlite_where=_PENDING, postgresql_where=_PENDING)

enrolment_codes = Table(
    "enrolment_codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),  # of terminal and code; the code itself is nowhere (I24)
    Column("terminal", ForeignKey("terminals.terminal"), nullable=False, index=True),
    Column("issued_by", String(60), nullable=False),
    Column("issued_at", TIME, nullable=False),
    Column("expires_at", TIME, nullable=False),
    Column("used_at", TIME),
    Column("withdrawn_at", TIME),
)

certificates = Table(
    "certificates",
    metadata,
    Column("fingerprint", String(64), primary_key=True),  # SHA-256 of the certificate
    Column("terminal", ForeignKey("terminals.terminal"), nullable=False, index=True),
    Column("serial_number", String(40), nullable=False),
    Column("issued_at", TIME, nullable=False),
    Column("not_after", TIME, nullable=False),
    Column("revoked_at", TIME),
    Column("renews", String(64)),  # fingerprint of the one before it; null: it came by a code
    Column("taken_up_at", TIME),  # a renewed one: when it was used first
    Column("public_key", Text),  # PEM; what the terminal signs is proven by it, also after the certificate's end
)

sales = Table(
    "sales",
    metadata,
    Column("no", NUMBER, primary_key=True, autoincrement=True),
    Column("sale", String(24), nullable=False, unique=True),  # the key of I3; it never expires
    Column("terminal", ForeignKey("terminals.terminal"), nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("customer_no", String(10), nullable=False, index=True),
    Column("method", String(12), nullable=False),
    Column("paid_fen", BigInteger, nullable=False),
    Column("card_serial", String(16), index=True),
    Column("content", Text, nullable=False),  # the whole request: tells a repetition from a reuse (I4), is asked again
    Column("state", String(8), nullable=False, index=True),
    Column("answer", Text),  # what the terminal was answered last; null while the outcome is unknown
    Column("final", Integer, nullable=False, server_default="0"),  # 1: a refusal that no repetition may change
    Column("received_at", TIME, nullable=False),
    Column("settled_at", TIME),
    Column("card_written_at", TIME),  # a purchase: its write was confirmed
    CheckConstraint("kind IN ('bill_payment', 'purchase')", name="kind"),
    CheckConstraint("state IN ('pending', 'booked', 'refused')", name="state"),
    CheckConstraint("(state = 'pending') = (answer IS NULL)", name="answer"),
    CheckConstraint("paid_fen > 0", name="paid"),
    sqlite_autoincrement=True,
)

held_sales = Table(
    "held_sales",
    metadata,
    Column("sale_no", ForeignKey("sales.no"), primary_key=True, autoincrement=False),  # refused, and finally so
    Column("held_at", TIME, nullable=False),
    Column("held_by", String(60), nullable=False),
    Column("reason", String(200), nullable=False),
    CheckConstraint("reason <> ''", name="reason"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("no", NUMBER, primary_key=True, autoincrement=True),
    Column("sale_no", ForeignKey("sales.no"), nullable=False, index=True),
    Column("began_at", TIME, nullable=False),  # durable before the core is asked (I7)
    Column("ended_at", TIME),
    Column("outcome", String(8)),  # null: nobody lived to write it down
    Column("code", String(60)),
    CheckConstraint("outcome IN ('booked', 'refused', 'unknown')", name="outcome"),
    sqlite_autoincrement=True,
)

journals = Table(
    "journals",
    metadata,
    Column("terminal", ForeignKey("terminals.terminal"), primary_key=True),
    Column("count", BigInteger, nullable=False),  # rows held, from 1, without gaps
    Column("head", String(64), nullable=False),  # hash of the last one, hex
)

facts = Table(
    "facts",
    metadata,
    Column("terminal", ForeignKey("terminals.terminal"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("boot_id", String(16), nullable=False),
    Column("mono_ms", BigInteger, nullable=False),
    Column("wall_ms", BigInteger, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("body", Text, nullable=False),  # as the terminal sealed it
    Column("hash", String(64), nullable=False),
    Column("received_at", TIME, nullable=False),
)

terminal_sales = Table(
    "terminal_sales",
    metadata,
    Column("sale", String(24), primary_key=True),
    Column("terminal", ForeignKey("terminals.terminal"), nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("customer_no", String(10), nullable=False),
    Column("bill_ids", Text, nullable=False),
    Column("card", Text),
    Column("notes", Text, nullable=False),  # value in fen -> count
    Column("paid_fen", BigInteger, nullable=False),  # what lies in the box
    Column("closed_fen", BigInteger),  # the total, once final
    Column("status", String(9), nullable=False),  # of the posting, as the terminal knows it
    Column("code", String(60), nullable=False),
    Column("write_state", String(10), nullable=False),
    Column("ended", String(20), nullable=False),
    Column("first_seq", BigInteger, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("begun_wall_ms", BigInteger, nullable=False),
    Column("matched", String(11), index=True),  # how it came together with `sales`; null: not yet
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("next_try_at", TIME),
    CheckConstraint("status IN ('unknown', 'failed', 'succeeded')", name="status"),
    CheckConstraint("write_state IN ('none', 'begun', 'incomplete', 'written', 'confirmed')", name="write_state"),
    CheckConstraint("matched IN ('booked', 'contradicts')", name="matched"),
)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("terminal", ForeignKey("terminals.terminal"), primary_key=True),
    Column("version", String(40), nullable=False),
    Column("boot_id", String(64), nullable=False),
    Column("sent_at", String(40), nullable=False),  # by the terminal's own clock, as it wrote it
    Column("received_at", TIME, nullable=False),
    Column("box", Text, nullable=False, server_default="{}"),  # value in fen -> count, by the terminal's journal
    Column("journal_count", BigInteger),
    Column("journal_head", String(64)),
    Column("slips", BigInteger),  # printed since the first day
    Column("cards_kept", BigInteger),
    Column("paper", String(8)),
    Column("config_version", Integer),  # in effect; 0: the terminal's own file alone
)

commands = Table(
    "commands",
    metadata,
    Column("no", NUMBER, primary_key=True, autoincrement=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("terminal", ForeignKey("terminals.terminal"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("issued_by", String(60), nullable=False),
    Column("issued_at", TIME, nullable=False),
    Column("sent_at", TIME),
    Column("done_at", TIME),
    Column("result", String(60)),
    sqlite_autoincrement=True,
)

configurations = Table(
    "configurations",
    metadata,
    Column("terminal", ForeignKey("terminals.terminal"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),  # all values of the version, JSON
    Column("issued_by", String(60), nullable=False),
    Column("issued_at", TIME, nullable=False),
    Column("taken_at", TIME),
    Column("refused_at", TIME),
    Column("reason", String(500)),
)

boots = Table(
    "boots",
    metadata,
    Column("terminal", ForeignKey("terminals.terminal"), primary_key=True),
    Column("boot_id", String(64), primary_key=True),
    Column("first_heard_at", TIME, nullable=False),
    Column("superseded_at", TIME),  # null: this is the live one
    Column("highest", BigInteger, nullable=False, server_default="0"),  # number of its requests (`terminals.binding`)
    Column("window", String(256), nullable=False, server_default="0"),  # which ones up to it came, as bits, hex
)
_LIVE = text("superseded_at IS NULL")
Index("one_live_boot", boots.c.terminal, unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE)

conditions = Table(
    "conditions",
    metadata,
    Column("terminal", ForeignKey("terminals.terminal"), primary_key=True),
    Column("device", String(40), primary_key=True),
    Column("condition", String(12), nullable=False),
    Column("code", String(60), nullable=False),
    Column("since", TIME, nullable=False),
)

alarms = Table(
    "alarms",
    metadata,
    Column("no", NUMBER, primary_key=True, autoincrement=True),
    Column("terminal", ForeignKey("terminals.terminal"), nullable=False, index=True),
    Column("kind", String(24), nullable=False),
    Column("subject", String(60), nullable=False),  # a device, a sale
    Column("code", String(60), nullable=False),
    Column("times", Integer, nullable=False, server_default="1"),
    Column("raised_at", TIME, nullable=False),
    Column("last_at", TIME, nullable=False),
    Column("ended_at", TIME),  # the condition is over; a person still clears the alarm (STAT-1)
    Column("cleared_at", TIME),
    Column("cleared_by", String(60)),
    sqlite_autoincrement=True,
)
_OPEN = text("ended_at IS NULL AND cleared_at IS NULL")
Index(
    "one_open_alarm",
    alarms.c.terminal,
    alarms.c.kind,
    alarms.c.subject,
    alarms.c.code,
    unique=True,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)

uploads = Table(
    "uploads",
    metadata,
    Column("terminal", ForeignKey("terminals.terminal"), primary_key=True),
    Column("name", String(40), primary_key=True),  # GD-0117_20261123_001.txt.gz
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("public_key", Text, nullable=False),  # PEM, of the certificate that the first ticket was asked with
    Column("asked_at", TIME, nullable=False),
    Column("answer", Text),  # to its application; null until then
    Column("first_seq", BigInteger),  # of an applied file
    Column("last_seq", BigInteger),
    Column("journal_head", String(64)),  # the chain's hash of its last row, as the file says
    Column("settled_at", TIME),
)

upload_tickets = Table(
    "upload_tickets",
    metadata,
    Column("account", String(32), primary_key=True),
    Column("secret_hash", String(64), nullable=False),  # the password itself is nowhere (I24)
    Column("terminal", ForeignKey("terminals.terminal"), nullable=False),
    Column("name", String(40), nullable=False),
    Column("expires_at", TIME, nullable=False),
    Column("used_at", TIME),
)

file_rows = Table(
    "file_rows",
    metadata,
    Column("terminal", ForeignKey("terminals.terminal"), primary_key=True),
    Column("sale", String(24), primary_key=True),  # a sale is in one file for ever
    Column("name", String(40), nullable=False),
    Column("n", Integer, nullable=False),
    Column("line", Text, nullable=False),
)

reconciliations = Table(
    "reconciliations",
    metadata,
    Column("no", NUMBER, primary_key=True, autoincrement=True),
    Column("terminal", ForeignKey("terminals.terminal"), nullable=False, index=True),
    Column("name", String(40), nullable=False),
    Column("begun_at", TIME, nullable=False),
    Column("finished_at", TIME),  # null: it was cut, and the next one of this file goes on with it
    Column("lines_done", BigInteger, nullable=False, server_default="0"),
    Column("compared", BigInteger, nullable=False, server_default="0"),
    Column("differing", BigInteger, nullable=False, server_default="0"),
    Column("open", BigInteger, nullable=False, server_default="0"),
    sqlite_autoincrement=True,
)
_UNFINISHED = text("finished_at IS NULL")
Index(
    "one_unfinished_reconciliation",
    reconciliations.c.terminal,
    reconciliations.c.name,
    unique=True,
    sqlite_where=_UNFINISHED,
    postgresql_where=_UNFINISHED,
)

reconciliation_rows = Table(
    "reconciliation_rows",
    metadata,
    Column("reconciliation", ForeignKey("reconciliations.no"), primary_key=True),
    Column("sale", String(24), primary_key=True),
    Column("n", BigInteger, nullable=False),  # the file's line; behind them what stands in no file
    Column("terminal", String(10), nullable=False),
    Column("platform", String(10), nullable=False),
    Column("core", String(10), nullable=False),
    Column("why", String(24), nullable=False),
    Column("done", String(80), nullable=False),  # "" while it is being done
)

settlements = Table(
    "settlements",
    metadata,
    Column("settlement", String(24), primary_key=True),  # GD0117-S00012; it never expires
    Column("terminal", ForeignKey("terminals.terminal"), nullable=False),
    Column("number", BigInteger, nullable=False),  # among the terminal's own, from 1
    Column("closed_by", String(8), nullable=False),  # operators' numbers, never their names
    Column("operator", String(8), nullable=False),
    Column("witness", String(8), nullable=False),
    Column("first_seq", BigInteger, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("sum_fen", BigInteger, nullable=False),
    Column("ledger_count", BigInteger, nullable=False),  # what the platform itself had booked when it was told
    Column("ledger_sum_fen", BigInteger, nullable=False),
    Column("journal_fen", BigInteger, nullable=False),  # what had to lie in the box
    Column("counted_fen", BigInteger, nullable=False),
    Column("difference_fen", BigInteger, nullable=False),
    Column("reason", String(30), nullable=False),
    Column("box", String(8), nullable=False),
    Column("seal", String(8), nullable=False),
    Column("content", Text, nullable=False),  # the whole request: tells a repetition from a reuse (I4)
    Column("received_at", TIME, nullable=False),
    UniqueConstraint("terminal", "number"),
    CheckConstraint("difference_fen = counted_fen - journal_fen", name="difference"),
    CheckConstraint("difference_fen = 0 OR reason <> ''", name="reason"),
    CheckConstraint("first_seq >= 1 AND last_seq >= first_seq - 1", name="period"),
)

settlement_totals = Table(
    "settlement_totals",
    metadata,
    Column("settlement", ForeignKey("settlements.settlement"), primary_key=True),
    Column("part", String(10), primary_key=True),
    Column("name", String(24), primary_key=True),  # a service, a method, a value in fen
    Column("count", BigInteger, nullable=False),
    Column("sum_fen", BigInteger, nullable=False),
    CheckConstraint("part IN ('service', 'method', 'journal', 'doubtful', 'acceptor', 'counted')", name="part"),
)

settlement_refusals = Table(
    "settlement_refusals",
    metadata,
    Column("no", NUMBER, primary_key=True, autoincrement=True),
    Column("settlement", String(24), nullable=False),
    Column("terminal", ForeignKey("terminals.terminal"), nullable=False, index=True),
    Column("number", BigInteger, nullable=False),
    Column("first_seq", BigInteger, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("code", String(24), nullable=False),
    Column("digest", String(64), nullable=False),  # of the content: one row for each that was told
    Column("content", Text, nullable=False),  # the whole request, as in `settlements`
    Column("ledger_count", BigInteger, nullable=False),  # what the platform had booked when it was refused first
    Column("ledger_sum_fen", BigInteger, nullable=False),
    Column("times", Integer, nullable=False, server_default="1"),
    Column("first_at", TIME, nullable=False),
    Column("last_at", TIME, nullable=False),
    Column("accepted_at", TIME),  # a person let it stand all the same
    Column("accepted_by", String(60)),
    Column("reason", String(200)),
    UniqueConstraint("settlement", "digest"),
    CheckConstraint(
        "(accepted_at IS NULL) = (accepted_by IS NULL) AND (accepted_at IS NULL) = (reason IS NULL)", name="accepted"
    ),
    sqlite_autoincrement=True,
)

recoveries = Table(
    "recoveries",
    metadata,
    Column("terminal", ForeignKey("terminals.terminal"), primary_key=True),  # who asked
    Column("sale", String(24), primary_key=True),  # of any terminal
    Column("asked_at", TIME, nullable=False, index=True),
    Column("times", Integer, nullable=False, server_default="1"),
    Column("known", Integer, nullable=False),  # 0: a number that nobody has, or a forged slip
    Column("proven", Integer, nullable=False),  # 1: the customer had the slip, by its signature
    Column("card_until", TIME),  # so long the asking terminal may write this purchase's card
)

scanned_bills = Table(
    "scanned_bills",
    metadata,
    Column("no", NUMBER, primary_key=True, autoincrement=True),
    Column("terminal", ForeignKey("terminals.terminal"), nullable=False, index=True),  # who asked without a password
    Column("asked_at", TIME, nullable=False),  # kept as long as it counts
)

operator_grants = Table(
    "operator_grants",
    metadata,
    Column("terminal", ForeignKey("terminals.terminal"), primary_key=True),
    Column("no", BigInteger, primary_key=True, autoincrement=False),  # among the terminal's own, from 1
    Column("number", String(8), nullable=False),  # the operator's
    Column("name", String(12), nullable=False),
    Column("role", String(13), nullable=False),
    Column("hash", String(160), nullable=False),  # argon2id of a one-time password; "" closes the account
    Column("granted_by", String(80), nullable=False),
    Column("granted_at", TIME, nullable=False),
    Column("arrived_at", TIME),  # the terminal has asked for what is behind it
    CheckConstraint("role IN ('collector', 'technician', 'administrator')", name="role"),
)
