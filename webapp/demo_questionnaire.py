"""The composed questionnaire of the demonstration: real questions, made-up answers."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy.orm import Session

import surveys
from referentiel.formats.base import Source
from referentiel.models import Version
from referentiel.people import Organisation
from referentiel.profiles import expected_levels
from referentiel.queries import items_of, profiles_of
from reports.release import Translate, release_campaign
from surveys.campaigns import Plan, create_campaign, open_campaign
from surveys.formats.exchange import plan_file, read_file, write_file
from surveys.models import Campaign, Event, Questionnaire
from surveys.plausible import Crowd, plausible_answers, plausible_sheet
from surveys.submission import submit
from surveys.tickets import new_ticket

FILE = Path(surveys.__file__).parent / "data" / "questionnaires" / "cooperer.yaml"
CODE = "apports"  # the short link of its campaign
WORKSHOP = "atelier-2"
TITLE = "Nos compétences en partage\u00a0: un questionnaire composé"
PEOPLE = 24
ATTRIBUTES = ("profile", "structure")


def load_questionnaire(
    session: Session, organisation: Organisation, version: Version, now: datetime
) -> Questionnaire:
    """Return the questionnaire of the file, kept by an organisation."""
    read = read_file(Source(FILE.name, FILE.read_bytes()))
    plan = plan_file(session, read, [version])
    return write_file(session, plan, organisation, title="", now=now)


def play_questionnaire(
    session: Session,
    organisation: Organisation,
    version: Version,
    event: Event,
    *,
    secret: str,
    now: datetime,
    languages: Mapping[str, Translate],
) -> Campaign:
    """Make the campaign that asks it, with made-up answers and their release."""
    questionnaire = load_questionnaire(session, organisation, version, now)
    profiles = profiles_of(session, version.id)
    plan = Plan(
        title=TITLE,
        items=(),
        questionnaire=questionnaire,
        attributes=ATTRIBUTES,
        controller=organisation.name,
        contact="contact@reperes.example",
        legal_basis="intérêt légitime",
        code=CODE,
        demonstration=True,
    )
    workshop = next((w for w in event.workshops if w.code == WORKSHOP), None)
    campaign = create_campaign(
        session, organisation, plan, profiles=profiles, event=event, workshop=workshop
    )
    session.refresh(campaign)
    open_campaign(session, campaign, now=now - timedelta(hours=2), languages=languages)
    every = items_of(session, version.id)
    by_id = {item.id: item for item in every}
    items = [by_id[number] for number in questionnaire.items]
    expected = {profile.code: expected_levels(profile, every) for profile in profiles}
    crowd = Crowd(items, questionnaire.ratings, ATTRIBUTES, expected)
    chance = Random(CODE)  # noqa: S311 -- made-up answers, the same at every start
    for _ in range(PEOPLE):
        sheet = plausible_answers(plausible_sheet(crowd, chance), questionnaire.sections, chance)
        ticket = new_ticket(secret, campaign.id)
        submit(session, campaign, ticket, sheet, notice=campaign.notice, now=now)
    release_campaign(session, campaign, now=now, languages=languages)
    return campaign
