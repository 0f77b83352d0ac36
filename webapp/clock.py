"""The only place that reads the time."""

from datetime import UTC, datetime

from webapp.room import here


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def now() -> datetime:
    """Return the present moment by the clock of the current application."""
    return here().clock()
