"""A server of CASE: published référentiels as other systems read them, in 1.0 and 1.1."""

from flask import Flask
from flask_wtf import CSRFProtect

from webapp.case.editions import NEWER, OLDER
from webapp.case.views import blueprint

BLUEPRINTS = (
    blueprint("case", NEWER.prefix, NEWER.discovery),
    blueprint("case10", OLDER.prefix, OLDER.discovery),
)


def serve(app: Flask, csrf: CSRFProtect) -> None:
    """Serve CASE from `app`; nothing is written there, so no form needs a proof."""
    for one in BLUEPRINTS:
        app.register_blueprint(one)
        csrf.exempt(one)
