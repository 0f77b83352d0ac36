"""What organisations show each other, and what is shown to one's own."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from referentiel.models import Referentiel
from surveys.models import Campaign
from surveys.queries import shares as read
from surveys.queries.organisations import active_organisation
from surveys.roles import Act
from surveys.shares import SharedAlready, SharedWithOneself, end_share, share
from webapp.access import may, organisations_here, own_campaign, person_here
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.shares import ShareForm, UseForm

bp = Blueprint("shares", __name__, url_prefix="/shares")


@bp.get("/")
@may(Act.READ)
def index() -> ResponseReturnValue:
    """List what is shown to one's organisations, and what they show to others."""
    session, today = get_session(), now().date()
    sharing = organisations_here(Act.SHARE)
    return render_template(
        "shares/index.html",
        received=read.shares_received(session, organisations_here(Act.READ), today=today),
        given=read.shares_given(session, sharing),
        referentiels=read.referentiels_of(session, sharing),
        today=today,
    )


@bp.route("/campaigns/<int:campaign_id>", methods=["GET", "POST"])
@may(Act.SHARE)
def campaign(campaign_id: int) -> ResponseReturnValue:
    """Show the report of a campaign to another organisation."""
    found = own_campaign(campaign_id, Act.SHARE)
    form = ShareForm()
    if form.validate_on_submit() and shared(found, form):
        get_session().commit()
        flash(_("Le rapport est partagé. Vous pouvez y mettre fin à tout moment."))
        return redirect(url_for(".index"), 303)
    return render_template("shares/campaign.html", campaign=found, form=form)


@bp.route("/referentiels/<int:referentiel_id>", methods=["GET", "POST"])
@may(Act.SHARE)
def referentiel(referentiel_id: int) -> ResponseReturnValue:
    """Let another organisation use a référentiel for its campaigns."""
    own = organisations_here(Act.SHARE)
    found = read.referentiel_of(get_session(), referentiel_id, own) or abort(404)
    form = UseForm()
    if form.validate_on_submit() and shared(found, form):
        get_session().commit()
        flash(_("Le référentiel est partagé. Vous pouvez y mettre fin à tout moment."))
        return redirect(url_for(".index"), 303)
    return render_template("shares/referentiel.html", referentiel=found, form=form)


@bp.post("/<int:share_id>/revoke")
@may(Act.SHARE)
def revoke(share_id: int) -> ResponseReturnValue:
    """Show it no more, from this moment."""
    found = read.share_of(get_session(), share_id, organisations_here(Act.SHARE)) or abort(404)
    end_share(get_session(), found, by=person_here().id, now=now())
    get_session().commit()
    flash(_("Le partage est terminé : la page est refermée."))
    return redirect(url_for(".index"), 303)


def shared(thing: Campaign | Referentiel, form: UseForm) -> bool:
    """Share what a valid form says; False, with the reason beside its field, if refused."""
    session = get_session()
    receiver = active_organisation(session, form.organisation.data)
    if receiver is None:
        form.refuse()
        return False
    if not form.is_in_time(now().date()):
        return False
    try:
        share(session, thing, receiver, form.terms(), by=person_here().id, now=now())
    except (SharedAlready, SharedWithOneself) as refusal:
        form.refuse(_(refusal.sentence))
        return False
    return True
