"""Operators of this terminal: accounts, passwords, lock-out (OPS-3)."""
