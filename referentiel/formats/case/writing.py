"""From the tree to the JSON of a package: strict, and nothing of it lost."""

import json
from typing import IO

from referentiel.base import Json
from referentiel.formats.case.definitions import (
    definitions,
    licenses,
    own_license,
    type_link,
)
from referentiel.formats.case.fields import fitted
from referentiel.formats.case.frame import Frame
from referentiel.formats.case.grids import rubrics
from referentiel.formats.case.items import (
    HELD,
    language_of,
    own_item,
    plain_item,
    words_of,
)
from referentiel.formats.case.marks import remainder, with_mark
from referentiel.formats.case.relations import associations
from referentiel.formats.case.whole import (
    document_of,
    marked_document,
    package_extensions,
    whole_mark,
)
from referentiel.tree import ItemNode, ReferentielTree, lineage_of

LAID_OUT = 2_000  # items


def write(tree: ReferentielTree, stream: IO[bytes]) -> None:
    """Write a référentiel as a package of CASE 1.1."""
    stream.write(encoded(package(tree)))


def encoded(said: Json) -> bytes:
    """Return a package as a file: laid out for people, unless it is too long to be read."""
    indent = 1 if len(said["CFItems"]) <= LAID_OUT else None
    return json.dumps(said, ensure_ascii=False, indent=indent).encode(errors="replace")


def package(tree: ReferentielTree, base: str = "") -> Json:
    """Return the package of CASE 1.1; `base` is where its objects are served, if they are."""
    frame = Frame(tree, base)
    said: Json = {"CFDocument": document(frame)}
    said["CFItems"] = [item(frame, node) for node in tree.content.items]
    frame.taken.update(frame.identifiers.values())
    said["CFAssociations"] = associations(frame)
    found = definitions(frame)
    if found:
        said["CFDefinitions"] = found
    grids = rubrics(frame)
    if grids:
        said["CFRubrics"] = grids
    extensions = package_extensions(frame)
    return said | ({"extensions": extensions} if extensions else {})


def document(frame: Frame) -> Json:
    """Return the CFDocument: its words, what a foreign file said besides, and our mark."""
    said = document_of(frame)
    licence = own_license(frame)
    if licence is not None:
        said["licenseURI"] = {key: licence[key] for key in ("title", "identifier", "uri")}
    read = {"CFDocument": said, "CFDefinitions": {"CFLicenses": licenses(frame)}}
    return marked_document(said, whole_mark(frame, read))


def item(frame: Frame, node: ItemNode) -> Json:
    """Return one CFItem: its words, what a foreign file said besides, and our mark."""
    language = frame.said(node)
    identifier = frame.identifiers[node.code]
    given = {key: value for key, value in fitted("CFItem", node.foreign).items() if key not in HELD}
    if language_of(given.get("language"), frame.language) != language:
        given["language"] = language
    own: Json = words_of(node, language)
    if frame.code(node):
        own["humanCodingScheme"] = frame.code(node)
    own |= _typed(frame, node, given)
    head = {
        "identifier": identifier,
        "uri": frame.uri("CFItems", identifier),
        "lastChangeDateTime": frame.changed,
    }
    said = {**head, **given, **own}
    said["extensions"] = with_mark(given.get("extensions"), _mark(frame, node, said))
    return said


def _typed(frame: Frame, node: ItemNode, given: Json) -> Json:
    title = frame.type_of(node)
    if title is None:
        return {}
    link = given.get("CFItemTypeURI")
    if link is None or link["title"] != title:
        link = type_link(frame, title)
    return {"CFItemType": title, "CFItemTypeURI": link}


def _mark(frame: Frame, node: ItemNode, said: Json) -> Json:
    """Return what a reader of the fields alone would not find in an item."""
    code = said.get("humanCodingScheme", "").strip() or said["identifier"]
    plain = plain_item(said, code, node.kind, frame.language)
    follows = lineage_of(frame.tree.namespace, node.code) == said["identifier"]
    found = own_item({}, plain, frame.untyped)
    identity = None if follows else said["identifier"]
    found = ItemNode(**{**vars(found), "identity": identity})
    return {"kind": node.kind, **remainder(found, node, leave=("parent", "criteria"))}
