"""The référentiel on pages: its tree, a competence, the job profiles, and all of it to print."""

from collections.abc import Mapping

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from referentiel.crosswalks import ROME
from referentiel.library import lives_of
from referentiel.models import Item, Version
from referentiel.profiles import expected_targets
from referentiel.queries import (
    anchors_of,
    crosswalks_of,
    get_profile,
    get_published_version,
    items_of,
    profiles_of,
    scale_of,
)
from referentiel.search import Search, branches, references_of, search
from referentiel.sheets import competence_sheet
from surveys.models import Campaign
from surveys.opening import State, state_of
from surveys.queries.campaigns import campaigns_assessing
from surveys.queries.events import workshops_aiming_at
from surveys.roles import Act
from webapp.access import organisations_here, public
from webapp.clock import now
from webapp.database import get_session
from webapp.languages import current_language

bp = Blueprint("referentiel", __name__, url_prefix="/referentiel")


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    """Show the tree, or what is left of it by a search."""
    session, language = get_session(), current_language()
    version = published(session)
    tree = branches(items_of(session, version.id))
    lineages = [c.lineage for branch in tree for c in branch.competences]
    linked = crosswalks_of(session, version.referentiel_id, lineages, scheme=ROME)
    asked = search_asked(request.args)
    return render_template(
        "referentiel/index.html",
        version=version,
        tree=tree,
        found=search(tree, asked, linked=linked.keys(), language=language),
        asked=asked,
        references=references_of(version, language),
        profiles=profiles_of(session, version.id),
    )


@bp.get("/<code>")
@public
def competence(code: str) -> ResponseReturnValue:
    """Show all that is known of a competence."""
    session = get_session()
    version = published(session)
    language = current_language()
    sheet = competence_sheet(session, version.id, code, language) or abort(404)
    own = organisations_here(Act.DISCUSS)
    return render_template(
        "referentiel/competence.html",
        version=version,
        sheet=sheet,
        references=dict(references_of(version, language)),
        workshops=workshops_aiming_at(session, sheet.competence.lineage),
        campaigns=assessments_of(session, sheet.competence),
        lives=lives_of(session, sheet.competence.lineage, own),
    )


@bp.get("/profiles")
@public
def profiles() -> ResponseReturnValue:
    """Compare what the job profiles expect of each area."""
    session = get_session()
    version = published(session)
    return render_template(
        "referentiel/profiles.html",
        version=version,
        tree=branches(items_of(session, version.id)),
        profiles=profiles_of(session, version.id),
        levels=scale_of(session, version.id, "mastery"),
    )


@bp.get("/profiles/<code>")
@public
def profile(code: str) -> ResponseReturnValue:
    """Show what a job profile expects of each area and competence."""
    session = get_session()
    version = published(session)
    shown = get_profile(session, version.id, code) or abort(404)
    items = items_of(session, version.id)
    return render_template(
        "referentiel/profile.html",
        version=version,
        profile=shown,
        tree=branches(items),
        by_area={expected.item_id: expected for expected in shown.expected},
        by_competence=expected_targets(shown, items),
        levels=scale_of(session, version.id, "mastery"),
    )


@bp.get("/print")
@public
def print_view() -> ResponseReturnValue:
    """Show the whole référentiel on one page made for paper."""
    session = get_session()
    version = published(session)
    tree = branches(items_of(session, version.id))
    lineages = [c.lineage for branch in tree for c in branch.competences]
    return render_template(
        "referentiel/print_view.html",
        version=version,
        tree=tree,
        levels=scale_of(session, version.id, "mastery"),
        anchors=anchors_of(session, version.id),
        profiles=profiles_of(session, version.id),
        crosswalks=crosswalks_of(session, version.referentiel_id, lineages, scheme=ROME),
    )


def assessments_of(session: Session, competence: Item) -> list[tuple[Campaign, State]]:
    """Return the campaigns that ask about a competence, unless they are only being prepared."""
    states = [(it, state_of(it, now())) for it in campaigns_assessing(session, competence.id)]
    return [(campaign, state) for campaign, state in states if state != State.PREPARED]


def published(session: Session) -> Version:
    """Return the version that visitors read; without one, the page is not found."""
    return get_published_version(session) or abort(404)


def search_asked(args: Mapping[str, str]) -> Search:
    """Return what the address asks for."""
    return Search(
        words=args.get("q", "").strip(),
        type=args.get("type", ""),
        scope=args.get("scope", ""),
        rome=args.get("rome", ""),
        reference=args.get("reference", ""),
        core="core" in args,
    )
