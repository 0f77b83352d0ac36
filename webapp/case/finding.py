"""From an identifier to the JSON of what it names, in the version published last that holds it."""

from collections.abc import Iterable
from dataclasses import replace

from flask import abort
from werkzeug.exceptions import NotFound

from referentiel.base import Json
from referentiel.formats.case.definitions import definitions
from referentiel.formats.case.frame import Frame
from referentiel.formats.case.grids import rubric_identifier, rubrics
from referentiel.formats.case.identity import exported, is_uuid
from referentiel.formats.case.relations import associations
from referentiel.formats.case.writing import document, item, package
from referentiel.models import Item
from referentiel.served import (
    Served,
    find_item,
    items_of_association,
    kinds_of_items,
    neighbourhood,
    rubric_keys,
    served_versions,
)
from referentiel.stored import item_node, tree_of_version
from webapp.case.editions import Edition
from webapp.case.status import invalid_uuid
from webapp.database import get_session


def named(sourced_id: str) -> str:
    """Return the identifier under which we know something; the request ends if it is no UUID."""
    if not is_uuid(sourced_id):
        abort(invalid_uuid())
    return exported(sourced_id)


def document_alone(edition: Edition, served: Served) -> Json:
    """Return the document of a version, as it is served alone: with a link to its package."""
    frame = Frame(served.tree, edition.base)
    link = frame.link("CFPackages", frame.document, frame.title)
    return {**edition.document(document(frame)), "CFPackageURI": link}


def all_documents(edition: Edition) -> list[Json]:
    """Return the documents of every published version, the latest first; one SELECT."""
    return [document_alone(edition, served) for served in served_versions(get_session())]


def version_named(sourced_id: str) -> Served:
    """Return the published version whose document has this identifier; 404 without one."""
    identifier = named(sourced_id)
    found = served_versions(get_session())
    return next((it for it in found if Frame(it.tree).document == identifier), None) or abort(404)


def package_named(edition: Edition, sourced_id: str) -> Json:
    """Return a whole package."""
    served = version_named(sourced_id)
    tree = tree_of_version(get_session(), served.version)
    return edition.package(package(tree, edition.base))


def item_named(sourced_id: str) -> tuple[Served, Item]:
    """Return an item and the version published last that holds it; 404 without one."""
    found = find_item(get_session(), named(sourced_id)) or abort(404)
    [served] = served_versions(get_session(), [found.version_id])
    return served, found


def item_alone(edition: Edition, frame: Frame, code: str) -> Json:
    """Return an item, as it is served alone: with a link to its document."""
    said = edition.item(item(frame, frame.nodes[code]))
    return {**said, "CFDocumentURI": document_link(frame)}


def document_link(frame: Frame) -> Json:
    """Return the link of what is served alone to its document."""
    return frame.link("CFDocuments", frame.document, frame.title)


def by_itself(edition: Edition, served: Served, found: Item) -> Frame:
    """Return a version cut down to one item."""
    node = item_node(found, {}, served.tree.namespace)
    content = replace(served.tree.content, items=(node,))
    return Frame(replace(served.tree, content=content), edition.base)


def around(edition: Edition, served: Served, ids: Iterable[int | None]) -> Frame:
    """Return a version cut down to some items and what their relations touch."""
    return Frame(neighbourhood(get_session(), served, {*ids}), edition.base)


def associations_of(frame: Frame, code: str) -> list[Json]:
    """Return the associations that begin or end at an item."""
    identifier = frame.identifiers[code]
    return [
        one
        for one in associations(frame)
        if identifier
        in (one["originNodeURI"]["identifier"], one["destinationNodeURI"]["identifier"])
    ]


def association_named(edition: Edition, sourced_id: str) -> Json:
    """Return an association, with a link to the document of its version; 404 without one."""
    identifier = named(sourced_id)
    touched = items_of_association(get_session(), identifier)
    for served in served_versions(get_session(), touched) if touched else ():
        frame = around(edition, served, touched[served.version.id])
        for one in associations(frame):
            if one["identifier"] == identifier:
                return {**edition.association(one), "CFDocumentURI": document_link(frame)}
    raise NotFound


def definition_named(edition: Edition, name: str, sourced_id: str) -> list[Json]:
    """Return a definition and what is below it in its hierarchy; 404 without one."""
    identifier = named(sourced_id)
    kinds = kinds_of_items(get_session()) if name == "CFItemTypes" else {}
    for served in served_versions(get_session()):
        nodes = tuple(kinds.get(served.version.id, ()))
        tree = replace(served.tree, content=replace(served.tree.content, items=nodes))
        held = definitions(Frame(tree, edition.base)).get(name, [])
        asked = next((one for one in held if one["identifier"] == identifier), None)
        if asked is not None:
            below = f"{asked.get('hierarchyCode')}."
            others = [one for one in held if one.get("hierarchyCode", "").startswith(below)]
            return [edition.definition(one) for one in (asked, *others)]
    raise NotFound


def rubric_named(edition: Edition, sourced_id: str) -> Json:
    """Return a rubric; 404 without one."""
    identifier = named(sourced_id)
    keys = rubric_keys(get_session())
    for served in served_versions(get_session()):
        frame = Frame(served.tree)
        known = {rubric_identifier(frame, key) for key in ("", *keys[served.version.id])}
        if identifier in known:
            tree = tree_of_version(get_session(), served.version)
            for one in rubrics(Frame(tree, edition.base)):
                if one["identifier"] == identifier:
                    return edition.rubric(one)
    raise NotFound
