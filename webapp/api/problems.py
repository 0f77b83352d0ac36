"""What programs are told when something is refused: one form for every error (RFC 9457)."""

import re
from http import HTTPStatus
from typing import Any

from flask import Response, json, request
from flask_babel import gettext as _
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from referentiel.base import Refusal, french

PREFIX = "/api/"
MEDIA_TYPE = "application/problem+json"
DETAILS = {
    400: french("La demande est illisible. Vérifiez qu’elle est bien du JSON, en UTF-8."),
    401: french("Il faut un jeton valable dans l’en-tête « Authorization », après « Bearer »."),
    403: french("Ce jeton ne donne pas ce droit."),
    404: french("Rien ne se trouve à cette adresse, ou rien que vous puissiez lire."),
    405: french("Cette adresse ne se lit pas par cette méthode."),
    413: french("La demande est trop grande."),
    415: french(
        "Le corps doit être du JSON, et l’en-tête « Content-Type » le dire (application/json)."
    ),
    422: french("La demande ne correspond pas à ce que la documentation décrit."),
    500: french("Le serveur a rencontré une erreur. Elle est notée ; réessayez plus tard."),
}
FAULTS = {
    "missing": french("Il manque cette valeur."),
    "extra_forbidden": french("Ce nom n’est pas connu."),
    "int_type": french("Un nombre entier est attendu, sans guillemets."),
    "int_parsing": french("Un nombre entier est attendu."),
    "string_type": french("Un texte est attendu."),
    "literal_error": french("Cette valeur n’est pas parmi celles admises."),
    "string_too_long": french("Ce texte est trop long."),
    "repeated": french("Cette valeur ne se donne qu’une fois."),
}
OTHER_FAULT = french("Cette valeur ne convient pas.")


def wanted() -> bool:
    """Say whether the request is of a program: its errors are not pages."""
    return request.path.startswith(PREFIX)


def problem(status: int, detail: str = "", *, kind: str = "", **more: Any) -> Response:  # noqa: ANN401
    """Return an error in the one form; `kind` names the refusal, for programs to tell it by."""
    body = {
        "type": f"urn:reperes:{kind}" if kind else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or _(DETAILS.get(status, DETAILS[400])),
        **more,
    }
    # Names that were sent come back in `errors`: never as markup, whoever shows them.
    text = json.dumps(body).replace("<", "\\u003c").replace(">", "\\u003e")
    answer = Response(text, status, mimetype=MEDIA_TYPE)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def of_refusal(refusal: Refusal, status: int, sentence: str) -> Response:
    """Return a refusal of the domain; one that passes with time says when to come back."""
    kind = re.sub(r"(?<!^)(?=[A-Z])", "-", type(refusal).__name__).lower()
    answer = problem(status, sentence, kind=kind)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        minutes = refusal.values.get("minutes", 1)
        answer.headers["Retry-After"] = str(60 * int(str(minutes)))
    return answer


def of_http(error: HTTPException) -> Response:
    """Return an error of the protocol, with the headers that belong to it (Allow, for one)."""
    answer = problem(error.code or 500)
    for name, value in error.get_headers():
        if name.lower() != "content-type":
            answer.headers[name] = value
    return answer


def of_token(status: int) -> Response:
    """Return that a token is missing, or does not serve."""
    answer = problem(status)
    answer.headers["WWW-Authenticate"] = 'Bearer realm="reperes"'
    return answer


def of_faults(error: ValidationError) -> Response:
    """Return what was wrong with a request, value by value."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return of_places([(one["type"], one["loc"]) for one in found])


def of_places(faults: list[tuple[str, tuple[int | str, ...]]]) -> Response:
    """Return what was wrong, from the kind and the place (names, from outside in) of each fault."""
    errors = [
        {
            "pointer": "".join(f"/{str(part)[:80]}" for part in place),
            "detail": _(FAULTS.get(kind, OTHER_FAULT)),
        }
        for kind, place in faults[:20]
    ]
    return problem(422, errors=errors)
