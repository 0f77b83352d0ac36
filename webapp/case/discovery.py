"""The OpenAPI document of what is served: written by us from the tables that shape the answers."""

from typing import Any

from referentiel.base import Json
from referentiel.formats.case import fields
from referentiel.formats.case.fields import CLASSES, Kind
from referentiel.formats.case.identity import PATTERN
from referentiel.formats.case.relations import TYPES
from webapp.case.asking import NEWER as NEWER_FIELDS
from webapp.case.asking import REQUIRED as OF_DOCUMENT
from webapp.case.editions import Edition

UUID: Json = {"type": "string", "pattern": f"^{PATTERN.pattern}$"}
TEXT: Json = {"type": "string"}
SCHEMAS: dict[Kind, Json] = {
    fields.identifier: UUID,
    fields.text: TEXT,
    fields.texts: {"type": "array", "items": TEXT},
    fields.uri: {"type": "string", "format": "uri"},
    fields.moment: {"type": "string", "format": "date-time"},
    fields.day: {"type": "string", "format": "date"},
    fields.integer: {"type": "integer", "format": "int32"},
    fields.number: {"type": "number", "format": "float"},
    fields.link: {"$ref": "#/components/schemas/LinkURI"},
    fields.links: {"type": "array", "items": {"$ref": "#/components/schemas/LinkURI"}},
    fields.node_link: {"$ref": "#/components/schemas/LinkGenURI"},
    fields.same: {"type": "object"},
}
HEAD = ("identifier", "uri", "lastChangeDateTime")
ENDS = ("originNodeURI", "destinationNodeURI")
REQUIRED = {
    "CFDocument": OF_DOCUMENT[:5],
    "CFItem": (*HEAD, "fullStatement"),
    "CFAssociation": (*HEAD, "associationType", *ENDS),
    "CFConcepts": (*HEAD, "title", "hierarchyCode"),
    "CFSubjects": (*HEAD, "title", "hierarchyCode"),
    "CFItemTypes": (*HEAD, "title", "description", "hierarchyCode"),
    "CFLicenses": (*HEAD, "title", "licenseText"),
    "CFAssociationGroupings": (*HEAD, "title"),
    "CFRubric": HEAD,
    "CFRubricCriterion": HEAD,
    "CFRubricCriterionLevel": HEAD,
}
PARTS = {
    "CFRubric": ("CFRubricCriteria", "CFRubricCriterion"),
    "CFRubricCriterion": ("CFRubricCriterionLevels", "CFRubricCriterionLevel"),
}
NEWER = {
    "CFDocument": NEWER_FIELDS,
    "CFItem": ("subject", "subjectURI"),
    "CFAssociation": ("notes",),
}
LISTED = ("CFConcepts", "CFSubjects", "CFItemTypes")
# Path below the base: operation, and the schema of its answer.
OPERATIONS = {
    "CFDocuments": ("getCFDocument", "CFDocument"),
    "CFPackages": ("getCFPackage", "CFPackage"),
    "CFItems": ("getCFItem", "CFItem"),
    "CFItemAssociations": ("getCFItemAssociations", "CFAssociationSet"),
    "CFAssociations": ("getCFAssociation", "CFAssociation"),
    "CFAssociationGroupings": ("getCFAssociationGrouping", "CFAssociationGroupings"),
    "CFConcepts": ("getCFConcept", "CFConceptsSet"),
    "CFSubjects": ("getCFSubject", "CFSubjectsSet"),
    "CFItemTypes": ("getCFItemType", "CFItemTypesSet"),
    "CFLicenses": ("getCFLicense", "CFLicenses"),
    "CFRubrics": ("getCFRubric", "CFRubric"),
}
ERRORS = (400, 401, 403, 404, 429, 500)


def described(edition: Edition) -> Json:
    """Return the OpenAPI 3.0 document of one edition, at the address where it is served."""
    paths = {"/CFDocuments": {"get": _list_operation()}}
    for path, (name, schema) in OPERATIONS.items():
        parameter = {"name": "sourcedId", "in": "path", "required": True, "schema": TEXT}
        operation = {"operationId": name, "parameters": [parameter], "responses": _answers(schema)}
        paths[f"/{path}/{{sourcedId}}"] = {"get": operation}
    return {
        "openapi": "3.0.3",
        "info": {
            "title": f"Repères, CASE {edition.version}",
            "version": edition.version,
            "description": "Published référentiels of this installation, read-only.",
        },
        "servers": [{"url": edition.base}],
        "paths": paths,
        "components": {"schemas": _schemas(edition)},
    }


def _list_operation() -> Json:
    number = {"type": "integer", "format": "int32"}
    query = {
        "limit": {**number, "minimum": 1, "default": 100},
        "offset": {**number, "minimum": 0, "default": 0},
        "sort": TEXT,
        "orderBy": {"type": "string", "enum": ["asc", "desc"]},
        "filter": TEXT,
        "fields": {"type": "array", "items": TEXT},
    }
    answers = _answers("CFDocumentSet")
    answers["200"]["headers"] = {"X-Total-Count": {"schema": {"type": "integer"}}}
    return {
        "operationId": "getAllCFDocuments",
        "parameters": [
            {"name": name, "in": "query", "required": False, "schema": schema}
            for name, schema in query.items()
        ],
        "responses": answers,
    }


def _answers(schema: str) -> dict[str, Any]:
    def answer(words: str, name: str) -> Json:
        held = {"schema": _ref(name)}
        return {"description": words, "content": {"application/json": held}}

    refused = {str(code): answer("Refused.", "imsx_StatusInfo") for code in ERRORS}
    default = {"default": answer("Refused.", "imsx_StatusInfo")}
    return {"200": answer("Found.", schema)} | refused | default


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(properties: Json, required: tuple[str, ...]) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _list(name: str, least: int = 0) -> Json:
    return {"type": "array", "items": _ref(name), "minItems": least}


def _schemas(edition: Edition) -> Json:
    found = {name: _class(edition, name) for name in CLASSES}
    for name in ("CFDocument", "CFItem", "CFAssociation"):
        # Alone, an object is linked to its document, and a document to its package.
        link = "CFPackageURI" if name == "CFDocument" else "CFDocumentURI"
        inside = found[name]
        found[f"{name}InPackage"] = inside
        optional = () if name == "CFAssociation" else (link,)
        found[name] = {
            **inside,
            "properties": {**inside["properties"], link: _ref("LinkURI")},
            "required": [*inside["required"], *optional],
        }
    for name in LISTED:
        found[f"{name}Set"] = _object({name: _list(name, 1)}, (name,))
    held = {"CFItem": _ref("CFItem"), "CFAssociations": _list("CFAssociationInPackage", 1)}
    found["CFAssociationSet"] = _object(held, ("CFItem", "CFAssociations"))
    found["CFDocumentSet"] = _object({"CFDocuments": _list("CFDocument", 1)}, ("CFDocuments",))
    found["CFPackage"] = _package(edition)
    return found | _links(edition) | _status(edition)


def _class(edition: Edition, name: str) -> Json:
    properties = {field: SCHEMAS[kind] for field, kind in CLASSES[name].items()}
    if name == "CFDocument":
        properties["caseVersion"] = {"type": "string", "enum": ["1.1"]}
    if name == "CFAssociation":
        properties["associationType"] = _types(edition)
    if name in PARTS:
        field, part = PARTS[name]
        properties[field] = _list(part)
    if name == "CFRubricCriterionLevel":
        properties["extensions"] = {"type": "array", "items": {"type": "object"}}
    if edition.version == "1.0":
        for field in (*NEWER.get(name, ()), "extensions"):
            properties.pop(field, None)
    return _object(properties, REQUIRED[name])


def _types(edition: Edition) -> Json:
    if edition.version == "1.0":
        return {"type": "string", "enum": [one for one in TYPES if one != "isTranslationOf"]}
    known = {"type": "string", "enum": list(TYPES)}
    return {"anyOf": [known, {"type": "string", "pattern": "^ext:[a-zA-Z0-9.\\-_]+$"}]}


def _package(edition: Edition) -> Json:
    definitions = {name: _list(name) for name in fields.DEFINITIONS}
    extensions = {} if edition.version == "1.0" else {"extensions": {"type": "object"}}
    properties = {
        "CFDocument": _ref("CFDocumentInPackage"),
        "CFItems": _list("CFItemInPackage"),
        "CFAssociations": _list("CFAssociationInPackage"),
        "CFDefinitions": _object({**definitions, **extensions}, ()),
        "CFRubrics": _list("CFRubric"),
        **extensions,
    }
    return _object(properties, ("CFDocument",))


def _links(edition: Edition) -> Json:
    uri = {"type": "string", "format": "uri"}
    parts = {"title": TEXT, "identifier": TEXT, "uri": uri}
    target = {} if edition.version == "1.0" else {"targetType": {"type": "string"}}
    return {
        "LinkURI": _object({**parts, "identifier": UUID}, tuple(parts)),
        "LinkGenURI": _object({**parts, **target}, tuple(parts)),
    }


def _status(edition: Edition) -> Json:
    minors = [
        "fullsuccess",
        "invalid_sort_field",
        "invalid_selection_field",
        "forbidden",
        edition.unauthorised,
        "internal_server_error",
        "unknownobject",
        "server_busy",
        edition.invalid_uuid,
    ]
    field = {
        "imsx_codeMinorFieldName": TEXT,
        "imsx_codeMinorFieldValue": {"type": "string", "enum": minors},
    }
    minor = {"type": "array", "items": _object(field, tuple(field)), "minItems": 1}
    majors = ["success", "processing", "failure", "unsupported"]
    properties = {
        "imsx_codeMajor": {"type": "string", "enum": majors},
        "imsx_severity": {"type": "string", "enum": ["status", "warning", "error"]},
        "imsx_description": TEXT,
        "imsx_codeMinor": _object({"imsx_codeMinorField": minor}, ("imsx_codeMinorField",)),
    }
    return {"imsx_StatusInfo": _object(properties, ("imsx_codeMajor", "imsx_severity"))}
