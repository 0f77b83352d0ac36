"""A campaign that asks no competence: what people thought of a day."""

from sqlalchemy.orm import Session

from referentiel.people import Organisation
from surveys.campaigns import Plan, create_campaign, open_campaign
from surveys.models import Campaign, Questionnaire
from surveys.question_types import Question
from surveys.sections import Section
from tests.factories import LANGUAGES, OPENED


def make_appreciation(
    session: Session, organisation: Organisation, version_id: int, *questions: Question
) -> Campaign:
    """Open a campaign of these questions alone."""
    title = "Votre avis sur la journée"
    asked = Questionnaire(
        version_id=version_id,
        items=[],
        ratings=["current"],
        sections=(Section({"fr": {"label": title}}, questions),),
        organisation_id=organisation.id,
        title="Satisfaction",
    )
    session.add(asked)
    session.flush()
    plan = Plan(
        title=title,
        items=(),
        attributes=("structure",),
        controller="UNADEL",
        contact="contact@example.org",
        legal_basis="intérêt légitime",
        questionnaire=asked,
    )
    campaign = create_campaign(session, organisation, plan, profiles=())
    open_campaign(session, campaign, now=OPENED, languages=LANGUAGES)
    return campaign
