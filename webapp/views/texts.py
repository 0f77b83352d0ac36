"""What people wrote in their own words, for those who follow a campaign, and for nobody else."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reports.free_texts import texts_of
from surveys.roles import Act
from webapp.access import may, own_campaign
from webapp.database import get_session

bp = Blueprint("texts", __name__, url_prefix="/campaigns")


@bp.get("/<int:campaign_id>/texts")
@may(Act.FOLLOW)
def show(campaign_id: int) -> ResponseReturnValue:
    """Show the texts that releases counted, question by question, from k of them."""
    campaign = own_campaign(campaign_id, Act.FOLLOW)
    written = texts_of(get_session(), campaign)
    return render_template("texts/show.html", campaign=campaign, written=written)
