"""Correspondences with other references: built, decided upon, and counted from both ends."""

from io import BytesIO

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from referentiel import crosswalks as rules
from referentiel.covering import without
from referentiel.crosswalk_queries import (
    competences_asked,
    count_asked,
    counts_of,
    item_in,
    links_named,
    links_of,
    neighbours,
    schemes_of,
)
from referentiel.crosswalks import ConnectedAlready, Counterpart, counterpart_of
from referentiel.models import Item, Version
from referentiel.models.links import REFUSED
from referentiel.queries import crosswalks_of
from reports.exports import FORMATS
from surveys.roles import Act
from webapp.access import may, own_version, person_here, public, readable_version
from webapp.clock import now
from webapp.crosswalking import (
    MOST_LISTED,
    PER_PAGE,
    bench_for,
    coverage_of,
    filter_asked,
    name_of,
    names_sent,
    note,
    page_asked,
    references_here,
    writes_here,
)
from webapp.database import get_session
from webapp.forms.crosswalks import CounterpartForm
from webapp.onward import local_path

bp = Blueprint("crosswalks", __name__, url_prefix="/crosswalks")
bp.add_app_template_global(name_of, "crosswalk_name")


@bp.get("/<int:version_id>")
@public
def index(version_id: int) -> ResponseReturnValue:
    """List the competences of a version with their correspondences, some at a time."""
    version, session = readable_version(version_id), get_session()
    asked = filter_asked(request.args)
    paging = page_asked(count_asked(session, version, asked))
    items = competences_asked(session, version, asked, offset=paging.offset, limit=PER_PAGE)
    lineages = [item.lineage for item in items]
    return render_template(
        "crosswalks/index.html",
        version=version,
        asked=asked,
        paging=paging,
        items=items,
        links=crosswalks_of(session, version.referentiel_id, lineages, scheme=asked.scheme),
        counts=counts_of(session, version, asked.scheme),
        schemes=schemes_of(session, version.referentiel_id),
        writes=writes_here(version),
    )


@bp.get("/<int:version_id>/items/<int:item_id>")
@public
def item(version_id: int, item_id: int) -> ResponseReturnValue:
    """Show the correspondences of a competence and, to an author, what may answer it."""
    version, shown = found(readable_version(version_id), item_id)
    signed = links_of(get_session(), version.referentiel_id, shown.lineage)
    writes = writes_here(version)
    return render_template(
        "crosswalks/item.html",
        version=version,
        item=shown,
        signed=signed,
        near=neighbours(get_session(), shown),
        bench=bench_for(version, shown, [link for link, _by in signed]) if writes else None,
        writes=writes,
    )


@bp.post("/<int:version_id>/decide")
@may(Act.AUTHOR)
def decide(version_id: int) -> ResponseReturnValue:
    """Decide on the correspondences that are ticked, all alike."""
    version, session = own_version(version_id), get_session()
    links = links_named(session, version.referentiel_id, names_sent())
    count = rules.decide(
        session,
        links,
        request.form.get("decision", ""),
        relation=request.form.get("relation", ""),
        by=person_here().id,
        today=now().date(),
    )
    note(version)
    session.commit()
    flash(ngettext("%(num)s correspondance à jour.", "%(num)s correspondances à jour.", count))
    return redirect(back_to(url_for(".index", version_id=version_id)), 303)


@bp.post("/<int:version_id>/items/<int:item_id>/add")
@may(Act.AUTHOR)
def add(version_id: int, item_id: int) -> ResponseReturnValue:
    """Add an entry of a reference held here, or remember that it does not answer."""
    version, shown = found(own_version(version_id), item_id)
    status = rules.status_after(request.form.get("decision", ""))
    connected(version, shown, entry_sent(version), status)
    get_session().commit()
    is_refused = status == REFUSED
    flash(_("Entrée écartée.") if is_refused else _("La correspondance est ajoutée."))
    return redirect(back_to(url_for(".item", version_id=version_id, item_id=item_id)), 303)


@bp.route("/<int:version_id>/items/<int:item_id>/write", methods=["GET", "POST"])
@may(Act.AUTHOR)
def write(version_id: int, item_id: int) -> ResponseReturnValue:
    """Write a correspondence by hand, for a reference that is not held here."""
    version, shown = found(own_version(version_id), item_id)
    form = CounterpartForm()
    if form.validate_on_submit() and written(form, version, shown):
        get_session().commit()
        flash(_("La correspondance est ajoutée."))
        return redirect(url_for(".item", version_id=version_id, item_id=item_id), 303)
    return render_template("crosswalks/write.html", version=version, item=shown, form=form)


@bp.get("/<int:version_id>/coverage")
@public
def coverage(version_id: int) -> ResponseReturnValue:
    """Show which competences, and which entries of a fiche, nothing answers."""
    version = readable_version(version_id)
    asked = coverage_of(version)
    return render_template(
        "crosswalks/coverage.html",
        version=version,
        asked=asked,
        left=without(asked.competences) if asked else [],
        left_required=without(asked.required) if asked else [],
        formats=FORMATS.values(),
        most=MOST_LISTED,
    )


@bp.get("/<int:version_id>/coverage.<extension>")
@public
def export(version_id: int, extension: str) -> ResponseReturnValue:
    """Give the same as a file."""
    asked = coverage_of(readable_version(version_id))
    if asked is None or extension not in FORMATS:
        abort(404)
    kind, stream = FORMATS[extension], BytesIO()
    kind.write(asked.document, stream, now())
    stream.seek(0)
    name = f"{_('couverture')}.{kind.extension}"
    return send_file(stream, mimetype=kind.media_type, as_attachment=True, download_name=name)


def back_to(page: str) -> str:
    """Return the page that a form came from, if it says so, else another."""
    return local_path(request.form.get("back", "")) or page


def found(version: Version, item_id: int) -> tuple[Version, Item]:
    """Return a version with its item; one of another version is not found."""
    return version, item_in(get_session(), version.id, item_id) or abort(404)


def entry_sent(version: Version) -> Counterpart:
    """Return the entry of a reference that a form names; it must be one that the person reads."""
    reference_id = request.form.get("reference", 0, type=int)
    reference = next((one for one in references_here(version) if one.id == reference_id), None)
    entry_id = request.form.get("entry", 0, type=int)
    entry = item_in(get_session(), reference_id, entry_id) if reference else None
    if reference is None or entry is None:
        abort(404)
    return counterpart_of(reference, entry)


def connected(version: Version, item: Item, counterpart: Counterpart, status: str) -> None:
    """Write a correspondence with the relation that the form gives, and note who did."""
    rules.connect(
        get_session(),
        version.referentiel_id,
        item.lineage,
        counterpart,
        relation=request.form.get("relation", ""),
        status=status,
        by=person_here().id,
        today=now().date(),
    )
    note(version)


def written(form: CounterpartForm, version: Version, item: Item) -> bool:
    """Say whether a valid form was written; if not, the reason is beside its field."""
    try:
        connected(version, item, form.counterpart(), form.status.data)
    except ConnectedAlready as refusal:
        form.refuse(refusal)
        return False
    return True
