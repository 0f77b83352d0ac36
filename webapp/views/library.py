"""The library of référentiels: any version of any size, to browse and to search.

`which` is the slug of a référentiel, for its version in force, or the number of a version, for
good; an entry has its code under the one, its number under the other.
"""

import re
from collections.abc import Mapping
from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from referentiel.browsing import Asked, browse, counts_of, item_in, item_of_code, nested
from referentiel.crosswalks import ROME
from referentiel.item_sheets import item_sheet
from referentiel.library import (
    drafts_of,
    holder_of,
    shelf,
    siblings_of,
    version_in_force,
    which_of,
)
from referentiel.models import Item, Version
from referentiel.models.versions import PUBLISHED
from referentiel.profiles import expected_targets
from referentiel.queries import (
    anchors_of,
    crosswalks_of,
    get_profile,
    has_profiles,
    is_connected,
    items_named,
    items_of,
    profiles_of,
    scale_of,
)
from referentiel.search import branches, references_of
from surveys.models import Campaign
from surveys.opening import State, state_of
from surveys.queries.campaigns import campaigns_assessing
from surveys.queries.events import workshops_aiming_at
from surveys.roles import Act
from webapp.access import organisations_here, public, readable_version
from webapp.clock import now
from webapp.database import get_session
from webapp.languages import current_language

bp = Blueprint("library", __name__, url_prefix="/library")
MOST_PAGES = 100_000
PRINTED = 1_000  # entries on one page, to print
SPELT = re.compile(r"(?!(?:profiles|print)$)\w[\w.\-]*")  # codes that an address can hold


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
    )


@bp.get("/<which>")
@public
def version(which: str) -> ResponseReturnValue:
    """Browse a version, whole or branch by branch, or search it."""
    session, read = get_session(), version_asked(which)
    shown = browse(session, read.id, asked_of(request.args)) or abort(404)
    others = others_of(read)
    return render_template(
        "library/version.html",
        which=which,
        version=read,
        holder=holder_of(session, read),
        others=others,
        may_run=may_ask_about(read, others),
        shown=shown,
        nodes=nested(shown.lines),
        references=references_of(read, current_language()),
        in_rome=is_connected(session, read.referentiel_id, ROME),
        has_profiles=has_profiles(session, read.id),
        is_printable=shown.counts.total <= PRINTED,
        followed=followed(read, others),
    )


@bp.get("/<which>/<entry>")
@public
def item(which: str, entry: str) -> ResponseReturnValue:
    """Show everything that is known of an area or of a competence."""
    session, read = get_session(), version_asked(which)
    found = entry_asked(read, which, entry) or abort(404)
    own = organisations_here(Act.DISCUSS)
    return render_template(
        "library/item.html",
        which=which,
        version=read,
        sheet=item_sheet(session, read, found, current_language(), own),
        workshops=workshops_aiming_at(session, found.lineage),
        campaigns=assessments_of(found),
    )


@bp.get("/<which>/profiles")
@public
def profiles(which: str) -> ResponseReturnValue:
    """Compare what the job profiles expect of each area."""
    session, read = get_session(), version_asked(which)
    held = profiles_of(session, read.id)
    named = {expected.item_id for profile in held for expected in profile.expected}
    return render_template(
        "library/profiles.html",
        which=which,
        version=read,
        tree=branches(items_named(session, read.id, named)),
        profiles=held,
        levels=scale_of(session, read.id, "mastery"),
    )


@bp.get("/<which>/profiles/<code>")
@public
def profile(which: str, code: str) -> ResponseReturnValue:
    """Show what a job profile expects of areas and competences, or of those alone it names."""
    session, read = get_session(), version_asked(which)
    shown = get_profile(session, read.id, code) or abort(404)
    named = {expected.item_id for expected in shown.expected}
    is_whole = counts_of(session, [read.id])[read.id].total <= PRINTED
    items = items_of(session, read.id) if is_whole else items_named(session, read.id, named)
    return render_template(
        "library/profile.html",
        which=which,
        version=read,
        profile=shown,
        tree=branches(items),
        by_area={expected.item_id: expected for expected in shown.expected},
        by_competence=expected_targets(shown, items),
        levels=scale_of(session, read.id, "mastery"),
    )


@bp.get("/<which>/print")
@public
def print_view(which: str) -> ResponseReturnValue:
    """Show a whole version on one page made for paper, unless it would fill too many sheets."""
    session, read = get_session(), version_asked(which)
    if counts_of(session, [read.id])[read.id].total > PRINTED:
        flash(_("Ce référentiel est trop long pour une page : emportez-le dans un fichier."))
        return redirect(url_for("exports.index", version_id=read.id))
    tree = branches(items_of(session, read.id))
    lineages = [c.lineage for branch in tree for c in branch.competences]
    return render_template(
        "library/print_view.html",
        which=which,
        version=read,
        tree=tree,
        levels=scale_of(session, read.id, "mastery"),
        anchors=anchors_of(session, read.id),
        profiles=profiles_of(session, read.id),
        crosswalks=crosswalks_of(session, read.referentiel_id, lineages, scheme=ROME),
    )


def version_asked(which: str) -> Version:
    """Return the version that an address names; one that the reader may not see is not found."""
    if which.isdecimal():
        return readable_version(int(which)) if len(which) < len(str(2**63)) else abort(404)
    return version_in_force(get_session(), which) or abort(404)


def entry_asked(version: Version, which: str, entry: str) -> Item | None:
    """Return the entry that an address names: by its code under a slug, else by its number."""
    if not which.isdecimal():
        return item_of_code(get_session(), version.id, entry)
    is_number = entry.isdecimal() and len(entry) < len(str(2**63))
    return item_in(get_session(), version.id, int(entry)) if is_number else None


@bp.app_template_global()
def entry_address(which: str | int, item: Item) -> str:
    """Return where an entry is read: with the version in force, if the reader follows that one."""
    if str(which).isdecimal() or not SPELT.fullmatch(item.code):
        return url_for("library.item", which=item.version_id, entry=item.id)
    return url_for("library.item", which=which, entry=item.code)


def asked_of(args: Mapping[str, str]) -> Asked:
    """Return what the address asks to see of a version."""
    under = args.get("under", "")
    return Asked(
        words=args.get("q", "").strip(),
        type=args.get("type", ""),
        kind=args.get("kind", ""),
        scope=args.get("scope", ""),
        rome=args.get("rome", ""),
        reference=args.get("reference", ""),
        core="core" in args,
        under=int(under) if under.isdecimal() and len(under) < 16 else None,
        page=page_asked(args),
    )


def page_asked(args: Mapping[str, str]) -> int:
    """Return the number of the page that the address asks for, from 1."""
    number = args.get("page", "")
    is_number = number.isdecimal() and len(number) < len(str(MOST_PAGES))
    return max(1, int(number)) if is_number else 1


def others_of(version: Version) -> list[Version]:
    """Return the other versions of a référentiel that the reader may see."""
    siblings = siblings_of(get_session(), version, organisations_here(Act.DISCUSS))
    return [sibling for sibling in siblings if sibling.id != version.id]


def last_published(versions: list[Version]) -> Version | None:
    """Return the version published last."""
    published = [it for it in versions if it.state == PUBLISHED]
    return max(published, key=lambda it: (it.published_on or date.min, it.id), default=None)


def followed(version: Version, others: list[Version]) -> str:
    """Return the slug under which a version is read as long as it is in force; "" if it is not."""
    which = which_of(version, in_force=last_published([version, *others]))
    return "" if which.isdecimal() else which


def may_ask_about(version: Version, others: list[Version]) -> bool:
    """Say whether the reader may prepare a campaign on a version: their own, published last."""
    own = version.referentiel.organisation_id in organisations_here(Act.RUN)
    return own and last_published([version, *others]) is version


def assessments_of(competence: Item) -> list[tuple[Campaign, State]]:
    """Return the campaigns that ask about a competence, unless they are only being prepared."""
    held = campaigns_assessing(get_session(), competence.id)
    states = [(campaign, state_of(campaign, now())) for campaign in held]
    return [(campaign, state) for campaign, state in states if state != State.PREPARED]
