"""Who is invited to a campaign: the list, how many came, letters, reminders, removals."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from referentiel.base import Refusal
from surveys.invitations import WrongAddresses
from surveys.inviting.guests import GuestList, guests_in_file, guests_in_text
from surveys.inviting.invitees import (
    MOST_REMINDERS,
    REST,
    Plan,
    add_guests,
    ask,
    plan_of,
    remind,
    remove,
    to_remind,
)
from surveys.models import Campaign
from surveys.notices import renew_notice
from surveys.opening import State, state_of
from surveys.queries.campaigns import received
from surveys.queries.inviting import invitee_of, invitees_of
from surveys.roles import Act
from webapp.access import may, own_campaign, person_here
from webapp.asking import count_sending, write_to
from webapp.attendance import attendance_of
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.invitees import GuestsForm, lines_of
from webapp.jobs import deliver_soon
from webapp.room import here
from webapp.said import said
from webapp.scrubbing import scrub
from webapp.translations import translations

bp = Blueprint("invitees", __name__, url_prefix="/campaigns/<int:campaign_id>/invitees")
CONFIRMED = "confirm"


@bp.get("/")
@may(Act.RUN)
def index(campaign_id: int) -> ResponseReturnValue:
    """Show who is invited, how many came, and who a reminder would reach."""
    campaign = own_campaign(campaign_id, Act.RUN)
    session = get_session()
    invitees = invitees_of(session, campaign.id)
    return render_template(
        "invitees/index.html",
        campaign=campaign,
        state=state_of(campaign, now()),
        invitees=invitees,
        attendance=attendance_of(session, campaign),
        waiting=sum(invitee.invited_on is None for invitee in invitees),
        to_remind=len(to_remind(session, campaign, today=now().date())),
        received=received(session, [campaign.id])[campaign.id],
        most=MOST_REMINDERS,
        rest=REST.days,
    )


@bp.route("/new", methods=["GET", "POST"])
@may(Act.RUN)
def new(campaign_id: int) -> ResponseReturnValue:
    """Read a list, say what it would change, and write it once that is confirmed."""
    campaign = own_campaign(campaign_id, Act.RUN)
    form = GuestsForm()
    plan = planned(campaign, form) if form.validate_on_submit() else None
    if plan and plan.new and request.form.get("go") == CONFIRMED:
        return _add(campaign, plan)
    return render_template(
        "invitees/new.html",
        campaign=campaign,
        form=form,
        plan=plan,
        remarks=lines_of(plan.said) if plan else (),
        open=state_of(campaign, now()) == State.OPEN,
    )


@bp.post("/ask")
@may(Act.RUN)
def write(campaign_id: int) -> ResponseReturnValue:
    """Send the letters that waited for the campaign to open."""
    campaign = own_campaign(campaign_id, Act.RUN)
    flash(_sent(_written(campaign)))
    return _back(campaign)


@bp.post("/remind")
@may(Act.RUN)
def again(campaign_id: int) -> ResponseReturnValue:
    """Remind those who have not come."""
    campaign = own_campaign(campaign_id, Act.RUN)
    session, by = get_session(), person_here().id
    count_sending(session, by=by)
    found = remind(session, campaign, by=by, now=now())
    write_to(session, campaign, found, again=True)
    session.commit()
    deliver_soon()
    flash(ngettext("%(num)s rappel part.", "%(num)s rappels partent.", len(found)))
    return _back(campaign)


@bp.post("/<int:invitee_id>/remove")
@may(Act.RUN)
def delete(campaign_id: int, invitee_id: int) -> ResponseReturnValue:
    """Remove somebody from the list, with their address; answers are none of its business."""
    campaign = own_campaign(campaign_id, Act.RUN)
    session = get_session()
    invitee = invitee_of(session, campaign.id, invitee_id) or abort(404)
    settings = here().settings
    remove(
        session,
        campaign,
        invitee,
        by=person_here().id,
        secret=settings.secret_key,
        folder=settings.folder,
        now=now(),
    )
    session.commit()
    scrub(session)
    flash(_("L’invitation est retirée et l’adresse est effacée."))
    return _back(campaign)


@bp.post("/entry")
@may(Act.RUN)
def entry(campaign_id: int) -> ResponseReturnValue:
    """Let the open link let people in, or only those who are invited."""
    campaign = own_campaign(campaign_id, Act.RUN)
    campaign.invited_only = request.form.get("only") == "1"
    get_session().commit()
    if campaign.invited_only:
        flash(_("Seules les personnes invitées peuvent désormais commencer."))
    else:
        flash(_("Le lien court et le QR code laissent de nouveau entrer tout le monde."))
    return _back(campaign)


def planned(campaign: Campaign, form: GuestsForm) -> Plan | None:
    """Return what the list of a form would change; None, with the reasons in the form, if wrong."""
    try:
        listed = _listed(form)
    except WrongAddresses as refusal:
        form.refuse(_("Rien n’a été écrit : des lignes sont à corriger."), refusal.problems)
        return None
    except Refusal as refusal:
        form.refuse(said(refusal))
        return None
    form.people.data = listed.text
    return plan_of(get_session(), campaign, listed)


def _listed(form: GuestsForm) -> GuestList:
    file = form.file.data
    if file:
        return guests_in_file(file.filename or "", file.read())
    return guests_in_text(form.people.data or "")


def _add(campaign: Campaign, plan: Plan) -> Response:
    session, by = get_session(), person_here().id
    secret = here().settings.secret_key
    added = add_guests(session, campaign, plan.new, secret=secret, by=by, now=now())
    if campaign.notice:
        renew_notice(session, campaign, now=now(), languages=translations())
    if state_of(campaign, now()) == State.OPEN:
        flash(_sent(_written(campaign)))
    else:
        session.commit()
        flash(
            ngettext(
                "%(num)s personne est inscrite. Sa lettre attend l’ouverture de la campagne.",
                "%(num)s personnes sont inscrites. Leurs lettres attendent l’ouverture.",
                len(added),
            )
        )
    return _back(campaign)


def _written(campaign: Campaign) -> int:
    """Write all first letters that wait, commit, and return how many."""
    session, by = get_session(), person_here().id
    count_sending(session, by=by)
    asked = ask(session, campaign, by=by, now=now())
    write_to(session, campaign, asked)
    session.commit()
    deliver_soon()
    return len(asked)


def _sent(count: int) -> str:
    return str(ngettext("%(num)s invitation part.", "%(num)s invitations partent.", count))


def _back(campaign: Campaign) -> Response:
    return redirect(url_for(".index", campaign_id=campaign.id), 303)
