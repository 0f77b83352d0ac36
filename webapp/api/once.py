"""Writes of programs: done once for each `Idempotency-Key`, and committed here."""

from functools import wraps
from hashlib import sha256
from typing import Any

from flask import Response, request
from pydantic import Field

from referentiel.base import french
from surveys.guard import idempotency
from surveys.guard.idempotency import Answered, Attempt
from webapp.api.access import bearer
from webapp.api.reading import Given, View
from webapp.clock import now
from webapp.database import get_session
from webapp.jobs import deliver_soon
from webapp.room import here


class WriteHeader(Given):
    idempotency_key: str | None = Field(
        default=None,
        alias="Idempotency-Key",
        pattern=r"^[A-Za-z0-9_-]{16,100}$",
        description=french(
            "De 16 à 100 lettres sans accent, chiffres, « - » ou « _ », au hasard et un par "
            "demande : un UUID, par exemple. Pendant 24 heures, la même "
            "demande sous la même clé reçoit la même réponse sans être refaite."
        ),
    )


def once(view: View) -> View:
    """Commit what `view` does; under a key that served already, give the same answer again."""

    @wraps(view)
    def writing(header: WriteHeader, **given: Any) -> Response:  # noqa: ANN401
        session = get_session()
        attempt = attempt_under(header.idempotency_key)
        answered = idempotency.begin(session, attempt, now=now()) if attempt else None
        if answered:
            return again(answered)
        answer = view(header=header, **given)
        if attempt:
            said = Answered(answer.status_code, answer.get_data(as_text=True))
            idempotency.settle(session, attempt, said)
        session.commit()
        return answer

    return writing


def told(view: View) -> View:
    """Ring for the worker once `view` has done and committed what others are told of."""

    @wraps(view)
    def ringing(**given: Any) -> Response:  # noqa: ANN401
        answer = view(**given)
        deliver_soon()
        return answer

    return ringing


def again(answered: Answered) -> Response:
    """Return what was answered the first time."""
    answer = Response(answered.body, answered.status, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def attempt_under(key: str | None) -> Attempt | None:
    """Return this request as an attempt under a key; None without one."""
    if key is None:
        return None
    body = sha256(request.get_data()).hexdigest()
    asked = f"{request.method} {request.path} {body}"
    return Attempt(here().settings.secret_key, bearer(), key, asked)
