"""Composing questionnaires: what they ask, section by section, and how it will look."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from referentiel.base import Refusal
from surveys.composing import editions, parts, updating
from surveys.composing.conditions import AT_ITS_END
from surveys.composing.errors import QuestionnaireFrozen
from surveys.composing.pinning import by_item, stamp_of
from surveys.formats.exchange import FORMATS
from surveys.models import Questionnaire
from surveys.queries.questionnaires import is_frozen, questionnaires_of
from surveys.question_types import TYPES
from surveys.roles import Act
from surveys.sections import Section
from webapp.access import may, organisations_here
from webapp.clock import now
from webapp.composing import (
    begin_form,
    begun,
    branches_for,
    changed,
    composed,
    holders,
    looked_by,
    note,
    own_questionnaire,
    ready,
    start_desk,
)
from webapp.database import get_session
from webapp.forms.questionnaires import SettingsForm, question_form, section_form
from webapp.previewing import preview_of
from webapp.recomposing import (
    chosen_written,
    moved,
    new_question,
    question_added,
    question_written,
    section_written,
)
from webapp.said import said

bp = Blueprint("questionnaires", __name__, url_prefix="/questionnaires")


@bp.get("/")
@may(Act.AUTHOR)
def index() -> ResponseReturnValue:
    """List the questionnaires of one's organisations, each with its last edition."""
    organisations = organisations_here(Act.AUTHOR)
    kept = questionnaires_of(get_session(), organisations)
    return render_template("questionnaires/index.html", kept=kept, several=len(organisations) > 1)


@bp.route("/create", methods=["GET", "POST"])
@may(Act.AUTHOR)
def create() -> ResponseReturnValue:
    """Begin a questionnaire from a version: express core, area, workshop, job profile."""
    desk = start_desk()
    form = begin_form(desk)
    made = begun(desk, form) if form.validate_on_submit() else None
    if made:
        get_session().commit()
        flash(_("Le questionnaire est commencé. Complétez-le, puis lisez l’aperçu."))
        return redirect(url_for(".show", questionnaire_id=made.id), 303)
    return render_template("questionnaires/create.html", form=form, desk=desk)


@bp.get("/<int:questionnaire_id>")
@may(Act.AUTHOR)
def show(questionnaire_id: int) -> ResponseReturnValue:
    """Show what a questionnaire asks, in order, with what may be changed."""
    questionnaire = own_questionnaire(questionnaire_id)
    found = composed(get_session(), questionnaire)
    return render_template(
        "questionnaires/show.html", composed=found, types=TYPES, formats=FORMATS.values()
    )


@bp.route("/<int:questionnaire_id>/settings", methods=["GET", "POST"])
@may(Act.AUTHOR)
def settings(questionnaire_id: int) -> ResponseReturnValue:
    """Change the title of a questionnaire, and the ratings that it asks."""
    questionnaire = changeable(questionnaire_id)
    asked = [rating for rating in questionnaire.ratings if rating != "current"]
    form = SettingsForm(title=questionnaire.title, ratings=asked)
    if form.validate_on_submit():
        session = get_session()
        held = editions.hold(session, questionnaire)
        ratings = ("current", *form.ratings.data)
        editions.settle(session, held, title=form.title.data, ratings=ratings)
        return saved(questionnaire)
    return render_template("questionnaires/settings.html", form=form, questionnaire=questionnaire)


@bp.post("/<int:questionnaire_id>/sections")
@may(Act.AUTHOR)
def begin_section(questionnaire_id: int) -> ResponseReturnValue:
    """Add an empty section at the end, and open it."""
    questionnaire = own_questionnaire(questionnaire_id)
    changed(questionnaire, lambda it: (*it, Section({})))
    get_session().commit()
    place = len(questionnaire.sections) - 1
    return redirect(url_for(".section", questionnaire_id=questionnaire_id, place=place), 303)


@bp.route("/<int:questionnaire_id>/sections/<int:place>", methods=["GET", "POST"])
@may(Act.AUTHOR)
def section(questionnaire_id: int, place: int) -> ResponseReturnValue:
    """Change the heading of a section, its help, and to whom it is shown."""
    questionnaire = changeable(questionnaire_id)
    own = parts.section_at(by_item(questionnaire), place)
    looked = looked_by(questionnaire, place, "")
    form = section_form(own, looked, stamp := stamp_of([own]))
    if ready(form, stamp) and section_written(questionnaire, form, place):
        return saved(questionnaire, anchor=f"section-{place}")
    return render_template(
        "questionnaires/section.html",
        form=form,
        questionnaire=questionnaire,
        place=place,
        looked=looked,
    )


@bp.route("/<int:questionnaire_id>/sections/<int:place>/competences", methods=["GET", "POST"])
@may(Act.AUTHOR)
def competences(questionnaire_id: int, place: int) -> ResponseReturnValue:
    """Choose which competences a section asks."""
    questionnaire = changeable(questionnaire_id)
    sections, words = by_item(questionnaire), request.values.get("q", "").strip()
    own = parts.section_at(sections, place)
    tree, is_large = branches_for(questionnaire, words)
    if request.method == "POST":
        chosen_written(questionnaire, place, tree)
        return saved(questionnaire, anchor=f"section-{place}")
    return render_template(
        "questionnaires/competences.html",
        questionnaire=questionnaire,
        section=own,
        place=place,
        tree=tree,
        is_large=is_large,
        words=words,
        holders=holders(sections, place),
        sections=sections,
    )


@bp.route("/<int:questionnaire_id>/sections/<int:place>/add", methods=["GET", "POST"])
@may(Act.AUTHOR)
def add(questionnaire_id: int, place: int) -> ResponseReturnValue:
    """Add a free question to a section: its type first, then its words."""
    questionnaire = changeable(questionnaire_id)
    parts.section_at(by_item(questionnaire), place)
    new = new_question(request.args.get("type", ""))
    looked = looked_by(questionnaire, place, AT_ITS_END)
    form = question_form(new, looked, "") if new else None
    code = new and form and question_added(questionnaire, form, place, new)
    if code:
        return saved(questionnaire, anchor=f"question-{code}")
    return render_template(
        "questionnaires/add.html",
        form=form,
        questionnaire=questionnaire,
        place=place,
        kind=TYPES[new.type] if new else None,
        types=TYPES,
        looked=looked,
    )


@bp.route("/<int:questionnaire_id>/questions/<code>", methods=["GET", "POST"])
@may(Act.AUTHOR)
def question(questionnaire_id: int, code: str) -> ResponseReturnValue:
    """Change a free question: its words, its answers, to whom it is shown."""
    questionnaire = changeable(questionnaire_id)
    place, own = parts.found(by_item(questionnaire), code)
    looked = looked_by(questionnaire, place, code)
    form = question_form(own, looked, stamp := stamp_of([Section({}, (own,))]))
    if ready(form, stamp) and question_written(questionnaire, form, own):
        return saved(questionnaire, anchor=f"question-{code}")
    return render_template(
        "questionnaires/question.html",
        form=form,
        questionnaire=questionnaire,
        question=own,
        kind=TYPES[own.type],
        looked=looked,
    )


@bp.post("/<int:questionnaire_id>/move")
@may(Act.AUTHOR)
def move(questionnaire_id: int) -> ResponseReturnValue:
    """Move a section or an entry a step up or down, or take it out."""
    questionnaire = own_questionnaire(questionnaire_id)
    if request.form.get("seen") != stamp_of(by_item(questionnaire)):
        flash(_("Le questionnaire a changé entre-temps : relisez-le, puis recommencez."), "error")
        return redirect(url_for(".show", questionnaire_id=questionnaire_id), 303)
    try:
        anchor = moved(questionnaire, request.form.get("act", ""))
        get_session().commit()
    except Refusal as refusal:
        get_session().rollback()
        flash(said(refusal), "error")
        anchor = None
    return redirect(url_for(".show", questionnaire_id=questionnaire_id, _anchor=anchor), 303)


@bp.post("/<int:questionnaire_id>/edition")
@may(Act.AUTHOR)
def follow(questionnaire_id: int) -> ResponseReturnValue:
    """Open the edition of a series that may still be changed; it is made if there is none."""
    questionnaire = own_questionnaire(questionnaire_id)
    last = editions.follow(get_session(), questionnaire, now=now())
    if last.edition > questionnaire.edition:
        note("questionnaire.edition", last)
    get_session().commit()
    flash(_("Vous modifiez l’édition %(number)s.", number=last.edition))
    return redirect(url_for(".show", questionnaire_id=last.id), 303)


@bp.post("/<int:questionnaire_id>/delete")
@may(Act.AUTHOR)
def delete(questionnaire_id: int) -> ResponseReturnValue:
    """Delete an edition that no campaign asks."""
    questionnaire = own_questionnaire(questionnaire_id)
    note("questionnaire.deleted", questionnaire)
    editions.discard(get_session(), questionnaire)
    get_session().commit()
    flash(_("L’édition est supprimée."))
    return redirect(url_for(".index"), 303)


@bp.route("/<int:questionnaire_id>/preview", methods=["GET", "POST"])
@may(Act.AUTHOR)
def preview(questionnaire_id: int) -> ResponseReturnValue:
    """Try a questionnaire as people will see it; nothing is kept."""
    return preview_of(own_questionnaire(questionnaire_id))


@bp.route("/<int:questionnaire_id>/version", methods=["GET", "POST"])
@may(Act.AUTHOR)
def update(questionnaire_id: int) -> ResponseReturnValue:
    """Show what becomes of a questionnaire in a newer version of its référentiel, and move it."""
    questionnaire, session = changeable(questionnaire_id), get_session()
    version = updating.newer_version(session, questionnaire)
    if version is None:
        return redirect(url_for(".show", questionnaire_id=questionnaire_id))
    if request.method == "POST":
        updating.update(session, editions.hold(session, questionnaire), version)
        return saved(questionnaire)
    found = updating.update_to(session, questionnaire, version)
    return render_template("questionnaires/update.html", questionnaire=questionnaire, update=found)


def changeable(questionnaire_id: int) -> Questionnaire:
    """Return a questionnaire of one's organisations that no campaign has opened with.

    Raises:
        QuestionnaireFrozen
    """
    questionnaire = own_questionnaire(questionnaire_id)
    if is_frozen(get_session(), questionnaire.id):
        raise QuestionnaireFrozen
    return questionnaire


def saved(questionnaire: Questionnaire, anchor: str | None = None) -> ResponseReturnValue:
    """Commit, and lead back to the questionnaire."""
    get_session().commit()
    flash(_("C’est enregistré."))
    return redirect(url_for(".show", questionnaire_id=questionnaire.id, _anchor=anchor), 303)
