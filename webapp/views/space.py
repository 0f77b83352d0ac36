"""One's own space: answers kept there, who read them, what one agreed to, all that is held."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reports.person_archive import person_archive
from surveys import keeping
from surveys.consents import PURPOSES, Purpose, agree, purpose_of, withdraw_consent
from surveys.erasure import AloneAtTheHelm, OtherAddress, Receipt, erase_on_word
from surveys.errors import InvalidTicket
from surveys.guard.audit import record
from surveys.models.privacy import EXPORT
from surveys.queries import space as read
from surveys.queries.campaigns import campaign_by_code
from surveys.queries.notebook import count_notes
from surveys.roles import Act
from webapp import access, tickets
from webapp.access import may, organisations_here, person_here, proved, signed_in
from webapp.clock import now
from webapp.database import get_session, write_here
from webapp.forms.space import ConsentForm, EraseForm, ShareForm
from webapp.languages import current_language
from webapp.own_archive import FILE, files_of
from webapp.own_results import drawings_of, sent_result
from webapp.receipts import mail_receipt
from webapp.room import here
from webapp.said import said
from webapp.scrubbing import scrub, scrub_letters
from webapp.zipping import zipped

bp = Blueprint("space", __name__, url_prefix="/me")
MAX_FORM = 64 * 1024


@bp.before_request
def limit_form() -> None:
    """Refuse forms that are larger than any of ours."""
    request.max_content_length = MAX_FORM


@bp.get("/")
@signed_in
def index() -> ResponseReturnValue:
    """List the answers that a person keeps, and lead to all that is theirs to decide."""
    own = read.kept_results(get_session(), person_here().id)
    meets = bool(organisations_here(Act.MEET))
    notes = sum(count_notes(get_session(), person_here().id).values())
    return render_template("space/index.html", own=own, meets=meets, notes=notes)


@bp.post("/keep")
@signed_in
def keep() -> ResponseReturnValue:
    """Put in the space what was sent under the ticket that the person holds."""
    session = get_session()
    campaign = campaign_by_code(session, request.form.get("code", "")) or abort(404)
    ticket = tickets.read(campaign, request.form.get(tickets.FIELD))
    if ticket is None:
        raise InvalidTicket
    keeping.keep(session, campaign, ticket, person_id=person_here().id)
    session.commit()
    flash(_("Ces réponses sont rangées dans votre espace."))
    return redirect(url_for(".index"), 303)


@bp.get("/results/<code>")
@signed_in
def result(code: str) -> ResponseReturnValue:
    """Show a result to its author, and write that they read it."""
    write_here()
    own, session = own_result(code), get_session()
    shown = sent_result(session, own.campaign, own.ticket_hash)
    shares = read.shares_of_result(session, person_here().id, own.ticket_hash)
    keeping.note_reading(session, own.ticket_hash, person_id=person_here().id, now=now())
    session.commit()
    return render_template(
        "space/result.html",
        own=own,
        campaign=own.campaign,
        result=shown,
        drawings=drawings_of(shown),
        shares=shares,
        today=now().date(),
    )


@bp.post("/results/<code>/remove")
@signed_in
def remove(code: str) -> ResponseReturnValue:
    """Take answers out of the space; they still count, and are nobody's any more."""
    own = own_result(code)
    keeping.take_out(get_session(), own.ticket_hash, person_id=person_here().id)
    get_session().commit()
    flash(_("Ces réponses ne sont plus dans votre espace. Elles comptent toujours."))
    return redirect(url_for(".index"), 303)


@bp.post("/results/<code>/withdraw")
@signed_in
def withdraw(code: str) -> ResponseReturnValue:
    """Withdraw answers for good; figures already released stay as they were shown."""
    own, settings = own_result(code), here().settings
    keeping.withdraw_kept(
        get_session(),
        own.campaign,
        own.ticket_hash,
        secret=settings.secret_key,
        folder=settings.folder,
        now=now(),
    )
    get_session().commit()
    flash(_("Ces réponses sont retirées : elles n’existent plus ici et ne comptent plus."))
    return redirect(url_for(".index"), 303)


@bp.route("/results/<code>/share", methods=["GET", "POST"])
@signed_in
def share(code: str) -> ResponseReturnValue:
    """Show a result to somebody whom the person names, under a link that is shown once."""
    own, today = own_result(code), now().date()
    form = ShareForm(data={"until": today + keeping.USUAL_SHARE})
    link = link_made(form, own.ticket_hash) if form.validate_on_submit() else ""
    return render_template(
        "space/share.html",
        campaign=own.campaign,
        form=form,
        link=link,
        shares=read.shares_of_result(get_session(), person_here().id, own.ticket_hash),
        today=today,
    )


@bp.post("/shares/<int:share_id>/end")
@signed_in
def end_share(share_id: int) -> ResponseReturnValue:
    """Close a link at once."""
    found, code = read.own_share(get_session(), person_here().id, share_id) or abort(404)
    keeping.end_share(get_session(), found, now=now())
    get_session().commit()
    flash(_("Ce lien ne montre plus rien."))
    return redirect(url_for(".share", code=code), 303)


@bp.get("/readings")
@signed_in
def readings() -> ResponseReturnValue:
    """Say who read the results of a person, and when."""
    found = read.readings_of(get_session(), person_here().id)
    return render_template("space/readings.html", readings=found)


@bp.route("/consents", methods=["GET", "POST"])
@signed_in
def consents() -> ResponseReturnValue:
    """Show each thing a person may agree to, and take their choice on one."""
    person_id = person_here().id
    forms = consent_forms(person_id)
    if request.method == "POST" and choice_taken(forms, person_id):
        return redirect(url_for(".consents"), 303)
    return render_template(
        "space/consents.html",
        purposes=PURPOSES,
        forms=forms,
        form=next((form for form in forms.values() if form.errors), None),
        given=read.choices_of_person(get_session(), person_id),
    )


@bp.get("/directory")
@may(Act.MEET)
def directory() -> ResponseReturnValue:
    """List who offers help in the organisations of the person."""
    helpers = read.helpers_in(get_session(), organisations_here(Act.MEET))
    return render_template("space/directory.html", helpers=helpers)


@bp.post("/export")
@signed_in
def export() -> ResponseReturnValue:
    """Give a person all that is held about them, in one archive that is kept nowhere."""
    session, person = get_session(), person_here()
    for own in read.kept_results(session, person.id):
        keeping.note_reading(session, own.ticket_hash, person_id=person.id, act=EXPORT, now=now())
    record(session, "person.exported", person_id=person.id, now=now())
    archive = person_archive(session, person, now=now(), language=current_language(), translate=_)
    session.commit()
    files = list(files_of(archive, language=current_language(), at=now()))
    answer = Response(zipped(files))
    answer.headers["Content-Type"] = "application/zip"
    answer.headers["Content-Disposition"] = f'attachment; filename="{FILE}.zip"'
    return answer


@bp.route("/erase", methods=["GET", "POST"])
@signed_in
@proved
def erase() -> ResponseReturnValue:
    """Erase a person on their word, sign them out, and show the receipt of it."""
    form, person = EraseForm(), person_here()
    receipt = erased(form) if form.validate_on_submit() else None
    if receipt is None:
        alone = read.alone_at_the_helm(get_session(), person.id)
        return render_template("space/erase.html", form=form, alone=alone, receipt=None)
    address, name, session = person.email, person.name, get_session()
    access.sign_out()
    session.commit()
    scrub_letters(session, here().settings.folder, (address, name))
    scrub(session)
    mailed = mail_receipt(here().settings, address, receipt)
    return render_template("space/erase.html", receipt=receipt, mailed=mailed)


def own_result(code: str) -> read.KeptResult:
    """Return the answers that the signed-in person keeps of a campaign; else 404."""
    return read.kept_result(get_session(), person_here().id, code) or abort(404)


def link_made(form: ShareForm, ticket_hash: bytes) -> str:
    """Return the link of a new share; nothing, with the reason beside the field, if refused."""
    session = get_session()
    try:
        token = keeping.share_result(
            session,
            ticket_hash,
            person_id=person_here().id,
            reader=form.reader.data,
            until=form.until.data,
            now=now(),
        )
    except (keeping.ShareOver, keeping.ShareTooLong) as refusal:
        form.until.errors = [said(refusal)]
        return ""
    session.commit()
    return url_for("shared.show", token=token, _external=True)


def consent_forms(person_id: int) -> dict[str, ConsentForm]:
    """Return a form for each purpose, with what the person wrote for it."""
    texts = read.texts_kept(get_session(), person_id)
    forms = {}
    for code, purpose in PURPOSES.items():
        form = ConsentForm(prefix=f"{code}-", data={"text": texts.get(code, "")})
        form.text.label.text = _(purpose.asks) if purpose.asks else ""
        forms[code] = form
    return forms


def choice_taken(forms: dict[str, ConsentForm], person_id: int) -> bool:
    """Say whether the choice that a form carries was written."""
    purpose = purpose_of(request.form.get("purpose", ""))
    session = get_session()
    if request.form.get("go") == "withdraw":
        withdraw_consent(session, purpose, person_id=person_id, now=now())
        flash(_("Votre accord est retiré."))
    elif is_filled(purpose, forms[purpose.code]):
        agree(session, purpose, person_id=person_id, now=now())
        purpose.keep(session, person_id, forms[purpose.code].text.data or "")
        flash(_("Votre accord est noté. Vous pouvez le retirer à tout moment."))
    else:
        return False
    session.commit()
    return True


def is_filled(purpose: Purpose, form: ConsentForm) -> bool:
    """Say whether a form holds what its purpose asks; the reason is beside the field if not."""
    if not form.validate():
        return False
    if purpose.asks and not (form.text.data or "").strip():
        form.text.errors = [_("Écrivez quelques mots, ou retirez votre accord.")]
        return False
    return True


def erased(form: EraseForm) -> Receipt | None:
    """Erase the signed-in person; None, with the reason beside the field, if refused."""
    person, settings = person_here(), here().settings
    try:
        return erase_on_word(
            get_session(),
            person,
            typed=form.typed.data,
            secret=settings.secret_key,
            folder=settings.folder,
            now=now(),
        )
    except (OtherAddress, AloneAtTheHelm) as refusal:
        form.typed.errors = [said(refusal)]
        return None
