"""How the journal is, beside whether it can be written: its disk, its doubts, and its way to the platform."""

from kiosk_app.domain.device import Condition, Device, Health

FREE_AT_LEAST = 64 * 1024 * 1024  # bytes on the journal's disk, ample for a full session (I18)
DOUBTS_AT_MOST = 4  # notes of which nobody knows where they are; then somebody has to look into the box (I18, H7)


def journal_health(free: int, doubts: int, refused: str, unsettled: str) -> Health:
    """Return the journal's health.

    `free` bytes on its disk; `doubts` notes in doubt since the last settlement; `refused` the code for which its last
    file was refused, `unsettled` number and code of a settlement whose report was, "" where they were taken. Neither
    keeps anybody from being served: each row has gone out by itself, and a settlement's cash is out. Doubts do: they
    come of cuts at one moment of a note's way, and who brings about one can bring about more.
    """
    if free < FREE_AT_LEAST:
        return Health(Device.JOURNAL, Condition.FAULT, "disk_full")
    if doubts > DOUBTS_AT_MOST:
        return Health(Device.JOURNAL, Condition.FAULT, "notes_in_doubt")
    if unsettled:
        return Health(Device.JOURNAL, Condition.ATTENTION, "settlement_refused", unsettled)
    if refused:
        return Health(Device.JOURNAL, Condition.ATTENTION, "file_refused", refused)
    return Health(Device.JOURNAL, Condition.READY)
