"""The journal's table in SQLite's own words, for every start; `schema` makes it, with SQLAlchemy, for the first one.

To load SQLAlchemy costs a quarter of a second, which a terminal whose journal is as it should be need not wait for.
`tests/journal/test_migrations.py` holds both to the same words.
"""

APPLICATION_ID = 0x474B4A31  # "GKJ1": this file is a GridKiosk journal and nothing else
VERSION = 1
"""Of the table; `schema.MIGRATIONS` has as many steps."""

APPEND = "INSERT INTO facts (seq, boot_id, mono_ms, wall_ms, kind, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?)"
READ = "SELECT seq, boot_id, mono_ms, wall_ms, kind, body, hash FROM facts ORDER BY seq"
READ_FROM = "SELECT seq, boot_id, mono_ms, wall_ms, kind, body, hash FROM facts WHERE seq >= ? ORDER BY seq LIMIT ?"
