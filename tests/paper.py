"""Campaigns that are answered on paper, as tests need them."""

from surveys.paper.boxes import read_keys
from surveys.paper.keying import key_sheet
from surveys.paper.sheets import print_batch
from surveys.question_types import TYPES
from surveys.question_types.base import Condition, Option, Question
from surveys.sections import Section
from tests.conftest import NOW
from tests.factories import SECRET, make_campaign
from webapp.printing import parts_asked

OPTIONS = tuple(Option(c, {"fr": {"label": f"Choix {c}"}}) for c in ("o1", "o2", "o3"))
WORDS = {"help": "Une aide", "low": "Un pôle", "high": "L’autre pôle"}
EVERY = tuple(
    Question(f"q{place}", code, {"fr": WORDS | {"label": f"Question {code}"}}, OPTIONS)
    for place, code in enumerate(TYPES)
)
WHY = Question(
    "why", "text", {"fr": {"label": "Pourquoi ?"}}, show_if=Condition("q2", ("no",))
)  # asked of those who answer « Non » to the third


def paper_campaign(session, sections=(), **plan):
    campaign = make_campaign(session, attributes=plan.pop("attributes", ()), **plan)
    campaign.questionnaire.sections = sections
    session.commit()
    return campaign


def every_type(session, **plan):
    """Return a campaign that asks competences, each type of question, and one on a condition."""
    sections = (
        Section({"fr": {"label": "Vos compétences"}}, (0, 1)),
        Section({"fr": {"label": "Votre avis", "help": "Rien d’obligé."}}, (*EVERY, WHY)),
    )
    return paper_campaign(session, sections, **plan)


def printed_sheets(session, campaign, sheets=3, *, twice=False, phone=False, language="fr"):
    asked = {"sheets": sheets, "language": language, "twice": twice, "phone": phone}
    _batch, tickets = print_batch(session, campaign, SECRET, **asked, now=NOW)
    session.commit()
    return tickets


def keyed(session, campaign, ticket, attempt="a", now=NOW, **typed):
    """Key a sheet, and return what became of it."""
    parts = parts_asked(session, campaign)
    read = read_keys(parts, typed, campaign.questionnaire)
    assert not read.problems
    found = key_sheet(session, campaign, ticket, read, parts, attempt=attempt, now=now)
    session.commit()
    return found
