"""The addresses of this site that leave it: in letters, on screens, in printed codes."""

from urllib.parse import urlsplit

from flask import request, url_for

from surveys.models import Campaign
from webapp.room import here

OWN_MACHINE = ("localhost", "127.0.0.1", "::1")


def site_for_letters() -> str:
    """Return the address that links in letters begin with; "" where nobody vouches for one.

    Without `REPERES_PUBLIC_URL` a request alone says which site this is, and whoever asks for a
    letter to somebody else could write the address of another site there. Only this very machine
    is believed.
    """
    if here().settings.public_url:
        return here().settings.public_url
    site = request.host_url.rstrip("/")
    return site if urlsplit(site).hostname in OWN_MACHINE else ""


def short_link(campaign: Campaign) -> str:
    """Return the absolute address that people type or scan."""
    site = here().settings.public_url or request.host_url.rstrip("/")
    return site + url_for("answers.start", code=campaign.code)
