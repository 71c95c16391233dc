"""An emulated meter card (购电卡) with the behaviour of a real card operating system, tear included."""
