"""Texts that people wrote, for who follow a campaign: from k of them, apart from all else.

They are in no document, no file of a report and no share. Texts come in the order of the alphabet,
each question by itself: nothing says which were written together, or when.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from reports.cells import FREE
from reports.free import place_of
from reports.queries import last_release, released_lines, texts_in
from surveys.models import Campaign
from surveys.question_types import Question
from surveys.sections import questions_in


@dataclass(frozen=True)
class Written:
    """The texts written under a question; none where they may not be read, or not yet."""

    question: Question
    texts: list[str]


def texts_of(session: Session, campaign: Campaign) -> list[Written]:
    """Return the texts under each question that asks for some, as far as releases counted them.

    Those of a release are read once it moved the question’s own count, by k at least; where
    withdrawals leave fewer than k, none is.
    """
    questions = questions_in(campaign.questionnaire.sections)
    release = last_release(session, campaign.id) if asks_texts(campaign) else None
    lines = released_lines(session, release) if release else []
    upto = {
        place_of(line.position): line.as_of
        for line in lines
        if line.breakdown == FREE and line.cells[""].visible
    }
    found = []
    for place, question in enumerate(questions):
        if question.type != "text":
            continue
        texts = []
        if place in upto:
            texts = texts_in(session, campaign, question.code, last_batch=upto[place])
        found.append(Written(question, texts if len(texts) >= campaign.k else []))
    return found


def asks_texts(campaign: Campaign) -> bool:
    """Say whether a questionnaire asks for texts."""
    return any(q.type == "text" for q in questions_in(campaign.questionnaire.sections))
