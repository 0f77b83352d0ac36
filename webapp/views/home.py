"""The first page: what Repères is for, and where to go from here."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from referentiel.queries import get_published_version
from surveys.queries.campaigns import open_campaigns
from surveys.queries.events import events
from webapp.access import public
from webapp.clock import now
from webapp.database import get_session

bp = Blueprint("home", __name__)


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    """Say what Repères does, and open what can be opened today."""
    session = get_session()
    return render_template(
        "home/index.html",
        version=get_published_version(session),
        events=events(session),
        campaigns=open_campaigns(session, now()),
    )
