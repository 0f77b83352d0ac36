"""Référentiels of a whole base, as commands name them."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from referentiel.models import Referentiel, Version
from referentiel.people import Organisation
from referentiel.queries import get_published_version


def all_versions(session: Session) -> list[tuple[Version, str, str]]:
    """Return every version with the address of its référentiel and who holds it, by address."""
    found = (
        select(Version, Referentiel.slug, Organisation.slug)
        .join(Referentiel, Referentiel.id == Version.referentiel_id)
        .join(Organisation, Organisation.id == Referentiel.organisation_id)
        .order_by(Referentiel.slug, Version.id)
    )
    return [(version, slug, holder) for version, slug, holder in session.execute(found)]


def version_named(session: Session, slug: str, label: str) -> Version | None:
    """Return the version of this label; without one, the last published, else the last."""
    held = select(Version).join(Version.referentiel).where(Referentiel.slug == slug)
    if label:
        return session.scalar(held.where(Version.label == label))
    last = held.order_by(Version.id.desc()).limit(1).options(joinedload(Version.referentiel))
    return get_published_version(session, slug) or session.scalar(last)
