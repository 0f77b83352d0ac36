"""Reading a référentiel: its versions, items, scales, profiles and correspondences."""

from collections.abc import Collection

from sqlalchemy import or_, select, true
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, selectinload

from referentiel.base import as_written
from referentiel.models import (
    COMPETENCE,
    Anchor,
    Crosswalk,
    Item,
    JobProfile,
    Referentiel,
    ScaleLevel,
    Version,
)
from referentiel.models.links import BY_TARGET, REFUSED
from referentiel.models.versions import DRAFT, LATEST

DEFAULT_SLUG = "developpement-territorial"


def get_published_version(session: Session, slug: str = DEFAULT_SLUG) -> Version | None:
    """Return the version published last, with its référentiel."""
    return session.scalar(
        select(Version)
        .join(Version.referentiel)
        .where(Referentiel.slug == slug, Version.state == "published")
        .order_by(*LATEST)
        .limit(1)
        .options(joinedload(Version.referentiel))
    )


def get_version(session: Session, version_id: int) -> Version | None:
    """Return a version in any state, with its référentiel."""
    return session.get(Version, version_id, options=[joinedload(Version.referentiel)])


def version_readable_by(
    session: Session, version_id: int, organisations: Collection[int]
) -> Version | None:
    """Return a version that was published, or a draft that one of `organisations` holds."""
    return session.scalar(
        select(Version)
        .join(Version.referentiel)
        .where(
            Version.id == version_id,
            or_(Version.state != DRAFT, Referentiel.organisation_id.in_(organisations)),
        )
        .options(contains_eager(Version.referentiel))
    )


def version_held_by(
    session: Session, version_id: int, organisations: Collection[int]
) -> Version | None:
    """Return a version, in any state, of a référentiel that one of `organisations` holds."""
    return session.scalar(
        select(Version)
        .join(Version.referentiel)
        .where(Version.id == version_id, Referentiel.organisation_id.in_(organisations))
        .options(contains_eager(Version.referentiel))
    )


def items_of(session: Session, version_id: int) -> list[Item]:
    """Return areas and competences in reading order, each area before its competences."""
    found = select(Item).where(Item.version_id == version_id).order_by(Item.position)
    return list(session.scalars(found))


def items_numbered(session: Session, numbers: Collection[int]) -> list[Item]:
    """Return items of any versions, by their ids."""
    return list(session.scalars(select(Item).where(Item.id.in_(numbers))))


def items_named(session: Session, version_id: int, items: Collection[int]) -> list[Item]:
    """Return some items of a version by their ids, in reading order."""
    found = select(Item).where(Item.version_id == version_id, Item.id.in_(items))
    return list(session.scalars(found.order_by(Item.position)))


def items_page(session: Session, version_id: int, *, start: int, limit: int) -> list[Item]:
    """Return some items of a version, in reading order."""
    found = select(Item).where(Item.version_id == version_id).order_by(Item.position)
    return list(session.scalars(found.offset(start).limit(limit)))


def codes_of(session: Session, items: Collection[int]) -> dict[int, str]:
    """Return the codes of items by their ids."""
    rows = session.execute(select(Item.id, Item.code).where(Item.id.in_(items)))
    return {number: code for number, code in rows}  # noqa: C416 -- rows


def items_above(session: Session, items: Collection[int]) -> list[Item]:
    """Return these items and all that is above them, in reading order; one SELECT."""
    up = select(Item.id, Item.parent_id).where(Item.id.in_(items)).cte("up", recursive=True)
    above = aliased(Item)
    up = up.union(select(above.id, above.parent_id).where(above.id == up.c.parent_id))
    found = select(Item).where(Item.id.in_(select(up.c.id))).order_by(Item.position)
    return list(session.scalars(found))


def get_competence(session: Session, version_id: int, code: str) -> Item | None:
    """Return the competence that has this code in this version."""
    found = select(Item).where(
        Item.version_id == version_id, Item.kind == COMPETENCE, Item.code == code
    )
    return session.scalar(found)


def profiles_of(session: Session, version_id: int) -> list[JobProfile]:
    """Return the job profiles in order, with the levels they expect; two SELECTs."""
    return list(
        session.scalars(
            select(JobProfile)
            .where(JobProfile.version_id == version_id)
            .order_by(JobProfile.position)
            .options(selectinload(JobProfile.expected))
        )
    )


def has_profiles(session: Session, version_id: int) -> bool:
    """Say whether a version describes job profiles."""
    found = select(JobProfile.id).where(JobProfile.version_id == version_id).limit(1)
    return session.scalar(found) is not None


def get_profile(session: Session, version_id: int, code: str) -> JobProfile | None:
    """Return a job profile with the levels it expects."""
    return session.scalar(
        select(JobProfile)
        .where(JobProfile.version_id == version_id, JobProfile.code == code)
        .options(selectinload(JobProfile.expected))
    )


def scale_of(session: Session, version_id: int, scale: str) -> list[ScaleLevel]:
    """Return the steps, 0 to 4, of « mastery » or of « importance »."""
    return list(
        session.scalars(
            select(ScaleLevel)
            .where(ScaleLevel.version_id == version_id, ScaleLevel.scale == scale)
            .order_by(ScaleLevel.level)
        )
    )


def anchors_of(session: Session, version_id: int) -> dict[str, tuple[Anchor, ...]]:
    """Return the anchors of levels 0 to 4, by type of competence and for « collectif »."""
    found = select(Anchor).where(Anchor.version_id == version_id)
    ordered = found.order_by(as_written(Anchor.type), Anchor.level)
    anchors: dict[str, tuple[Anchor, ...]] = {}
    for anchor in session.scalars(ordered):
        anchors[anchor.type] = (*anchors.get(anchor.type, ()), anchor)
    return anchors


def crosswalks_of(
    session: Session, referentiel_id: int, lineages: Collection[str], *, scheme: str = ""
) -> dict[str, list[Crosswalk]]:
    """Return the correspondences of a référentiel by lineage, ordered by scheme and target.

    A lineage without any has no key; a refused one is no correspondence. With a `scheme`, only
    those with this reference.
    """
    found = (
        select(Crosswalk)
        .where(
            Crosswalk.referentiel_id == referentiel_id,
            Crosswalk.lineage.in_(lineages),
            Crosswalk.status != REFUSED,
            (Crosswalk.scheme == scheme) if scheme else true(),
        )
        .order_by(*BY_TARGET)
    )
    links: dict[str, list[Crosswalk]] = {}
    for link in session.scalars(found):
        links.setdefault(link.lineage, []).append(link)
    return links


def is_connected(session: Session, referentiel_id: int, scheme: str) -> bool:
    """Say whether a référentiel has a correspondence with a reference."""
    held = select(Crosswalk.target).where(
        Crosswalk.referentiel_id == referentiel_id,
        Crosswalk.scheme == scheme,
        Crosswalk.status != REFUSED,
    )
    return session.scalar(held.limit(1)) is not None


def published_page(session: Session, *, after: int, limit: int) -> list[Referentiel]:
    """Return the référentiels that have a published version, in the order they came."""
    return list(
        session.scalars(
            select(Referentiel)
            .where(
                Referentiel.id > after,
                Referentiel.id.in_(
                    select(Version.referentiel_id).where(Version.state == "published")
                ),
            )
            .order_by(Referentiel.id)
            .limit(limit)
        )
    )


def published_versions(session: Session, slugs: Collection[str]) -> list[Version]:
    """Return the published versions of référentiels, the latest first, each with its own."""
    return list(
        session.scalars(
            select(Version)
            .join(Version.referentiel)
            .where(Referentiel.slug.in_(slugs), Version.state == "published")
            .order_by(*LATEST)
            .options(joinedload(Version.referentiel))
        )
    )
