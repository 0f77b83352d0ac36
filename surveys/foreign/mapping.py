"""A file of answers brought to the boxes of a questionnaire: column by column, value by value."""

import re
from collections.abc import Iterable, Mapping

from referentiel.base import Refusal
from surveys.foreign.errors import MappedTwice, TellsWho, TooManyValues, UnknownTarget
from surveys.foreign.identifying import identifying
from surveys.foreign.tables import Table
from surveys.foreign.targets import NEXT, NO_ANSWER, Target, Targets
from surveys.paper.files import KeyedRow, as_typed

MOST_VALUES = 60  # different ones, in a column that answers a question with choices
MOST_IN_ALL = 500
APART = re.compile(r"\s*[;|]\s*|,\s+(?=[^\W_a-z])")  # « Oui, un peu » is one answer

Columns = Mapping[int, str]  # code of what each column fills, by place
Values = Mapping[str, Mapping[str, str]]  # key of each value, by group


def wrong_columns(table: Table, columns: Columns, targets: Targets) -> dict[int, Refusal]:
    """Return what is wrong with the choices made, by the place of the column."""
    wrong: dict[int, Refusal] = {}
    filled: dict[str, int] = {}
    for place, code in sorted(columns.items()):
        if code not in targets:
            wrong[place] = UnknownTarget()
            continue
        rival = _rival(code, filled)
        if rival is not None:
            wrong[place] = MappedTwice(column=table.titles[rival][:60] or str(rival + 1))
            continue
        filled[code] = place
        refusal = _unfit(table, place, targets[code])
        if refusal is not None:
            wrong[place] = refusal
    total = sum(map(len, values_in(table, _without(columns, wrong), targets).values()))
    if not wrong and total > MOST_IN_ALL:
        wrong[min(columns)] = TooManyValues(found=total, most=MOST_IN_ALL)
    return wrong


def _unfit(table: Table, place: int, target: Target) -> Refusal | None:
    """Return why a column cannot fill what it is to fill; None where it can."""
    if not target.group:  # kept as it is written
        return TellsWho() if identifying(table, place) else None
    found = len({piece for cell in table.cells(place) for piece in pieces(target, cell)})
    return TooManyValues(found=found, most=MOST_VALUES) if found > MOST_VALUES else None


def _without(columns: Columns, wrong: Iterable[int]) -> Columns:
    refused = set(wrong)
    return {place: code for place, code in columns.items() if place not in refused}


def _rival(code: str, filled: Mapping[str, int]) -> int | None:
    """Return the column that fills the same box: as a whole, or this very option of it."""
    box = code.partition(NEXT)[0]
    for other, place in filled.items():
        whole = NEXT not in code or NEXT not in other
        if other == code or (whole and other.partition(NEXT)[0] == box):
            return place
    return None


def pieces(target: Target, cell: str) -> list[str]:
    """Return the values that a cell holds: one, or each of those that it lists."""
    if target.splits:
        return list(dict.fromkeys(filter(None, APART.split(cell)))) or [""]
    return [cell]


def values_in(table: Table, columns: Columns, targets: Targets) -> dict[str, dict[str, int]]:
    """Return the values to be given a meaning, with how many rows have each, by group.

    They come in order, the empty cell last.
    """
    met: dict[str, dict[str, set[int]]] = {}
    for place, code in sorted(columns.items()):
        group = targets[code].group
        if group:
            for row, cell in enumerate(table.cells(place)):
                for piece in pieces(targets[code], cell):
                    met.setdefault(group, {}).setdefault(piece, set()).add(row)
    return {
        group: {value: len(found[value]) for value in sorted(found, key=_order)}
        for group, found in met.items()
    }


def _order(value: str) -> tuple[bool, str, str]:
    return not value, value.casefold(), value


def undecided(met: Mapping[str, Mapping[str, int]], values: Values) -> list[tuple[str, str]]:
    """Return the values that have no meaning yet, each with its group."""
    return [
        (group, value)
        for group, found in met.items()
        for value in found
        if not values.get(group, {}).get(value)
    ]


def keyed_rows(
    table: Table, columns: Columns, values: Values, targets: Targets
) -> tuple[KeyedRow, ...]:
    """Return each row as somebody would key it; it has no code, being on no sheet."""
    chosen = [(place, targets[code]) for place, code in sorted(columns.items())]
    found = []
    for row, cells in table.rows:
        typed: dict[str, str] = {}
        for place, target in chosen:
            said = _said(target, table.cell(cells, place), values)
            if said:
                before = typed.get(target.box.name, "")
                typed[target.box.name] = f"{before},{said}" if before else said
        found.append(KeyedRow(row, "", typed))
    return tuple(found)


def _said(target: Target, cell: str, values: Values) -> str:
    if not target.group:
        return as_typed(cell, target.line)
    meant = values.get(target.group, {})
    keys = [meant[piece] for piece in pieces(target, " ".join(cell.split())) if meant.get(piece)]
    said = [key for key in keys if key != NO_ANSWER]
    if target.option:
        return target.option if said else ""
    return ",".join(said)


def met_often(met: Mapping[str, Mapping[str, int]], values: Values, k: int) -> Values:
    """Return the meanings worth remembering: of what at least `k` rows say, which names nobody."""
    return {
        group: {value: key for value, key in found.items() if met[group].get(value, 0) >= k}
        for group, found in values.items()
        if group in met
    }
