"""The terminal's side of the conversation with the platform."""
