"""Numbers as they are read in French and in English."""

from reports.document import Cell, Column

FEW = 20  # below this many people a share is written in people: 7 / 12


def decimal(value: float, language: str, digits: int = 1, *, signed: bool = False) -> str:
    """Return a number as it is read: decimal comma in French, a true minus sign."""
    text = format(round(value, digits) + 0.0, f"{'+' if signed else ''}.{digits}f")
    text = text.replace("-", "\u2212")
    if signed and not text.strip("+0."):
        text = text.removeprefix("+")
    return text.replace(".", ",") if language == "fr" else text


def percent(value: float, language: str, digits: int = 0) -> str:
    """Return a share as it is read: 35 % in French, 35% in English."""
    return decimal(100 * value, language, digits) + ("\u00a0%" if language == "fr" else "%")


def figure(cell: Cell, column: Column, language: str) -> str:
    """Return the text of a shown cell, by the unit and the digits of its column."""
    value = cell.value
    if value is None or isinstance(value, str):
        return value or ""
    if column.unit == "share":
        if cell.n is not None and cell.n < FEW:
            return f"{round(value * cell.n)} / {cell.n}"
        return percent(value, language, column.digits)
    whole = isinstance(value, int) and column.unit != "points"
    return decimal(value, language, 0 if whole else column.digits)
