"""Who answers together for the self-assessments of an event."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys.joint_control import ControlsAlready, accept_control, end_control, propose
from surveys.models import Event, JointControl
from surveys.queries import joint_control as read
from surveys.queries.organisations import active_organisation
from surveys.roles import Act
from webapp.access import may, organisations_here, person_here
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.shares import PartnerForm

bp = Blueprint("joint_control", __name__, url_prefix="/events/<slug>/organisers")


@bp.route("", methods=["GET", "POST"])
@may(Act.SHARE)
def index(slug: str) -> ResponseReturnValue:
    """Show who controls an event, and let its holder propose it to another organisation."""
    event = event_here(slug)
    holds = event.organisation_id in organisations_here(Act.SHARE)
    form = PartnerForm()
    if holds and form.validate_on_submit() and proposed(event, form):
        get_session().commit()
        flash(_("La proposition est faite. L’autre organisation la voit sur sa page."))
        return redirect(url_for(".index", slug=slug), 303)
    return render_template(
        "joint_control/index.html",
        event=event,
        holder=read.holder_of(get_session(), event),
        controls=read.joint_controls(get_session(), event.id),
        holds=holds,
        deciding=organisations_here(Act.ADMINISTER),
        form=form,
    )


@bp.post("/<int:organisation_id>/accept")
@may(Act.ADMINISTER)
def accept(slug: str, organisation_id: int) -> ResponseReturnValue:
    """Agree to answer together for what is asked at the event."""
    event, control = proposal_here(slug, organisation_id, deciding=True)
    accept_control(get_session(), control, event, by=person_here().id, now=now())
    get_session().commit()
    flash(_("Vous répondez maintenant ensemble des auto-évaluations de l’événement."))
    return redirect(url_for("events.show", slug=slug), 303)


@bp.post("/<int:organisation_id>/end")
@may(Act.SHARE)
def end(slug: str, organisation_id: int) -> ResponseReturnValue:
    """Decline, take back, or stop: either side may, at any time."""
    event, control = proposal_here(slug, organisation_id)
    end_control(get_session(), control, event, by=person_here().id, now=now())
    get_session().commit()
    flash(_("C’est noté. Les campagnes déjà préparées gardent les responsables qu’elles nomment."))
    return redirect(url_for("events.show", slug=slug), 303)


def event_here(slug: str) -> Event:
    """Return an event that the person's organisations hold, control, or are asked to control."""
    own = organisations_here(Act.SHARE)
    return read.event_with_a_part(get_session(), slug, own) or abort(404)


def proposal_here(
    slug: str, organisation_id: int, *, deciding: bool = False
) -> tuple[Event, JointControl]:
    """Return a proposal of the person's own side, or of either side; others are not found."""
    event = event_here(slug)
    own = organisations_here(Act.ADMINISTER)
    holds = event.organisation_id in organisations_here(Act.SHARE) and not deciding
    if organisation_id not in own and not holds:
        abort(404)
    control = read.joint_control_of(get_session(), event.id, organisation_id)
    return event, control or abort(404)


def proposed(event: Event, form: PartnerForm) -> bool:
    """Propose the event to the organisation of a form; False, with the reason, if refused."""
    session = get_session()
    organisation = active_organisation(session, form.organisation.data)
    if organisation is None:
        form.refuse()
        return False
    try:
        propose(session, event, organisation, by=person_here().id, now=now())
    except ControlsAlready as refusal:
        form.refuse(_(refusal.sentence))
        return False
    return True
