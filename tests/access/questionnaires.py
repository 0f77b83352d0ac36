"""A questionnaire of a house, with its private word wherever a word may stand."""

from sqlalchemy.orm import Session

from referentiel.models import Version
from referentiel.people import Organisation
from surveys.composing.editions import begin
from surveys.question_types import Question
from surveys.sections import Section
from tests.conftest import NOW
from tests.factories import fr, items_in


def questionnaire_values(
    session: Session, organisation: Organisation, version: Version, private: str
) -> dict[str, object]:
    """Make a questionnaire, and return what stands for it in addresses."""
    question = Question("why", "text", fr(label=f"Pourquoi {private}"))
    items = tuple(item.id for item in items_in(session, version))
    kept = begin(
        session,
        organisation,
        title=f"Questionnaire {private}",
        version_id=version.id,
        sections=(Section(fr(label=private), (*items, question)),),
        ratings=("current",),
        now=NOW,
    )
    return {"questionnaire_id": kept.id, "place": 0, "questionnaires.question:code": question.code}
