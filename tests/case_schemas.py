"""The official schemas of CASE 1.1, and those of 1.0 as the differences make them of 1.1."""

import copy
import json
from functools import cache
from typing import Any

import jsonschema_rs

from tests.samples import sample

NEWER = {
    "Document": ("frameworkType", "caseVersion"),
    "Item": ("subject", "subjectURI"),
    "Association": ("notes",),
    "LinkGenURI": ("targetType",),
}
OLD_TYPES = (
    *("isChildOf", "isPeerOf", "isPartOf", "exactMatchOf", "precedes", "isRelatedTo"),
    *("replacedBy", "exemplar", "hasSkillLevel"),
)


@cache
def package_errors(edition: str = "1.1") -> Any:
    """Return what lists the errors of a package by the official schema, formats asserted."""
    schema = json.loads(sample("case/official-case-v1p1-cfpackage.schema.json").read_text())
    schema = schema if edition == "1.1" else older(schema)
    validator = jsonschema_rs.Draft201909Validator(schema, validate_formats=True)
    return lambda said: [
        f"{'/'.join(map(str, one.instance_path))}: {one.message}"
        for one in validator.iter_errors(said)
    ]


@cache
def openapi(edition: str = "1.1") -> dict[str, Any]:
    """Return the official description of the server."""
    said = json.loads(sample("case/official-case-v1p1-openapi.json").read_text())
    return said if edition == "1.1" else older(said)


@cache
def answer_errors(path: str, status: int, edition: str = "1.1") -> Any:
    """Return what lists the errors of an answer by the official description."""
    said = openapi(edition)
    responses = said["paths"][path]["get"]["responses"]
    found = responses.get(str(status), responses["default"])
    schema = {
        **found["content"]["application/json"]["schema"],
        "components": anchored(said["components"]),
    }
    validator = jsonschema_rs.Draft4Validator(
        schema,
        validate_formats=True,
        formats={
            "uri": lambda text: jsonschema_rs.is_valid(
                {"$schema": "https://json-schema.org/draft/2020-12/schema", "format": "uri"},
                text,
                validate_formats=True,
            )
        },
    )
    return lambda body: [
        f"{'/'.join(map(str, one.instance_path))}: {one.message}"
        for one in validator.iter_errors(body)
    ]


def anchored(part: Any) -> Any:
    """Return a part of a description whose patterns hold for the whole of a text."""
    if isinstance(part, dict):
        return {
            key: f"^(?:{value})$" if key == "pattern" else anchored(value)
            for key, value in part.items()
        }
    return [anchored(one) for one in part] if isinstance(part, list) else part


def older(said: dict[str, Any]) -> dict[str, Any]:
    """Return schemas of 1.0: those of 1.1 without what 1.1 added."""
    found = copy.deepcopy(said)
    classes = found["$defs"] if "$defs" in found else found["components"]["schemas"]
    for name, schema in classes.items():
        properties = schema.get("properties", {})
        properties.pop("extensions", None)
        plain = name.removesuffix("DType").removesuffix("D").removeprefix("CFPckg")
        for field in NEWER.get(plain.removeprefix("CF"), ()):
            del properties[field]
        if "associationType" in properties:
            properties["associationType"] = {"type": "string", "enum": list(OLD_TYPES)}
        if name == "imsx_CodeMinorFieldDType":
            values = properties["imsx_codeMinorFieldValue"]["enum"]
            spelt = {"unauthorised_request": "unauthorisedrequest", "invalid_uuid": "invaliduuid"}
            values[:] = [spelt.get(one, one) for one in values]
    if "properties" in found:
        found["properties"].pop("extensions", None)
    return found
