"""Who publishes this site, what it keeps of its readers, and where everything is."""

from flask import (
    Blueprint,
    current_app,  # noqa: TID251 -- the plan and the cookies are those of this application
    flash,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys.queries.organisations import host_of
from surveys.queries.site import LEGAL, fact_of
from surveys.register import HEADINGS, kept_by_the_site
from surveys.roles import Act
from surveys.site import declare_legal
from webapp.access import may, person_here, public
from webapp.clock import now
from webapp.cookies import cookies_of
from webapp.database import get_session
from webapp.forms.legal import LegalForm
from webapp.hosting import host_only, is_host_here
from webapp.installation import installation_here
from webapp.site_map import plan_here
from webapp.translations import translations

bp = Blueprint("legal", __name__)


@bp.get("/legal")
@public
def show() -> ResponseReturnValue:
    """Say who answers for the site; what is not declared yet is said to be missing."""
    return render_template(
        "legal/show.html",
        legal=fact_of(get_session(), LEGAL),
        fields=LegalForm(formdata=None, meta={"csrf": False}),
        host=host_of(get_session()),
        may_write=is_host_here(),
    )


@bp.route("/legal/edit", methods=["GET", "POST"])
@may(Act.ADMINISTER)
def edit() -> ResponseReturnValue:
    """Write the legal notice, as the host's administrators alone may."""
    host_only()
    session = get_session()
    form = LegalForm(data=fact_of(session, LEGAL))
    if form.validate_on_submit():
        words = translations()
        declare_legal(session, form.value(), by=person_here().id, now=now(), languages=words)
        session.commit()
        flash(_("Les mentions légales sont à jour."))
        return redirect(url_for(".show"))
    return render_template("legal/edit.html", form=form)


@bp.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """Say what the installation keeps of people, why and for how long."""
    return render_template(
        "legal/privacy.html",
        cookies=cookies_of(current_app),
        host=host_of(get_session()),
        kept=kept_by_the_site(installation_here(), _),
        headings=HEADINGS,
    )


@bp.get("/site-map")
@public
def plan() -> ResponseReturnValue:
    """Lead to every page that the reader may open."""
    return render_template("legal/plan.html", plan=plan_here(current_app))
