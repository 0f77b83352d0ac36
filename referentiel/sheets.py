"""What is known of one competence, gathered for one page."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from referentiel import queries
from referentiel.ancestry import areas_of
from referentiel.ladders import ladder_of
from referentiel.models import (
    COMPETENCE,
    Anchor,
    Crosswalk,
    ExpectedLevel,
    Item,
    JobProfile,
    ScaleLevel,
    Version,
)
from referentiel.profiles import expected_targets
from referentiel.tree import COLLECTIVE


@dataclass(frozen=True)
class CompetenceSheet:
    """`levels`, `described` and `collective` run from 0 to 4; `collective` is empty for scope I."""

    competence: Item
    areas: tuple[Item, ...]  # above it, from the root down
    previous: Item | None
    next: Item | None
    levels: list[ScaleLevel]
    described: list[str]
    collective: list[str]
    expected: list[tuple[JobProfile, ExpectedLevel]]
    crosswalks: list[Crosswalk]


def competence_sheet(
    session: Session, version_id: int, code: str, language: str
) -> CompetenceSheet | None:
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
        areas=areas_of(items)[competence.id],
        previous=competences[place - 1] if place else None,
        next=competences[place + 1] if place + 1 < len(competences) else None,
        levels=queries.scale_of(session, version_id, "mastery"),
        described=ladder_of(competence, anchors, language),
        collective=_collective(anchors, language) if competence.scope == "C" else [],
        expected=_expected(queries.profiles_of(session, version_id), items, competence),
        crosswalks=_crosswalks(session, version_id, competence.lineage),
    )


def _collective(anchors: dict[str, tuple[Anchor, ...]], language: str) -> list[str]:
    return [anchor.description(language) for anchor in anchors.get(COLLECTIVE, ())]


def _expected(
    profiles: list[JobProfile], items: list[Item], competence: Item
) -> list[tuple[JobProfile, ExpectedLevel]]:
    held = ((profile, expected_targets(profile, items)) for profile in profiles)
    return [(profile, said[competence.id]) for profile, said in held if competence.id in said]


def _crosswalks(session: Session, version_id: int, lineage: str) -> list[Crosswalk]:
    referentiel_id = session.get_one(Version, version_id).referentiel_id
    return queries.crosswalks_of(session, referentiel_id, [lineage]).get(lineage, [])
