"""One's own notebook: notes on competences, which no other account reads."""

from collections.abc import Mapping

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys.models import Note
from surveys.notebook import change_note, delete_note, write_note
from surveys.queries import notebook as read
from webapp.access import person_here, signed_in
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.notebook import NoteForm
from webapp.languages import current_language

bp = Blueprint("notebook", __name__, url_prefix="/me/notebook")
MAX_FORM = 64 * 1024


@bp.before_request
def limit_form() -> None:
    """Refuse forms that are larger than any of ours."""
    request.max_content_length = MAX_FORM


@bp.route("/", methods=["GET", "POST"])
@signed_in
def index() -> ResponseReturnValue:
    """Show the notes of a person, all or on one competence, and take a new one."""
    session, person_id = get_session(), person_here().id
    known, sought = competences(), request.args.get("competence")
    only = sought if sought == "" or sought in known else None
    form = NoteForm(data={"lineage": only or ""}).offer(known)
    if form.validate_on_submit():
        write_note(session, person_id, **form.words, now=now())
        session.commit()
        flash(_("Votre note est gardée."))
        return redirect(url_for(".index", competence=only), 303)
    return render_template(
        "notebook/index.html",
        form=form,
        notes=read.notes_of(session, person_id, only),
        counts=read.count_notes(session, person_id),
        known=known,
        only=only,
    )


@bp.route("/<int:note_id>", methods=["GET", "POST"])
@signed_in
def edit(note_id: int) -> ResponseReturnValue:
    """Change a note."""
    note = own_note(note_id)
    form = NoteForm(data={"lineage": note.lineage, "text": note.text}).offer(competences())
    if form.validate_on_submit():
        change_note(get_session(), note, **form.words, now=now())
        get_session().commit()
        flash(_("Votre note est changée."))
        return redirect(url_for(".index"), 303)
    return render_template("notebook/edit.html", form=form, note=note)


@bp.post("/<int:note_id>/delete")
@signed_in
def delete(note_id: int) -> ResponseReturnValue:
    """Delete a note for good."""
    delete_note(get_session(), own_note(note_id))
    get_session().commit()
    flash(_("Votre note est supprimée."))
    return redirect(url_for(".index"), 303)


def own_note(note_id: int) -> Note:
    """Return a note of the signed-in person; else 404, as if it were nowhere."""
    return read.own_note(get_session(), person_here().id, note_id) or abort(404)


def competences() -> Mapping[str, read.Named]:
    """Return what the signed-in person may note something about."""
    return read.competences_to_note(get_session(), person_here().id, current_language())
