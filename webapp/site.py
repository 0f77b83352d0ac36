"""Where this site is, for people outside: its address, and what passkeys call it."""

from urllib.parse import urlsplit

from flask import request

from surveys.guard.passkeys import Party
from webapp.room import here


def origin() -> str:
    """Return the address of the site without a path, as settings or else the request say it."""
    return here().settings.public_url or request.host_url.rstrip("/")


def absolute(path: str) -> str:
    """Return the whole address of a path of this site."""
    return origin() + path


def party() -> Party:
    """Return the site as passkeys know it."""
    parts = urlsplit(origin())
    return Party(domain=parts.hostname or "", origin=f"{parts.scheme}://{parts.netloc}")
