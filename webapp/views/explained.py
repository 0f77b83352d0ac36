"""How the figures are computed: one page, for whoever reads a report."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reports.explained.chapters import CHAPTERS
from webapp.access import public

bp = Blueprint("explained", __name__, url_prefix="/methods")


@bp.get("")
@public
def index() -> ResponseReturnValue:
    """Say of each figure what it tells, how it misleads, its formula and its source."""
    return render_template("explained/index.html", chapters=CHAPTERS)
