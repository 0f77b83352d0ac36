"""The read endpoints of CASE: published versions only, open to everyone."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, abort

from referentiel.base import Json
from webapp import access
from webapp.api.access import count_call
from webapp.api.replies import settled
from webapp.case import finding
from webapp.case.asking import asked, paged
from webapp.case.discovery import described
from webapp.case.editions import edition_here

View = Callable[..., Response]


def public(view: View) -> View:
    """Open `view` to everyone, no more often than the API is."""

    @wraps(view)
    def counted(*args: Any, **kwargs: Any) -> Response:  # noqa: ANN401 -- any view
        count_call("")
        return view(*args, **kwargs)

    return access.public(counted)  # type: ignore[return-value]  # the same view, marked


def said(body: Json) -> Response:
    """Return public JSON, which caches may keep for a while."""
    return settled(json.dumps(body, ensure_ascii=False))


@public
def documents() -> Response:
    """Give the documents of published versions, page by page."""
    edition = edition_here()
    request = asked(edition)
    page, total = request.page(finding.all_documents(edition))
    if not page:
        abort(404)  # the standard has no empty set
    chosen = [request.chosen(one) for one in page]
    return paged(said({"CFDocuments": chosen}), request, total)


@public
def document(sourced_id: str) -> Response:
    """Give one document."""
    served = finding.version_named(sourced_id)
    return said(finding.document_alone(edition_here(), served))


@public
def package(sourced_id: str) -> Response:
    """Give a document with all that it holds."""
    return said(finding.package_named(edition_here(), sourced_id))


@public
def item(sourced_id: str) -> Response:
    """Give one item, as the version published last says it."""
    edition = edition_here()
    served, found = finding.item_named(sourced_id)
    frame = finding.by_itself(edition, served, found)
    return said(finding.item_alone(edition, frame, found.code))


@public
def item_associations(sourced_id: str) -> Response:
    """Give an item and the associations that begin or end there."""
    edition = edition_here()
    served, found = finding.item_named(sourced_id)
    frame = finding.around(edition, served, [found.id])
    held = finding.associations_of(frame, found.code) or abort(404)  # there is no empty set
    return said(
        {
            "CFItem": finding.item_alone(edition, frame, found.code),
            "CFAssociations": [edition.association(one) for one in held],
        }
    )


@public
def association(sourced_id: str) -> Response:
    """Give one association."""
    return said(finding.association_named(edition_here(), sourced_id))


@public
def grouping(sourced_id: str) -> Response:
    """Give one grouping of associations."""
    found = finding.definition_named(edition_here(), "CFAssociationGroupings", sourced_id)
    return said(found[0])


@public
def concepts(sourced_id: str) -> Response:
    """Give a concept, then those below it."""
    return said(_set("CFConcepts", sourced_id))


@public
def subjects(sourced_id: str) -> Response:
    """Give a subject, then those below it."""
    return said(_set("CFSubjects", sourced_id))


@public
def item_types(sourced_id: str) -> Response:
    """Give a type of item, then those below it."""
    return said(_set("CFItemTypes", sourced_id))


@public
def licence(sourced_id: str) -> Response:
    """Give one licence."""
    return said(finding.definition_named(edition_here(), "CFLicenses", sourced_id)[0])


@public
def rubric(sourced_id: str) -> Response:
    """Give one rubric, with its criteria and their levels."""
    return said(finding.rubric_named(edition_here(), sourced_id))


@public
def discovery() -> Response:
    """Describe what is served here."""
    return said(described(edition_here()))


def _set(name: str, sourced_id: str) -> Json:
    return {name: finding.definition_named(edition_here(), name, sourced_id)}


ROUTES: dict[str, View] = {
    "/CFDocuments": documents,
    "/CFDocuments/<sourced_id>": document,
    "/CFPackages/<sourced_id>": package,
    "/CFItems/<sourced_id>": item,
    "/CFItemAssociations/<sourced_id>": item_associations,
    "/CFAssociations/<sourced_id>": association,
    "/CFAssociationGroupings/<sourced_id>": grouping,
    "/CFConcepts/<sourced_id>": concepts,
    "/CFSubjects/<sourced_id>": subjects,
    "/CFItemTypes/<sourced_id>": item_types,
    "/CFLicenses/<sourced_id>": licence,
    "/CFRubrics/<sourced_id>": rubric,
}


def blueprint(name: str, prefix: str, discovered: str) -> Blueprint:
    """Return the endpoints of one edition."""
    made = Blueprint(name, __name__, url_prefix=prefix)
    for path, view in ROUTES.items():
        made.add_url_rule(path, view_func=view)
    made.add_url_rule(f"/discovery/{discovered}", view_func=discovery)
    return made
