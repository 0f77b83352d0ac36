"""Saying what does not work on the site, and dealing with what was said."""

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    abort,
    current_app,  # noqa: TID251 -- only the application knows which of its pages an address is
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from surveys.guard.attempts import network_of
from surveys.guard.rates import TooOften, count_try
from surveys.queries.site import feedback_received, get_feedback
from surveys.roles import Act
from surveys.site import FEEDBACK, mark_answered, receive_feedback
from webapp.access import may, public
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.feedback import FeedbackForm
from webapp.hosting import host_only
from webapp.jobs import deliver_soon
from webapp.room import here
from webapp.translations import translations

bp = Blueprint("feedback", __name__, url_prefix="/feedback")
TELLING = frozenset({"code", "slug", "step", "workshop", "campaign_id"})  # arguments without secret


@bp.route("", methods=["GET", "POST"])
@public
def write() -> ResponseReturnValue:
    """Take a message on a page of the site; what was typed stays when it is refused."""
    form = FeedbackForm(page=page_before())
    status = 200
    if form.validate_on_submit():
        try:
            take(form)
        except TooOften as refusal:
            form.text.errors = [_(refusal.sentence) % refusal.values]
            status = 429
        else:
            flash(_("Merci, votre message est arrivé."))
            return redirect(url_for(".write"))
    return render_template("feedback/write.html", form=form), status


@bp.get("/received")
@may(Act.ADMINISTER)
def received() -> ResponseReturnValue:
    """Show what visitors wrote to the host's administrators, first what waits."""
    host_only()
    return render_template("feedback/received.html", messages=feedback_received(get_session()))


@bp.post("/received/<int:number>/answered")
@may(Act.ADMINISTER)
def answered(number: int) -> ResponseReturnValue:
    """Note that somebody dealt with a message."""
    host_only()
    mark_answered(get_feedback(get_session(), number) or abort(404), now=now())
    get_session().commit()
    return redirect(url_for(".received"))


def take(form: FeedbackForm) -> None:
    """Keep a valid message and tell who reads them.

    Raises:
        TooOften: too many came from the same network; this one is not kept.
    """
    room = here()
    with room.sessions(True) as counting:
        try:
            who = network_of(request.remote_addr)
            count_try(counting, room.settings.secret_key, FEEDBACK, who, now=now())
        finally:
            counting.commit()
    site = room.settings.public_url or request.host_url.rstrip("/")
    receive_feedback(
        get_session(),
        page=(form.page.data or "").strip(),
        text=form.text.data.strip(),
        contact=(form.contact.data or "").strip(),
        address=site + url_for(".received"),
        now=now(),
        languages=translations(),
    )
    get_session().commit()
    deliver_soon()


def page_before() -> str:
    """Return the page of ours that the reader comes from, cut before anything secret in it."""
    came = urlsplit(request.referrer or "")
    if came.netloc != request.host:
        return ""
    try:
        rule, arguments = current_app.url_map.bind(request.host).match(came.path, return_rule=True)
    except (HTTPException, RequestRedirect):
        return ""
    return came.path if arguments.keys() <= TELLING else str(rule.rule).partition("<")[0]
