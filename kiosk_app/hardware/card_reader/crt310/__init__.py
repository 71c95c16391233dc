"""The motorised reader CREATOR CRT-310 V3.0 on a serial line (protocols.md 3.1, HW-4)."""
