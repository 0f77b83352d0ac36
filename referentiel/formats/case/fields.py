"""What the classes of CASE may hold: strict on the way out, whatever was said on the way in."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from referentiel.base import Json
from referentiel.formats.case.identity import SHAPE, exported

MOST_INT = 2**31 - 1
TARGET = re.compile(r"CASE|ext:[A-Za-z0-9.\-_]+", re.ASCII)


def text(value: Any) -> str | None:  # noqa: ANN401 -- any JSON
    """Return a text; a number is one."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def texts(value: Any) -> list[str] | None:  # noqa: ANN401 -- any JSON
    """Return a list of texts; one text alone makes one."""
    values = value if isinstance(value, list) else [value]
    found = [text(one) for one in values]
    return None if None in found else [one for one in found if one is not None]


def uri(value: Any) -> str | None:  # noqa: ANN401 -- any JSON
    """Return an address, with what addresses cannot hold escaped."""
    if not isinstance(value, str) or not re.match(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s]", value):
        return None
    escaped = quote(value, safe="%/:?#@!$&'()*+,;=-._~")
    escaped = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", escaped)
    head, _, fragment = escaped.partition("#")
    return head + ("#" + fragment.replace("#", "%23") if fragment else "")


def moment(value: Any) -> str | None:  # noqa: ANN401 -- any JSON
    """Return a time with its zone; one without is taken as UTC."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value):
        return value
    said = found.isoformat()
    return said if found.tzinfo else said + "Z"


def day(value: Any) -> str | None:  # noqa: ANN401 -- any JSON
    """Return a date; of a time, its day."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        return None


def integer(value: Any) -> int | None:  # noqa: ANN401 -- any JSON
    """Return a whole number, also from its digits."""
    found = number(value)
    whole = found is not None and found == int(found) and abs(found) <= MOST_INT
    return int(found) if whole and found is not None else None


def number(value: Any) -> float | None:  # noqa: ANN401 -- any JSON
    """Return a number, also from its digits."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return value if isinstance(value, int) else found if abs(found) < 1e300 else None


def identifier(value: Any) -> str | None:  # noqa: ANN401 -- any JSON
    """Return an identifier that the pattern takes."""
    return exported(value) if isinstance(value, str) and value else None


def link(value: Any) -> Json | None:  # noqa: ANN401 -- any JSON
    """Return a link with its three parts; one given as a mere address is completed."""
    if isinstance(value, str):
        found = SHAPE.search(value)
        value = {"title": value, "uri": value, "identifier": found.group() if found else value}
    if not isinstance(value, dict):
        return None
    address = uri(value.get("uri"))
    named = identifier(value.get("identifier") or value.get("uri"))
    if named is None:
        return None
    return {
        "title": text(value.get("title")) or named,
        "identifier": named,
        "uri": address or f"urn:uuid:{named}",
    }


def links(value: Any) -> list[Json] | None:  # noqa: ANN401 -- any JSON
    """Return a list of links."""
    found = [link(one) for one in (value if isinstance(value, list) else [value])]
    return None if None in found else [one for one in found if one is not None]


def node_link(value: Any) -> Json | None:  # noqa: ANN401 -- any JSON
    """Return a link of an association: its identifier may be of any kind."""
    said = {"uri": value} if isinstance(value, str) else value
    if not isinstance(said, dict):
        return None
    named = text(said.get("identifier")) or text(said.get("uri"))
    if not named:
        return None
    found = {
        "title": text(said.get("title")) or named,
        "identifier": named,
        "uri": uri(said.get("uri")) or "urn:x:" + quote(named, safe=""),
    }
    target = said.get("targetType")
    return found | (
        {"targetType": target} if isinstance(target, str) and TARGET.fullmatch(target) else {}
    )


def same(value: Any) -> Any:  # noqa: ANN401 -- any JSON
    """Return an object as it is."""
    return value if isinstance(value, dict) else None


Kind = Callable[[Any], Any]
HEAD: dict[str, Kind] = {"identifier": identifier, "uri": uri, "lastChangeDateTime": moment}
DEFINITION: dict[str, Kind] = {**HEAD, "title": text, "description": text, "extensions": same}
STATUS: dict[str, Kind] = {
    "language": text,
    "licenseURI": link,
    "notes": text,
    "statusStartDate": day,
    "statusEndDate": day,
    "subject": texts,
    "subjectURI": links,
    "extensions": same,
}
CLASSES: dict[str, dict[str, Kind]] = {
    "CFDocument": {
        **HEAD,
        **STATUS,
        "frameworkType": text,
        "creator": text,
        "title": text,
        "officialSourceURL": uri,
        "publisher": text,
        "description": text,
        "version": text,
        "adoptionStatus": text,
    },
    "CFItem": {
        **HEAD,
        **STATUS,
        "fullStatement": text,
        "alternativeLabel": text,
        "CFItemType": text,
        "humanCodingScheme": text,
        "listEnumeration": text,
        "abbreviatedStatement": text,
        "conceptKeywords": texts,
        "conceptKeywordsURI": link,
        "educationLevel": texts,
        "CFItemTypeURI": link,
    },
    "CFAssociation": {
        **HEAD,
        "associationType": text,
        "sequenceNumber": integer,
        "originNodeURI": node_link,
        "destinationNodeURI": node_link,
        "CFAssociationGroupingURI": link,
        "notes": text,
        "extensions": same,
    },
    "CFConcepts": {**DEFINITION, "keywords": text, "hierarchyCode": text},
    "CFSubjects": {**DEFINITION, "hierarchyCode": text},
    "CFLicenses": {**DEFINITION, "licenseText": text},
    "CFItemTypes": {**DEFINITION, "hierarchyCode": text, "typeCode": text},
    "CFAssociationGroupings": DEFINITION,
    "CFRubric": {**HEAD, "title": text, "description": text, "extensions": same},
    "CFRubricCriterion": {
        **HEAD,
        "category": text,
        "description": text,
        "CFItemURI": link,
        "weight": number,
        "position": integer,
        "rubricId": identifier,
        "extensions": same,
    },
    "CFRubricCriterionLevel": {
        **HEAD,
        "description": text,
        "quality": text,
        "score": number,
        "feedback": text,
        "position": integer,
        "rubricCriterionId": identifier,
    },
}
DEFINITIONS = ("CFConcepts", "CFSubjects", "CFLicenses", "CFItemTypes", "CFAssociationGroupings")
OTHERWISE = {"educationalLevel": "educationLevel"}  # names that real files give to a field


def fitted(name: str, said: Mapping[str, Any]) -> Json:
    """Return what a class of CASE can hold of what was said, in the form that it wants."""
    kinds = CLASSES[name]
    found: Json = {}
    for key, value in said.items():
        field = OTHERWISE.get(key, key)
        kind = kinds.get(field)
        fit = None if kind is None or value is None else kind(value)
        if fit is not None:
            found.setdefault(field, fit)
    return found
