"""The web: pages, forms, files and commands."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask
from flask_wtf import CSRFProtect
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp import (
    access,
    api,
    assets,
    bodies,
    case,
    compression,
    contents,
    database,
    errors,
    headers,
    labels,
    languages,
)
from webapp.clock import utc_now
from webapp.config import Settings
from webapp.jobs import Bell
from webapp.room import Room, furnish
from webapp.views import BLUEPRINTS, UNSIGNED

MAX_UPLOAD = 5 * 1024 * 1024
MAX_FORM = 500_000  # bytes of one form, files aside
MAX_FIELDS = 1000


def create_app(
    settings: Settings,
    *,
    sessions: Callable[[bool], Session] | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Flask:
    """Return the application; `sessions` and `clock` may be replaced, as tests do."""
    app = Flask(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_UPLOAD,
        MAX_FORM_MEMORY_SIZE=MAX_FORM,
        MAX_FORM_PARTS=MAX_FIELDS,
        SESSION_COOKIE_NAME="__Host-session" if settings.is_secure else "session",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.is_secure,
        WTF_CSRF_TIME_LIMIT=None,  # a form lives as long as the sign-in
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["demonstration"] = settings.demonstration
    sessions = sessions or database.session_maker(database.make_engine(settings.database_url))
    bell = app.extensions["bell"] = Bell(settings)
    furnish(app, Room(settings=settings, sessions=sessions, clock=clock, ring=bell.ring))
    csrf = CSRFProtect(app)
    for part in (
        bodies.take_forms,
        database.close_sessions,
        languages.speak,
        headers.protect,
        access.watch,
    ):
        part(app)
    for part in (assets.serve, labels.register, contents.register, errors.answer):
        part(app)
    compression.compress(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    api.serve(app, csrf)
    case.serve(app, csrf)
    for blueprint in UNSIGNED:  # the ticket in each form is the proof there
        csrf.exempt(blueprint)
    return app
