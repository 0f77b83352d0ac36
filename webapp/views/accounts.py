"""Signing in, by letter or by password, and out."""

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from referentiel.people import Person
from surveys.accounts import WrongCredentials, authenticate, folded, open_account
from surveys.guard.attempts import (
    WRONG_CODES,
    begin_letter,
    begin_password,
    count_wrong,
    network_of,
    note_refused,
    password_was_right,
    password_was_wrong,
)
from surveys.guard.audit import record
from surveys.guard.letters import (
    LetterSpent,
    WrongCode,
    addressee,
    is_of,
    letter_awaited,
    letter_by_code,
    letter_by_token,
    use_letter,
)
from surveys.guard.rates import TooOften, check_tries
from surveys.models import SignInLetter
from webapp import access, marks
from webapp.access import public
from webapp.admission import admit
from webapp.clock import now
from webapp.database import get_session
from webapp.demo_people import ACCOUNTS
from webapp.forms.accounts import CodeForm, NameForm, SignInForm
from webapp.jobs import deliver_soon
from webapp.languages import current_language
from webapp.letters import write_sign_in
from webapp.mail import LETTERS
from webapp.onward import asked_for, onward_for
from webapp.room import here
from webapp.said import said
from webapp.views.provider import farewell

bp = Blueprint("accounts", __name__, url_prefix="/account")
MAX_FORM = 64 * 1024


@bp.before_request
def limit_form() -> None:
    """Refuse forms that are larger than any of ours."""
    request.max_content_length = MAX_FORM


@bp.after_request
def keep_nowhere(response: Response) -> Response:
    """Have no browser keep these pages, not even those of who is not signed in yet."""
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Let somebody in by a password, or send them a letter; then lead them where they wanted."""
    if current_user.is_authenticated and not proves_again():
        return redirect(onward_for(access.person_here()))
    own = {"email": access.person_here().email} if current_user.is_authenticated else {}
    form = SignInForm(data=own)
    answer = entered(form) if form.validate_on_submit() else None
    if answer:
        return answer
    offered = ACCOUNTS if here().settings.demonstration else ()
    shown = {"form": form, "offered": offered, "again": bool(own)}
    return render_template("accounts/sign_in.html", **shown), form.status


@bp.route("/letter", methods=["GET", "POST"])
@public
def letter() -> ResponseReturnValue:
    """Say that a letter left, and take the code that is in it."""
    browser = marks.asked()
    awaited = letter_awaited(get_session(), browser, now=now()) if browser else None
    if awaited is None:
        return ask_anew(browser)
    form, naming = CodeForm(), NameForm()
    found = letter_of_code(form, browser) if form.validate_on_submit() else None
    answer = let_in(found, naming) if found else None
    if answer:
        return answer
    shown = {"form": form, "naming": naming if found else None, "kept_in": kept_in()}
    return render_template("accounts/letter.html", email=awaited.email, **shown), form.status


@bp.route("/link/<token>", methods=["GET", "POST"])
@public
def link(token: str) -> ResponseReturnValue:
    """Show a button that signs in, in the browser that asked for the letter and in no other.

    Opening the page changes nothing: programs that scan mail open every link. In another browser
    the link would let a stranger sign somebody in to the stranger's own account, by sending them
    their own letter, and read what is written there; the page leads to the code instead.
    """
    found = letter_by_token(get_session(), token, now=now())
    own = found if found and is_of(found, marks.asked()) else None
    form = NameForm()
    if own and request.method == "POST":
        answer = let_in(own, form)
        if answer:
            return answer
    joins = own is not None and addressee(get_session(), own) is None
    page = render_template("accounts/link.html", form=form, found=found, own=own, joins=joins)
    return page, 200 if found else 404


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """Forget who was signed in, here and at the provider that let them in."""
    id_token = None
    if current_user.is_authenticated:
        id_token = current_user.web_session.id_token
        record(get_session(), "account.signed_out", now=now(), person_id=current_user.person_id)
    access.sign_out()
    get_session().commit()
    there = farewell(id_token)
    if there is None:
        flash(_("Vous êtes déconnecté·e."))
    answer = make_response(there or redirect(url_for("home.index")))
    answer.headers["Clear-Site-Data"] = '"cache"'  # what was shown to them goes with them
    return answer


def proves_again() -> bool:
    """Say whether somebody who is signed in is here to show once more who they are."""
    return "again" in request.args and not access.is_fresh()


def entered(form: SignInForm) -> ResponseReturnValue | None:
    """Return the answer to a filled form; None, with the reason beside the field, if refused."""
    by_password = form.password.data or request.form.get("way") == "password"
    if not by_password:
        return letter_sent(form)
    if not form.password.data:
        form.password.errors = [_("Écrivez votre mot de passe.")]
        return None
    person = recognised(form)
    return admit(person, method="password", onward=onward_for(person)) if person else None


def recognised(form: SignInForm) -> Person | None:
    """Return the person whose password was typed; None, with the reason beside it, if wrong."""
    session, secret, email = get_session(), here().settings.secret_key, folded(form.email.data)
    place = marks.place_of(email)
    try:
        begin_password(session, secret, email, place, now=now())
    except TooOften as refusal:
        note_refused(session, secret, "password", place, email=email, now=now())
        form.password.errors, form.status = [said(refusal)], 429
        return None
    finally:
        session.commit()
    # A reading session: checking a password is slow on purpose, and must lock no writer out.
    try:
        with here().sessions(False) as reading:
            person = authenticate(reading, email, form.password.data)
    except WrongCredentials as refusal:
        password_was_wrong(session, secret, place, now=now())
        session.commit()
        form.password.errors = [said(refusal)]
        return None
    password_was_right(session, secret, email, place)
    return person


def letter_sent(form: SignInForm) -> ResponseReturnValue | None:
    """Send a letter, whoever has the address; None, with the reason beside it, if too many were."""
    session, secret, email = get_session(), here().settings.secret_key, folded(form.email.data)
    place = marks.place_of(email)
    try:
        begin_letter(session, secret, email, place, now=now())
    except TooOften as refusal:
        note_refused(session, secret, "letter", place, email=email, now=now())
        session.commit()
        form.email.errors, form.status = [said(refusal)], 429
        return None
    browser = marks.asking()
    write_sign_in(session, email=email, browser=browser, asked=asked_for())
    session.commit()
    deliver_soon()
    answer = redirect(url_for(".letter", next=asked_for() or None), 303)
    return marks.let_wait(answer, browser)


def letter_of_code(form: CodeForm, browser: str) -> SignInLetter | None:
    """Return the letter whose code was typed; None, with the reason beside it, if it is wrong."""
    session, secret = get_session(), here().settings.secret_key
    network = network_of(request.remote_addr)
    try:
        check_tries(session, secret, WRONG_CODES, network, now=now())
        return letter_by_code(session, secret, form.code.data, browser=browser, now=now())
    except WrongCode as refusal:
        count_wrong(session, secret, WRONG_CODES, network, now=now())
        form.code.errors = [said(refusal)]
    except LetterSpent as refusal:
        form.code.errors = [said(refusal)]
    except TooOften as refusal:
        form.code.errors, form.status = [said(refusal)], 429
    finally:
        session.commit()
    return None


def let_in(found: SignInLetter, naming: NameForm) -> ResponseReturnValue | None:
    """Let in who proved the address of a letter; None while a new person has given no name.

    Raises:
        LetterSpent: it served meanwhile.
    """
    session = get_session()
    person = addressee(session, found)
    if person is None and not ("name" in request.form and naming.validate()):
        return None
    use_letter(session, found, now=now())
    if person is None:
        person = open_account(
            session,
            name=naming.name.data,
            email=found.email,
            language=current_language(),
            now=now(),
        )
    return admit(person, method="letter", onward=onward_for(person))


def ask_anew(browser: str) -> ResponseReturnValue:
    """Lead back to asking for a letter; say why, if one was asked for in this browser."""
    if browser and not current_user.is_authenticated:
        flash(said(LetterSpent()), "error")
    return redirect(url_for(".sign_in", next=asked_for() or None))


def kept_in() -> str:
    """Return where a demonstration without a mail server keeps its letters; "" elsewhere."""
    settings = here().settings
    shown = settings.demonstration and not settings.smtp_url
    return str(settings.folder / LETTERS) if shown else ""
