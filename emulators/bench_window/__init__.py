"""The bench's window: what a person holds in front of the kiosk, and where everything really is. Qt lives only here."""
