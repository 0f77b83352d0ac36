"""A questionnaire tried page by page: nothing is kept but in the page itself."""

from dataclasses import dataclass

from flask import Response, render_template, request
from flask_wtf.csrf import generate_csrf
from markupsafe import escape

from surveys.attributes import ATTRIBUTES, parse_about
from surveys.composing.conditions import attributes_in
from surveys.models import Questionnaire
from surveys.question_types import TYPES
from surveys.questionnaire import FIELD, Page, filled_fields, read_page, ticked
from surveys.sections import known_of, questions_in
from surveys.submission import Sheet
from webapp.answering import (
    Contents,
    Outline,
    choices_of,
    contents_for,
    minutes_of,
    outline_for,
    places,
)
from webapp.database import get_session
from webapp.filling import Problems, problem_fills
from webapp.languages import current_language
from webapp.pages import CutPage, hole


@dataclass(frozen=True)
class Trial:
    """What somebody answered so far, trying a questionnaire, and what is wrong on their page."""

    sheet: Sheet
    problems: Problems


def preview_of(questionnaire: Questionnaire) -> Response:
    """Return the page that comes next for somebody who tries a questionnaire, as people see it."""
    contents = contents_for(get_session(), questionnaire)
    asked = attributes_in(questionnaire.sections)
    outline = outline_for(questionnaire, contents, asks_about=bool(asked))
    step = request.form.get("step", 1, type=int)
    trial = _tried(questionnaire, outline, contents, asked, step)
    sheet = trial.sheet
    known = known_of(questionnaire.sections, sheet.about, sheet.answers)
    problems = trial.problems if request.form.get("go") == "next" else {}
    if not problems:
        match request.form.get("go"):
            case "next":
                step = outline.after(step, known)
            case "back":
                step = outline.before(step, known)
    step = min(max(step, 1), outline.total)
    if not outline.shows(step, known):
        step = outline.after(step, known)
    html = _rendered(questionnaire, outline, contents, asked, step, sheet)
    fills = dict.fromkeys(_ticks(questionnaire, sheet), " checked")
    typed = filled_fields(questions_in(questionnaire.sections), sheet.answers)
    fills |= {name: str(escape(text)) for name, text in typed.items()}
    fills |= places(outline, step, known) | {
        f"spare-{place}": " hidden" for place in sheet.unconcerned
    }
    if problems:
        fills |= problem_fills(outline.questions_at(step), problems)
    answer = CutPage.from_html(html).response(fills)
    answer.status_code = 422 if problems else 200
    return answer


def _tried(
    questionnaire: Questionnaire,
    outline: Outline,
    contents: Contents,
    asked: list[str],
    step: int,
) -> Trial:
    raw = request.form.to_dict(flat=False)
    profiles = [profile.code for profile in contents.profiles]
    about = parse_about(request.form, asked, profiles)
    sheet = Sheet.empty(len(questionnaire.items)).with_page(about, {})
    problems: Problems = {}
    for number, page in enumerate(outline.pages, start=1 + outline.asks_about):
        read = read_page(page, raw)
        sheet = sheet.with_page(None, read.levels, read.answers, ratings=page.ratings)
        if number == step:
            problems = read.problems
    return Trial(sheet, problems)


def _ticks(questionnaire: Questionnaire, sheet: Sheet) -> set[str]:
    about = {f"{code}={value}" for code, value in sheet.about.items()}
    return ticked(sheet.levels, questionnaire.ratings) | about


def _carried(
    questionnaire: Questionnaire, sheet: Sheet, page: Page | None, asks_about: bool
) -> list[tuple[str, str]]:
    """Return the fields that hold what was answered on the other pages."""
    asked = [(it, rating) for it in page.positions for rating in page.ratings] if page else []
    own = {f"{FIELD[rating]}{it}" for it, rating in asked}
    about = set(sheet.about) if page is None and asks_about else set()
    pairs = [
        (name, value)
        for name, _, value in (tick.partition("=") for tick in _ticks(questionnaire, sheet))
    ]
    here = {question.code for question in page.questions} if page else set()
    others = [q for q in questions_in(questionnaire.sections) if q.code not in here]
    for name, text in filled_fields(others, sheet.answers).items():
        field, is_tick, value = name.partition("=")
        pairs.append((field, value) if is_tick else (field, text))
    return sorted((name, value) for name, value in pairs if name not in own | about)


def _rendered(
    questionnaire: Questionnaire,
    outline: Outline,
    contents: Contents,
    asked: list[str],
    step: int,
    sheet: Sheet,
) -> str:
    language, page = current_language(), outline.page_at(step)
    return render_template(
        "questionnaires/preview.html",
        questionnaire=questionnaire,
        contents=contents,
        said=contents.said(language),
        outline=outline,
        page=page,
        step=step,
        is_end=step == outline.total,
        carried=_carried(questionnaire, sheet, page, outline.asks_about and step == 1),
        token=generate_csrf(),
        hole=hole,
        checked=lambda field, value: hole(f"{field}={value}"),
        attributes=[ATTRIBUTES[code] for code in asked],
        choices_of=choices_of,
        types=TYPES,
        minutes=minutes_of(questionnaire),
    )
