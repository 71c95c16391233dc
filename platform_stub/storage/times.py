"""Times as the database keeps them: UTC, milliseconds, one width, so that the order of texts is the order of times."""

from datetime import UTC, datetime


def now_utc() -> datetime:
    """Return the platform's clock."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """Write an aware time down: 2026-11-23T02:27:00.000+00:00."""
    assert moment.tzinfo is not None, "a time without zone is nobody's"
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
