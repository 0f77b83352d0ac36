"""A campaign that asks competences with their ratings, and a free question of every type."""

from sqlalchemy.orm import Session

from referentiel.people import Organisation
from referentiel.queries import get_published_version, profiles_of
from surveys.campaigns import Plan, create_campaign, open_campaign
from surveys.composing.editions import begin
from surveys.models import Campaign
from surveys.question_types.base import Option, Question
from surveys.sections import Section
from tests.factories import fr, items_in
from webapp.clock import utc_now
from webapp.translations import translations

CODE = "tout"
FIRST = "Qu’est-ce qui compte\u00a0?"
WORDS = tuple(
    Option(code, fr(label=label))
    for code, label in (("m1", "Le temps"), ("m2", "Le mandat"), ("m3", "Les méthodes"))
)
CHOICES = (
    Question("mots", "choice", fr(label=FIRST, help="Un seul choix."), WORDS),
    Question("apports", "multiple", fr(label="Qu’apportez-vous\u00a0?"), WORDS, most=2),
    Question("ville", "yes_no", fr(label="Travaillez-vous en ville\u00a0?")),
    Question(
        "echelle",
        "ladder",
        fr(label="Où en est la participation\u00a0?", help="Du moins au plus."),
        WORDS,
    ),
    Question(
        "poles",
        "tension",
        fr(label="Entre agir et penser", low="Agir ensemble", high="Penser ensemble"),
    ),
)
OTHERS = (
    Question("rangs", "ranking", fr(label="Que faut-il d’abord\u00a0?"), WORDS),
    Question("cooperer", "factors", fr(label="Coopérer", help="Trois réponses.")),
    Question("annees", "number", fr(label="Depuis combien d’années\u00a0?"), least=0, most=50),
    Question("constats", "text", fr(label="Vos constats\u00a0?", help="Quelques mots.")),
)
QUESTIONS = {question.name: question for question in (*CHOICES, *OTHERS)}


def give_every_type(session: Session) -> Campaign:
    """Open the campaign, on two competences of the published référentiel."""
    version = get_published_version(session)
    assert version is not None
    organisation = session.get_one(Organisation, 1)
    items = items_in(session, version)[:2]
    asked = begin(
        session,
        organisation,
        title="De tout",
        version_id=version.id,
        sections=(
            Section(fr(label="Vos compétences"), tuple(item.id for item in items)),
            Section(fr(label="Vos choix", help="Rien d’obligé."), CHOICES),
            Section(fr(label="Et encore"), OTHERS),
        ),
        ratings=("current", "target", "importance"),
        now=utc_now(),
    )
    plan = Plan(
        title="De tout, pour chaque lectrice et chaque lecteur",
        items=(),
        questionnaire=asked,
        attributes=("profile",),
        controller=organisation.name,
        contact="contact@reperes.example",
        legal_basis="intérêt légitime",
        code=CODE,
    )
    profiles = profiles_of(session, version.id)
    campaign = create_campaign(session, organisation, plan, profiles=profiles)
    open_campaign(session, campaign, now=utc_now(), languages=translations())
    return campaign
