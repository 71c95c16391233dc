"""Recorded frames of a relay board (protocols.md 9.1)."""

RELAY_0_ON = bytes.fromhex("01 05 00 00 FF 00 8C 3A")
RELAY_0_OFF = bytes.fromhex("01 05 00 00 00 00 CD CA")
ALL_ON = bytes.fromhex("01 05 00 FF FF 00 BC 0A")
READ_COILS = bytes.fromhex("01 01 00 00 00 08 3D CC")
COILS = bytes.fromhex("01 01 01 01 90 48")
READ_INPUTS = bytes.fromhex("01 02 00 00 00 08 79 CC")
INPUTS_0_AND_2 = bytes.fromhex("01 02 01 05 61 8B")
WRITE_ALL = bytes.fromhex("01 0F 00 00 00 08 01 FF BE D5")
REFUSED_ADDRESS = bytes.fromhex("01 85 02 C3 51")
OTHER_BOARD = bytes.fromhex("FF 02 00 00 00 08 6C 12")
OTHER_BOARD_SAYS = bytes.fromhex("FF 02 01 01 51 A0")
