"""Who belongs to an organisation, what each may do there, and who is invited."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from referentiel.people import Organisation
from surveys.guard.rates import TooOften
from surveys.invitations import (
    TooManyAddresses,
    WrongAddresses,
    addresses_in,
    invite,
    send_again,
    take_back,
)
from surveys.models import Invitation
from surveys.organisations import LastAdministrator, change_roles
from surveys.queries import organisations as read
from surveys.queries.organisations import Member
from surveys.roles import Act, Role
from webapp.access import may, own_organisation, person_here, signed_in
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.organisations import InviteForm, RolesForm
from webapp.inviting import write_invitations
from webapp.jobs import deliver_soon

bp = Blueprint("members", __name__, url_prefix="/organisations/<int:organisation_id>/members")


@bp.get("/")
@may(Act.ADMINISTER)
def index(organisation_id: int) -> ResponseReturnValue:
    """List the members with their roles, the invitations that wait, and what each role may do."""
    organisation = own_organisation(organisation_id, Act.ADMINISTER)
    return render_template(
        "members/index.html",
        organisation=organisation,
        members=read.members_of(get_session(), organisation.id),
        invitations=read.pending_invitations(get_session(), organisation.id),
        moment=now(),
    )


@bp.route("/invite", methods=["GET", "POST"])
@may(Act.ADMINISTER)
def invite_people(organisation_id: int) -> ResponseReturnValue:
    """Offer a role by mail to people whose addresses are pasted."""
    organisation = own_organisation(organisation_id, Act.ADMINISTER)
    form = InviteForm()
    form.choices_from()
    if form.validate_on_submit() and invited(organisation, form):
        get_session().commit()
        deliver_soon()
        flash(_("Les invitations sont parties."))
        return redirect(url_for(".index", organisation_id=organisation.id), 303)
    return render_template("members/invite_people.html", organisation=organisation, form=form)


@bp.route("/<int:person_id>", methods=["GET", "POST"])
@may(Act.ADMINISTER)
def edit(organisation_id: int, person_id: int) -> ResponseReturnValue:
    """Change what a member is in the organisation."""
    organisation = own_organisation(organisation_id, Act.ADMINISTER)
    member = member_or_404(organisation, person_id)
    form = RolesForm(data={"roles": [str(role) for role in member.roles]})
    form.choices_from()
    if form.validate_on_submit() and changed(organisation, member, form):
        get_session().commit()
        flash(_("Les rôles de %(name)s sont changés.", name=member.person.name))
        return redirect(url_for(".index", organisation_id=organisation.id), 303)
    return render_template("members/edit.html", organisation=organisation, member=member, form=form)


@bp.post("/<int:person_id>/remove")
@may(Act.ADMINISTER)
def remove(organisation_id: int, person_id: int) -> ResponseReturnValue:
    """Let somebody be a member no more."""
    organisation = own_organisation(organisation_id, Act.ADMINISTER)
    member = member_or_404(organisation, person_id)
    change_roles(get_session(), organisation, person_id, (), by=person_here().id, now=now())
    get_session().commit()
    flash(_("%(name)s ne fait plus partie de l’organisation.", name=member.person.name))
    if person_id == person_here().id:
        return redirect(url_for("organisations.index"), 303)
    return redirect(url_for(".index", organisation_id=organisation.id), 303)


@bp.post("/quit")
@signed_in
def leave(organisation_id: int) -> ResponseReturnValue:
    """Let the person who asks be a member no more."""
    own = read.own_organisations(get_session(), person_here().id)
    by_id = {organisation.id: organisation for organisation, _roles in own}
    organisation = by_id.get(organisation_id) or abort(404)
    person_id = person_here().id
    change_roles(get_session(), organisation, person_id, (), by=person_id, now=now())
    get_session().commit()
    flash(_("Vous ne faites plus partie de « %(name)s ».", name=organisation.name))
    return redirect(url_for("organisations.index"), 303)


@bp.post("/invitations/<int:invitation_id>/resend")
@may(Act.ADMINISTER)
def resend(organisation_id: int, invitation_id: int) -> ResponseReturnValue:
    """Send an invitation again, with a new link that lives fourteen days."""
    organisation = own_organisation(organisation_id, Act.ADMINISTER)
    invitation = waiting_or_404(organisation, invitation_id)
    sent = send_again(get_session(), invitation, by=person_here().id, now=now())
    write_invitations(get_session(), [sent], by=person_here().id)
    get_session().commit()
    deliver_soon()
    flash(_("L’invitation est repartie."))
    return redirect(url_for(".index", organisation_id=organisation.id), 303)


@bp.post("/invitations/<int:invitation_id>/revoke")
@may(Act.ADMINISTER)
def revoke(organisation_id: int, invitation_id: int) -> ResponseReturnValue:
    """Take an invitation back."""
    organisation = own_organisation(organisation_id, Act.ADMINISTER)
    invitation = waiting_or_404(organisation, invitation_id)
    take_back(get_session(), invitation, by=person_here().id, now=now())
    get_session().commit()
    flash(_("L’invitation ne sert plus."))
    return redirect(url_for(".index", organisation_id=organisation.id), 303)


def member_or_404(organisation: Organisation, person_id: int) -> Member:
    """Return a member of an organisation; others are not found."""
    members = {m.person.id: m for m in read.members_of(get_session(), organisation.id)}
    return members.get(person_id) or abort(404)


def waiting_or_404(organisation: Organisation, invitation_id: int) -> Invitation:
    """Return an invitation of an organisation that waits for an answer."""
    waiting = {i.id: i for i in read.pending_invitations(get_session(), organisation.id)}
    return waiting.get(invitation_id) or abort(404)


def invited(organisation: Organisation, form: InviteForm) -> bool:
    """Write the invitations of a valid form; False, with the reasons in the form, if refused."""
    by = person_here().id
    try:
        addresses = addresses_in(form.addresses.data)
        role = Role(form.role.data)
        sent = invite(get_session(), organisation, addresses, role, by=by, now=now())
        write_invitations(get_session(), sent, by=by)
    except WrongAddresses as refusal:
        form.refuse(_(refusal.sentence), refusal.problems)
        return False
    except (TooManyAddresses, TooOften) as refusal:
        form.refuse(_(refusal.sentence) % refusal.values)
        return False
    return True


def changed(organisation: Organisation, member: Member, form: RolesForm) -> bool:
    """Give a member the roles of a valid form; False, with the reason beside them, if refused."""
    roles = [Role(role) for role in form.roles.data]
    by = person_here().id
    try:
        change_roles(get_session(), organisation, member.person.id, roles, by=by, now=now())
    except LastAdministrator as refusal:
        form.roles.errors = [_(refusal.sentence)]
        return False
    return True
