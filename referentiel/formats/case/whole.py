"""What a package says of the référentiel as a whole: its document, its marks, its origin."""

from dataclasses import replace
from typing import Any

from referentiel.base import Json, Texts
from referentiel.formats.base import Naming
from referentiel.formats.case.fields import DEFINITIONS, fitted, text
from referentiel.formats.case.frame import Frame
from referentiel.formats.case.marks import (
    Unreadable,
    beside,
    laid_over,
    with_mark,
)
from referentiel.formats.case.relations import crosswalk_from
from referentiel.models.links import REFUSED
from referentiel.models.versions import DRAFT, PUBLISHED, WITHDRAWN
from referentiel.tree import Content, ReferentielTree, SuccessionNode, in_order

VALIDATED, PROJECT = "validé", "projet"
STATUSES = {"adopted": VALIDATED}
SOFTWARE = "Repères"  # the creator of a file that knows of no organisation
STEPS = ("scales", "anchors")


def title_of(document: Json, naming: Naming) -> str:
    """Return the title of a document; one without is called as the person said."""
    return text(document.get("title")) or naming.title or naming.slug


def license_of(said: Json) -> str:
    """Return the text of the licence of a document, or its title where it has no text."""
    link = said["CFDocument"].get("licenseURI")
    found = fitted("CFDocument", {"licenseURI": link}).get("licenseURI")
    if found is None:
        return ""
    held = said.get("CFDefinitions", {}).get("CFLicenses")
    for one in held if isinstance(held, list) else []:
        fit = fitted("CFLicenses", one) if isinstance(one, dict) else {}
        if fit.get("identifier") == found["identifier"]:
            return str(fit.get("licenseText") or fit.get("title") or "")
    return str(found["title"])


def plain_content(said: Json, language: str) -> Content:
    """Return what the fields of CASE say of a version as a whole; an import is a draft."""
    document = said["CFDocument"]
    words = {"about": text(document.get("description")), "licence": license_of(said)}
    texts: Texts = {language: {key: one for key, one in words.items() if one}}
    status = str(document.get("adoptionStatus", "")).casefold()
    return Content(
        standing=STATUSES.get(status, PROJECT),
        state=DRAFT,
        texts={key: one for key, one in texts.items() if one},
        items=(),
    )


def origin_of(said: Json, label: str) -> Json:
    """Return what a foreign file says of itself, word for word, and the label it came under."""
    kept = {key: value for key, value in said.items() if key not in ("CFItems", "CFAssociations")}
    definitions = {
        key: value
        for key, value in said.get("CFDefinitions", {}).items()
        if key in (*DEFINITIONS, "extensions")
    }
    origin = {"label": label, "CFDocument": said["CFDocument"], "CFDefinitions": definitions}
    others = {key: kept[key] for key in kept if key not in (*origin, "CFRubrics")}
    return {**origin, **others}


def document_of(frame: Frame) -> Json:
    """Return the CFDocument of a package, without its mark."""
    content = frame.tree.content
    words = content.texts.get(frame.language, {})
    given = fitted("CFDocument", frame.origin)
    if not frame.is_origin:
        given = {key: given[key] for key in given if key not in ("uri", "version", "identifier")}
    own: Json = {
        "identifier": frame.document,
        "title": frame.title,
        "lastChangeDateTime": frame.changed,
        "caseVersion": "1.1",
    }
    if given.get("language", "")[:2].lower() != frame.language:
        own["language"] = frame.language
    if words.get("about"):
        own["description"] = words["about"]
    else:
        given.pop("description", None)
    spare = {
        "identifier": frame.document,
        "uri": frame.uri("CFDocuments", frame.document),
        "creator": frame.tree.holder or SOFTWARE,
        "version": frame.tree.label,
        "adoptionStatus": _status(content),
    }
    if content.state == PUBLISHED and frame.tree.published_on:
        spare["statusStartDate"] = frame.tree.published_on.isoformat()
    if not _says(given.get("adoptionStatus"), content):
        given.pop("adoptionStatus", None)
    return {**spare, **given, **own}


def _status(content: Content) -> str:
    if content.state == WITHDRAWN:
        return "Deprecated"
    if content.state == DRAFT:
        return "Draft"
    return "Adopted" if content.standing == VALIDATED else "Draft"


def _says(status: object, content: Content) -> bool:
    """Say whether a foreign status still holds."""
    read = STATUSES.get(str(status).casefold(), PROJECT)
    return read == content.standing and content.state != WITHDRAWN


def whole_mark(frame: Frame, said: Json) -> Json:
    """Return what the mark of the document adds to the fields that a reader understands."""
    tree, plain = frame.tree, plain_content(said, frame.language)
    content = tree.content
    mark: Json = {
        "slug": tree.slug,
        "namespace": str(tree.namespace),
        "label": tree.label,
        "state": content.state,
        "standing": content.standing,
    }
    title = title_of(said["CFDocument"], Naming(tree.slug, tree.label, tree.namespace))
    more = {
        "title": beside({frame.language: {"title": title}}, tree.title),
        "texts": beside(plain.texts, content.texts),
        "scales": {key: list(steps) for key, steps in content.scales.items()},
        "anchors": {key: list(steps) for key, steps in content.anchors.items()},
        "origin": content.origin,
        "successions": [vars(one) for one in tree.successions],
        "refused": [vars(one) for one in tree.crosswalks if one.status == REFUSED],
    }
    return mark | {key: value for key, value in more.items() if value}


def whole_marks(tree: ReferentielTree, mark: Json) -> ReferentielTree:
    """Return a tree with what the mark of its document adds.

    Raises:
        Unreadable: the mark is damaged.
    """
    content = tree.content
    refused = [crosswalk_from(_dict(one).get("code"), one) for one in _list(mark, "refused")]
    return replace(
        tree,
        title=laid_over(tree.title, mark.get("title", {})),
        content=replace(
            content,
            state=_said(mark, "state"),
            standing=_said(mark, "standing"),
            texts=laid_over(content.texts, mark.get("texts", {})),
            scales=_steps(mark.get("scales", {})),
            anchors=_steps(mark.get("anchors", {})),
            origin=_dict(mark.get("origin", {})),
        ),
        crosswalks=in_order([*tree.crosswalks, *refused], content.items),
        successions=tuple(_succession(one) for one in _list(mark, "successions")),
    )


def _dict(value: object) -> Json:
    if not isinstance(value, dict):
        raise Unreadable(value)
    return value


def _list(mark: Json, key: str) -> list[Any]:
    value = mark.get(key, [])
    if not isinstance(value, list):
        raise Unreadable(key)
    return value


def _said(mark: Json, key: str) -> str:
    value = mark.get(key)
    if not isinstance(value, str):
        raise Unreadable(key)
    return value


def _steps(value: object) -> dict[str, tuple[Texts, ...]]:
    found = {}
    for key, steps in _dict(value).items():
        if not isinstance(steps, list):
            raise Unreadable(key)
        found[key] = tuple(laid_over({}, one) for one in steps)
    return found


def _succession(value: object) -> SuccessionNode:
    said = _dict(value)
    ends = (said.get("origin"), said.get("target"))
    if not all(end is None or isinstance(end, str) for end in ends) or ends == (None, None):
        raise Unreadable("successions")
    return SuccessionNode(_said(said, "kind"), *ends)


def package_extensions(frame: Frame) -> Json | None:
    """Return the extensions that the package came with."""
    said = frame.tree.content.origin.get("extensions")
    return said if isinstance(said, dict) and said else None


def marked_document(document: Json, mark: Json) -> Json:
    """Return a document with its mark among the extensions of others."""
    return {**document, "extensions": with_mark(document.get("extensions"), mark)}
