"""The OpenAPI 3.1 document, made from the blueprints and the models of the API."""

from functools import cache
from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from referentiel.base import french
from webapp.api import campaigns, referentiels, reports, shapes, submissions
from webapp.api.describing import MODELS, TOKEN

PREFIX = "/api/v1"
PARTS: tuple[APIBlueprint, ...] = (
    referentiels.bp,
    submissions.bp,
    campaigns.bp,
    reports.bp,
)
INFO = {
    "title": "Repères",
    "version": "1",
    "description": french(
        "Référentiels publiés, campagnes, réponses sous billet et rapports de groupe. Les règles "
        "sont celles des pages : mêmes droits, mêmes refus, et aucun chiffre sur moins de k "
        "personnes. Toute erreur est un « problem+json » (RFC 9457) dans la langue demandée par "
        "« Accept-Language »."
    ),
    "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
    "contact": {"name": "Repères"},
}
SECURITY = {
    TOKEN: {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "rep_…",
        "description": french(
            "Un jeton personnel (page « Jetons » de votre compte) ou d’une organisation. Il porte "
            "des droits (follow, read, run), expire au plus tard après 366 jours et se révoque."
        ),
    }
}


@cache
def document() -> dict[str, Any]:
    """Return the document; its words are French source sentences, translated where it is shown."""
    paths = {
        PREFIX + path: item.model_dump(mode="json", by_alias=True, exclude_none=True)
        for part in PARTS
        for path, item in part.paths.items()
    }
    for operation in (one for item in paths.values() for one in item.values()):
        for parameter in operation.get("parameters", ()):
            parameter["schema"] = sent_as_text(parameter["schema"])
    tags = [tag.model_dump(exclude_none=True) for part in PARTS for tag in part.tags]
    return {
        "openapi": "3.1.0",
        "info": INFO,
        "servers": [{"url": "/"}],
        "tags": tags,
        "paths": plain(paths),
        "components": {"schemas": schemas(), "securitySchemes": SECURITY},
    }


def schemas() -> dict[str, Any]:
    """Return the models that operations refer to, in the words of their own library."""
    given: list[tuple[type[BaseModel], Any]] = [(model, "serialization") for model in MODELS]
    taken: list[tuple[type[BaseModel], Any]] = [(shapes.Sheet, "validation")]
    found = models_json_schema(
        sorted(given, key=lambda one: one[0].__name__) + taken,
        ref_template="#/components/schemas/{model}",
    )[1]["$defs"]
    for schema in found.values():
        schema.pop("description", None)  # a docstring, for those who read the code
    described: dict[str, Any] = plain(found)
    return described


def sent_as_text(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter: one left out is not sent, it is never null."""
    [told] = [one for one in schema.pop("anyOf", [{}]) if one.get("type") != "null"]
    schema.pop("description", None)  # said of the parameter already
    schema.pop("example", None)
    return {**schema, **told}


def plain(part: Any) -> Any:  # noqa: ANN401 -- any JSON
    """Return a part without the titles that only repeat names, and with whole numbers as such."""
    if isinstance(part, dict):
        return {
            key: plain(value)
            for key, value in part.items()
            if not (key == "title" and isinstance(value, str))
        }
    if isinstance(part, list):
        return [plain(one) for one in part]
    return int(part) if isinstance(part, float) and part.is_integer() else part
