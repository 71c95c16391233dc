"""The journal's way to the platform: the terminal's own outbox and courier, and the line between, with its faults."""
