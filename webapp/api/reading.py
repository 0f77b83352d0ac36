"""Requests of programs, read as strictly as the documentation says: no unknown name, no « 3 »."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from flask import Response, abort, request
from pydantic import BaseModel, ConfigDict, ValidationError

from webapp.api import problems

Model = TypeVar("Model", bound=BaseModel)
View = Callable[..., Response]
LARGEST_BODY = 64 * 1024  # bytes


class Given(BaseModel):
    """What comes in an address or a header: text, of which numbers are made."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Body(BaseModel):
    """What comes as JSON: each value of its own type."""

    model_config = ConfigDict(extra="forbid", strict=True)


def read_into(view: View) -> View:
    """Give `view` its `path`, `query`, `header` and `body`, read into the models that it names."""
    hints = view.__annotations__

    @wraps(view)
    def reading(**address: object) -> Response:
        request.max_content_length = LARGEST_BODY
        given: dict[str, BaseModel] = {}
        if "path" in hints:
            given["path"] = _read(hints["path"], address)
        if "query" in hints or request.args:
            given["query"] = _read(hints.get("query", Given), _query())
        if "header" in hints:
            given["header"] = _read(hints["header"], _headers(hints["header"]))
        if "body" in hints:
            given["body"] = _read(hints["body"], _json())
        return view(**given)

    reading.__delay_validate_request__ = True  # type: ignore[attr-defined]  # flask-openapi3 asks
    return reading


def _read(model: type[Model], values: object) -> Model:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        abort(problems.of_faults(error))


def _query() -> dict[str, str]:
    repeated = [name for name, values in request.args.lists() if len(values) > 1]
    if repeated:
        abort(problems.of_places([("repeated", (name,)) for name in repeated]))
    return request.args.to_dict()


def _headers(model: type[BaseModel]) -> Mapping[str, str]:
    names = [field.alias or name for name, field in model.model_fields.items()]
    return {name: request.headers[name] for name in names if name in request.headers}


def _json() -> Any:  # noqa: ANN401 -- any JSON
    if not request.is_json:
        abort(415)
    try:
        return request.get_json()
    except RecursionError:  # brackets in brackets without end
        abort(400)
