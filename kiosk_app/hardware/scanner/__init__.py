"""Bar-code scanner on a serial line (protocols.md 5)."""
