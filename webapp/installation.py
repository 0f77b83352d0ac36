"""What is true of this installation: read from its settings and from what the host declared."""

from flask import request
from sqlalchemy import make_url

from surveys.queries.organisations import host_of
from surveys.queries.site import LEGAL, fact_of
from surveys.register import Installation
from webapp.config import is_weak
from webapp.database import get_session
from webapp.room import here


def installation_here() -> Installation:
    """Return the facts that the register and the impact study repeat."""
    settings = here().settings
    legal = fact_of(get_session(), LEGAL)
    host = host_of(get_session())
    return Installation(
        secure=settings.public_url.startswith("https://") or request.is_secure,
        letters=bool(settings.smtp_url),
        provider=settings.provider.label if settings.provider else "",
        engine=make_url(settings.database_url).get_backend_name(),
        strong_secret=not is_weak(settings.secret_key),
        host=host.name if host else "",
        hosted=legal.get("hosted", ""),
        guarantees=legal.get("guarantees", ""),
    )
