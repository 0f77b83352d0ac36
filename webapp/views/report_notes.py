"""Notes of the analysis on the report of a campaign: written, corrected, withdrawn, taken up."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reports import notes
from reports.notes import NoteChanged, Words, Written
from reports.queries import archived, last_release
from surveys.models import Campaign, Release
from surveys.roles import Act
from webapp.access import may, own_campaign, person_here
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.report_notes import ReportNoteForm, values_of
from webapp.labels import in_paris
from webapp.languages import current_language
from webapp.noting import CORRECTED, DELETED, NOTED, PUT_BACK, WITHDRAWN, note

DIGITS = 9  # of a revision, and more than anybody reaches

bp = Blueprint("report_notes", __name__, url_prefix="/reports/campaigns/<int:campaign_id>/notes")


@bp.route("", methods=["GET", "POST"])
@may(Act.ANNOTATE)
def index(campaign_id: int) -> ResponseReturnValue:
    """List the notes on the last release, offer those on earlier ones, and take a new one."""
    campaign, session = own_campaign(campaign_id, Act.ANNOTATE), get_session()
    release = last_release(session, campaign.id)
    if release is None:
        return render_template("report_notes/none.html", campaign=campaign)
    taken = notes.note_on(session, campaign, request.args.get("take", 0, int))
    form = form_for(campaign, release, taken)
    if form.validate_on_submit() and is_of_last(form, release):
        notes.write_note(session, release, form.words(), by=person_here().id, today=today())
        if taken and taken.kept.release_id != release.id:
            notes.settle_note(taken.kept)
        return done(campaign, NOTED, _("La note est jointe au rapport."))
    return page(campaign, release, form)


@bp.route("/<int:note_id>", methods=["GET", "POST"])
@may(Act.ANNOTATE)
def edit(campaign_id: int, note_id: int) -> ResponseReturnValue:
    """Correct a note; its readers are told on which day."""
    campaign, session = own_campaign(campaign_id, Act.ANNOTATE), get_session()
    release = last_release(session, campaign.id) or abort(404)
    found = notes.note_on(session, campaign, note_id)
    if found is None:
        return gone(campaign, release)
    form = form_for(campaign, release, found, seen=found.kept.revision)
    changed = corrected(found, form) if form.validate_on_submit() else None
    if changed:
        return done(campaign, CORRECTED, _("La note est corrigée, à la date du jour."))
    if changed is False:
        return redirect(url_for(".index", campaign_id=campaign.id), 303)
    return render_template("report_notes/edit.html", campaign=campaign, form=form, found=found)


@bp.post("/<int:note_id>/settle")
@may(Act.ANNOTATE)
def settle(campaign_id: int, note_id: int) -> ResponseReturnValue:
    """Withdraw a note, put it back, delete it, or leave it to the release that it was about."""
    campaign, session = own_campaign(campaign_id, Act.ANNOTATE), get_session()
    found = notes.note_on(session, campaign, note_id) or abort(404)
    match request.form.get("act"):
        case "withdraw":
            notes.withdraw_note(found.kept, today=today())
            said = _("La note est retirée du rapport. Son texte est gardé plus bas.")
            return done(campaign, WITHDRAWN, said)
        case "restore":
            notes.restore_note(found.kept)
            return done(campaign, PUT_BACK, _("La note est remise dans le rapport."))
        case "delete" if notes.delete_note(session, found.kept):
            return done(campaign, DELETED, _("La note est supprimée."))
        case "leave":
            notes.settle_note(found.kept)
            session.commit()
            flash(_("La note reste à sa publication ; elle n’est plus proposée."))
    return redirect(url_for(".index", campaign_id=campaign.id), 303)


def form_for(
    campaign: Campaign, release: Release, shown: Written | None, *, seen: int | None = None
) -> ReportNoteForm:
    """Return the form of a note, which holds what `shown` says until something is typed."""
    me = person_here()
    words = Words("", request.args.get("section", ""), current_language(), by_name=False)
    if shown:
        kept = shown.kept
        by_name = kept.by_name and kept.written_by == me.id
        words = Words(kept.text, kept.section, kept.language, by_name=by_name)
    stamp = str(release.number if seen is None else seen)
    document = archived(get_session(), release, current_language()) or abort(404)
    form = ReportNoteForm(data=values_of(words) | {"seen": stamp})
    form.offer(document.sections, campaign.organisation.name, me.name)
    return form


def corrected(found: Written, form: ReportNoteForm) -> bool | None:
    """Correct a note as a valid form says, and say whether that changed it; None if refused."""
    seen, by = form.seen.data or "", person_here().id
    revision = int(seen) if seen.isdecimal() and len(seen) < DIGITS else 0
    words = form.words()
    try:
        return notes.correct_note(
            get_session(), found.kept, words, seen=revision, by=by, today=today()
        )
    except NoteChanged as refusal:
        form.text.errors = [_(refusal.sentence)]
        form.show_again(str(found.kept.revision))
        form.theirs = True
    return None


def is_of_last(form: ReportNoteForm, release: Release) -> bool:
    """Say whether a new note was written before the figures it will stand beside."""
    if form.seen.data == str(release.number):
        return True
    form.text.errors = [
        _(
            "La publication n° %(number)s a paru pendant que vous écriviez : relisez votre note "
            "devant ses chiffres, puis enregistrez-la de nouveau.",
            number=release.number,
        )
    ]
    form.show_again(str(release.number))
    return False


def gone(campaign: Campaign, release: Release) -> ResponseReturnValue:
    """Offer what was typed as a new note, where the note it corrected was deleted meanwhile."""
    if request.method == "GET":
        abort(404)
    form = form_for(campaign, release, None)
    form.show_again(str(release.number))
    form.text.errors = [
        _("Cette note a été supprimée. Votre texte est gardé : enregistrez-le comme une nouvelle.")
    ]
    return page(campaign, release, form)


def page(campaign: Campaign, release: Release, form: ReportNoteForm) -> str:
    """Return the page of the notes on a release."""
    session = get_session()
    written = notes.notes_of(session, release)
    return render_template(
        "report_notes/index.html",
        campaign=campaign,
        release=release,
        form=form,
        titles=titles_in(form),
        joined=[it for it in written if it.kept.withdrawn_on is None],
        withdrawn=[it for it in written if it.kept.withdrawn_on],
        earlier=notes.notes_before(session, release),
        take=request.args.get("take", 0, int),
    )


def titles_in(form: ReportNoteForm) -> dict[str, str]:
    """Return what notes may be about, by key; that of the whole report is empty."""
    whole, *sections = form.section.choices
    return {"": whole.label} | {choice.value: choice.label for choice in sections}


def done(campaign: Campaign, act: str, said: str) -> ResponseReturnValue:
    """Note an act in the journal, keep it, and lead back to the list."""
    note(campaign, act, by=person_here().id)
    get_session().commit()
    flash(said)
    return redirect(url_for(".index", campaign_id=campaign.id), 303)


def today() -> date:
    """Return the day, as it is in Paris."""
    return in_paris(now()).date()
