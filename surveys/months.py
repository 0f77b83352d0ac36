"""Months of the calendar, at whose edges a day may be missing."""

from calendar import monthrange
from datetime import date

YEAR = 12  # months


def add_months(day: date, months: int) -> date:
    """Return the same day of another month; its last day where it has no such day.

    31 January and one month make 28 February, or 29 in a leap year.
    """
    place = day.year * YEAR + day.month - 1 + months
    year, month = place // YEAR, place % YEAR + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
