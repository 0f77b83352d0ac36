"""Reading by pages, for programs: campaigns run, and reports that may be read."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from surveys.models import Campaign, Release
from surveys.queries.campaigns import WHOLE, read_by


class Readable(NamedTuple):
    """A campaign that one may read, its last release, and whether files may be taken away."""

    campaign: Campaign
    release: Release
    may_export: bool


def campaigns_page(
    session: Session, organisations: Collection[int], *, before: int | None, limit: int
) -> list[Campaign]:
    """Return the campaigns that these organisations run, the newest first, from below `before`."""
    found = select(Campaign).where(Campaign.organisation_id.in_(organisations))
    if before is not None:
        found = found.where(Campaign.id < before)
    found = found.order_by(Campaign.id.desc()).limit(limit)
    return list(session.scalars(found.options(*WHOLE, joinedload(Campaign.organisation))))


def reports_page(
    session: Session,
    organisations: Collection[int],
    *,
    today: date,
    before: int | None,
    limit: int,
) -> list[Readable]:
    """Return the released reports that these organisations may read: theirs, joint ones, shared.

    The campaign made last comes first, from below `before`; its last release alone counts.
    """
    newest = (
        select(Release.campaign_id, func.max(Release.number).label("number"))
        .group_by(Release.campaign_id)
        .subquery()
    )
    found = (
        select(Campaign, Release, read_by(organisations, today=today, export=True))
        .join(Release, Release.campaign_id == Campaign.id)
        .join(
            newest,
            (newest.c.campaign_id == Release.campaign_id) & (newest.c.number == Release.number),
        )
        .where(read_by(organisations, today=today))
    )
    if before is not None:
        found = found.where(Campaign.id < before)
    found = found.order_by(Campaign.id.desc()).limit(limit)
    rows = session.execute(found.options(*WHOLE, joinedload(Campaign.organisation)))
    return [Readable(campaign, release, bool(export)) for campaign, release, export in rows]
