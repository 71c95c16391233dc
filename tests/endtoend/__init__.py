"""The real processes on real wires."""
