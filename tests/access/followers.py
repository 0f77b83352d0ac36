"""Somebody who follows the report of a house."""

from sqlalchemy.orm import Session

from referentiel.people import Person
from surveys.followers import follow, follower_of, token_of
from surveys.models import Campaign
from tests.conftest import NOW
from tests.factories import SECRET


def add_follower(session: Session, campaign: Campaign, person: Person) -> str:
    """Have a person follow a report; return what stops their letters."""
    follow(session, campaign, person_id=person.id, language="fr", with_pdf=False, now=NOW)
    found = follower_of(session, campaign.id, person.id)
    assert found is not None
    return token_of(SECRET, found)
