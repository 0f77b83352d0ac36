"""Answers « à éliminer »: what has served its time, and the act that deletes it."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys.disposal import (
    NotDisposable,
    VisaMissing,
    VisaToCome,
    VisaUnreadable,
    dispose,
    visa_of,
)
from surveys.models import Campaign
from surveys.queries import retention as read
from surveys.roles import Act
from webapp.access import may, own_organisation, person_here
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.disposal import PUBLIC, DisposalForm
from webapp.said import said
from webapp.scrubbing import scrub

bp = Blueprint("disposal", __name__, url_prefix="/organisations")


@bp.get("/<int:organisation_id>/disposal")
@may(Act.ADMINISTER)
def index(organisation_id: int) -> ResponseReturnValue:
    """List where each closed campaign is on its way from answers to nothing."""
    organisation = own_organisation(organisation_id, Act.ADMINISTER)
    campaigns = read.closed_campaigns(get_session(), organisation.id, now=now())
    return render_template("disposal/index.html", organisation=organisation, campaigns=campaigns)


@bp.route("/<int:organisation_id>/disposal/<int:campaign_id>", methods=["GET", "POST"])
@may(Act.ADMINISTER)
def confirm(organisation_id: int, campaign_id: int) -> ResponseReturnValue:
    """Delete the answers of a campaign « à éliminer », under a visa where archives are public."""
    organisation = own_organisation(organisation_id, Act.ADMINISTER)
    found = read.closed_campaign(get_session(), campaign_id, organisation.id) or abort(404)
    if found.disposable_on is None or found.disposed_on is not None:
        raise NotDisposable
    form = DisposalForm()
    if form.validate_on_submit() and disposed(form, found):
        flash(_("Les réponses sont supprimées. Les résultats publiés restent."))
        return redirect(url_for(".index", organisation_id=organisation.id), 303)
    return render_template(
        "disposal/confirm.html", form=form, organisation=organisation, campaign=found
    )


def disposed(form: DisposalForm, campaign: Campaign) -> bool:
    """Say whether the answers went; if not, the reason is beside the field."""
    session, public = get_session(), form.archives.data == PUBLIC
    day, reference = form.day.data, form.reference.data or ""
    try:
        visa = visa_of(public=public, day=day, reference=reference, today=now().date())
    except VisaToCome as refusal:
        form.day.errors = [said(refusal)]
        return False
    except (VisaMissing, VisaUnreadable) as refusal:
        form.reference.errors = [said(refusal)]
        return False
    dispose(session, campaign, visa, by=person_here().id, now=now())
    session.commit()
    scrub(session)
    return True
