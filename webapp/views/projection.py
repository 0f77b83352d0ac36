"""The screen of the room: the way in, what comes in, then the results, one thing at a time."""

from dataclasses import dataclass
from hashlib import sha256
from json import dumps

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reports.document import Section
from reports.queries import archived, last_release
from surveys.opening import state_of
from surveys.queries.room import Live, live_of
from surveys.roles import Act
from webapp.access import may, organisations_here, own_campaign
from webapp.addresses import short_link
from webapp.clock import now
from webapp.database import get_session
from webapp.languages import current_language
from webapp.views.reports import drawings

bp = Blueprint("projection", __name__, url_prefix="/campaigns")


@dataclass(frozen=True)
class Slide:
    """One thing to show of a section: its chart, or its table."""

    section: Section
    chart: bool


@bp.get("/<int:campaign_id>/projection")
@may(Act.FOLLOW)
def show(campaign_id: int) -> ResponseReturnValue:
    """Show the room how to take part, how many have, and how long is left."""
    live = live_here(campaign_id)
    return render_template(
        "projection/show.html", campaign=live.campaign, link=short_link(live.campaign), **told(live)
    )


@bp.get("/<int:campaign_id>/projection/live")
@may(Act.FOLLOW)
def live(campaign_id: int) -> ResponseReturnValue:
    """Give what the screen refreshes; nothing travels again that has not changed."""
    body = dumps(told(live_here(campaign_id)), ensure_ascii=False)
    answer = Response(body, mimetype="application/json")
    answer.set_etag(sha256(body.encode()).hexdigest()[:16])
    return answer.make_conditional(request)


@bp.get("/<int:campaign_id>/projection/results")
@may(Act.FOLLOW)
def results(campaign_id: int) -> ResponseReturnValue:
    """Show the charts and tables of the figures last released, in large, one after the other."""
    campaign = own_campaign(campaign_id, Act.FOLLOW)
    session = get_session()
    release = last_release(session, campaign.id) or abort(404)
    document = archived(session, release, current_language()) or abort(404)
    return render_template(
        "projection/results.html",
        campaign=campaign,
        release=release,
        document=document,
        slides=slides_of(document.sections),
        svgs=drawings(document),
    )


def live_here(campaign_id: int) -> Live:
    """Return what is live of a campaign of one's own; those of others are not found."""
    return live_of(get_session(), campaign_id, organisations_here(Act.FOLLOW)) or abort(404)


def told(live: Live) -> dict[str, str | int]:
    """Return what the room is told: no exact number below k, and the time of closing."""
    campaign = live.campaign
    return {
        "state": state_of(campaign, now()).value,
        "received": said_count(live.received, campaign.k),
        "release": live.release,
        "closes": campaign.closes_at.isoformat() if campaign.closes_at else "",
    }


def said_count(received: int, k: int) -> str:
    """Return a number of answers that tells of nobody in the room."""
    return str(received) if received >= k else _("moins de %(k)s", k=k)


def slides_of(sections: tuple[Section, ...]) -> list[Slide]:
    """Return what there is to show: of each section its chart, then its table."""
    return [
        Slide(section, chart)
        for section in sections
        for chart in (True, False)
        if (section.chart if chart else section.table)
    ]
