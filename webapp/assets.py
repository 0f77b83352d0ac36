"""Static files: served with a long life, under an address that changes with their content."""

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from wsgiref.headers import Headers
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from werkzeug.wrappers import Response
from whitenoise import WhiteNoise

from webapp.compression import gzip
from webapp.headers import HEADERS

STATIC = Path(__file__).parent / "static"
ONE_YEAR = 31_536_000
TEXTS = (".css", ".js", ".svg")


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
    files = WhiteNoise(
        app.wsgi_app,
        root=STATIC,
        prefix="static/",
        max_age=ONE_YEAR,
        add_headers_function=_protect,
    )
    app.wsgi_app = Gzipped(files, app.wsgi_app)  # type: ignore[method-assign]


class Gzipped:
    """Sends the texts among the static files compressed: once for all, kept by address."""

    def __init__(self, files: WSGIApplication, pages: WSGIApplication) -> None:
        self._files, self._pages = files, pages
        self._kept: dict[str, tuple[list[tuple[str, str]], bytes]] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.startswith("/static/"):
            return self._pages(environ, start_response)
        plain = "gzip" not in environ.get("HTTP_ACCEPT_ENCODING", "")
        if plain or not path.endswith(TEXTS) or environ["REQUEST_METHOD"] != "GET":
            return self._files(environ, start_response)
        if path not in self._kept:
            answer = Response.from_app(self._files, environ, buffered=True)
            if answer.status_code != HTTPStatus.OK or "Content-Encoding" in answer.headers:
                return answer(environ, start_response)
            body = gzip(answer.get_data())
            answer.headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
            answer.headers["Content-Length"] = str(len(body))
            self._kept[path] = (answer.headers.to_wsgi_list(), body)
        headers, body = self._kept[path]
        start_response("200 OK", headers)
        return [body]


def _protect(headers: Headers, _path: str, _url: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value
