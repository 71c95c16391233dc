"""Checks of everything; the tree mirrors the source."""
