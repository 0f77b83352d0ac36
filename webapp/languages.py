"""French first, English beside it: which language a page is shown in."""

from collections.abc import Sequence
from urllib.parse import quote

from flask import Flask, Response, g, request
from flask_babel import Babel, refresh

from webapp.tickets import FIELD as TICKET

LANGUAGES = ("fr", "en")
COOKIE = "language"
ONE_YEAR = 31_536_000


def current_language() -> str:
    """Return the language asked for, else the one kept, else the browser’s, else French.

    Only those that this page is offered in count.
    """
    offered: Sequence[str] = g.get("offered", LANGUAGES)
    for asked in (request.args.get(COOKIE), request.cookies.get(cookie_name())):
        if asked in offered:
            return str(asked)
    return request.accept_languages.best_match(offered) or offered[0]


def offer(languages: Sequence[str]) -> None:
    """Let this page be read in these languages only; the first where the reader has none."""
    g.offered = languages
    refresh()


def cookie_name() -> str:
    """Return the name of the cookie that keeps a language."""
    return f"__Host-{COOKIE}" if request.is_secure else COOKIE


def language_url(code: str) -> str:
    """Return the address of this page in another language, without anybody’s ticket in it."""
    args = request.args.items(multi=True)
    query = [(key, value) for key, value in args if key not in (COOKIE, TICKET)]
    pairs = [*query, (COOKIE, code)]
    path = "/" + quote(request.path.lstrip("/"))  # two slashes would lead to another site
    return path + "?" + "&".join(f"{quote(k)}={quote(v)}" for k, v in pairs)


def keep_language(response: Response, code: str) -> Response:
    """Let the browser read the pages in a language from now on."""
    response.set_cookie(COOKIE, code, max_age=ONE_YEAR, samesite="Lax", httponly=True)
    return response


def speak(app: Flask) -> None:
    """Translate `app`, and keep a language chosen in an address."""
    app.config["BABEL_DEFAULT_LOCALE"] = "fr"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Paris"
    Babel(app, locale_selector=current_language)
    app.jinja_env.globals["language_url"] = language_url

    @app.context_processor
    def language() -> dict[str, str]:
        return {"language": current_language()}

    @app.after_request
    def keep(response: Response) -> Response:
        asked = request.args.get(COOKIE)
        if asked in LANGUAGES:
            response.set_cookie(
                cookie_name(),
                asked,
                max_age=ONE_YEAR,
                samesite="Lax",
                httponly=True,
                secure=request.is_secure,
            )
        return response
