"""The description of the API: one document, served as JSON and rendered as a page."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, json, render_template, request
from flask_babel import gettext as _

from referentiel.base import french
from webapp.api.access import public
from webapp.api.describing import WORDS
from webapp.api.document import document
from webapp.api.replies import settled
from webapp.room import here

bp = Blueprint("docs", __name__)
PLACES = {"path": french("adresse"), "query": french("question"), "header": french("en-tête")}
SPOKEN = frozenset({"summary", "description"})


@bp.get("/openapi.json")
@public
def openapi() -> Response:
    """Give the OpenAPI document, its words in the language asked."""
    answer = settled(json.dumps(spoken(document(), _), ensure_ascii=False))
    answer.vary.add("Accept-Language")
    return answer


@bp.get("/docs")
@public
def page() -> Response:
    """Show the document to a reader, section by section."""
    described = spoken(document(), _)
    operations = [
        {"path": path, "method": method, **operation}
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    sections = [
        (tag, [one for one in operations if tag["name"] in one["tags"]])
        for tag in described["tags"]
    ]
    shown = render_template(
        "api/docs.html",
        document=described,
        sections=sections,
        typed=typed,
        places={where: _(word) for where, word in PLACES.items()},
        refusals=[(code, _(words)) for code, words in WORDS.items() if code >= 400],
        calls=here().settings.api_calls,
        host=request.host_url,
    )
    return Response(shown)


def spoken(part: Any, translate: Callable[[str], str]) -> Any:  # noqa: ANN401 -- any JSON
    """Return a part of the document with its sentences in another language."""
    if isinstance(part, Mapping):
        return {
            key: translate(value)
            if key in SPOKEN and isinstance(value, str) and value
            else spoken(value, translate)
            for key, value in part.items()
        }
    if isinstance(part, list):
        return [spoken(one, translate) for one in part]
    return part


def typed(schema: Mapping[str, Any]) -> tuple[str, str]:
    """Return how a schema is named in a table, and the model that it refers to, if any."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return name, name
    if "anyOf" in schema:
        parts = [typed(one) for one in schema["anyOf"]]
        return " | ".join(name for name, _link in parts), next((m for _n, m in parts if m), "")
    if schema.get("type") == "array":
        name, model = typed(schema.get("items", {}))
        return f"{name}[]", model
    values = schema.get("enum") or ([schema["const"]] if "const" in schema else [])
    if values:
        return " | ".join(f"« {value} »" for value in values), ""
    return _map_of(schema) or (str(schema.get("type", "")), "")


def _map_of(schema: Mapping[str, Any]) -> tuple[str, str] | None:
    inner = schema.get("additionalProperties")
    if schema.get("type") == "object" and isinstance(inner, Mapping):
        name, model = typed(inner)
        return f"{{…: {name}}}", model
    return None
