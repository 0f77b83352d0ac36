"""Where somebody who signs in goes on to."""

from urllib.parse import urlsplit

from flask import request, url_for

from referentiel.people import Person
from surveys.accounts import roles_of
from surveys.roles import Act, Standing
from webapp.database import get_session


def asked_for() -> str:
    """Return the page of this site that led to signing in; nothing if none did."""
    return local_path(request.args.get("next", ""))


def onward_for(person: Person) -> str:
    """Return the page that was asked for, else the first page of what a person does here."""
    return asked_for() or home_of(person)


def home_of(person: Person) -> str:
    """Return the page where a person starts: their campaigns, else their own space."""
    standing = Standing.of_roles(roles_of(get_session(), person.id))
    runs = standing.organisations(Act.FOLLOW)
    return url_for("campaigns.index" if runs else "space.index")


def local_path(target: str) -> str:
    """Return `target` if it is a path of this site, else nothing."""
    parts = urlsplit(target)
    plain = target.isprintable() and "\\" not in target and not target.startswith("//")
    inside = target.startswith("/") and not parts.scheme and not parts.netloc
    return target if plain and inside else ""
