"""The sheets of descriptors and grids: what shows each level, in an item's own words."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from referentiel.base import Json, Texts, french
from referentiel.formats.notes import Notes
from referentiel.formats.sheets.columns import Line
from referentiel.tree import CriterionNode, RubricNode, StepNode

NOT_A_NUMBER = french("« %(value)s » n’est pas un nombre.")
Key = tuple[str, str, str]  # code, rubric, number of the criterion


@dataclass
class Draft:
    """A criterion of which some rows have been read."""

    texts: Texts = field(default_factory=dict)
    weight: float | None = None
    foreign: Json = field(default_factory=dict)
    steps: list[StepNode] = field(default_factory=list)

    def node(self, rubric: str) -> CriterionNode:
        """Return the whole criterion."""
        return CriterionNode(
            steps=tuple(self.steps),
            rubric=rubric,
            texts=self.texts,
            weight=self.weight,
            foreign=self.foreign,
        )


def criteria_of(lines: Iterable[Line], notes: Notes) -> dict[str, tuple[CriterionNode, ...]]:
    """Return the criteria of items by their codes."""
    found: dict[str, tuple[CriterionNode, ...]] = {}
    for (code, rubric, _), draft in _drafts(lines, notes).items():
        if code:
            found[code] = (*found.get(code, ()), draft.node(rubric))
    return found


def rubrics_of(
    rows: Iterable[Line], descriptors: Iterable[Line], notes: Notes
) -> tuple[RubricNode, ...]:
    """Return the grids, with those of their criteria that speak of no item."""
    loose: dict[str, tuple[CriterionNode, ...]] = {}
    for (code, rubric, _), draft in _drafts(descriptors, Notes()).items():
        if not code:
            loose[rubric] = (*loose.get(rubric, ()), draft.node(rubric))
    return tuple(
        RubricNode(
            key=line.exact("rubric"),
            texts=line.texts,
            foreign=line.json("foreign", notes),
            loose=loose.get(line.exact("rubric"), ()),
        )
        for line in rows
    )


def _drafts(lines: Iterable[Line], notes: Notes) -> dict[Key, Draft]:
    drafts: dict[Key, Draft] = {}
    for line in lines:
        key = (line.exact("code"), line.exact("rubric"), line.get("criterion"))
        draft = drafts.setdefault(key, Draft())
        if line.get("level") or line.get("score"):
            score = _number(line, "score", notes)
            draft.steps.append(StepNode(line.texts, score, line.json("foreign", notes)))
        else:
            draft.texts = {code: _renamed(said) for code, said in line.texts.items()}
            draft.weight = _number(line, "weight", notes)
            draft.foreign = line.json("criterion_foreign", notes)
    return drafts


def _renamed(said: dict[str, str]) -> dict[str, str]:
    return {key.removeprefix("criterion_"): text for key, text in said.items()}


def _number(line: Line, name: str, notes: Notes) -> float | None:
    said = line.get(name).replace(",", ".")
    try:
        return float(said) if said else None
    except ValueError:
        notes.refuse(NOT_A_NUMBER, row=line.number, entry=line.sheet, value=said)
        return None
