"""Taking a référentiel away: the formats, what each cannot say, and the files."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from referentiel.formats import FORMATS
from referentiel.stored import tree_of_version
from webapp.access import public, readable_version
from webapp.database import get_session
from webapp.taking_away import file_of

bp = Blueprint("exports", __name__, url_prefix="/exports")


@bp.get("/<int:version_id>")
@public
def index(version_id: int) -> ResponseReturnValue:
    """List the formats in which a version can be taken away."""
    version = readable_version(version_id)
    formats = [it for it in FORMATS.values() if it.write is not None]
    return render_template("exports/index.html", version=version, formats=formats)


@bp.get("/<int:version_id>/<key>")
@public
def file(version_id: int, key: str) -> ResponseReturnValue:
    """Give a version as a file."""
    version, kind = readable_version(version_id), FORMATS.get(key)
    if kind is None or kind.write is None:
        abort(404)
    return file_of(tree_of_version(get_session(), version), kind)
