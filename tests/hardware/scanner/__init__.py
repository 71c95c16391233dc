"""The scanner: bytes, session, driver."""
