"""Times as the database keeps them: UTC, milliseconds, one width, so that the order of texts is the order of times."""

from datetime import UTC, datetime


def now_utc() -> datetime:
    """Return the platform's clock."""
    return datetime.now(UTC)


def minutes_until(moment: datetime, now: datetime) -> int:
    """Return after how many minutes, rounded up from whole seconds, a moment is reached; 0 where it has passed."""
    return max(0, -(-int((moment - now).total_seconds()) // 60))


def stamp(moment: datetime) -> str:
    """Write an aware time down: 2026-11-23T02:27:00.000+00:00."""
    assert moment.tzinfo is not None, "a time without zone is nobody's"
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
