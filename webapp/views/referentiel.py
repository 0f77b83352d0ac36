"""The addresses that the référentiel of the site had before it was read in the library."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from referentiel.queries import DEFAULT_SLUG
from webapp.access import public

bp = Blueprint("referentiel", __name__, url_prefix="/referentiel")


@bp.get("/", defaults={"rest": ""})
@bp.get("/<path:rest>")
@public
def moved(rest: str) -> ResponseReturnValue:
    """Lead for good to where the same is read now."""
    there = url_for("library.version", which=DEFAULT_SLUG)
    asked = request.query_string.decode(errors="replace")
    return redirect("/".join(filter(None, (there, rest))) + (f"?{asked}" if asked else ""), 301)
