"""The bench: every emulated device on a real pseudo-terminal, and a socket for the hands in front of them."""
