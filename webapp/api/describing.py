"""How operations are described: their answers, their refusals, and who may call them."""

from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel

from referentiel.base import french
from webapp.api import shapes
from webapp.api.problems import MEDIA_TYPE

JSON = "application/json"
TOKEN = "token"  # noqa: S105 -- the name of a way in
BY_TOKEN: list[dict[str, list[Any]]] = [{TOKEN: []}]
MODELS: set[type[BaseModel]] = {shapes.Problem}  # those that the document describes
WORDS = {
    200: french("Ce qui était demandé."),
    201: french("C’est fait."),
    204: french("C’est fait ; il n’y a rien à lire."),
    304: french("Rien n’a changé depuis la lecture dont « If-None-Match » donne la marque."),
    400: french("Demande illisible."),
    401: french("Jeton absent, révoqué ou expiré."),
    403: french("Ce que le jeton, ou le moment, ne permet pas."),
    404: french("Rien ici, ou rien que vous puissiez lire."),
    409: french("Ce qui est déjà fait ou déjà publié s’y oppose."),
    413: french("Demande trop grande."),
    415: french("Le corps n’est pas du JSON."),
    422: french("La demande ne correspond pas à la description."),
    429: french("Trop d’appels en peu de temps ; « Retry-After » dit quand revenir."),
}
ALWAYS = (400, 404, 422, 429)  # any address may hold a wrong value, and any caller be too quick
OF_TOKENS = (401, 403)
OF_WRITES = (409, 413)
RETRY = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}}}


def section(name: str, title: str, *, says: str) -> APIBlueprint:
    """Return a blueprint of the API, under the title that the documentation gives it."""
    return APIBlueprint(
        name,
        f"webapp.api.{name}",
        abp_tags=[Tag(name=title, description=says)],
        operation_id_callback=_name_of,
    )


def _name_of(*, bp_name: str, name: str, path: str, method: str) -> str:  # noqa: ARG001 -- given so
    return f"{bp_name}.{name}"


def answers(
    model: type[BaseModel] | None,
    *refusals: int,
    status: int = 200,
    links: dict[str, Any] | None = None,
) -> dict[Any, Any]:
    """Return the answers of an operation: what it gives, where it leads, how it may refuse."""
    given: dict[str, Any] = {"description": WORDS[status], "links": links or {}}
    if model:
        given["content"] = {JSON: {"schema": schema_of(model)}}
    return {str(status): given} | {
        str(code): refused(code) for code in sorted({*refusals, *ALWAYS})
    }


def refused(code: int) -> dict[str, Any]:
    """Return the description of a refusal; that nothing changed is told without a body."""
    said: dict[str, Any] = {"description": WORDS[code]}
    if code != 304:
        said["content"] = {MEDIA_TYPE: {"schema": schema_of(shapes.Problem)}}
    if code == 429:
        said["headers"] = RETRY
    return said


def schema_of(model: type[BaseModel]) -> dict[str, str]:
    """Return a reference to a model, which the document will describe."""
    MODELS.add(model)
    return {"$ref": f"#/components/schemas/{model.__name__}"}
