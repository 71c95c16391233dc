"""An emulated motorised card reader CREATOR CRT-310 V3.0, at wire level (protocols.md 3.1)."""
