"""A desk reader known to PC/SC: no shutter, no motor; the customer's hand does what a motor would (protocols.md 7)."""
