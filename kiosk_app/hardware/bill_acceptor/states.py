"""The words of CCNET: commands, states, reasons and failures by their codes (protocols.md 1.5, 1.6).

A command and a state may share a code (41 is GET BILL TABLE and DROP CASSETTE FULL); the direction tells them apart.
"""

from enum import IntEnum


class Command(IntEnum):
    """First byte of what the host sends."""

    ACK = 0x00
    RESET = 0x30
    GET_STATUS = 0x31
    SET_SECURITY = 0x32
    POLL = 0x33
    ENABLE_BILL_TYPES = 0x34
    STACK = 0x35
    RETURN = 0x36
    IDENTIFICATION = 0x37
    HOLD = 0x38
    SET_BARCODE_PARAMETERS = 0x39
    EXTRACT_BARCODE_DATA = 0x3A
    RECYCLING_CASSETTE_STATUS = 0x3B
    DISPENSE = 0x3C
    UNLOAD = 0x3D
    EXTENDED_IDENTIFICATION = 0x3E
    SET_RECYCLING_CASSETTE_TYPE = 0x40
    GET_BILL_TABLE = 0x41
    DOWNLOAD = 0x50
    GET_CRC32 = 0x51
    MODULE_DOWNLOAD = 0x52
    VALIDATION_MODULE_IDENTIFICATION = 0x54
    REQUEST_STATISTICS = 0x60
    POWER_RECOVERY = 0x66
    EMPTY_DISPENSER = 0x67
    SET_OPTIONS = 0x68
    GET_OPTIONS = 0x69
    DIAGNOSTIC_SETTING = 0xF0
    NAK = 0xFF


class State(IntEnum):
    """First byte of the device's answer to POLL."""

    POWER_UP = 0x10
    POWER_UP_BILL_IN_VALIDATOR = 0x11
    POWER_UP_BILL_IN_STACKER = 0x12
    INITIALIZE = 0x13
    IDLING = 0x14
    ACCEPTING = 0x15
    STACKING = 0x17
    RETURNING = 0x18
    UNIT_DISABLED = 0x19
    HOLDING = 0x1A
    DEVICE_BUSY = 0x1B
    REJECTING = 0x1C
    DISPENSING = 0x1D
    UNLOADING = 0x1E
    CUSTOM_RETURNING = 0x1F
    RECYCLING_UNLOADING = 0x20
    SETTING_CASSETTE_TYPE = 0x21
    DISPENSED = 0x25
    UNLOADED = 0x26
    CUSTOM_RETURNED = 0x27
    INVALID_BILL_NUMBER = 0x28
    CASSETTE_TYPE_SET = 0x29
    ILLEGAL_COMMAND = 0x30
    DROP_CASSETTE_FULL = 0x41
    DROP_CASSETTE_OUT_OF_POSITION = 0x42
    VALIDATOR_JAMMED = 0x43
    DROP_CASSETTE_JAMMED = 0x44
    CHEATED = 0x45
    PAUSE = 0x46
    FAILURE = 0x47
    RECYCLER_JAMMED = 0x48
    ESCROW_POSITION = 0x80
    BILL_STACKED = 0x81
    BILL_RETURNED = 0x82


POWER_UPS: frozenset[int] = frozenset(
    {State.POWER_UP, State.POWER_UP_BILL_IN_VALIDATOR, State.POWER_UP_BILL_IN_STACKER}
)

TYPED: frozenset[int] = frozenset({State.ESCROW_POSITION, State.BILL_STACKED, State.BILL_RETURNED})
"""States that name a bill type; without it they mean nothing."""

FAULTS: dict[int, str] = {
    State.DROP_CASSETTE_FULL: "cassette_full",
    State.DROP_CASSETTE_OUT_OF_POSITION: "cassette_removed",
    State.VALIDATOR_JAMMED: "validator_jammed",
    State.DROP_CASSETTE_JAMMED: "cassette_jammed",
    State.RECYCLER_JAMMED: "validator_jammed",
    State.FAILURE: "failure",
}
"""States that put the acceptor out of service, with their codes of the error catalogue."""

PASSING: dict[int, str] = {State.CHEATED: "cheated", State.PAUSE: "pause"}
"""States that the unit leaves by itself."""


class RejectReason(IntEnum):
    """Second byte of REJECTING."""

    INSERTION = 0x60
    MAGNETIC = 0x61
    REMAINS_IN_HEAD = 0x62
    MULTIPLYING = 0x63
    CONVEYING = 0x64
    IDENTIFICATION = 0x65
    VERIFICATION = 0x66
    OPTIC = 0x67
    INHIBIT = 0x68
    CAPACITANCE = 0x69
    OPERATION = 0x6A
    LENGTH = 0x6C
    UV = 0x6D
    BARCODE_UNRECOGNISED = 0x92
    BARCODE_CHARACTER_COUNT = 0x93
    BARCODE_START = 0x94
    BARCODE_STOP = 0x95


class FailureCode(IntEnum):
    """Second byte of FAILURE; where sources disagree, the majority's list (protocols.md 11)."""

    STACK_MOTOR = 0x50
    TRANSPORT_MOTOR_SPEED = 0x51
    TRANSPORT_MOTOR = 0x52
    ALIGNING_MOTOR = 0x53
    INITIAL_CASSETTE_STATUS = 0x54
    OPTIC_CANAL = 0x55
    MAGNETIC_CANAL = 0x56
    CASSETTE_1_MOTOR = 0x57
    CASSETTE_2_MOTOR = 0x58
    CASSETTE_3_MOTOR = 0x59
    CAPACITANCE_CANAL = 0x5F


def reject_reason(code: int | None) -> str:
    """Name why a note was refused: "verification"; an unlisted code is "unknown"."""
    return RejectReason(code).name.lower() if code in set(RejectReason) else "unknown"


def failure_name(code: int | None) -> str:
    """Name what failed: "stack_motor"; an unlisted code is "unknown" and stays visible in the raw detail."""
    return FailureCode(code).name.lower() if code in set(FailureCode) else "unknown"
