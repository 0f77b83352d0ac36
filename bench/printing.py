"""The table of the bench, as text."""

from collections.abc import Iterable, Sequence


def number(value: float, digits: int = 1) -> str:
    """Return a number as it is written in French."""
    text = f"{value:,.{digits}f}".replace(",", " ").replace(".", ",")
    return text.replace(" ", "\u202f")


def verdict(reached: bool) -> str:
    """Return the word for a target."""
    return "atteint" if reached else "manqué"


def show(title: str, note: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a titled table: its first column to the left, the others to the right."""
    lines = [tuple(heads), *map(tuple, rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
    print(f"\n{title}\n{note}\n")
    for line in lines:
        first, *others = (
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        print(f"  {first}  {'  '.join(others)}".rstrip())
