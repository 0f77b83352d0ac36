"""The pages that compose questionnaires, and how a reader comes to them."""

from playwright.sync_api import Page
from sqlalchemy.orm import Session

from referentiel.models import Version
from referentiel.people import Organisation
from referentiel.versioning import draft_from, publish
from surveys.composing.editions import begin
from surveys.question_types import TYPES, Question
from surveys.question_types.base import Condition, Option
from surveys.sections import Section
from tests.browser.places import Place, sending
from tests.factories import fr, items_in, make_draft
from tests.referentiel.drafting import reword
from webapp.clock import utc_now

AT = "/questionnaires/{questionnaire}"
TO_MEND = sending("form:has(#label_fr)", label_fr="")

QUESTIONNAIRE_PLACES: dict[str, dict[str, Place]] = {
    "questionnaires.index": {"questionnaires": Place("/questionnaires/", signed_in=True)},
    "questionnaires.create": {
        "new questionnaire": Place("/questionnaires/create", signed_in=True),
        "new questionnaire to mend": Place(
            "/questionnaires/create", signed_in=True, act=sending(title="")
        ),
    },
    "questionnaires.show": {"questionnaire": Place(AT, signed_in=True)},
    "questionnaires.settings": {
        "title of a questionnaire": Place(f"{AT}/settings", signed_in=True)
    },
    "questionnaires.section": {"section": Place(f"{AT}/sections/1", signed_in=True)},
    "questionnaires.competences": {
        "competences of a section": Place(f"{AT}/sections/0/competences", signed_in=True)
    },
    "questionnaires.add": {
        "types of question": Place(f"{AT}/sections/0/add", signed_in=True),
        "new question to mend": Place(
            f"{AT}/sections/0/add?type=tension", signed_in=True, act=TO_MEND
        ),
    },
    "questionnaires.question": {"question": Place(f"{AT}/questions/q0", signed_in=True)},
    "questionnaires.preview": {
        "preview": Place(f"{AT}/preview", signed_in=True),
        "preview, questions": Place(f"{AT}/preview", signed_in=True, act=sending("form.answering")),
    },
}


def bringing(page: Page) -> None:
    """Send a file that asks something, and says something that is not read."""
    data = """questionnaire: 1
title: Repris
sections:
- entries:
  - {competence: D4-01}
  - {competence: D9-99}
  - {question: why, type: text, label: "Pourquoi\u00a0?"}
"""
    file = {"name": "q.yaml", "mimeType": "application/yaml", "buffer": data.encode()}
    page.locator("input[type=file]").set_input_files([file])
    sending()(page)


QUESTIONNAIRE_PLACES["questionnaires.update"] = {
    "newer version": Place("/questionnaires/{older}/version", signed_in=True)
}
QUESTIONNAIRE_PLACES["questionnaire_files.bring"] = {
    "file to bring": Place("/questionnaires/bring", signed_in=True),
    "file to mend": Place("/questionnaires/bring", signed_in=True, act=sending()),
    "file brought": Place("/questionnaires/bring", signed_in=True, act=bringing),
}


def give_questionnaire(session: Session, version: Version) -> dict[str, str]:
    """Keep a questionnaire with a question of each type, one of them on a condition."""
    options = tuple(Option(code, fr(label=f"Réponse {code}")) for code in ("o1", "o2", "o3"))
    poles = {"low": "Un pôle", "high": "L’autre pôle"}
    questions = [
        Question(
            f"q{place}",
            kind.code,
            fr(label=f"Question {place}\u00a0?", **(poles if kind.has_poles else {})),
            options if kind.has_options else (),
            show_if=Condition("q0", ("o1",)) if place == len(TYPES) - 1 else None,
        )
        for place, kind in enumerate(TYPES.values())
    ]
    items = tuple(item.id for item in items_in(session, version)[:6])
    kept = begin(
        session,
        session.get_one(Organisation, 1),
        title="Bilan de l’atelier",
        version_id=version.id,
        sections=(Section({}, items), Section(fr(label="Et vous\u00a0?"), tuple(questions))),
        ratings=("importance",),
        now=utc_now(),
    )
    return {"questionnaire": str(kept.id)} | _give_older(session)


def _give_older(session: Session) -> dict[str, str]:
    """Keep a questionnaire on a version that a later one has followed."""
    draft = make_draft(session, ("Q1-01", "Q1-02"), slug="suivi")
    older = publish(session, draft, standing="projet", today=utc_now().date())
    asked = tuple(item.id for item in items_in(session, older))
    newer = draft_from(session, older)
    newer.label = "V2"
    reword(session, newer, "Q1-02", "En d’autres mots")
    newer.state, newer.published_on = "published", utc_now().date()
    kept = begin(
        session,
        session.get_one(Organisation, 1),
        title="Suivi",
        version_id=older.id,
        sections=(Section({}, asked),),
        ratings=(),
        now=utc_now(),
    )
    return {"older": str(kept.id)}
