"""Own descriptors of competences in our workbook, level by level, and the grids they belong to."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from referentiel.base import french
from referentiel.formats.spreadsheet.columns import CRITERIA, RUBRICS
from referentiel.formats.spreadsheet.items import Items
from referentiel.formats.spreadsheet.records import Row
from referentiel.formats.spreadsheet.tables import Tables
from referentiel.tree import CriterionNode, ItemNode, RubricNode, StepNode

NO_RUBRIC = french("Sans compétence, il faut le nom d’une grille de la feuille « Grilles ».")
Key = tuple[str | None, str, int]  # competence, the grid where there is none, number


@dataclass
class _Criterion:
    node: CriterionNode
    steps: list[StepNode] = field(default_factory=list)

    def whole(self) -> CriterionNode:
        return replace(self.node, steps=tuple(self.steps))


def with_criteria(
    tables: Tables, items: Items
) -> tuple[tuple[ItemNode, ...], tuple[RubricNode, ...]]:
    """Return the items with their own descriptors, and the grids with those of no item."""
    rubrics = {
        key: RubricNode(key=key, texts=row.texts(), foreign=row.hidden("foreign", {}))
        for row in tables.rows(RUBRICS)
        if (key := row.value("key")) is not None
    }
    of_item: dict[str, list[CriterionNode]] = {}
    loose: dict[str, list[CriterionNode]] = {}
    for (code, rubric, _), criterion in _criteria(tables, items, rubrics).items():
        home = loose.setdefault(rubric, []) if code is None else of_item.setdefault(code, [])
        home.append(criterion.whole())
    nodes = (replace(it, criteria=tuple(of_item.get(it.code, ()))) for it in items.nodes)
    grids = (replace(it, loose=tuple(loose.get(it.key, ()))) for it in rubrics.values())
    return tuple(nodes), tuple(grids)


def _criteria(tables: Tables, items: Items, rubrics: Collection[str]) -> dict[Key, _Criterion]:
    found: dict[Key, _Criterion] = {}
    for row in tables.rows(CRITERIA):
        said = row.value("code")
        code, rubric = items.code(said, row.number), row.value("rubric") or ""
        if said is None and rubric not in rubrics:
            tables.notes.refuse(NO_RUBRIC, row=row.number)
        elif said is None or code is not None:
            _add(found, row, code, rubric)
    return found


def _add(found: dict[Key, _Criterion], row: Row, code: str | None, rubric: str) -> None:
    key = (code, rubric if code is None else "", row.value("criterion") or 1)
    criterion = found.setdefault(key, _Criterion(CriterionNode((), rubric)))
    if row.value("rank") == 0:
        criterion.node = CriterionNode(
            steps=(),
            rubric=row.hidden("rubric_of", rubric),
            texts=row.texts(),
            weight=row.value("weight"),
            foreign=row.hidden("foreign", {}),
        )
    else:
        step = StepNode(row.texts(), row.value("score"), row.hidden("foreign", {}))
        criterion.steps.append(step)
