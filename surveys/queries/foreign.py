"""Reading what is kept of answers gathered elsewhere."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.models import ForeignMapping, ForeignRow


def rows_counted(session: Session, campaign_id: int) -> set[bytes]:
    """Return by what the rows are known that were counted for a campaign."""
    kept = select(ForeignRow.digest).where(ForeignRow.campaign_id == campaign_id)
    return set(session.scalars(kept))


def mapping_of(session: Session, campaign_id: int, titles: str) -> ForeignMapping | None:
    """Return how the columns of files with these titles were mapped for a campaign."""
    return session.get(ForeignMapping, (campaign_id, titles))
