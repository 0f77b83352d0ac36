"""What a page is sent: a form. JSON is for the API, which reads it by its own description.

Flask-WTF would take any JSON for a form, numbers and lists included, and fail on them.
"""

from flask import Flask, abort, request

PROGRAMS = ("api.", "case.", "case10.")
UNSUPPORTED = 415


def take_forms(app: Flask) -> None:
    """Refuse JSON that is sent to a page of `app`."""

    @app.before_request
    def refuse() -> None:
        to_a_page = request.endpoint is not None and not request.endpoint.startswith(PROGRAMS)
        if to_a_page and request.is_json and request.method not in ("GET", "HEAD", "OPTIONS"):
            abort(UNSUPPORTED)
