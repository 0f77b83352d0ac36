"""What is known of one competence, gathered for one page."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from referentiel import queries
from referentiel.models import COMPETENCE, Anchor, Crosswalk, Item, JobProfile, ScaleLevel
from referentiel.profiles import expected_levels
from referentiel.tree import COLLECTIVE


@dataclass(frozen=True)
class CompetenceSheet:
    """`levels`, `anchors` and `collective` run from 0 to 4; `collective` is empty for scope I."""

    competence: Item
    area: Item
    previous: Item | None
    next: Item | None
    levels: list[ScaleLevel]
    anchors: tuple[Anchor, ...]
    collective: tuple[Anchor, ...]
    expected: list[tuple[JobProfile, int]]
    crosswalks: list[Crosswalk]


def competence_sheet(session: Session, version_id: int, code: str) -> CompetenceSheet | None:
    """Return the sheet of the competence `code`, or None; a constant number of SELECTs."""
    items = queries.items_of(session, version_id)
    competences = [item for item in items if item.kind == COMPETENCE]
    codes = [item.code for item in competences]
    if code not in codes:
        return None
    place = codes.index(code)
    competence = competences[place]
    anchors = queries.anchors_of(session, version_id)
    return CompetenceSheet(
        competence=competence,
        area=next(item for item in items if item.id == competence.parent_id),
        previous=competences[place - 1] if place else None,
        next=competences[place + 1] if place + 1 < len(competences) else None,
        levels=queries.scale_of(session, version_id, "mastery"),
        anchors=anchors[competence.type or ""],
        collective=anchors[COLLECTIVE] if competence.scope == "C" else (),
        expected=_expected(queries.profiles_of(session, version_id), competence),
        crosswalks=queries.crosswalks_of(session, [competence.lineage]).get(competence.lineage, []),
    )


def _expected(profiles: list[JobProfile], competence: Item) -> list[tuple[JobProfile, int]]:
    levels = ((profile, expected_levels(profile, [competence])) for profile in profiles)
    return [(profile, held[competence.id]) for profile, held in levels if competence.id in held]
