"""Everything on one machine: real processes and wires, with or without a display."""
