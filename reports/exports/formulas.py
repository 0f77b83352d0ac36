"""Which figures of a table follow from its other figures, as formulas of a spreadsheet.

A formula is one of ours, never made of a text of the report. It stands only where it gives the
figure that it replaces: means over other people than the figure's would give another.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from reports.document import Cell, Table

NEAR = 1e-9
Worked = Callable[[Sequence[float]], float]


@dataclass(frozen=True)
class Rule:
    """A figure worked out of others, by the keys of their columns.

    `pattern` says for a spreadsheet, with the places of `of` in braces, what `worked` does here.
    """

    pattern: str
    of: tuple[str, ...]
    worked: Worked


def difference(*of: str) -> Rule:
    """Return the first of two figures less the second."""
    return Rule("{0}-{1}", of, lambda values: values[0] - values[1])


def product(*of: str) -> Rule:
    """Return figures multiplied."""
    return Rule("*".join(f"{{{place}}}" for place in range(len(of))), of, prod)


# The first rule whose columns are all there is taken. Sources of the figures: `reports.needs`.
RULES: Mapping[str, tuple[Rule, ...]] = {
    "mean_gap": (difference("mean_importance", "mean_current"),),
    "mwds": (
        product("mean_importance", "mean_gap"),
        Rule(
            "{0}*({0}-{1})",
            ("mean_importance", "mean_current"),
            lambda values: values[0] * (values[0] - values[1]),
        ),
    ),
    "mean_target_gap": (difference("mean_target", "mean_level"),),
    "mean_change": (difference("mean_after", "mean_before"),),
    "rate_intensity": (product("rate", "intensity"),),
    "priority": (product("rate", "intensity", "mean_importance"),),
}


def rules_of(table: Table) -> dict[int, tuple[Rule, tuple[int, ...]]]:
    """Return, for each column that has a rule, the rule and the places of the columns it reads."""
    places = {column.key: place for place, column in enumerate(table.columns)}
    found = {}
    for key, rules in RULES.items():
        rule = next((rule for rule in rules if {*rule.of} <= places.keys()), None)
        if key in places and rule is not None:
            found[places[key]] = (rule, tuple(places[name] for name in rule.of))
    return found


def holds(rule: Rule, row: tuple[Cell, ...], place: int, read: tuple[int, ...]) -> bool:
    """Say whether a rule gives the figure at a place of a row, from figures that are all shown."""
    values = [_number(row[one]) for one in (place, *read)]
    numbers = [value for value in values if value is not None]
    if len(numbers) < len(values):
        return False
    return abs(rule.worked(numbers[1:]) - numbers[0]) <= NEAR


def _number(cell: Cell) -> float | None:
    if cell.state != "shown" or cell.value is None or isinstance(cell.value, str):
        return None
    return float(cell.value)
