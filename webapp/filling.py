"""Reading what a page of a questionnaire holds, keeping it, and showing again what is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _
from markupsafe import escape

from surveys.attributes import PROFILE, parse_about
from surveys.models import Campaign
from surveys.question_types import TYPES, Question
from surveys.question_types.base import Fields, WrongAnswer
from surveys.questionnaire import filled_fields, read_page, ticked
from surveys.sections import questions_in
from surveys.submission import Sheet, save_draft
from surveys.tickets import Ticket
from webapp.answering import Outline, outline_of, profile_codes
from webapp.clock import now
from webapp.contents import content
from webapp.database import get_session
from webapp.faults import INVALID, Fault, fault_fills, first_field
from webapp.said import said

Problems = dict[str, WrongAnswer]  # by code of question
TOUCHED = "touched"  # names the fields that a device sends


@dataclass(frozen=True)
class Whole:
    """The one-page form as it was sent; `problems` says what is wrong beside which question."""

    sheet: Sheet
    problems: Problems


def keep_page(
    campaign: Campaign, ticket: Ticket, outline: Outline, step: int
) -> tuple[Sheet, Problems]:
    """Keep what a page holds, and return the whole sheet and what is wrong on that page."""
    session, page = get_session(), outline.page_at(step)
    raw = {} if request.form.get("go") == "clear" else request.form.to_dict(flat=False)
    if page is None:
        flat = {name: values[0] for name, values in raw.items()}
        about = parse_about(flat, campaign.attributes, profile_codes(session, campaign))
        return save_draft(session, campaign, ticket, about=about, levels={}, now=now()), {}
    read = read_page(page, raw)
    sheet = save_draft(
        session,
        campaign,
        ticket,
        about=None,
        levels=read.levels,
        answers=read.answers,
        ratings=page.ratings,
        now=now(),
    )
    return sheet, read.problems


def whole_sheet(campaign: Campaign) -> Whole:
    """Return what the one-page form holds."""
    sheet = Sheet.empty(len(campaign.questionnaire.items))
    return _read(campaign, sheet, request.form.to_dict(flat=False))


def delivered_sheet(campaign: Campaign, sheet: Sheet) -> Whole:
    """Return a sheet with what a device kept of it: the fields touched there, and no other."""
    raw: dict[str, Sequence[str]] = fields_of(campaign, sheet)
    for name in request.form.getlist(TOUCHED):
        raw[name] = request.form.getlist(name)
    return _read(campaign, sheet, raw)


def fields_of(campaign: Campaign, sheet: Sheet) -> dict[str, Sequence[str]]:
    """Return the fields of a form that holds a sheet, as a browser would send them."""
    questionnaire = campaign.questionnaire
    typed = filled_fields(questions_in(questionnaire.sections), sheet.answers)
    chosen = [name.split("=", 1) for name in ticked(sheet.levels, questionnaire.ratings)]
    # « Non concerné·e » is asked with the level alone: what follows from it is in no field.
    offered = [(name, value) for name, value in chosen if value != "na" or name[0] == "c"]
    offered += [
        (place, value) if value else (name, text)
        for name, text in typed.items()
        for place, _, value in [name.partition("=")]
    ]
    fields: dict[str, list[str]] = {code: [value] for code, value in sheet.about.items()}
    for name, value in offered:
        fields.setdefault(name, []).append(value)
    return dict(fields)


def _read(campaign: Campaign, sheet: Sheet, raw: Mapping[str, Sequence[str]]) -> Whole:
    session = get_session()
    profiles = profile_codes(session, campaign) if PROFILE in campaign.attributes else ()
    flat = {name: values[0] for name, values in raw.items() if values}
    sheet = sheet.with_page(parse_about(flat, campaign.attributes, profiles), {})
    problems: Problems = {}
    for page in outline_of(session, campaign).pages:
        read = read_page(page, raw)
        sheet = sheet.with_page(None, read.levels, read.answers, ratings=page.ratings)
        problems |= read.problems
    return Whole(sheet, problems)


def keep_whole(campaign: Campaign, ticket: Ticket, sheet: Sheet) -> None:
    """Keep a sheet as a draft, in the place of what was kept before."""
    questions = questions_in(campaign.questionnaire.sections)
    save_draft(
        get_session(),
        campaign,
        ticket,
        about=sheet.about,
        levels=dict(enumerate(sheet.levels)),
        answers={question.code: sheet.answers.get(question.code) for question in questions},
        now=now(),
    )


def problem_fills(questions: Iterable[Question], problems: Problems) -> dict[str, str]:
    """Return what was typed where it is wrong, and what to say beside it and first of all."""
    raw = request.form.to_dict(flat=False)
    fills: dict[str, str] = {}
    faults: list[Fault] = []
    for question in questions:
        if question.code in problems:
            why = said(problems[question.code])
            faults.append(Fault(why, first_field(question), content(question.texts)))
            fills |= {
                f"{question.name}-error": str(escape(why)),
                f"{question.name}-wrong": " is-invalid",
                f"{question.name}-invalid": INVALID,
            }
            fills |= _typed_again(question, raw)
    return fills | fault_fills(faults, _("À corriger sur cette page\u00a0:"))


def _typed_again(question: Question, raw: Fields) -> dict[str, str]:
    """Return what a form holds for a question as it was typed, in the fields of the page."""
    tick = TYPES[question.type].tick
    fills: dict[str, str] = {}
    for name, values in raw.items():
        if name == question.name or name.startswith(f"{question.name}-"):
            fills[name] = str(escape("".join(values[:1])))
            fills |= {f"{name}={escape(value)}": tick for value in values}
    return fills
