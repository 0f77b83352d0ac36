"""The accessibility statement: what an audit found, or that there was none."""

from dataclasses import asdict

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys.accessibility import Declaration
from surveys.queries.organisations import host_of
from surveys.queries.site import ACCESSIBILITY, LEGAL, fact_of
from surveys.roles import Act
from surveys.site import declare_accessibility
from webapp.access import may, person_here, public
from webapp.clock import now
from webapp.database import get_session
from webapp.declared import conformity_here, in_words, share_in_words
from webapp.forms.legal import AuditForm
from webapp.hosting import host_only, is_host_here

bp = Blueprint("accessibility", __name__, url_prefix="/accessibility")


@bp.app_context_processor
def said() -> dict[str, str]:
    """Give every page of the site the words of its last line."""
    return {"conformity": in_words(conformity_here())}


@bp.get("")
@public
def show() -> ResponseReturnValue:
    """Declare what the site is worth for people with disabilities, and where to complain."""
    session = get_session()
    declaration = Declaration.read(fact_of(session, ACCESSIBILITY))
    return render_template(
        "accessibility/show.html",
        declaration=declaration,
        share=share_in_words(declaration.share),
        outdated=declaration.is_outdated(now().date()),
        legal=fact_of(session, LEGAL),
        host=host_of(session),
        may_write=is_host_here(),
    )


@bp.route("/edit", methods=["GET", "POST"])
@may(Act.ADMINISTER)
def edit() -> ResponseReturnValue:
    """Write what the last audit found, as the host's administrators alone may."""
    host_only()
    session = get_session()
    declaration = Declaration.read(fact_of(session, ACCESSIBILITY))
    form = AuditForm(data=declared(declaration))
    if form.validate_on_submit():
        declare_accessibility(session, form.value(), by=person_here().id, now=now())
        session.commit()
        flash(_("La déclaration d’accessibilité est à jour."))
        return redirect(url_for(".show"))
    return render_template("accessibility/edit.html", form=form)


def declared(declaration: Declaration) -> dict[str, object]:
    """Return what the form begins with: a number that was never given is a gap, not a zero."""
    values = asdict(declaration)
    return {name: value for name, value in values.items() if declaration.audited_on or value}
