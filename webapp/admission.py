"""From a first proof of who somebody is to a session of their own."""

from flask import redirect
from flask.typing import ResponseReturnValue

from referentiel.people import Person
from webapp import access
from webapp.database import get_session


def admit(
    person: Person, *, method: str, onward: str, id_token: str | None = None
) -> ResponseReturnValue:
    """Sign `person` in, commit, and lead them `onward`, a path of this site."""
    access.sign_in(person, method=method, id_token=id_token)
    get_session().commit()
    return redirect(onward, 303)
