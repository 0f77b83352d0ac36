"""Events on pages: their list, a programme, and what a workshop aims at."""

from collections.abc import Sequence

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from referentiel.queries import get_published_version
from surveys.models import Campaign, Event
from surveys.opening import State, state_of
from surveys.programme import programme_by_day
from surveys.queries import events as read
from surveys.queries.campaigns import campaigns_of_event, campaigns_of_workshop
from surveys.queries.joint_control import controllers_of
from surveys.roles import Act
from webapp.access import organisations_here, public
from webapp.clock import now
from webapp.database import get_session
from webapp.labels import day

bp = Blueprint("events", __name__, url_prefix="/events")


@bp.app_template_filter()
def dates(event: Event) -> str:
    """Return when an event takes place: 13 février 2015, du 26 au 27 novembre 2018."""
    first, last = event.starts_on, event.ends_on
    if first == last:
        return day(first)
    within_a_month = (first.year, first.month) == (last.year, last.month)
    shown = day(first).partition(" ")[0] if within_a_month else day(first)
    return str(_("du %(first)s au %(last)s", first=shown, last=day(last)))


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    """List the events, the latest first."""
    return render_template("events/index.html", events=read.events(get_session()))


@bp.get("/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """Show an event: why, where, its programme, who takes part, and where this comes from."""
    session = get_session()
    event = read.get_event(session, slug) or abort(404)
    return render_template(
        "events/show.html",
        event=event,
        days=programme_by_day(event),
        controllers=controllers_of(session, event),
        may_propose=event.organisation_id in organisations_here(Act.SHARE),
        **held(campaigns_of_event(session, event.id)),
    )


@bp.get("/<slug>/<code>")
@public
def workshop(slug: str, code: str) -> ResponseReturnValue:
    """Show an entry of a programme, the competences it aims at and its self-assessments."""
    session = get_session()
    shown = read.get_workshop(session, slug, code) or abort(404)
    version = get_published_version(session)
    aimed = read.competences_aimed_at(session, version.id, shown.aims) if version else []
    return render_template(
        "events/workshop.html",
        event=shown.event,
        workshop=shown,
        version=version,
        aimed=aimed,
        may_prepare=may_prepare(session, shown.event),
        **held(campaigns_of_workshop(session, shown.id)),
    )


def held(campaigns: Sequence[Campaign]) -> dict[str, object]:
    """Return what pages show of campaigns: those that were opened, and which have figures."""
    states = [(campaign, state_of(campaign, now())) for campaign in campaigns]
    opened = [(campaign, state) for campaign, state in states if state != State.PREPARED]
    ids = [campaign.id for campaign, _state in opened]
    return {"campaigns": opened, "released": read.released_among(get_session(), ids)}


def may_prepare(session: Session, event: Event) -> bool:
    """Return whether the visitor runs campaigns for an organisation that controls the event."""
    own = organisations_here(Act.RUN)
    controllers = controllers_of(session, event) if own else ()
    return any(organisation.id in own for organisation in controllers)
