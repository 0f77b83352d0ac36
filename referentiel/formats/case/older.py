"""CASE 1.0: the same package without what only 1.1 has."""

from collections.abc import Iterable
from typing import IO

from referentiel.base import Json
from referentiel.formats.case.writing import encoded, package
from referentiel.tree import ReferentielTree

NEWER = {
    "CFDocument": ("frameworkType", "caseVersion", "extensions"),
    "CFItem": ("subject", "subjectURI", "extensions"),
    "CFAssociation": ("notes", "extensions"),
}
UNKNOWN = ("isTranslationOf",)


def write(tree: ReferentielTree, stream: IO[bytes]) -> None:
    """Write a référentiel as a package of CASE 1.0."""
    stream.write(encoded(older_package(package(tree))))


def older_package(said: Json) -> Json:
    """Return a package of 1.1 as one of 1.0."""
    found: Json = {
        "CFDocument": older_document(said["CFDocument"]),
        "CFItems": [older_item(one) for one in said["CFItems"]],
        "CFAssociations": [older_association(one) for one in said["CFAssociations"]],
    }
    definitions = said.get("CFDefinitions", {})
    plain = {key: [bare(one) for one in definitions[key]] for key in definitions if key[:2] == "CF"}
    if plain:
        found["CFDefinitions"] = plain
    if "CFRubrics" in said:
        found["CFRubrics"] = [older_rubric(one) for one in said["CFRubrics"]]
    return found


def older_document(said: Json) -> Json:
    """Return a document of 1.0."""
    return _without(said, NEWER["CFDocument"])


def older_item(said: Json) -> Json:
    """Return an item of 1.0."""
    return _without(said, NEWER["CFItem"])


def older_association(said: Json) -> Json:
    """Return an association of 1.0: a type that it does not know becomes « related to »."""
    found = _without(said, NEWER["CFAssociation"])
    for end in ("originNodeURI", "destinationNodeURI"):
        found[end] = _without(found[end], ("targetType",))
    if found["associationType"] in UNKNOWN or found["associationType"].startswith("ext:"):
        found["associationType"] = "isRelatedTo"
    return found


def older_rubric(said: Json) -> Json:
    """Return a rubric of 1.0."""
    criteria = [
        bare({**one, "CFRubricCriterionLevels": [bare(it) for it in _levels(one)]})
        for one in said["CFRubricCriteria"]
    ]
    return bare({**said, "CFRubricCriteria": criteria})


def _levels(criterion: Json) -> list[Json]:
    found: list[Json] = criterion["CFRubricCriterionLevels"]
    return found


def bare(said: Json) -> Json:
    """Return an object without its extensions."""
    return _without(said, ("extensions",))


def _without(said: Json, names: Iterable[str]) -> Json:
    return {key: value for key, value in said.items() if key not in names}
