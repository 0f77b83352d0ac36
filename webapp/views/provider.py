"""Signing in and out through the OpenID provider of the installation."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from referentiel.base import Refusal
from referentiel.people import Person
from surveys.guard.audit import record
from surveys.guard.identities import (
    identity_of,
    link_identity,
    person_of,
    unlink_identities,
)
from surveys.guard.once import AlreadyUsed
from webapp import held, oidc
from webapp.access import person_here, proved, public, signed_in
from webapp.admission import admit
from webapp.clock import now
from webapp.config import Provider
from webapp.database import get_session, write_here
from webapp.errors import STATUS
from webapp.jobs import deliver_soon
from webapp.onward import home_of, local_path
from webapp.room import here
from webapp.site import absolute
from webapp.telling import tell

PROVIDER = "provider"
bp = Blueprint("provider", __name__, url_prefix="/account/provider")


@bp.post("/begin")
@public
def begin() -> ResponseReturnValue:
    """Lead somebody to the provider, to sign in."""
    onward = local_path(request.form.get("next", ""))
    return led_there(onward=onward, again=current_user.is_authenticated)


@bp.post("/link")
@signed_in
@proved
def link() -> ResponseReturnValue:
    """Lead a signed-in person to the provider, to link who they are there to their account."""
    return led_there(person_id=current_user.person_id)


@bp.post("/unlink")
@signed_in
@proved
def unlink() -> ResponseReturnValue:
    """Let the provider sign the person in no more."""
    person, label = person_here(), provider_here().label
    if unlink_identities(get_session(), person.id):
        record(get_session(), "account.provider_unlinked", now=now(), person_id=person.id)
        said = _("%(label)s n’est plus relié à votre compte.", label=label)
        tell(person, said)
        flash(said)
    get_session().commit()
    deliver_soon()
    return redirect(url_for("factors.index"), 303)


@bp.get("/back")
@public
def back() -> ResponseReturnValue:
    """Let in who comes back from the provider, or link who they are there."""
    provider_here()
    signed_in_id = current_user.person_id if current_user.is_authenticated else None
    try:
        values = taken()
        arrived = arrival(values)
        write_here()
        if values["person"] is None:
            return let_in(arrived, onward=str(values["onward"]))
        if values["person"] != signed_in_id:
            raise AlreadyUsed
        return linked(arrived)
    except Refusal as refusal:
        return interrupted(refusal)


@bp.get("/left")
@public
def left() -> ResponseReturnValue:
    """Receive who has signed out at the provider too."""
    flash(_("Vous êtes déconnecté·e."))
    return redirect(url_for("home.index"))


def led_there(
    *, onward: str = "", person_id: int | None = None, again: bool = False
) -> ResponseReturnValue:
    """Lead the browser to the provider; what its answer is checked against stays in its cookie."""
    get_session().commit()  # nobody waits for the provider behind our lock
    journey = oidc.new_journey(again=again)
    try:
        address = oidc.way_there(provider_here(), journey, back=address_back())
    except Refusal as refusal:
        return interrupted(refusal)
    values = {"state": journey.state, "nonce": journey.nonce, "verifier": journey.verifier}
    held.hold(held.PROVIDER, {**values, "onward": onward, "person": person_id, "again": int(again)})
    return led_away(address)


def led_away(address: str) -> ResponseReturnValue:
    """Return a page that opens another site's by itself.

    The content policy lets no form lead to another site, not even by a redirection.
    """
    page = render_template("provider/begin.html", address=address, label=provider_here().label)
    headers = {"Refresh": f"0;url={address}", "Cache-Control": "no-store"}
    return Response(page, headers=headers, mimetype="text/html")


def taken() -> held.Values:
    """Return what this browser took on its journey to the provider, this once."""
    with here().sessions(True) as session:
        values = held.take(session, held.PROVIDER)
        session.commit()
        return values


def arrival(values: held.Values) -> oidc.Arrival:
    """Return who came back from the journey that `values` tell of."""
    journey = oidc.Journey(
        state=str(values["state"]),
        nonce=str(values["nonce"]),
        verifier=str(values["verifier"]),
        again=bool(values["again"]),
    )
    answer = request.args.to_dict()
    return oidc.arrival(provider_here(), answer, journey, back=address_back(), now=now())


def let_in(arrived: oidc.Arrival, *, onward: str) -> ResponseReturnValue:
    """Sign in the person whom the provider names."""
    session, claims = get_session(), arrived.claims
    is_new = identity_of(session, claims) is None
    person = person_of(session, claims, now=now())
    if is_new:
        note_link(person, claims.label)
    return admit(
        person,
        method=PROVIDER,
        onward=onward or home_of(person),
        id_token=arrived.id_token,
        proven=claims.strong,
        proved_at=arrived.proved_at,
    )


def linked(arrived: oidc.Arrival) -> ResponseReturnValue:
    """Link who came back from the provider to the account that is open here."""
    person, label = person_here(), arrived.claims.label
    if link_identity(get_session(), arrived.claims, person.id, now=now()):
        note_link(person, label)
    get_session().commit()
    deliver_soon()
    flash(_("%(label)s est relié à votre compte.", label=label))
    return redirect(url_for("factors.index"))


def note_link(person: Person, label: str) -> None:
    """Note that a person may sign in through the provider from now on, and tell them by mail."""
    record(get_session(), "account.provider_linked", now=now(), person_id=person.id)
    tell(person, _("%(label)s est relié à votre compte.", label=label))


def interrupted(refusal: Refusal) -> ResponseReturnValue:
    """Return the page that says why a journey to the provider ended, and the way on."""
    get_session().rollback()
    inside = current_user.is_authenticated
    return render_template(
        "provider/back.html",
        sentence=_(refusal.sentence) % refusal.values if refusal.values else _(refusal.sentence),
        onward=url_for("factors.index" if inside else "accounts.sign_in"),
    ), STATUS[type(refusal)]


def farewell(id_token: str | None) -> ResponseReturnValue | None:
    """Return the page that signs out at the provider too; None where there is nobody to sign out.

    Call it after the commit of the sign-out here, which stands whatever the provider answers.
    """
    provider = here().settings.provider
    if provider is None or not id_token:
        return None
    try:
        address = oidc.way_out(provider, id_token, back=absolute(url_for("provider.left")))
    except Refusal:
        return None
    return led_away(address) if address else None


def provider_here() -> Provider:
    """Return the provider of this installation; without one, these pages are not found."""
    return here().settings.provider or abort(404)


def address_back() -> str:
    """Return the address where the provider sends people back."""
    return absolute(url_for("provider.back"))


@bp.app_template_global()
def sign_in_provider() -> Provider | None:
    """Return the provider whose button pages show, if there is one."""
    return here().settings.provider
