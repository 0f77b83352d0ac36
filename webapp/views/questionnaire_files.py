"""Questionnaires as files: taken away as YAML or XLSForm, brought in from them."""

from io import BytesIO

from flask import Blueprint, abort, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from referentiel.base import slugify
from surveys.formats.exchange import FORMATS, export
from surveys.question_types import TYPES
from surveys.roles import Act
from webapp.access import may
from webapp.bringing import arrived, brought, confirm_form, planned_again
from webapp.composing import note, own_questionnaire
from webapp.database import get_session
from webapp.forms.questionnaire_files import FileForm

bp = Blueprint("questionnaire_files", __name__, url_prefix="/questionnaires")


@bp.get("/<int:questionnaire_id>/file/<key>")
@may(Act.AUTHOR)
def take(questionnaire_id: int, key: str) -> ResponseReturnValue:
    """Give a questionnaire as a file."""
    questionnaire, kind = own_questionnaire(questionnaire_id), FORMATS.get(key) or abort(404)
    stream = BytesIO()
    export(get_session(), questionnaire, key, stream)
    stream.seek(0)
    stem = slugify(questionnaire.title) or "questionnaire"
    name = f"{stem}-{questionnaire.edition}.{kind.extension}"
    return send_file(stream, mimetype=kind.media_type, as_attachment=True, download_name=name)


@bp.route("/bring", methods=["GET", "POST"])
@may(Act.AUTHOR)
def bring() -> ResponseReturnValue:
    """Take a file, and show what it would become; nothing is written."""
    form = FileForm()
    arrival = arrived(form) if form.validate_on_submit() else None
    return render_template(
        "questionnaire_files/bring.html",
        form=form,
        arrival=arrival,
        confirm=confirm_form(arrival) if arrival and arrival.is_writable else None,
        types=TYPES,
    )


@bp.post("/bring/confirm")
@may(Act.AUTHOR)
def confirm() -> ResponseReturnValue:
    """Write what was shown, as the first edition of a new questionnaire."""
    form = confirm_form()
    arrival = planned_again(form)
    made = brought(form, arrival) if form.validate_on_submit() else None
    if made:
        note("questionnaire.made", made)
        get_session().commit()
        flash(_("Le questionnaire est importé. Relisez-le, puis lisez l’aperçu."))
        return redirect(url_for("questionnaires.show", questionnaire_id=made.id), 303)
    shown = form if arrival.is_writable else None
    return render_template(
        "questionnaire_files/confirm.html", form=form, arrival=arrival, confirm=shown, types=TYPES
    )
