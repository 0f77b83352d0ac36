"""The public API, version 1: what programs may read and do, under the same rules as the pages."""

from flask import Blueprint, Flask
from flask_wtf import CSRFProtect

from webapp.api import docs
from webapp.api.document import PARTS, PREFIX

bp = Blueprint("api", __name__, url_prefix=PREFIX)
for part in PARTS:
    bp.register_blueprint(part)
bp.register_blueprint(docs.bp)


def serve(app: Flask, csrf: CSRFProtect) -> None:
    """Serve the API from `app`. No cookie opens anything there, so no form needs a proof."""
    app.register_blueprint(bp)
    for one in (*PARTS, docs.bp):
        csrf.exempt(one)
