"""Files that become référentiels: sent, read, planned, and written once somebody has said so."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from referentiel import import_files as files
from referentiel.base import Refusal
from referentiel.formats import FORMATS
from referentiel.formats.base import MOST_BYTES, Source
from referentiel.importing import Wish, empty_tree
from referentiel.models import ImportFile
from referentiel.models.imports import PLANNED
from referentiel.stored import tree_of_version
from surveys.guard.audit import record
from surveys.queries.organisations import organisations_named
from surveys.roles import Act
from webapp.access import may, organisations_here, person_here, readable_version
from webapp.clock import now
from webapp.database import get_session
from webapp.delivering import Ground
from webapp.forms.imports import ImportForm
from webapp.importing import take_in_one
from webapp.jobs import take_in_soon
from webapp.languages import current_language
from webapp.plan_words import ACTIONS, KINDS, ONE, PARTS, STATES, changes_of, issues_of, kinds_of
from webapp.room import here
from webapp.taking_away import file_of

bp = Blueprint("imports", __name__, url_prefix="/imports")

LISTED = 50
SMALL = 200_000  # bytes that are read while their sender waits
AROUND = 100_000  # bytes of a form around its file
TEMPLATE = "xlsx"


@bp.url_value_preprocessor
def let_large_files_in(endpoint: str | None, _values: object) -> None:
    """Let who is signed in send more here than elsewhere, before anything reads the form."""
    if endpoint == "imports.new" and "_user_id" in cookie:  # the base is not open yet
        request.max_content_length = MOST_BYTES + AROUND


@bp.get("/")
@may(Act.AUTHOR)
def index() -> ResponseReturnValue:
    """List the files of one's organisations, and what became of them."""
    organisations = organisations_here(Act.AUTHOR)
    return render_template(
        "imports/index.html",
        found=files.imports_of(get_session(), organisations, limit=LISTED),
        several=len(organisations) > 1,
        states=STATES,
        kept=files.KEPT.days,
    )


@bp.route("/new", methods=["GET", "POST"])
@may(Act.AUTHOR)
def new() -> ResponseReturnValue:
    """Take a file; a small one is read at once."""
    form = offered_form()
    sent = added(form) if form.validate_on_submit() else None
    if sent is not None:
        return go_on(sent)
    readable = [it for it in FORMATS.values() if it.read is not None]
    return render_template(
        "imports/new.html", form=form, readable=readable, template=FORMATS.get(TEMPLATE)
    )


@bp.get("/template")
@may(Act.AUTHOR)
def template() -> ResponseReturnValue:
    """Give a spreadsheet to fill in, empty or with what a version says."""
    found = FORMATS.get(TEMPLATE)
    if found is None or found.write is None:
        abort(404)
    version_id = request.args.get("version", type=int)
    if version_id is None:
        return file_of(empty_tree(_("Modèle de référentiel")), found)
    return file_of(tree_of_version(get_session(), readable_version(version_id)), found)


@bp.get("/<int:import_id>")
@may(Act.AUTHOR)
def show(import_id: int) -> ResponseReturnValue:
    """Show how far a file is, what it would change, or what became of it."""
    file = own_import(import_id)
    plan, kind = file.plan, request.args.get("kind", "")
    return render_template(
        "imports/show.html",
        file=file,
        plan=plan,
        busy=file.state in files.BUSY,
        kind=kind,
        kinds=kinds_of(plan),
        changes=changes_of(plan, kind, number("page"), current_language()),
        issues=issues_of(plan, number("issues")),
        words={"states": STATES, "actions": ACTIONS, "kinds": KINDS, "one": ONE, "parts": PARTS},
        format=FORMATS.get(file.format),
    )


@bp.get("/<int:import_id>/progress")
@may(Act.AUTHOR)
def progress(import_id: int) -> ResponseReturnValue:
    """Say, to a script, how far a file is."""
    file = own_import(import_id)
    return {"state": file.state, "done": file.done, "total": file.total}


@bp.post("/<int:import_id>/confirm")
@may(Act.AUTHOR)
def confirm(import_id: int) -> ResponseReturnValue:
    """Have the plan that was read written; another, or the same twice, is not."""
    file = own_import(import_id)
    if not files.confirm(get_session(), file, request.form.get("stamp", "")):
        is_planned = file.state == PLANNED
        old = _("Le plan a changé depuis votre lecture. Relisez-le, puis confirmez.")
        flash(old if is_planned else _("Cet import était déjà confirmé."))
        return redirect(url_for(".show", import_id=import_id), 303)
    note("import.confirmed", file)
    return go_on(file)


@bp.post("/<int:import_id>/drop")
@may(Act.AUTHOR)
def drop(import_id: int) -> ResponseReturnValue:
    """Forget a file: nothing of it is written."""
    file = own_import(import_id)
    if files.give_up(get_session(), file):
        get_session().commit()
        flash(_("Le fichier est oublié."))
        return redirect(url_for(".index"), 303)
    flash(_("Cet import est en train de s’écrire : il ne peut plus être abandonné."))
    return redirect(url_for(".show", import_id=import_id), 303)


def own_import(import_id: int) -> ImportFile:
    """Return a file of one's organisations; those of others are not found."""
    return files.import_of(get_session(), import_id, organisations_here(Act.AUTHOR)) or abort(404)


def number(name: str) -> int:
    """Return a number of the address, 1 unless there is one."""
    return request.args.get(name, 1, type=int)


def offered_form() -> ImportForm:
    """Return the form with the organisations and the référentiels of who sends it."""
    organisations = organisations_here(Act.AUTHOR)
    form = ImportForm(target=request.args.get("target", ""))
    form.offer(
        organisations_named(get_session(), organisations),
        files.referentiels_held(get_session(), organisations),
    )
    return form


def added(form: ImportForm) -> ImportFile | None:
    """Keep the file of a valid form; None, with the reason in the form, if it is refused."""
    session, organisations = get_session(), organisations_here(Act.AUTHOR)
    target = form.target.data
    holders = {
        it.slug: it.organisation_id for it in files.referentiels_held(session, organisations)
    }
    chosen = form.organisation.data if "organisation" in form else min(organisations)
    by_id = {it.id: it for it in organisations_named(session, organisations)}
    wish = Wish(
        slug=target or form.slug.data or "",
        label=(form.label.data or "").strip(),
        language=form.language.data,
        format=form.format.data,
    )
    source = Source(form.file.data.filename or "", form.file.data.read())
    try:
        file = files.add_file(
            session,
            by_id[holders.get(target, chosen)],
            source,
            wish,
            by=person_here().id,
            now=now(),
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return None
    note("import.sent", file)
    return file


def note(act: str, file: ImportFile) -> None:
    """Note an act in the journal of the organisation, last in its transaction."""
    person_id, subject = person_here().id, f"import:{file.id}"
    own = file.organisation_id
    record(get_session(), act, now=now(), person_id=person_id, organisation_id=own, subject=subject)


def go_on(file: ImportFile) -> Response:
    """Commit, go on with the file here if it is small, else have the worker do it; show it."""
    size = len(file.content)
    get_session().commit()
    if size <= SMALL:
        take_in_one(Ground(here().settings, here().sessions, here().clock), file.id)
    else:
        take_in_soon()
    return Response(status=303, headers={"Location": url_for(".show", import_id=file.id)})
