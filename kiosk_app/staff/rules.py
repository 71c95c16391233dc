"""What a password may be, and how long too many wrong ones lock an account (reliability.md H9)."""

SHORTEST, LONGEST = 6, 8
WRONG_AT_MOST = 5
FIRST_LOCK_MS, LONGEST_LOCK_MS = 15 * 60_000, 24 * 60 * 60_000
STRAIGHT = "01234567890", "09876543210"


def refusal(number: str, old: str, new: str) -> str:
    """Return why a new password may not be, or ""."""
    if not (new.isascii() and new.isdecimal() and SHORTEST <= len(new) <= LONGEST):
        return "length"
    if new == old:
        return "unchanged"
    if len(set(new)) < 3 or any(new in row for row in STRAIGHT) or number in new or new in number:
        return "too_simple"
    return ""


def lock_ms(wrong: int) -> int:
    """Return how long the account is locked after so many wrong passwords in a row: 15 minutes, then double."""
    times, left = divmod(wrong, WRONG_AT_MOST)
    if left or not times:
        return 0
    return int(min(FIRST_LOCK_MS * 2 ** min(times - 1, 16), LONGEST_LOCK_MS))
