"""The staff's hidden way in: five touches of the top left corner within three seconds; nothing tells of it."""

from collections import deque

CORNER, TOUCHES, WITHIN_S = 100, 5, 3.0


class Knock:
    """Counts touches of the corner; a touch elsewhere begins anew."""

    def __init__(self) -> None:
        self._at: deque[float] = deque(maxlen=TOUCHES)

    def touched(self, x: float, y: float, now: float) -> bool:
        """Take a touch at this place of the page; True when it is the last of the five."""
        if not (0 <= x < CORNER and 0 <= y < CORNER):
            self._at.clear()
            return False
        self._at.append(now)
        if len(self._at) < TOUCHES or now - self._at[0] > WITHIN_S:
            return False
        self._at.clear()
        return True
