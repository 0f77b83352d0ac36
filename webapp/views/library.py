"""The library of référentiels: any version of any size, to browse and to search."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from referentiel.browsing import Asked, browse, item_in, nested
from referentiel.item_sheets import item_sheet
from referentiel.library import drafts_of, holder_of, shelf, siblings_of
from referentiel.models import COMPETENCE, Item, Version
from referentiel.models.versions import PUBLISHED
from referentiel.queries import DEFAULT_SLUG, get_published_version
from surveys.roles import Act
from webapp.access import organisations_here, public, readable_version
from webapp.database import get_session
from webapp.languages import current_language

bp = Blueprint("library", __name__, url_prefix="/library")
MOST_PAGES = 100_000


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    """List the référentiels that are published, and apart the drafts of one's organisations."""
    session, page = get_session(), page_asked(request.args)
    books, has_more = shelf(session, page)
    if page > 1 and not books:
        abort(404)
    return render_template(
        "library/index.html",
        books=books,
        page=page,
        has_more=has_more,
        drafts=drafts_of(session, organisations_here(Act.DISCUSS)),
        here=get_published_version(session),
    )


@bp.get("/<int:version_id>")
@public
def version(version_id: int) -> ResponseReturnValue:
    """Browse a version, whole or branch by branch, or search it."""
    session, shown_version = get_session(), readable_version(version_id)
    asked = asked_of(request.args)
    if is_read_elsewhere(shown_version):
        return redirect(url_for("referentiel.index", q=asked.words or None))
    shown = browse(session, version_id, asked) or abort(404)
    return render_template(
        "library/version.html",
        version=shown_version,
        holder=holder_of(session, shown_version),
        others=(others := others_of(shown_version)),
        may_run=may_ask_about(shown_version, others),
        shown=shown,
        nodes=nested(shown.lines),
    )


@bp.get("/<int:version_id>/<int:item_id>")
@public
def item(version_id: int, item_id: int) -> ResponseReturnValue:
    """Show everything that is known of an area or of a competence."""
    session, shown_version = get_session(), readable_version(version_id)
    found = item_in(session, version_id, item_id) or abort(404)
    if is_read_elsewhere(shown_version):
        return redirect(read_at(found))
    own = organisations_here(Act.DISCUSS)
    return render_template(
        "library/item.html",
        version=shown_version,
        sheet=item_sheet(session, shown_version, found, current_language(), own),
    )


def asked_of(args: Mapping[str, str]) -> Asked:
    """Return what the address asks to see of a version."""
    under = args.get("under", "")
    return Asked(
        words=args.get("q", "").strip(),
        type=args.get("type", ""),
        kind=args.get("kind", ""),
        under=int(under) if under.isdecimal() and len(under) < 16 else None,
        page=page_asked(args),
    )


def page_asked(args: Mapping[str, str]) -> int:
    """Return the number of the page that the address asks for, from 1."""
    number = args.get("page", "")
    is_number = number.isdecimal() and len(number) < len(str(MOST_PAGES))
    return max(1, int(number)) if is_number else 1


def is_read_elsewhere(version: Version) -> bool:
    """Say whether a version has pages of its own, under /referentiel."""
    if version.referentiel.slug != DEFAULT_SLUG:
        return False
    here = get_published_version(get_session())
    return here is not None and here.id == version.id


def read_at(item: Item) -> str:
    """Return where an item of the version with pages of its own is shown."""
    if item.kind == COMPETENCE:
        return url_for("referentiel.competence", code=item.code)
    return url_for("referentiel.index", _anchor=item.code)


def others_of(version: Version) -> list[Version]:
    """Return the other versions of a référentiel that the reader may see."""
    siblings = siblings_of(get_session(), version, organisations_here(Act.DISCUSS))
    return [sibling for sibling in siblings if sibling.id != version.id]


def may_ask_about(version: Version, others: list[Version]) -> bool:
    """Say whether the reader may prepare a campaign on a version: their own, published last."""
    own = version.referentiel.organisation_id in organisations_here(Act.RUN)
    published = [it for it in (version, *others) if it.state == PUBLISHED]
    last = max(published, key=lambda it: (it.published_on or date.min, it.id), default=None)
    return own and last is version
