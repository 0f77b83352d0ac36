"""Putting a new campaign in the place of one that went wrong, and undoing it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys.campaigns import open_campaign
from surveys.errors import ReplacedAlready
from surveys.models import Campaign
from surveys.opening import state_of
from surveys.queries.campaigns import count_drafts, received
from surveys.replacing import (
    clone_campaign,
    replace_campaign,
    replacing,
    restore_campaign,
)
from surveys.roles import Act
from webapp.access import may, own_campaign, person_here
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.cloning import CloningForm
from webapp.jobs import deliver_soon
from webapp.noting import OPENED, REPLACED, RESTORED, note
from webapp.translations import translations

bp = Blueprint("cloning", __name__, url_prefix="/campaigns")


@bp.route("/<int:campaign_id>/clone", methods=["GET", "POST"])
@may(Act.RUN)
def confirm(campaign_id: int) -> ResponseReturnValue:
    """Close a campaign, make it again under a new code, and lead its link there."""
    campaign = own_campaign(campaign_id, Act.RUN)
    if campaign.replaced_by_id is not None:
        raise ReplacedAlready
    form = CloningForm(data={"title": campaign.title, "opened": True})
    if form.validate_on_submit():
        clone = cloned(campaign, form)
        flash(_("La nouvelle campagne est prête ; l’ancien lien et son QR code y mènent."))
        return redirect(url_for("campaigns.show", campaign_id=clone.id), 303)
    session = get_session()
    return render_template(
        "cloning/confirm.html",
        campaign=campaign,
        form=form,
        state=state_of(campaign, now()),
        received=received(session, [campaign.id])[campaign.id],
        in_progress=count_drafts(session, campaign.id),
    )


@bp.post("/<int:campaign_id>/clone/undo")
@may(Act.RUN)
def undo(campaign_id: int) -> ResponseReturnValue:
    """Let the link of a campaign lead to itself again."""
    campaign = own_campaign(campaign_id, Act.RUN)
    if replacing(get_session(), campaign) is not None:
        restore_campaign(get_session(), campaign)
        note(campaign, RESTORED, by=person_here().id)
        get_session().commit()
    flash(_("Le lien mène de nouveau à cette campagne. Elle est close : rouvrez-la s’il le faut."))
    return redirect(url_for("campaigns.show", campaign_id=campaign.id), 303)


def cloned(campaign: Campaign, form: CloningForm) -> Campaign:
    """Return the campaign that takes the place of `campaign`, as the form decides."""
    session = get_session()
    clone = clone_campaign(session, campaign, title=form.title.data.strip())
    replace_campaign(session, campaign, clone, now=now())
    if form.opened.data:
        open_campaign(session, clone, now=now(), languages=translations())
        note(clone, OPENED, by=person_here().id)
    note(campaign, REPLACED, by=person_here().id)
    session.commit()
    deliver_soon()
    return clone
