"""The shelf of référentiels: what is published, what was withdrawn, and the drafts of one's own."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from referentiel.base import as_written
from referentiel.browsing import Counts, counts_of
from referentiel.models import Item, Referentiel, Version
from referentiel.models.versions import DRAFT, LATEST, PUBLISHED
from referentiel.people import Organisation

PER_SHELF = 20


@dataclass(frozen=True)
class Book:
    """A référentiel, who holds it, and its versions, the one to read first."""

    referentiel: Referentiel
    holder: Organisation
    versions: tuple[Version, ...]
    counts: Counts

    @property
    def version(self) -> Version:
        return self.versions[0]

    @property
    def others(self) -> tuple[Version, ...]:
        return self.versions[1:]

    @property
    def which(self) -> str:
        """What the address of the version to read first holds."""
        return which_of(self.version, in_force=self.version)

    @property
    def is_withdrawn(self) -> bool:
        return self.version.state != PUBLISHED


def which_of(version: Version, *, in_force: Version | None) -> str:
    """Return what stands for a version in an address.

    The version in force has the slug of its référentiel, unless that would read as a number; any
    other has its number, which the one in force has as well, for good.
    """
    slug = version.referentiel.slug
    is_followed = in_force is not None and in_force.id == version.id and not slug.isdecimal()
    return slug if is_followed else str(version.id)


def version_in_force(session: Session, slug: str) -> Version | None:
    """Return the version of a référentiel to read first: published last, else withdrawn last."""
    return session.scalar(
        select(Version)
        .join(Version.referentiel)
        .where(Referentiel.slug == slug, Version.state != DRAFT)
        .order_by((Version.state == PUBLISHED).desc(), *LATEST)
        .limit(1)
        .options(contains_eager(Version.referentiel))
    )


def shelf(session: Session, page: int = 1) -> tuple[list[Book], bool]:
    """Return a page of référentiels that were published, and whether there is another page.

    In three SELECTs; those of which nothing is published any more come last.
    """
    published = select(Version.referentiel_id).where(Version.state == PUBLISHED)
    shown = select(Version.referentiel_id).where(Version.state != DRAFT)
    rows = session.execute(
        select(Referentiel, Organisation)
        .join(Organisation, Organisation.id == Referentiel.organisation_id)
        .where(Referentiel.id.in_(shown))
        .order_by(Referentiel.id.in_(published).desc(), as_written(Referentiel.slug))
        .limit(PER_SHELF + 1)
        .offset((page - 1) * PER_SHELF)
    ).all()
    held = _versions(session, [referentiel.id for referentiel, _ in rows[:PER_SHELF]])
    counts = counts_of(session, [versions[0].id for versions in held.values()])
    books = [
        Book(one, holder, tuple(held[one.id]), counts.get(held[one.id][0].id, Counts()))
        for one, holder in rows[:PER_SHELF]
    ]
    return books, len(rows) > PER_SHELF


def _versions(session: Session, referentiels: Collection[int]) -> dict[int, list[Version]]:
    """Return the versions of each that are no drafts: published ones first, the latest first."""
    found = session.scalars(
        select(Version)
        .where(Version.referentiel_id.in_(referentiels), Version.state != DRAFT)
        .order_by(*LATEST)
    )
    held: dict[int, list[Version]] = {}
    for version in sorted(found, key=lambda version: version.state != PUBLISHED):
        held.setdefault(version.referentiel_id, []).append(version)
    return held


def drafts_of(session: Session, organisations: Collection[int]) -> list[Version]:
    """Return the drafts of référentiels that these organisations hold, the newest first."""
    return list(
        session.scalars(
            select(Version)
            .join(Version.referentiel)
            .where(Version.state == DRAFT, Referentiel.organisation_id.in_(organisations))
            .order_by(Version.id.desc())
            .options(contains_eager(Version.referentiel))
        )
    )


def holder_of(session: Session, version: Version) -> Organisation:
    """Return the organisation that holds the référentiel of a version."""
    return session.scalars(
        select(Organisation)
        .join(Referentiel, Referentiel.organisation_id == Organisation.id)
        .where(Referentiel.id == version.referentiel_id)
    ).one()


def siblings_of(
    session: Session, version: Version, organisations: Collection[int]
) -> list[Version]:
    """Return the versions of the same référentiel, published ones first, the latest first.

    Drafts are there for `organisations` that hold it.
    """
    found = session.scalars(
        select(Version)
        .join(Version.referentiel)
        .where(
            Version.referentiel_id == version.referentiel_id,
            (Version.state != DRAFT) | Referentiel.organisation_id.in_(organisations),
        )
        .order_by(*LATEST)
    )
    return sorted(found, key=lambda it: (it.state != PUBLISHED, it.state == DRAFT))


def lives_of(
    session: Session, lineage: str, organisations: Collection[int]
) -> list[tuple[Version, int]]:
    """Return the versions in which an identity lives, the latest first, each with the item's id."""
    rows = session.execute(
        select(Version, Item.id)
        .join(Item, Item.version_id == Version.id)
        .join(Version.referentiel)
        .where(
            Item.lineage == lineage,
            (Version.state != DRAFT) | Referentiel.organisation_id.in_(organisations),
        )
        .order_by(*LATEST)
        .options(contains_eager(Version.referentiel))
    )
    return [(version, number) for version, number in rows]
