"""BILL STACKED is posted once, and acknowledged only when its credit is durable (protocols.md 1.8; I13, fault 33).

The unit repeats the report until it gets the ACK, and after a power cut perhaps once more. A report counts as new
after another state was seen behind its ACK, or once another note was ordered into the box: stricter than "after its
own ACK left the port", because an ACK can get lost.
"""

from dataclasses import dataclass


@dataclass(slots=True)
class Credit:
    """The stacked note that was reported last."""

    bill_type: int | None = None
    durable: bool = False
    _acknowledged: bool = False
    _restarted: bool = False  # the unit may not have had the ACK

    def reported(self, bill_type: int) -> bool:
        """Take a report of BILL STACKED; True when it is a new note."""
        if bill_type == self.bill_type:
            return False
        self.clear()
        self.bill_type = bill_type
        return True

    def granted(self) -> None:
        """The flow has recorded the note, or the note need not wait for that."""
        self.durable = self.bill_type is not None

    def acknowledged(self) -> None:
        """The ACK is on its way."""
        self._acknowledged, self._restarted = True, False

    def other_state(self) -> None:
        """A unit in service said something else."""
        if self._acknowledged and not self._restarted:
            self.clear()

    def unit_restarted(self) -> None:
        """The unit starts anew, or was not heard for a while."""
        self._restarted = True

    def clear(self) -> None:
        """What is reported from now on is another note."""
        self.bill_type, self.durable, self._acknowledged, self._restarted = None, False, False, False
