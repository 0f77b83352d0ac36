"""The editions of a questionnaire: begun, changed until a campaign opens with it, then followed."""

from collections.abc import Sequence
from datetime import datetime
from secrets import token_hex

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from referentiel.people import Organisation
from surveys.campaigns import MOST_COMPETENCES
from surveys.composing import conditions
from surveys.composing.errors import (
    QuestionnaireFrozen,
    QuestionnaireInUse,
    TitleMissing,
    TooManyParts,
)
from surveys.composing.pinning import by_item, pinned
from surveys.errors import TooManyCompetences
from surveys.levels import RATINGS
from surveys.models import Campaign, Draft, Questionnaire
from surveys.queries.questionnaires import is_frozen, is_used, last_edition
from surveys.sections import Section, questions_in

MOST_SECTIONS = 30
MOST_QUESTIONS = 80


def begin(
    session: Session,
    organisation: Organisation,
    *,
    title: str,
    version_id: int,
    sections: Sequence[Section],
    ratings: Sequence[str],
    now: datetime,
) -> Questionnaire:
    """Return the first edition of a new questionnaire; `sections` hold ids of competences.

    Raises:
        TitleMissing, TooManyCompetences, TooManyParts, AskedTooLate, LookedAt
    """
    if not title.strip():
        raise TitleMissing
    questionnaire = Questionnaire(
        version_id=version_id,
        items=[],
        ratings=rated(ratings),
        organisation_id=organisation.id,
        title=title.strip(),
        series=token_hex(8),
        made_at=now,
    )
    session.add(questionnaire)
    _write(questionnaire, sections, changed="")
    session.flush()
    return questionnaire


def rated(ratings: Sequence[str]) -> list[str]:
    """Return ratings in their order, « current » always among them."""
    return [rating for rating in RATINGS if rating in ratings or rating == "current"]


def hold(session: Session, questionnaire: Questionnaire) -> Questionnaire:
    """Return a questionnaire that nobody else changes, or opens, until the transaction ends.

    Raises:
        QuestionnaireFrozen: a campaign that opened asks it.
    """
    held = select(Questionnaire).where(Questionnaire.id == questionnaire.id).with_for_update()
    found = session.scalars(held.execution_options(populate_existing=True)).one()
    if is_frozen(session, found.id):
        raise QuestionnaireFrozen
    return found


def put(
    session: Session, questionnaire: Questionnaire, sections: Sequence[Section], changed: str = ""
) -> None:
    """Put composed sections in the place of those of a questionnaire that is held.

    What was tried in rehearsals of campaigns to come no longer fits, and goes.

    Raises:
        TooManyCompetences, TooManyParts, AskedTooLate, LookedAt
    """
    _write(questionnaire, sections, changed=changed)
    campaigns = select(Campaign.id).where(Campaign.questionnaire_id == questionnaire.id)
    session.execute(delete(Draft).where(Draft.campaign_id.in_(campaigns)))
    session.flush()


def settle(
    session: Session, questionnaire: Questionnaire, *, title: str, ratings: Sequence[str]
) -> None:
    """Give a questionnaire that is held another title, and ask other ratings.

    Raises:
        TitleMissing
    """
    if not title.strip():
        raise TitleMissing
    questionnaire.title, questionnaire.ratings = title.strip(), rated(ratings)
    put(session, questionnaire, by_item(questionnaire))


def _write(questionnaire: Questionnaire, sections: Sequence[Section], *, changed: str) -> None:
    items, found = pinned(sections)
    if len(items) > MOST_COMPETENCES:
        raise TooManyCompetences(limit=MOST_COMPETENCES, chosen=len(items))
    if len(found) > MOST_SECTIONS or len(questions_in(found)) > MOST_QUESTIONS:
        raise TooManyParts(sections=MOST_SECTIONS, questions=MOST_QUESTIONS)
    conditions.check(found, changed=changed)
    questionnaire.items, questionnaire.sections = items, found


def follow(session: Session, questionnaire: Questionnaire, *, now: datetime) -> Questionnaire:
    """Return the edition of its series that may be changed: the last one, or one after it."""
    session.execute(
        select(Questionnaire.id)
        .where(Questionnaire.series == questionnaire.series)
        .order_by(Questionnaire.id)
        .with_for_update()
    )
    last = last_edition(session, questionnaire)
    if not is_frozen(session, last.id):
        return last
    made = Questionnaire(
        version_id=questionnaire.version_id,
        items=list(questionnaire.items),
        ratings=list(questionnaire.ratings),
        sections=questionnaire.sections,
        organisation_id=questionnaire.organisation_id,
        title=questionnaire.title,
        series=questionnaire.series,
        edition=last.edition + 1,
        made_at=now,
    )
    session.add(made)
    session.flush()
    return made


def discard(session: Session, questionnaire: Questionnaire) -> None:
    """Delete an edition that no campaign asks.

    Raises:
        QuestionnaireInUse
    """
    if is_used(session, questionnaire.id):
        raise QuestionnaireInUse
    session.delete(questionnaire)
    session.flush()
