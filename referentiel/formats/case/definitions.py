"""What a package defines besides: types of items, subjects, licences, concepts, groupings."""

from referentiel.base import Json
from referentiel.formats.case.fields import DEFINITIONS, fitted
from referentiel.formats.case.frame import Frame
from referentiel.formats.case.identity import derived
from referentiel.formats.case.marks import with_mark

NEEDED = {
    "CFConcepts": ("title", "hierarchyCode"),
    "CFSubjects": ("title", "hierarchyCode"),
    "CFLicenses": ("title", "licenseText"),
    "CFItemTypes": ("title", "description", "hierarchyCode"),
    "CFAssociationGroupings": ("title",),
}


def definitions(frame: Frame) -> Json:
    """Return all the definitions of a version: those it came with, then those its items need."""
    found: Json = {name: _given(frame, name) for name in DEFINITIONS}
    known = {one["title"] for one in found["CFItemTypes"]}
    for title in sorted(frame.types - known):
        place = len(found["CFItemTypes"]) + 1
        untyped = title in frame.untyped
        found["CFItemTypes"].append(_item_type(frame, title, place, untyped=untyped))
    found["CFLicenses"] = licenses(frame)
    held = frame.tree.content.origin.get("CFDefinitions")
    extensions = held.get("extensions") if isinstance(held, dict) else None
    if isinstance(extensions, dict):
        found["extensions"] = extensions
    return {key: value for key, value in found.items() if value}


def type_link(frame: Frame, title: str) -> Json:
    """Return the link to a type of item."""
    for one in frame.definitions("CFItemTypes"):
        fit = fitted("CFItemTypes", one)
        if fit.get("title") == title and "identifier" in fit:
            identifier = str(fit["identifier"])
            uri = fit.get("uri") or frame.uri("CFItemTypes", identifier)
            return {"title": title, "identifier": identifier, "uri": uri}
    return frame.link("CFItemTypes", _type_identifier(frame, title), title)


def _type_identifier(frame: Frame, title: str) -> str:
    return derived(frame.tree.namespace, "CFItemType", title)


def _item_type(frame: Frame, title: str, place: int, *, untyped: bool) -> Json:
    identifier = _type_identifier(frame, title)
    return {
        "identifier": identifier,
        "uri": frame.uri("CFItemTypes", identifier),
        "title": title,
        "description": title,
        "hierarchyCode": str(place),
        "typeCode": title,
        "lastChangeDateTime": frame.changed,
        "extensions": with_mark(None, {"untyped": True} if untyped else {}),
    }


def own_license(frame: Frame) -> Json | None:
    """Return the licence of a version in our words, unless the file had its own."""
    if frame.origin.get("licenseURI"):
        return None
    text = frame.tree.content.texts.get(frame.language, {}).get("licence", "")
    if not text:
        return None
    identifier = derived(frame.tree.namespace, "CFLicense", text)
    return {
        "identifier": identifier,
        "uri": frame.uri("CFLicenses", identifier),
        "title": text.splitlines()[0][:200] if text.strip() else "?",
        "licenseText": text,
        "lastChangeDateTime": frame.changed,
        "extensions": with_mark(None, {}),
    }


def licenses(frame: Frame) -> list[Json]:
    """Return the licences that a version came with, then its own."""
    given = _given(frame, "CFLicenses")
    own = own_license(frame)
    return given if own is None else [*given, own]


def _given(frame: Frame, name: str) -> list[Json]:
    """Return the definitions of the file, completed where the standard asks for more."""
    found, seen = [], set()
    for place, one in enumerate(frame.definitions(name), start=1):
        fit = fitted(name, one)
        identifier = fit.get("identifier")
        if identifier is None or identifier in seen:
            continue
        seen.add(identifier)
        fit.setdefault("title", str(one.get("identifier")))
        spare = {
            "title": fit["title"],
            "description": fit["title"],
            "hierarchyCode": str(place),
            "licenseText": fit.get("description") or fit["title"],
        }
        found.append(
            {
                "uri": frame.uri(name, str(identifier)),
                "lastChangeDateTime": frame.changed,
                **{key: spare[key] for key in NEEDED[name]},
                **fit,
            }
        )
    return found
