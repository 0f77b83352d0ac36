"""How answers leave: what caches may keep, and for whom."""

from flask import Response, request
from pydantic import BaseModel

KEPT = "public, max-age=300"


def private(shape: BaseModel, status: int = 200) -> Response:
    """Return what only its asker may read: no cache keeps it."""
    answer = Response(shape.model_dump_json(), status, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def settled(shape: BaseModel | str) -> Response:
    """Return public content, which caches may keep for a while and ask about by its mark."""
    body = shape if isinstance(shape, str) else shape.model_dump_json()
    answer = Response(body, mimetype="application/json")
    answer.headers["Cache-Control"] = KEPT
    return marked(answer)


def frozen(shape: BaseModel) -> Response:
    """Return what does not change once it is written, but which only some may read."""
    answer = Response(shape.model_dump_json(), mimetype="application/json")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.vary.update(("Accept-Language", "Authorization"))
    return marked(answer)


def marked(answer: Response) -> Response:
    """Return an answer with its mark; nothing but the mark, where the asker has it already."""
    answer.add_etag(weak=True)
    answer.make_conditional(request)
    return answer
