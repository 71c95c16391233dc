"""The emulated scanner."""
