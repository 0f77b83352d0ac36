"""The address of this site in letters, where no stranger may choose it."""

from urllib.parse import urlsplit

from flask import request

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
