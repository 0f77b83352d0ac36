"""One's own account: name, language, address and password."""

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from surveys.accounts import AddressTaken, change_address, folded
from surveys.guard.attempts import WRONG_CODES, begin_letter, count_wrong, note_refused
from surveys.guard.audit import record
from surveys.guard.letters import (
    ADDRESS,
    LetterSpent,
    WrongCode,
    drop_letters,
    letter_awaited,
    letter_by_code,
    use_letter,
)
from surveys.guard.passwords import (
    PasswordTooLong,
    PasswordTooPlain,
    PasswordTooShort,
    has_password,
    remove_password,
    set_password,
)
from surveys.guard.rates import TooOften, check_tries
from surveys.guard.sessions import end_other_sessions
from webapp import marks
from webapp.access import person_here, proved, signed_in
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.accounts import AddressForm, CodeForm, OwnAccountForm, PasswordForm
from webapp.jobs import deliver_soon
from webapp.languages import keep_language
from webapp.letters import write_address_changed, write_new_address, write_password_changed
from webapp.room import here
from webapp.said import said

bp = Blueprint("own_account", __name__, url_prefix="/account")


@bp.route("/", methods=["GET", "POST"])
@signed_in
def index() -> ResponseReturnValue:
    """Show what is kept of a person to sign them in, and change their name and language."""
    person = person_here()
    form = OwnAccountForm(obj=person)
    if form.validate_on_submit():
        person.name, person.language = form.name.data, form.language.data
        get_session().commit()
        flash(_("Votre compte est à jour."))
        answer = make_response(redirect(url_for(".index"), 303))
        return keep_language(answer, person.language)
    with_password = has_password(get_session(), person.id)
    return render_template("own_account/index.html", form=form, with_password=with_password)


@bp.route("/password", methods=["GET", "POST"])
@signed_in
@proved
def password() -> ResponseReturnValue:
    """Set or change one's password; whoever else is signed in with the account is not any more."""
    form, person = PasswordForm(), person_here()
    if form.validate_on_submit() and password_set(form):
        ended_elsewhere("account.password")
        write_password_changed(get_session(), person)
        get_session().commit()
        deliver_soon()
        flash(_("Votre mot de passe est changé, et vos autres navigateurs sont déconnectés."))
        return redirect(url_for(".index"), 303)
    with_password = has_password(get_session(), person.id)
    return render_template("own_account/password.html", form=form, with_password=with_password)


@bp.post("/password/remove")
@signed_in
@proved
def drop_password() -> ResponseReturnValue:
    """Take one's password away: letters stay, and passkeys."""
    remove_password(get_session(), person_here().id)
    ended_elsewhere("account.password_removed")
    write_password_changed(get_session(), person_here(), removed=True)
    get_session().commit()
    deliver_soon()
    flash(_("Votre mot de passe est supprimé, et vos autres navigateurs sont déconnectés."))
    return redirect(url_for(".index"), 303)


@bp.route("/address", methods=["GET", "POST"])
@signed_in
@proved
def address() -> ResponseReturnValue:
    """Ask for a letter at one's new address, then take the code that is in it."""
    form = AddressForm()
    if form.validate_on_submit():
        browser = marks.asking()
        if letter_sent(form, browser):
            get_session().commit()
            deliver_soon()
            return marks.let_wait(redirect(url_for(".address"), 303), browser)
    return address_page(form, CodeForm(formdata=None))


@bp.post("/address/confirm")
@signed_in
@proved
def confirm_address() -> ResponseReturnValue:
    """Take the code of the letter, and let the new address be the person's."""
    form, person, old = CodeForm(), person_here(), person_here().email
    new = proven_address(form) if form.validate_on_submit() else ""
    if not new or not address_changed(form, new):
        return address_page(AddressForm(formdata=None), form)
    ended_elsewhere("account.address")
    write_address_changed(get_session(), person, old=old)
    get_session().commit()
    deliver_soon()
    flash(_("Votre adresse est changée. L’ancienne a été prévenue."))
    return redirect(url_for(".index"), 303)


def password_set(form: PasswordForm) -> bool:
    """Say whether the password was taken; if not, the reason is beside the field."""
    try:
        set_password(get_session(), person_here(), form.password.data, now=now())
    except (PasswordTooShort, PasswordTooLong, PasswordTooPlain) as refusal:
        form.password.errors = [said(refusal)]
        return False
    return True


def ended_elsewhere(act: str) -> None:
    """Write an act down, and end the person's sessions in other browsers."""
    session, person_id = get_session(), person_here().id
    record(session, act, now=now(), person_id=person_id)
    own = current_user.web_session.token_hash
    end_other_sessions(session, person_id, now=now(), kept=own)


def letter_sent(form: AddressForm, browser: str) -> bool:
    """Say whether a letter was written; if not, the reason is beside the field."""
    session, secret, email = get_session(), here().settings.secret_key, folded(form.email.data)
    if email == person_here().email:
        form.email.errors = [_("C’est déjà votre adresse.")]
        return False
    place = marks.place_of(email)
    try:
        begin_letter(session, secret, email, place, now=now())
    except TooOften as refusal:
        note_refused(session, secret, "letter", place, email=email, now=now())
        session.commit()
        form.email.errors = [said(refusal)]
        return False
    write_new_address(session, person_here(), email=email, browser=browser)
    return True


def proven_address(form: CodeForm) -> str:
    """Return the address whose letter held the code; "", with the reason beside it, if wrong."""
    session, secret = get_session(), here().settings.secret_key
    who = f"person:{person_here().id}"
    try:
        check_tries(session, secret, WRONG_CODES, who, now=now())
        browser = marks.asked()
        letter = letter_by_code(
            session, secret, form.code.data, browser=browser, now=now(), purpose=ADDRESS
        )
        use_letter(session, letter, now=now())
    except (WrongCode, LetterSpent, TooOften) as refusal:
        count_wrong(session, secret, WRONG_CODES, who, now=now())
        form.code.errors = [said(refusal)]
        return ""
    finally:
        session.commit()
    return letter.email if letter.person_id == person_here().id else ""


def address_changed(form: CodeForm, new: str) -> bool:
    """Say whether the person has the address now; if not, the reason is beside the field."""
    try:
        change_address(get_session(), person_here(), new)
    except AddressTaken as refusal:
        form.code.errors = [said(refusal)]
        return False
    drop_letters(get_session(), person_here().id)
    return True


def address_page(form: AddressForm, code: CodeForm) -> ResponseReturnValue:
    """Return the page of both steps: a letter to ask for, and the code of one that is awaited."""
    browser = marks.asked()
    awaited = letter_awaited(get_session(), browser, now=now(), purpose=ADDRESS)
    mine = awaited if awaited and awaited.person_id == person_here().id else None
    failed = form if form.errors else code
    return render_template(
        "own_account/address.html", form=failed, asking=form, code=code, awaited=mine
    )
