"""From bytes to the JSON of a package that can be worked with: hostile values are met here."""

import json
import math
import re
from dataclasses import dataclass, field
from typing import Any

from referentiel.base import Json, french
from referentiel.formats.base import (
    LONGEST_TEXT,
    MOST_BYTES,
    MOST_ITEMS,
    Issue,
    NotReadable,
    Source,
    TooLarge,
)

MOST_NESTED = 30  # lists and objects inside one another, in one entry
MOST_ASSOCIATIONS = 10 * MOST_ITEMS
LISTS = ("CFItems", "CFAssociations", "CFRubrics")
UNKEPT = re.compile("[\x00\ud800-\udfff]")  # what no base holds

NOT_AN_OBJECT = french("« %(place)s » doit être un objet JSON, et ne l’est pas.")
NOT_A_LIST = french("« %(place)s » doit être une liste, et ne l’est pas.")
NO_DOCUMENT = french("Il manque « CFDocument », qui dit de quel référentiel il s’agit.")
TOO_MANY = french("« %(place)s » compte %(count)s entrées ; %(most)s au plus sont lues d’un coup.")
TOO_DEEP = french("Cette entrée emboîte plus de %(most)s objets l’un dans l’autre.")
TOO_LONG = french(
    "Le texte de « %(field)s » compte %(count)s caractères ; %(most)s au plus sont lus. "
    "Raccourcissez-le."
)
NO_NUMBER = french("« %(field)s » n’est pas un nombre fini : cette valeur est laissée de côté.")
NO_CHARACTER = french(
    "« %(field)s » contient des caractères qu’aucun texte ne porte : ils sont remplacés."
)


CLEANING = 0.5  # of a reading


@dataclass
class Notes:
    """What was met while reading, in order."""

    issues: list[Issue] = field(default_factory=list)

    def error(self, sentence: str, entry: str, **values: object) -> None:
        self.issues.append(Issue(sentence, values, entry=entry[:200], is_error=True))

    def warn(self, sentence: str, entry: str, **values: object) -> None:
        self.issues.append(Issue(sentence, values, entry=entry[:200]))

    @property
    def refused(self) -> bool:
        return any(issue.is_error for issue in self.issues)


def package_of(source: Source, notes: Notes) -> Json:
    """Return the package that a file holds, without nulls and without what no base can keep.

    Raises:
        NotReadable: it is no JSON, or too deep to be one.
        TooLarge: it is more than can be read at once.
    """
    if len(source.content) > MOST_BYTES:
        raise TooLarge(limit=f"{MOST_BYTES // 1_000_000} Mo")
    try:
        said = json.loads(source.text)
    except (ValueError, RecursionError) as reason:
        raise NotReadable(format="JSON", reason=str(reason)) from reason
    if isinstance(said, dict) and isinstance(said.get("CFPackage"), dict):
        said = said["CFPackage"]
    if not isinstance(said, dict):
        notes.error(NOT_AN_OBJECT, source.name, place=source.name)
        return {}
    return _cleaned_package(said, notes, source)


def _cleaned_package(said: Json, notes: Notes, source: Source) -> Json:
    found: Json = {}
    size = sum(len(said[key]) for key in LISTS if isinstance(said.get(key), list))
    for key, value in said.items():
        if key in LISTS and value is not None:
            share = CLEANING * len(value) / max(size, 1) if isinstance(value, list) else 0.0
            found[key] = _entries(key, value, notes, source, share)
        elif value is not None:
            found[key] = cleaned(value, key, notes, key)
    if not isinstance(found.get("CFDocument"), dict):
        notes.error(NO_DOCUMENT, "CFDocument")
    if not isinstance(found.get("CFDefinitions", {}), dict):
        if found["CFDefinitions"]:  # an empty list stands for none
            notes.error(NOT_AN_OBJECT, "CFDefinitions", place="CFDefinitions")
        found["CFDefinitions"] = {}
    return found


def _entries(
    key: str,
    value: Any,  # noqa: ANN401 -- any JSON
    notes: Notes,
    source: Source,
    share: float,
) -> list[Json]:
    if not isinstance(value, list):
        notes.error(NOT_A_LIST, key, place=key)
        return []
    most = MOST_ASSOCIATIONS if key == "CFAssociations" else MOST_ITEMS
    if len(value) > most:
        notes.error(TOO_MANY, key, place=key, count=len(value), most=most)
        return []
    found = []
    for place, one in enumerate(source.passing(value, len(value), share), start=1):
        entry = name_of(one, key, place)
        if isinstance(one, dict):
            found.append(cleaned(one, entry, notes, key))
        else:
            notes.error(NOT_AN_OBJECT, entry, place=entry)
    return found


def name_of(said: Any, key: str, place: int) -> str:  # noqa: ANN401 -- any JSON
    """Return how messages call an entry: its identifier, else its place in its list."""
    named = said.get("identifier") if isinstance(said, dict) else None
    return named if isinstance(named, str) and named else f"{key} {place}"


def cleaned(
    value: Any,  # noqa: ANN401 -- any JSON
    entry: str,
    notes: Notes,
    field: str,
    depth: int = 0,
    *,
    keep: bool = False,
) -> Any:  # noqa: ANN401 -- any JSON
    """Return a value as it can be kept: nulls of objects go, unless told to `keep` them."""
    if isinstance(value, str):
        return _text(value, entry, notes, field)
    if isinstance(value, float) and not math.isfinite(value):
        notes.warn(NO_NUMBER, entry, field=field)
        return None
    if not isinstance(value, dict | list):
        return value
    if depth > MOST_NESTED:
        notes.error(TOO_DEEP, entry, most=MOST_NESTED)
        return None
    if isinstance(value, list):
        return [cleaned(one, entry, notes, field, depth + 1, keep=keep) for one in value]
    keep = keep or field == "extensions"
    found = {
        _text(key, entry, notes, field): cleaned(one, entry, notes, key, depth + 1, keep=keep)
        for key, one in value.items()
    }
    return {key: one for key, one in found.items() if one is not None or keep}


def _text(value: str, entry: str, notes: Notes, field: str) -> str:
    if len(value) > LONGEST_TEXT:
        notes.error(TOO_LONG, entry, field=field[:80], count=len(value), most=LONGEST_TEXT)
        return value[:80]
    if UNKEPT.search(value):
        notes.warn(NO_CHARACTER, entry, field=UNKEPT.sub("\ufffd", field)[:80])
        return UNKEPT.sub("\ufffd", value)
    return value
