"""What a meter shows when it does not take a card (meter_card.md 1.11)."""

from enum import StrEnum


class DisplayError(StrEnum):
    """The error codes customers quote."""

    ESAM = "Err31"  # voltage or ESAM
    CARD = "Err32"  # reset, authentication, type, key, MAC
    IDENTITY = "Err33"  # meter, customer or card number differs
    CONTENT = "Err34"  # format, not opened, counter, return-write not empty
    COMMUNICATION = "Err35"  # card pulled early
    HOARDING = "Err36"  # over the hoarding limit


class Rejection(Exception):
    """The meter stops here; `answers` says whether it still writes its file back to the card."""

    def __init__(self, error: DisplayError, reason: str, answers: bool = False) -> None:
        super().__init__(reason)
        self.error, self.reason, self.answers = error, reason, answers
