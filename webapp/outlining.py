"""The outline of a draft as its page shows it: whole when small, one area at a time when large."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from referentiel.base import in_language
from referentiel.editing.hindrances import missing_in
from referentiel.editing.queries import Line
from referentiel.models import AREA

LARGE = 300  # entries beyond which areas open on a page of their own


@dataclass
class Knot:
    """An entry of the outline: what it holds, and what there is to say of it."""

    line: Line
    label: str
    remarks: int = 0
    missing: int = 0  # languages in which something is not said
    is_first: bool = False
    is_last: bool = False
    held: list["Knot"] = field(default_factory=list)
    count: int = 0  # entries under it, at any depth
    opens: bool = True  # what it holds is shown under it

    @property
    def is_area(self) -> bool:
        return self.line.kind == AREA

    @property
    def notation(self) -> str:
        code = self.line.code
        return "" if code in (self.line.foreign_id, self.line.lineage) else code


@dataclass(frozen=True)
class OutlinePage:
    """What is shown: everything, or what `area` holds; `above` leads to it from the root."""

    knots: list[Knot]
    area: Knot | None
    above: list[Knot]
    total: int


def outline_page(
    lines: Sequence[Line],
    *,
    area_id: int | None,
    remarks: Mapping[str, int],
    languages: Sequence[str],
) -> OutlinePage:
    """Return the outline; beyond LARGE entries, only what stands right under an area.

    The first of `languages` is the main one.
    """
    main, others = languages[0], languages[1:]
    knots = {
        line.id: Knot(
            line=line,
            label=in_language(line.texts, "label", main) or line.code,
            remarks=remarks.get(line.lineage, 0),
            missing=sum(1 for other in others if missing_in(line.texts, main, other)),
        )
        for line in lines
    }
    roots = _tie(lines, knots)
    is_large = len(lines) > LARGE
    area = knots.get(area_id) if is_large and area_id is not None else None
    shown = area.held if area else roots
    for knot in shown if is_large else ():
        knot.opens = False
    return OutlinePage(shown, area, _above(area, knots), len(lines))


def _tie(lines: Sequence[Line], knots: Mapping[int, Knot]) -> list[Knot]:
    """Hang every knot under its parent; return those of the root."""
    held: dict[int | None, list[Knot]] = {None: []}
    for line in lines:
        parent = line.parent_id if line.parent_id in knots else None
        held.setdefault(parent, []).append(knots[line.id])
    for parent, children in held.items():
        if children:
            children[0].is_first = children[-1].is_last = True
        if parent is not None:
            knots[parent].held = children
    for line in reversed(lines):
        if line.parent_id in knots:
            knots[line.parent_id].count += knots[line.id].count + 1  # type: ignore[index]
    return held[None]


def _above(area: Knot | None, knots: Mapping[int, Knot]) -> list[Knot]:
    found: list[Knot] = []
    while area is not None and area.line.parent_id in knots:
        area = knots[area.line.parent_id]  # type: ignore[index]
        found.insert(0, area)
    return found
