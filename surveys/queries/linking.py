"""Reading which campaigns follow one another, and what people left there to be linked by."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import Select, exists, func, literal, select
from sqlalchemy.orm import Session

from surveys.levels import LevelAnswer
from surveys.models import Campaign, LinkingCode, LinkingKey, Segment, Submission
from surveys.queries.campaigns import WHOLE


class WaveAnswer(NamedTuple):
    """What one person answered in a campaign, and what links it to another."""

    ticket_hash: bytes
    person_id: int | None
    elements: dict[str, str]  # prompt → hash; empty without a code
    about: dict[str, str]
    levels: Sequence[LevelAnswer]
    batch: int


def series_of(session: Session, campaign_id: int) -> int:
    """Return the id of the first campaign of a series, which names it; its own for one alone."""
    chain = select(Campaign.id, Campaign.follows_id).where(Campaign.id == campaign_id)
    above = chain.cte("above", recursive=True)
    earlier = select(Campaign.id, Campaign.follows_id).join(
        above, Campaign.id == above.c.follows_id
    )
    above = above.union(earlier)
    return int(session.scalars(select(above.c.id).where(above.c.follows_id.is_(None))).one())


def campaigns_in(session: Session, series_id: int) -> list[Campaign]:
    """Return the campaigns of a series in the order they were made, the first one included."""
    below = select(Campaign.id).where(Campaign.id == series_id).cte("below", recursive=True)
    below = below.union(select(Campaign.id).join(below, Campaign.follows_id == below.c.id))
    own = select(Campaign).where(Campaign.id.in_(select(below.c.id)))
    return list(session.scalars(own.order_by(Campaign.id)))


def waves_before(session: Session, campaign_id: int) -> list[Campaign]:
    """Return the campaigns that one follows, itself or through those between, the first one first.

    Each was followed by the next.
    """
    earlier = Campaign.id.in_(_ids_before(campaign_id))
    return list(session.scalars(select(Campaign).where(earlier).order_by(Campaign.id)))


def followable(session: Session, campaign: Campaign) -> list[Campaign]:
    """Return the campaigns of a series, of the same organisation, that another could follow."""
    own = (
        Campaign.organisation_id == campaign.organisation_id,
        Campaign.id != campaign.id,
        Campaign.moment.is_not(None),
    )
    return list(session.scalars(select(Campaign).where(*own).order_by(Campaign.id.desc())))


def comes_after(session: Session, later_id: int, earlier_id: int) -> bool:
    """Say whether a campaign follows another, itself or through those between."""
    return bool(session.scalar(select(literal(earlier_id).in_(_ids_before(later_id)))))


def _ids_before(campaign_id: int) -> Select[tuple[int | None]]:
    """Return the numbers of the campaigns that one follows, one after the other."""
    own = select(Campaign.follows_id).where(Campaign.id == campaign_id)
    above = own.cte("above", recursive=True)
    above = above.union(select(Campaign.follows_id).join(above, Campaign.id == above.c.follows_id))
    return select(above.c.follows_id).where(above.c.follows_id.is_not(None))


def is_followed(session: Session, campaign_id: int) -> bool:
    """Say whether another campaign follows this one."""
    return bool(session.scalar(select(exists().where(Campaign.follows_id == campaign_id))))


def key_of(session: Session, series_id: int) -> bytes | None:
    """Return the secret of a series; None before its first code, and once it is destroyed."""
    return session.scalar(select(LinkingKey.key).where(LinkingKey.series_id == series_id))


def code_of_ticket(session: Session, ticket_hash: bytes) -> dict[str, str] | None:
    """Return the hashed elements kept with what was sent under a ticket."""
    return session.scalar(
        select(LinkingCode.elements).where(LinkingCode.ticket_hash == ticket_hash)
    )


def count_codes(session: Session, campaign_id: int) -> int:
    """Return how many people left a code in a campaign."""
    found = select(func.count()).where(LinkingCode.campaign_id == campaign_id)
    return session.scalar(found) or 0


def codes_by_campaign(session: Session, campaign_ids: Collection[int]) -> dict[int, int]:
    """Return how many people left a code in each of some campaigns."""
    lines = session.execute(
        select(LinkingCode.campaign_id, func.count())
        .where(LinkingCode.campaign_id.in_(campaign_ids))
        .group_by(LinkingCode.campaign_id)
    )
    return dict.fromkeys(campaign_ids, 0) | {row[0]: row[1] for row in lines}


def wave_campaigns(session: Session, campaign_ids: Collection[int]) -> list[Campaign]:
    """Return campaigns with their questionnaires, in the order they were made."""
    found = select(Campaign).where(Campaign.id.in_(campaign_ids)).options(*WHOLE)
    return list(session.scalars(found.order_by(Campaign.id)))


def wave_answers(session: Session, campaign_id: int, *, last_batch: int) -> list[WaveAnswer]:
    """Return the answers of a campaign that its releases counted, with what links them.

    In the order of the tickets' hashes, which tells nothing of when they came; one SELECT.
    """
    rows = session.execute(
        select(
            Submission.ticket_hash,
            Submission.person_id,
            LinkingCode.elements,
            Segment.about,
            Submission.levels,
            Submission.batch,
        )
        .join(Segment, Segment.id == Submission.segment_id)
        .outerjoin(LinkingCode, LinkingCode.ticket_hash == Submission.ticket_hash)
        .where(Submission.campaign_id == campaign_id, Submission.batch <= last_batch)
        .order_by(Submission.ticket_hash)
    )
    return [WaveAnswer(row[0], row[1], row[2] or {}, *row[3:]) for row in rows]
