"""All that is held about a person, for them to take away: words beside codes."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from referentiel.people import Person
from reports.own_levels import own_levels
from reports.queries import Subject, subject_of
from surveys.attributes import ATTRIBUTES, PROFILE
from surveys.held import Row, rows_of
from surveys.levels import TOP_LEVEL, Blank
from surveys.linking.prompts import PROMPTS
from surveys.queries import space as read
from surveys.queries.campaigns import get_submission
from surveys.queries.inviting import asked_at
from surveys.queries.linking import code_of_ticket
from surveys.queries.notebook import competences_to_note, notes_of
from surveys.question_types import in_words
from surveys.sections import questions_in
from surveys.submission import Sheet

Translate = Callable[[str], str]
SCHEMA = "reperes-person/1"
BLANKS = {
    Blank.NOT_APPLICABLE: "not_applicable",
    Blank.DECLINED: "declined",
    Blank.NO_ANSWER: "no_answer",
}


def person_archive(
    session: Session, person: Person, *, now: datetime, language: str, translate: Translate
) -> dict[str, object]:
    """Return all that is held about a person, ready to be written as JSON."""
    own = read.kept_results(session, person.id)
    return {
        "schema": SCHEMA,
        "made_at": now.isoformat(),
        "person": _person(person),
        "memberships": [
            {"organisation": held.organisation.name, "role": held.role, "since": _iso(held.since)}
            for held in read.memberships_of(session, person.id)
        ],
        "answers": [_answers(session, kept, language, translate) for kept in own],
        "notes": _notes(session, person.id, language),
        "readings": [
            {
                "reader": r.reader or person.name,
                "act": r.act,
                "at": _iso(r.at),
                "result": " ; ".join(r.titles),
            }
            for r in read.readings_of(session, person.id)
        ],
        "letters": [
            {
                "subject": letter.payload.get("subject", ""),
                "written_at": _iso(letter.created_at),
                "settled_at": _iso(letter.settled_at),
            }
            for letter in read.letters_to(session, person)
        ],
        "invitations": [
            {
                "organisation": found.organisation.name if found.organisation else "",
                "role": found.role,
                "invited_at": _iso(found.invited_at),
            }
            for found in read.invitations_to(session, person.email)
        ],
        "asked": [
            {
                "campaign": found.campaign.title,
                "name": found.invitee.name,
                "category": found.invitee.category,
                "invited_on": _iso(found.invitee.invited_on),
                "opened": found.invitee.opened,
                "reminders": found.invitee.reminders,
            }
            for found in asked_at(session, person.email)
        ],
        "feedback": [
            {"page": found.page, "text": found.text, "at": _iso(found.at)}
            for found in read.feedback_by(session, person.email)
        ],
        "acts": [
            {"act": entry.act, "subject": entry.subject, "at": _iso(entry.at)}
            for entry in read.acts_about(session, person.id)
        ],
        "rows": rows_of(session, person.id),
    }


def _person(person: Person) -> Row:
    return {
        "name": person.name,
        "email": person.email,
        "language": person.language,
        "since": _iso(person.since),
        "seen_on": _iso(person.seen_on),
        "warned_on": _iso(person.warned_on),
        "mail_refused_at": _iso(person.mail_refused_at),
        "uid": person.uid,
    }


def _answers(
    session: Session, kept: read.KeptResult, language: str, translate: Translate
) -> dict[str, object]:
    """Return answers with the words of the questions and of the steps."""
    campaign, sent = kept.campaign, get_submission(session, kept.ticket_hash)
    sheet = Sheet.of(sent) if sent else Sheet.empty(len(campaign.questionnaire.items))
    subject = subject_of(session, campaign)
    ratings = campaign.questionnaire.ratings
    return {
        "campaign": campaign.code,
        "title": campaign.title,
        "controller": campaign.controller,
        "day": _iso(kept.day),
        "about": {
            translate(ATTRIBUTES[code].label): _choice(code, value, subject, language, translate)
            for code, value in sheet.about.items()
        },
        "code_made_of": [  # the answers themselves are not kept
            translate(PROMPTS[code].label)
            for code in code_of_ticket(session, kept.ticket_hash) or ()
        ],
        "items": [
            {
                "code": own.code,
                "label": own.label,
                **{rating: _rating(getattr(own.answer, rating)) for rating in ratings},
            }
            for own in own_levels(subject, campaign, sheet, language)
        ],
        "questions": [
            {
                "code": question.code,
                "label": question.label(language),
                "answer": sheet.answers[question.code],
                "said": in_words(question, sheet.answers[question.code], language),
            }
            for question in questions_in(campaign.questionnaire.sections)
            if question.code in sheet.answers
        ],
    }


def _choice(code: str, value: str, subject: Subject, language: str, translate: Translate) -> str:
    """Return what was chosen of a question about the respondent, in words."""
    if code == PROFILE:
        names = {profile.code: profile.label(language) for profile in subject.profiles}
        return names.get(value, value)
    return translate(dict(ATTRIBUTES[code].choices).get(value, value))


def _notes(session: Session, person_id: int, language: str) -> list[Row]:
    known = competences_to_note(session, person_id, language)
    return [
        {
            "competence": known[note.lineage].line if note.lineage in known else "",
            "text": note.text,
            "written_at": _iso(note.written_at),
            "changed_at": _iso(note.changed_at),
        }
        for note in notes_of(session, person_id)
    ]


def _rating(value: int) -> int | str:
    return value if value <= TOP_LEVEL else BLANKS[Blank(value)]


def _iso(value: object) -> str | None:
    return value.isoformat() if hasattr(value, "isoformat") else None
