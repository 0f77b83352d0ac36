"""Static files: served with a long life, under an address that changes with their content."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

from webapp.headers import HEADERS

STATIC = Path(__file__).parent / "static"
ONE_YEAR = 31_536_000


@cache
def fingerprints() -> dict[str, str]:
    """Return, for each static file, eight characters that stand for its content."""
    files = (path for path in STATIC.rglob("*") if path.is_file() and path.suffix != ".gz")
    return {
        path.relative_to(STATIC).as_posix(): sha256(path.read_bytes()).hexdigest()[:8]
        for path in files
    }


def asset(name: str) -> str:
    """Return the address of a static file."""
    return f"/static/{name}?v={fingerprints()[name]}"


def serve(app: Flask) -> None:
    """Serve the static files of `app`, and give templates `asset(name)`."""
    app.jinja_env.globals["asset"] = asset
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=STATIC,
        prefix="static/",
        max_age=ONE_YEAR,
        add_headers_function=_protect,
    )


def _protect(headers: Headers, _path: str, _url: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value
