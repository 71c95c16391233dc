"""The platform's database: tables, opening, migrations."""
