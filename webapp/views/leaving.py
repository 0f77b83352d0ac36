"""An organisation takes all that it has, then leaves."""

from io import BytesIO

from flask import Blueprint, Response, abort, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from referentiel.base import french
from referentiel.people import Organisation
from reports.organisation_file import write_organisation
from surveys.guard.audit import record
from surveys.leaving import Departure, OtherName, leave
from surveys.models import AuditEntry
from surveys.queries.leaving import belongings, departure_entry, stays_host
from surveys.roles import Act
from webapp.access import may, own_organisation, person_here, proved, public
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.organisations import LeaveForm
from webapp.room import here
from webapp.scrubbing import scrub, scrub_letters

bp = Blueprint("leaving", __name__)

EXPORTED = "organisation.exported"
COUNTED = {
    "membership": french("rôles de membres"),
    "invitation": french("invitations"),
    "event": french("événements"),
    "referentiel": french("référentiels"),
    "campaign": french("campagnes"),
    "submission": french("réponses"),
    "share": french("partages"),
}


@bp.route("/organisations/<int:organisation_id>/leave", methods=["GET", "POST"])
@may(Act.ADMINISTER)
@proved
def show(organisation_id: int) -> ResponseReturnValue:
    """Say what leaves with an organisation; once its name is typed, delete it all."""
    organisation = own_organisation(organisation_id, Act.ADMINISTER)
    form = LeaveForm()
    name = organisation.name
    gone = departed(organisation, form) if form.validate_on_submit() else None
    if gone:
        get_session().commit()
        scrub_letters(get_session(), here().settings.folder, (name,))
        scrub(get_session())
        return redirect(url_for(".receipt", reference=gone.reference), 303)
    return render_template(
        "leaving/show.html",
        organisation=organisation,
        held=belongings(get_session(), organisation.id),
        stays=stays_host(get_session(), organisation),
        form=form,
    )


@bp.post("/organisations/<int:organisation_id>/export")
@may(Act.ADMINISTER)
@proved
def export(organisation_id: int) -> ResponseReturnValue:
    """Give everything of an organisation as one file."""
    organisation = own_organisation(organisation_id, Act.ADMINISTER)
    stream = BytesIO()
    write_organisation(get_session(), organisation, stream)
    by, number = person_here().id, organisation.id
    record(get_session(), EXPORTED, person_id=by, organisation_id=number, now=now())
    get_session().commit()
    stream.seek(0)
    name = f"reperes-{organisation.slug}.zip"
    return send_file(stream, mimetype="application/zip", as_attachment=True, download_name=name)


@bp.get("/receipts/<reference>")
@public
def receipt(reference: str) -> ResponseReturnValue:
    """Show that an organisation left, when, and how much went with it."""
    entry = departure_entry(get_session(), reference) or abort(404)
    return render_template(
        "leaving/receipt.html", reference=reference, entry=entry, counts=counts_in(entry)
    )


@bp.get("/receipts/<reference>.txt")
@public
def receipt_file(reference: str) -> ResponseReturnValue:
    """Give the receipt as a file to keep."""
    text = receipt_text(reference)
    return Response(
        text,
        mimetype="text/plain",
        headers={"Content-Disposition": "attachment; filename=recu-reperes.txt"},
    )


def receipt_text(reference: str) -> str:
    """Return the receipt in plain text; an unknown one is not found."""
    entry = departure_entry(get_session(), reference) or abort(404)
    counts = counts_in(entry)
    return render_template("leaving/receipt.txt", reference=reference, entry=entry, counts=counts)


def departed(organisation: Organisation, form: LeaveForm) -> Departure | None:
    """Return the proof that an organisation left; None, with the reason in the form, if not."""
    try:
        return leave(
            get_session(),
            organisation,
            typed=form.name.data,
            by=person_here().id,
            secret=here().settings.secret_key,
            folder=here().settings.folder,
            now=now(),
        )
    except OtherName as refusal:
        form.name.errors = [_(refusal.sentence)]
        return None


def counts_in(entry: AuditEntry) -> list[tuple[str, int]]:
    """Return what went with an organisation, in words, as the chain tells it."""
    parts = (part.partition(":") for part in entry.subject.split()[1:])
    told = {name: int(count) for name, _colon, count in parts}
    return [(_(word), told[name]) for name, word in COUNTED.items() if name in told]
