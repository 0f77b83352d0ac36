"""What is said of a draft: comments and proposals, and what became of them."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from referentiel import discussion
from surveys.roles import Act
from webapp.access import may, organisations_here, own_version, person_here
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.remarks import ADOPT, DecideForm
from webapp.remarking import entry_here, remark_form, shown_remarks

bp = Blueprint("remarks", __name__, url_prefix="/remarks")


@bp.get("/<int:version_id>")
@may(Act.DISCUSS)
def index(version_id: int) -> ResponseReturnValue:
    """List the remarks on a version: those that wait, or those that were decided."""
    session, version = get_session(), own_version(version_id, Act.DISCUSS)
    is_open = request.args.get("state") != "decided"
    entry = entry_here(session, version)
    return render_template(
        "remarks/index.html",
        version=version,
        entry=entry,
        is_open=is_open,
        remarks=shown_remarks(session, version, is_open=is_open, entry=entry),
        form=DecideForm(formdata=None),
        may_decide=version.referentiel.organisation_id in organisations_here(Act.AUTHOR),
    )


@bp.route("/<int:version_id>/add", methods=["GET", "POST"])
@may(Act.DISCUSS)
def add(version_id: int) -> ResponseReturnValue:
    """Comment on a draft or on one of its entries, or propose words for it."""
    session, version = get_session(), own_version(version_id, Act.DISCUSS)
    entry = entry_here(session, version)
    form = remark_form(version, entry)
    if form.validate_on_submit():
        discussion.add_remark(
            session,
            version,
            lineage=entry.lineage if entry else None,
            text=form.text.data or "",
            by=person_here().id,
            now=now(),
            field=form.field.data,
            proposed=form.proposed.data or "",
        )
        session.commit()
        flash(_("Votre remarque est enregistrée."))
        return redirect(url_for(".index", version_id=version.id), 303)
    return render_template("remarks/add.html", version=version, entry=entry, form=form)


@bp.post("/<int:version_id>/<int:remark_id>/decide")
@may(Act.AUTHOR)
def decide(version_id: int, remark_id: int) -> ResponseReturnValue:
    """Adopt a remark, its words put into the draft, or set it aside with the reason."""
    session, version = get_session(), own_version(version_id)
    remark = discussion.remark_in(session, version.id, remark_id) or abort(404)
    form = DecideForm()
    back = url_for(".index", version_id=version.id)
    if not form.validate():
        flash(" ".join(str(said) for errors in form.errors.values() for said in errors), "error")
        return redirect(back, 303)
    answer, by = form.answer.data or "", person_here().id
    if form.act.data == ADOPT:
        seen = form.seen.data or ""
        discussion.adopt(session, version, remark, seen=seen, answer=answer, by=by, now=now())
    else:
        discussion.decline(session, remark, answer=answer, by=by, now=now())
    session.commit()
    flash(_("La décision est enregistrée."))
    return redirect(back, 303)
