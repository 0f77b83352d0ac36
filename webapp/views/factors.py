"""Ways of signing in beside letters and passwords: passkeys, authenticator, recovery codes."""

import segno
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from referentiel.base import Refusal
from referentiel.people import Person
from surveys.guard import one_time as authenticators
from surveys.guard import passkeys
from surveys.guard.audit import record
from surveys.guard.identities import identities_of
from surveys.guard.once import AlreadyUsed
from surveys.guard.rates import TooOften
from surveys.guard.recovery import codes_left, forget_codes, new_codes
from surveys.guard.second_factor import (
    PASSKEY,
    RECOVERY,
    begin_code,
    is_first_warning,
    show_code,
)
from webapp.access import is_fresh, person_here, proved, public, signed_in
from webapp.admission import Pending, admit, complete, pending_here
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.factors import FirstCodeForm, PasskeyForm, SecondFactorForm
from webapp.held import CREATION, REQUEST, hold, take
from webapp.jobs import deliver_soon
from webapp.onward import home_of, local_path
from webapp.room import here
from webapp.site import party
from webapp.telling import tell

bp = Blueprint("factors", __name__, url_prefix="/account/factors")


@bp.route("/", methods=["GET", "POST"])
@signed_in
def index() -> ResponseReturnValue:
    """Show one's ways of signing in; add a passkey that the browser has just made."""
    form = PasskeyForm()
    if form.validate_on_submit() and is_fresh() and passkey_added(form):
        return redirect(url_for(".index"), 303)
    session, person_id = get_session(), current_user.person_id
    return render_template(
        "factors/index.html",
        form=form,
        fresh=is_fresh(),
        passkeys=passkeys.passkeys_of(session, person_id),
        most=passkeys.MOST,
        asked_since=authenticators.confirmed_at(session, person_id),
        codes_left=codes_left(session, person_id),
        identities=identities_of(session, person_id),
        provider=here().settings.provider,
    )


@bp.post("/passkeys/create")
@signed_in
@proved
def create_passkey() -> ResponseReturnValue:
    """Tell the browser how to make a passkey, in answer to a challenge of its own."""
    options = passkeys.creation_options(get_session(), person_here(), party(), hold(CREATION))
    return Response(options, mimetype="application/json")


@bp.post("/passkeys/<int:passkey_id>/remove")
@signed_in
@proved
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    """Let a passkey sign its owner in no more."""
    name = passkeys.remove_passkey(get_session(), current_user.person_id, passkey_id)
    if name is not None:
        settle(
            "account.passkey_removed", _("La clé d’accès « %(name)s » a été retirée.", name=name)
        )
    return redirect(url_for(".index"), 303)


@bp.post("/one-time/begin")
@signed_in
@proved
def begin_one_time() -> ResponseReturnValue:
    """Draw the key that an authenticator is to be given."""
    secret = here().settings.secret_key
    authenticators.begin_one_time(get_session(), current_user.person_id, secret=secret)
    get_session().commit()
    return redirect(url_for(".one_time"), 303)


@bp.route("/one-time", methods=["GET", "POST"])
@signed_in
@proved
def one_time() -> ResponseReturnValue:
    """Show the key until a first code proves that it arrived; then show the recovery codes."""
    session, secret = get_session(), here().settings.secret_key
    key = authenticators.key_to_show(session, current_user.person_id, secret=secret)
    if key is None:
        return redirect(url_for(".index"))
    form = FirstCodeForm()
    codes = codes_of_first(form) if form.validate_on_submit() else None
    shown = {"form": form, "codes": codes, "key": " ".join(in_fours(key)), "drawing": drawing(key)}
    return unkept(render_template("factors/one_time.html", **shown))


@bp.post("/one-time/remove")
@signed_in
@proved
def remove_one_time() -> ResponseReturnValue:
    """Ask for no code any more; recovery codes go with the authenticator."""
    session, person_id = get_session(), current_user.person_id
    forget_codes(session, person_id)
    if authenticators.remove_one_time(session, person_id):
        settle(
            "account.one_time_removed",
            _("L’application de codes a été retirée : aucun code n’est plus demandé."),
        )
    session.commit()
    return redirect(url_for(".index"), 303)


@bp.post("/recovery")
@signed_in
@proved
def recovery() -> ResponseReturnValue:
    """Replace the recovery codes, and show the new ones, this once."""
    session, person_id = get_session(), current_user.person_id
    if not authenticators.asks_code(session, person_id):
        return redirect(url_for(".index"), 303)
    codes = new_codes(session, person_id, secret=here().settings.secret_key)
    settle(
        "account.recovery_renewed",
        _("De nouveaux codes de secours ont été créés : les anciens ne servent plus."),
    )
    return unkept(render_template("factors/recovery.html", codes=codes))


@bp.post("/passkeys/ask")
@public
def ask_passkey() -> ResponseReturnValue:
    """Tell the browser how to show any passkey of this site."""
    return Response(passkeys.request_options(party(), hold(REQUEST)), mimetype="application/json")


@bp.post("/passkeys/enter")
@public
def enter() -> ResponseReturnValue:
    """Sign in who shows a passkey: a thing they have, and a proof asked by the thing itself."""
    pending = pending_here()
    try:
        person = passkey_owner()
    except (AlreadyUsed, passkeys.PasskeyRefused) as refusal:
        flash(_(refusal.sentence), "error")
        return redirect(url_for(".second" if pending else "accounts.sign_in"), 303)
    if pending and pending.person.id == person.id:
        return complete(pending, factor=PASSKEY)
    onward = local_path(request.form.get("next", "")) or home_of(person)
    return admit(person, method=PASSKEY, onward=onward, proven=True)


@bp.route("/second", methods=["GET", "POST"])
@public
def second() -> ResponseReturnValue:
    """Ask who has given a first proof for their second factor."""
    pending = pending_here()
    if pending is None:
        flash(_("Cette connexion a trop attendu ou a déjà servi. Recommencez-la."), "error")
        return redirect(url_for("accounts.sign_in"))
    form = SecondFactorForm()
    factor = factor_shown(form, pending) if form.validate_on_submit() else None
    if factor is None:
        return render_template("factors/second.html", form=form)
    answer = complete(pending, factor=factor)
    if factor == RECOVERY:
        flash(left_words(pending.person))
    return answer


def passkey_added(form: PasskeyForm) -> bool:
    """Keep the passkey of a filled form; False, with the reason beside the field, if refused."""
    session = get_session()
    try:
        held = take(session, CREATION)
        session.commit()
        passkeys.add_passkey(
            session,
            person_here(),
            form.answer.data or "",
            name=form.name.data.strip(),
            challenge=str(held["token"]),
            party=party(),
            now=now(),
        )
    except Refusal as refusal:
        form.name.errors = [_(refusal.sentence)]
        return False
    added = _("La clé d’accès « %(name)s » a été ajoutée.", name=form.name.data.strip())
    settle("account.passkey_added", added)
    return True


def passkey_owner() -> Person:
    """Return whose passkey the browser shows; the challenge has served, whatever comes of it."""
    held = take(get_session(), REQUEST)
    get_session().commit()
    return passkeys.recognise_passkey(
        get_session(),
        request.form.get("answer", ""),
        challenge=str(held["token"]),
        party=party(),
        now=now(),
    )


def codes_of_first(form: FirstCodeForm) -> list[str] | None:
    """Take the authenticator into service and return recovery codes; None for a wrong code."""
    session, secret, person_id = get_session(), here().settings.secret_key, current_user.person_id
    code = form.code.data
    try:
        authenticators.confirm_one_time(session, person_id, code, secret=secret, now=now())
    except authenticators.WrongCode as refusal:
        form.code.errors = [_(refusal.sentence)]
        return None
    codes = new_codes(session, person_id, secret=secret)
    settle(
        "account.one_time_added",
        _("Une application de codes a été ajoutée : un code sera demandé à chaque connexion."),
    )
    return codes


def factor_shown(form: SecondFactorForm, pending: Pending) -> str | None:
    """Return which factor a typed code is; None, with the reason beside the field, if none."""
    session, secret, person = get_session(), here().settings.secret_key, pending.person
    try:
        count_code(person)
        factor = show_code(session, secret, person.id, form.code.data, now=now())
    except (TooOften, authenticators.WrongCode) as refusal:
        form.code.errors = [_(refusal.sentence) % refusal.values]
        return None
    if factor == RECOVERY:
        tell(person, left_words(person))
    return factor


def left_words(person: Person) -> str:
    """Return the sentence that says how many recovery codes are left to a person."""
    said: str = ngettext(
        "Un code de secours a servi : il en reste %(num)s.",
        "Un code de secours a servi : il en reste %(num)s.",
        codes_left(get_session(), person.id),
    )
    return said


def count_code(person: Person) -> None:
    """Count a code about to be checked, for good; the owner is told when there are too many."""
    session, secret = get_session(), here().settings.secret_key
    try:
        begin_code(session, secret, person.id, now=now())
    except TooOften:
        if is_first_warning(session, secret, person.id, now=now()):
            tell(person, _("Quelqu’un a essayé trop de codes après une connexion commencée."))
        raise
    finally:
        session.commit()


def settle(act: str, said: str) -> None:
    """Note a change, tell the person by mail and on the next page, and commit."""
    person = person_here()
    record(get_session(), act, now=now(), person_id=person.id)
    tell(person, said)
    get_session().commit()
    deliver_soon()
    flash(said)


def drawing(key: str) -> str:
    """Return the QR code of a key, drawn here: it is told to nobody else."""
    code = segno.make(authenticators.address_of(key, person_here()), error="m", micro=False)
    return str(code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True))


def in_fours(key: str) -> list[str]:
    """Return a key in groups that the eye can follow."""
    return [key[place : place + 4] for place in range(0, len(key), 4)]


def unkept(page: str) -> Response:
    """Return a page that shows a secret: no browser keeps it."""
    return Response(page, headers={"Cache-Control": "no-store"}, mimetype="text/html")
