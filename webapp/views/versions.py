"""A version on its way: drafted from another, published, withdrawn; what became of its entries."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from referentiel import history
from referentiel.changes import MERGED, SPLIT, EntryChange
from referentiel.declaring import (
    CONTINUED,
    OTHER,
    PLAIN,
    NotDeclared,
    declare,
    next_code,
    set_apart,
)
from referentiel.differences import differences
from referentiel.models import Version
from referentiel.models.versions import PUBLISHED
from referentiel.queries import get_version
from referentiel.stored import tree_of_version
from referentiel.successions import Entry, Line, counts_of, lines
from referentiel.versioning import (
    LabelTaken,
    NotPublished,
    blockers,
    check_draft,
    check_frozen,
    delete_draft,
    draft_from,
    hash_now,
)
from referentiel.versioning import (
    publish as publish_draft,
)
from referentiel.versioning import (
    withdraw as withdraw_version,
)
from surveys.guard.audit import record
from surveys.roles import Act
from webapp.access import (
    may,
    organisations_here,
    own_version,
    person_here,
    public,
    readable_version,
)
from webapp.clock import now
from webapp.comparing import Sought
from webapp.database import get_session
from webapp.forms.versions import FateForm, PublishForm
from webapp.languages import current_language
from webapp.said import said
from webapp.version_words import fate_of

bp = Blueprint("versions", __name__, url_prefix="/versions")
MOST_SUGGESTED = 200  # codes that a field proposes


@bp.get("/<int:older_id>/<int:newer_id>/difference")
@public
def difference(older_id: int, newer_id: int) -> ResponseReturnValue:
    """Show what two versions do not share, word by word."""
    session, asked = get_session(), Sought.of(request.args)
    older, newer = readable_version(older_id), readable_version(newer_id)
    rows = history.descent(session, older, newer)
    before, after = (tree_of_version(session, it) for it in (older, newer))
    found = differences(before, after, rows or ())
    return render_template(
        "versions/difference.html",
        older=older,
        newer=newer,
        found=found,
        counts=found.counts if rows is None else counts_of(rows),
        declared=rows is not None,
        asked=asked,
        leaf=asked.leaf(found.changes, lambda change: change.fate, words_of_change),
    )


@bp.get("/<int:version_id>/integrity")
@public
def integrity(version_id: int) -> ResponseReturnValue:
    """Read a published version anew, and say whether it still says what was published."""
    version = readable_version(version_id)
    check_frozen(version)
    found = hash_now(get_session(), version)
    return render_template("versions/integrity.html", version=version, found=found)


@bp.get("/<int:version_id>/successions")
@public
def successions(version_id: int) -> ResponseReturnValue:
    """List what became of every entry of the version before; on a draft, let it be declared."""
    version, session = readable_version(version_id), get_session()
    asked = Sought.of(request.args)
    before, after, settled = history.settled_in(session, version)
    every = lines(before, after, settled.rows) if version.based_on_id else []
    return render_template(
        "versions/successions.html",
        version=version,
        base=get_version(session, version.based_on_id) if version.based_on_id else None,
        counts=counts_of(settled.rows),
        problems=[said(problem) for problem in settled.problems],
        asked=asked,
        leaf=asked.leaf(every, lambda line: line.kind, words_of_line),
        own=version.referentiel.organisation_id in organisations_here(Act.AUTHOR),
    )


@bp.route("/<int:version_id>/successions/<int:item_id>", methods=["GET", "POST"])
@may(Act.AUTHOR)
def fate(version_id: int, item_id: int) -> ResponseReturnValue:
    """Say what an entry of the version before becomes in a draft."""
    version = own_version(version_id)
    before, after, settled = history.settled_in(get_session(), version)
    entry = next((it for it in before.values() if it.item_id == item_id), None) or abort(404)
    check_draft(version)
    [line] = lines({entry.lineage: entry}, after, settled.of_origin()[entry.lineage])
    form = fate_form(version, line, after.get(entry.lineage))
    if form.validate_on_submit() and declared(form, version, entry):
        get_session().commit()
        flash(_("C’est noté : %(code)s.", code=entry.code))
        return redirect(url_for(".successions", version_id=version.id), 303)
    known = [it for it in after.values() if it.kind == entry.kind]
    shown = {"version": version, "entry": entry, "line": line, "form": form}
    return render_template("versions/fate.html", known=known[:MOST_SUGGESTED], **shown)


@bp.post("/<int:version_id>/draft")
@may(Act.AUTHOR)
def draft(version_id: int) -> ResponseReturnValue:
    """Prepare a draft that says what a version says."""
    version = own_version(version_id)
    made = draft_from(get_session(), version, label=request.form.get("label", ""))
    note(made, "version.drafted")
    get_session().commit()
    flash(_("Le brouillon « %(label)s » est prêt.", label=made.label))
    return redirect(url_for(".successions", version_id=made.id), 303)


@bp.route("/<int:version_id>/publish", methods=["GET", "POST"])
@may(Act.AUTHOR)
def publish(version_id: int) -> ResponseReturnValue:
    """Show what would be published and what stands against it; then freeze the draft."""
    version, session = own_version(version_id), get_session()
    check_draft(version)
    form = PublishForm(label=version.label, revision=version.revision)
    if form.validate_on_submit() and published(form, version):
        flash(_("La version « %(label)s » est publiée.", label=version.label))
        return redirect(url_for(".successions", version_id=version.id), 303)
    return render_template(
        "versions/publish.html",
        version=version,
        base=get_version(session, version.based_on_id) if version.based_on_id else None,
        form=form,
        blockers=[said(blocker) for blocker in blockers(session, version)],
        counts=counts_of(history.settled_in(session, version)[2].rows),
        competences=history.count_competences(session, version.id),
        remarks=history.count_open_remarks(session, version.id),
    )


@bp.route("/<int:version_id>/withdraw", methods=["GET", "POST"])
@may(Act.AUTHOR)
def withdraw(version_id: int) -> ResponseReturnValue:
    """Offer a version no more, once whoever does it has read what that changes."""
    version = own_version(version_id)
    if version.state != PUBLISHED:
        raise NotPublished(label=version.label)
    if request.method == "POST":
        note(withdraw_version(get_session(), version), "version.withdrawn")
        get_session().commit()
        flash(_("La version « %(label)s » est retirée.", label=version.label))
        return redirect(url_for(".successions", version_id=version.id), 303)
    left = history.offered_without(get_session(), version)
    return render_template("versions/withdraw.html", version=version, left=left)


@bp.route("/<int:version_id>/delete", methods=["GET", "POST"])
@may(Act.AUTHOR)
def delete(version_id: int) -> ResponseReturnValue:
    """Delete a draft, once whoever does it has read what goes."""
    version, session = own_version(version_id), get_session()
    check_draft(version)
    base = version.based_on_id
    if request.method == "POST":
        note(version, "version.deleted")
        delete_draft(session, version)
        session.commit()
        flash(_("Le brouillon est supprimé."))
        there = url_for(".successions", version_id=base) if base else url_for("home.index")
        return redirect(there, 303)
    return render_template(
        "versions/delete.html",
        version=version,
        competences=history.count_competences(session, version.id),
        remarks=history.count_open_remarks(session, version.id),
    )


def note(version: Version, act: str) -> None:
    """Note an act in the journal of the organisation that holds the référentiel."""
    record(
        get_session(),
        act,
        now=now(),
        person_id=person_here().id,
        organisation_id=version.referentiel.organisation_id,
        subject=f"version:{version.id}",
    )


def published(form: PublishForm, version: Version) -> bool:
    """Publish what a valid form says; False, with the reason beside its field, if it cannot be.

    What blocks the whole draft is refused on a page of its own: the page that leads here says it.
    """
    session, revision = get_session(), form.revision.data or ""
    try:
        publish_draft(
            session,
            version,
            standing=form.standing.data,
            label=form.label.data,
            today=now().date(),
            revision=int(revision) if revision.isdecimal() else -1,
        )
    except LabelTaken as refusal:
        form.refuse(said(refusal))
        return False
    note(version, "version.published")
    session.commit()
    return True


def fate_form(version: Version, line: Line, now_there: Entry | None) -> FateForm:
    """Return the form for an entry, filled with what becomes of it for now."""
    entry = line.entry
    form = FateForm(fate=PLAIN)
    others = [target.code for target in line.targets if target.lineage != entry.lineage]
    if request.method == "GET" and others:
        form.fate.data = line.kind if line.kind in (SPLIT, MERGED) else CONTINUED
        form.codes.data = ", ".join(target.code for target in line.targets)
    stays = now_there is not None and now_there.kind == entry.kind
    form.offer(stays=stays, plain=fate_of(entry, now_there if stays else None))
    if stays and not form.new_code.data:
        codes = history.codes_of(get_session(), version.referentiel_id)
        form.new_code.data = next_code(now_there.code if now_there else entry.code, codes)
    return form


def declared(form: FateForm, version: Version, entry: Entry) -> bool:
    """Declare what a valid form says; False, with the reason beside its field, if it cannot be."""
    try:
        if form.fate.data == OTHER:
            set_apart(get_session(), version, entry.lineage, form.new_code.data or "")
        else:
            declare(get_session(), version, entry.lineage, form.fate.data, form.codes_said())
    except NotDeclared as refusal:
        form.refuse(said(refusal))
        return False
    return True


def words_of_line(line: Line) -> str:
    """Return what a search looks into."""
    ends = (*line.origins, *line.targets)
    return " ".join(f"{entry.code} {entry.label(current_language())}" for entry in ends)


def words_of_change(change: EntryChange) -> str:
    """Return what a search looks into."""
    ends = (node for node in (change.older, change.newer) if node)
    return " ".join(
        " ".join((node.code, *(said.get("label", "") for said in node.texts.values())))
        for node in ends
    )
