"""What every answer tells the browser to refuse."""

from flask import Flask, Response, request
from flask import session as cookie

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",  # the download of a chart as an image
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


STAY_SECURE = f"max-age={2 * 365 * 24 * 3600}; includeSubDomains"


def kept_for_whom() -> str:
    """Return who may keep a page that says nothing of it: its reader's browser, or nobody."""
    return "private, no-store" if cookie.get("_user_id") else "private, no-cache"


def protect(app: Flask) -> None:
    """Add the headers to every answer; pages are kept by no shared cache.

    What is shown to somebody who is signed in is kept by no cache at all: others may sit down at
    the same screen.
    """

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", kept_for_whom())
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = STAY_SECURE
        return response
