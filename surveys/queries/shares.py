"""Reading shares: those that organisations gave, and those that they received."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from referentiel.base import as_written
from referentiel.models import Referentiel, Version
from referentiel.models.versions import LATEST
from referentiel.queries import DEFAULT_SLUG
from surveys.models import Campaign, Share


@dataclass(frozen=True)
class Shared:
    """A share with what it shows: a campaign or a référentiel."""

    share: Share
    campaign: Campaign | None
    referentiel: Referentiel | None

    def is_current(self, today: date) -> bool:
        """Say whether it still opens something."""
        until = self.share.until
        return self.share.revoked_at is None and (until is None or until >= today)


def current(today: date) -> ColumnElement[bool]:
    """Return the condition that a share opens what it is about on that day."""
    return and_(Share.revoked_at.is_(None), or_(Share.until.is_(None), Share.until >= today))


def shares_given(session: Session, organisations: Collection[int]) -> list[Shared]:
    """Return what these organisations show or showed to others, the newest first."""
    return _shares(session, Share.organisation_id.in_(organisations))


def shares_received(
    session: Session, organisations: Collection[int], *, today: date
) -> list[Shared]:
    """Return what others show to these organisations on that day, the newest first."""
    return _shares(session, Share.receiver_id.in_(organisations) & current(today))


def _shares(session: Session, which: ColumnElement[bool]) -> list[Shared]:
    found = session.execute(
        select(Share, Campaign, Referentiel)
        .outerjoin(Campaign, Campaign.id == Share.campaign_id)
        .outerjoin(Referentiel, Referentiel.id == Share.referentiel_id)
        .where(which)
        .order_by(Share.id.desc())
        .options(joinedload(Share.organisation), joinedload(Share.receiver))
    )
    return [Shared(*row) for row in found]


def share_of(session: Session, share_id: int, organisations: Collection[int]) -> Share | None:
    """Return a share that one of `organisations` gave."""
    return session.scalar(
        select(Share).where(Share.id == share_id, Share.organisation_id.in_(organisations))
    )


def same_share(
    session: Session,
    receiver_id: int,
    campaign_id: int | None,
    referentiel_id: int | None,
    *,
    today: date,
) -> Share | None:
    """Return the share by which a receiver already sees a campaign or a référentiel."""
    return session.scalar(
        select(Share)
        .where(
            Share.receiver_id == receiver_id,
            Share.campaign_id == campaign_id,
            Share.referentiel_id == referentiel_id,
            current(today),
        )
        .limit(1)
    )


def referentiels_of(session: Session, organisations: Collection[int]) -> list[Referentiel]:
    """Return the référentiels that these organisations hold."""
    held = select(Referentiel).where(Referentiel.organisation_id.in_(organisations))
    return list(session.scalars(held.order_by(as_written(Referentiel.slug))))


def referentiel_of(
    session: Session, referentiel_id: int, organisations: Collection[int]
) -> Referentiel | None:
    """Return a référentiel that one of `organisations` holds."""
    return session.scalar(
        select(Referentiel).where(
            Referentiel.id == referentiel_id, Referentiel.organisation_id.in_(organisations)
        )
    )


def versions_for(session: Session, organisations: Collection[int], *, today: date) -> list[Version]:
    """Return the versions that these organisations may ask about, one of each référentiel.

    The one published last: of the référentiel of this site, of their own, of those shared with them
    on that day. Drafts are nobody else's.
    """
    shared = select(Share.referentiel_id).where(
        Share.receiver_id.in_(organisations), Share.referentiel_id.is_not(None), current(today)
    )
    found = session.scalars(
        select(Version)
        .join(Version.referentiel)
        .where(
            Version.state == "published",
            or_(
                Referentiel.slug == DEFAULT_SLUG,
                Referentiel.organisation_id.in_(organisations),
                Referentiel.id.in_(shared),
            ),
        )
        .order_by(*LATEST)
        .options(contains_eager(Version.referentiel))
    )
    latest: dict[int, Version] = {}
    for version in found:
        latest.setdefault(version.referentiel_id, version)
    return sorted(latest.values(), key=lambda version: version.referentiel.slug != DEFAULT_SLUG)
