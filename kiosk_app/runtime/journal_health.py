"""How the journal is, beside whether it can be written: its disk, and its way to the platform."""

from kiosk_app.domain.device import Condition, Device, Health

FREE_AT_LEAST = 64 * 1024 * 1024  # bytes on the journal's disk, ample for a full session (I18)


def journal_health(free: int, refused: str) -> Health:
    """Return the journal's health: `free` bytes on its disk; `refused` the code for which the platform refused its last
    file, "" where it took it. Customers are served all the same then: each row has gone out by itself."""
    if free < FREE_AT_LEAST:
        return Health(Device.JOURNAL, Condition.FAULT, "disk_full")
    if refused:
        return Health(Device.JOURNAL, Condition.ATTENTION, "file_refused", refused)
    return Health(Device.JOURNAL, Condition.READY)
