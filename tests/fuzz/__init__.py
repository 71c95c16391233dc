"""Coverage-guided fuzzing of everything that reads what others wrote: devices, cards, the platform, files.

`./kiosk fuzz` runs every parser; each must take any bytes and answer with a value or with its declared exception, in
bounded time and memory. What once broke a parser lies in `crashers/` and is replayed with every run of the tests.
"""
