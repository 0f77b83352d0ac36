"""Who answers for this installation: pages that only the host's administrators may write."""

from flask import abort

from surveys.queries.site import hosts_among
from surveys.roles import Act
from webapp.access import organisations_here
from webapp.database import get_session


def is_host_here() -> bool:
    """Say whether the signed-in person administers the organisation that hosts this site."""
    administered = organisations_here(Act.ADMINISTER)
    return bool(administered) and hosts_among(get_session(), administered)


def host_only() -> None:
    """Answer 404 to everyone but the host's administrators."""
    if not is_host_here():
        abort(404)
