"""Which notices a campaign showed, and how many submissions rest on each: proof of display."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from reports.privacy import suppressed
from surveys.models import Campaign
from surveys.notices import is_intact
from surveys.queries.notices import notices_of, submissions_by_notice


@dataclass(frozen=True)
class Proof:
    """A notice that was in force; `submissions` is None where so few would tell who."""

    number: int
    shown_from: datetime
    digest: str
    intact: bool
    submissions: int | None


def proofs_of(session: Session, campaign: Campaign) -> list[Proof]:
    """Return the notices of a campaign, the one in force first, in two statements."""
    notices = notices_of(session, campaign.id)
    counts = submissions_by_notice(session, campaign.id)
    hidden = suppressed(counts, campaign.k)
    return [
        Proof(
            number=notice.number,
            shown_from=notice.shown_from,
            digest=notice.digest,
            intact=is_intact(notice),
            submissions=None if notice.number in hidden else counts.get(notice.number, 0),
        )
        for notice in notices
    ]
