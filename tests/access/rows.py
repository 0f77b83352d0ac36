"""A spreadsheet of answers one by one, which holds the private word of a house."""

from datetime import timedelta

from sqlalchemy.orm import Session

from referentiel.people import Person
from surveys.models import Campaign, RowFile
from surveys.models.writing import READY
from tests.conftest import NOW


def add_sheet(session: Session, campaign: Campaign, asked_by: Person, private: str) -> RowFile:
    """Return a spreadsheet of a campaign that somebody asked for."""
    file = RowFile(
        campaign_id=campaign.id,
        asked_by=asked_by.id,
        purpose=f"Étude {private}",
        language="fr",
        created_at=NOW,
        expires_at=NOW + timedelta(days=1),
        state=READY,
        content=private.encode(),
    )
    session.add(file)
    session.flush()
    return file
