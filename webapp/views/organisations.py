"""The organisations of a person: setting one up, its rules, its journal."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from referentiel.people import Organisation
from surveys.guard.rates import TooOften
from surveys.invitations import TooManyAddresses, WrongAddresses, addresses_in, invite, take_back
from surveys.notices import renew_notices
from surveys.organisations import NotInvited, change_charter
from surveys.queries import organisations as read
from surveys.queries.joint_control import events_offered
from surveys.roles import Act, Role
from webapp.access import (
    may,
    organisations_here,
    own_organisation,
    person_here,
    signed_in,
)
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.organisations import AddressesForm, CharterForm
from webapp.founding import found, set_up_form
from webapp.inviting import write_invitations
from webapp.jobs import deliver_soon
from webapp.journal_words import told
from webapp.translations import translations

bp = Blueprint("organisations", __name__, url_prefix="/organisations")

ENTRIES = 50  # of the journal on a page


@bp.get("/")
@signed_in
def index() -> ResponseReturnValue:
    """List one's organisations, what one is in each, and what awaits an answer."""
    session = get_session()
    administered = organisations_here(Act.ADMINISTER)
    return render_template(
        "organisations/index.html",
        own=read.own_organisations(session, person_here().id),
        administered=administered,
        offered=events_offered(session, administered),
        may_set_up=read.right_to_set_up(session, person_here().email) is not None,
        hosted=hosted_here() is not None,
    )


@bp.route("/create", methods=["GET", "POST"])
@signed_in
def create() -> ResponseReturnValue:
    """Set up an organisation, step by step: who it is, whom to write to, its rules."""
    session = get_session()
    if read.right_to_set_up(session, person_here().email) is None:
        raise NotInvited
    form = set_up_form(session)
    if form.validate_on_submit():
        organisation = found(session, form, person_here())
        session.commit()
        flash(_("L’organisation « %(name)s » est créée.", name=organisation.name))
        return redirect(url_for("members.index", organisation_id=organisation.id), 303)
    first = read.host_of(session) is None
    return render_template("organisations/create.html", form=form, first=first)


@bp.route("/<int:organisation_id>", methods=["GET", "POST"])
@may(Act.ADMINISTER)
def show(organisation_id: int) -> ResponseReturnValue:
    """Show what an organisation says of itself and the rules it keeps, to be changed."""
    organisation = own_organisation(organisation_id, Act.ADMINISTER)
    form = CharterForm(obj=organisation)
    form.choices_from(organisation.kind)
    if form.validate_on_submit():
        session, by, words = get_session(), person_here().id, translations()
        change_charter(session, organisation, form.charter(), by=by, now=now())
        renew_notices(session, organisation_id=organisation.id, now=now(), languages=words)
        get_session().commit()
        flash(_("Les réglages sont enregistrés."))
        return redirect(url_for(".show", organisation_id=organisation.id), 303)
    return render_template("organisations/show.html", organisation=organisation, form=form)


@bp.get("/<int:organisation_id>/journal")
@may(Act.ADMINISTER)
def journal(organisation_id: int) -> ResponseReturnValue:
    """Show what was done in an organisation, by whom and when, the latest first."""
    organisation = own_organisation(organisation_id, Act.ADMINISTER)
    before = request.args.get("before", type=int)
    page = read.journal_page(get_session(), organisation.id, before=before, most=ENTRIES)
    names = read.names_in_the_chain(get_session(), organisation.id)
    return render_template(
        "organisations/journal.html",
        organisation=organisation,
        lines=[told(entry, names) for entry in page.entries],
        onward=page.onward,
        before=before,
    )


@bp.route("/invite", methods=["GET", "POST"])
@may(Act.ADMINISTER)
def invite_others() -> ResponseReturnValue:
    """Let the host of the installation invite people to set up their own organisations."""
    host = hosted_here() or abort(404)
    form = AddressesForm()
    if form.validate_on_submit() and sent_to(form):
        get_session().commit()
        deliver_soon()
        flash(_("Les invitations sont parties."))
        return redirect(url_for(".invite_others"), 303)
    return render_template(
        "organisations/invite_others.html",
        host=host,
        form=form,
        organisations=read.active_organisations(get_session()),
        invitations=read.invitations_to_set_up(get_session()),
        today=now(),
    )


@bp.post("/invite/<int:invitation_id>/revoke")
@may(Act.ADMINISTER)
def revoke(invitation_id: int) -> ResponseReturnValue:
    """Take back the right to set up an organisation, as long as it has not been used."""
    _host = hosted_here() or abort(404)
    waiting = {i.id: i for i in read.invitations_to_set_up(get_session())}
    invitation = waiting.get(invitation_id) or abort(404)
    take_back(get_session(), invitation, by=person_here().id, now=now())
    get_session().commit()
    flash(_("L’invitation ne sert plus."))
    return redirect(url_for(".invite_others"), 303)


def hosted_here() -> Organisation | None:
    """Return the host of the installation, if the person administers it."""
    host = read.host_of(get_session())
    return host if host and host.id in organisations_here(Act.ADMINISTER) else None


def sent_to(form: AddressesForm) -> bool:
    """Write invitations to set up an organisation; False, with the reasons in the form, if not."""
    by = person_here().id
    try:
        addresses = addresses_in(form.addresses.data)
        sent = invite(get_session(), None, addresses, Role.ADMINISTRATOR, by=by, now=now())
        write_invitations(get_session(), sent, by=by)
    except WrongAddresses as refusal:
        form.refuse(_(refusal.sentence), refusal.problems)
        return False
    except (TooManyAddresses, TooOften) as refusal:
        form.refuse(_(refusal.sentence) % refusal.values)
        return False
    return True
