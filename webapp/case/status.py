"""What a reader of CASE is told when something is refused: imsx_StatusInfo, for every error."""

from flask import Response, json, request
from werkzeug.exceptions import HTTPException

from referentiel.base import Refusal
from webapp.case.editions import PREFIX, edition_here

UNKNOWN = "unknownobject"
INVALID_FIELD = "invalid_selection_field"
INVALID_SORT = "invalid_sort_field"
SAYS = {
    401: "This request is not authorised.",
    403: "This request is refused.",
    404: "Nothing published has this identifier.",
    405: "Only GET and HEAD are served here.",
    429: "Too many requests; retry later.",
    500: "The server met an error. It is logged; retry later.",
}
CODES = {403: "forbidden", 404: UNKNOWN, 429: "server_busy", 500: "internal_server_error"}


def wanted() -> bool:
    """Say whether the request is for CASE: its errors are not pages."""
    return request.path.startswith(PREFIX + "/")


def status_info(status: int, code: str = "", says: str = "", field: str = "") -> Response:
    """Return an error of CASE; `field` is the parameter at fault, where one is."""
    found = code or _code(status)
    body: dict[str, object] = {
        "imsx_codeMajor": "failure" if found else "unsupported",
        "imsx_severity": "error",
        "imsx_description": says or SAYS.get(status, "This request cannot be read."),
    }
    if found:
        named = {"imsx_codeMinorFieldName": field or "sourcedId", "imsx_codeMinorFieldValue": found}
        body["imsx_codeMinor"] = {"imsx_codeMinorField": [named]}
    answer = Response(json.dumps(body), status, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _code(status: int) -> str:
    return edition_here().unauthorised if status == 401 else CODES.get(status, "")


def invalid_uuid() -> Response:
    """Return that what stands for an identifier is none."""
    return status_info(404, edition_here().invalid_uuid, "This is no UUID.")


def of_refusal(refusal: Refusal, status: int) -> Response:
    """Return a refusal of ours; one that passes with time says when to come back."""
    answer = status_info(status)
    if status == 429:
        answer.headers["Retry-After"] = str(60 * int(str(refusal.values.get("minutes", 1))))
    return answer


def of_http(error: HTTPException) -> Response:
    """Return an error of the protocol, with the headers that belong to it (Allow, for one)."""
    answer = status_info(error.code or 500)
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            answer.headers[name] = value
    return answer
