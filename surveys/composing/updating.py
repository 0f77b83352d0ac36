"""Moving a questionnaire to a newer version of its référentiel, competence by competence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from referentiel.models import COMPETENCE, Item, Succession, Version
from referentiel.models.versions import LATEST
from referentiel.queries import items_above, items_of
from surveys.composing import editions
from surveys.composing.pinning import by_item
from surveys.models import Questionnaire
from surveys.sections import Sections


@dataclass(frozen=True)
class Lost:
    """A competence that the newer version has no more, and what it became there, if anything."""

    item: Item
    became: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Update:
    """What a questionnaire asks becomes in a newer version: only the lost is not asked any more."""

    version: Version
    kept: list[Item]
    reworded: list[tuple[Item, Item]]  # before, after
    lost: list[Lost]
    sections: Sections


def newer_version(session: Session, questionnaire: Questionnaire) -> Version | None:
    """Return the version of the same référentiel published last, if it is a later one."""
    found = session.scalar(
        select(Version)
        .where(
            Version.referentiel_id == questionnaire.version.referentiel_id,
            Version.state == "published",
        )
        .order_by(*LATEST)
        .options(joinedload(Version.referentiel))
        .limit(1)
    )
    return found if found and found.id > questionnaire.version_id else None


def update_to(session: Session, questionnaire: Questionnaire, version: Version) -> Update:
    """Return what becomes of a questionnaire in a newer version of its référentiel."""
    wanted = set(questionnaire.items)
    older = [it for it in items_above(session, questionnaire.items) if it.id in wanted]
    newer = {it.lineage: it for it in items_of(session, version.id) if it.kind == COMPETENCE}
    after = {item.id: newer[item.lineage] for item in older if item.lineage in newer}
    fates = _fates(session, version, [item.lineage for item in older if item.id not in after])
    return Update(
        version=version,
        kept=[it for it in older if it.id in after and after[it.id].texts == it.texts],
        reworded=[
            (it, after[it.id]) for it in older if it.id in after and after[it.id].texts != it.texts
        ],
        lost=[
            Lost(it, tuple(newer[t] for t in fates.get(it.lineage, ()) if t in newer))
            for it in older
            if it.id not in after
        ],
        sections=_moved(by_item(questionnaire), {it: after[it].id for it in after}),
    )


def _fates(session: Session, version: Version, lineages: Sequence[str]) -> dict[str, list[str]]:
    rows = session.execute(
        select(Succession.origin, Succession.target).where(
            Succession.version_id == version.id, Succession.origin.in_(lineages)
        )
    )
    found: dict[str, list[str]] = {}
    for origin, target in rows:
        if origin and target:
            found.setdefault(origin, []).append(target)
    return found


def _moved(sections: Sections, after: dict[int, int]) -> Sections:
    return tuple(
        replace(
            section,
            entries=tuple(
                after[it] if isinstance(it, int) else it
                for it in section.entries
                if not isinstance(it, int) or it in after
            ),
        )
        for section in sections
    )


def update(session: Session, questionnaire: Questionnaire, version: Version) -> Update:
    """Have a questionnaire that is held ask what its competences became in a newer version.

    Raises:
        AskedTooLate, LookedAt, TooManyCompetences
    """
    found = update_to(session, questionnaire, version)
    questionnaire.version_id = version.id
    editions.put(session, questionnaire, found.sections)
    return found
