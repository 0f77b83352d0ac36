"""Two campaigns side by side, of one version of a référentiel or of two."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from referentiel.history import descent, is_older
from reports.comparison_report import Side, comparison_report, side_of
from reports.document import Document
from reports.exports import FORMATS
from reports.queries import last_release
from surveys.queries.campaigns import released_campaigns
from surveys.roles import Act
from webapp.access import may, organisations_here, readable_campaign
from webapp.asked_files import file_of
from webapp.clock import now
from webapp.database import get_session
from webapp.languages import current_language
from webapp.views.reports import may_export

bp = Blueprint("comparisons", __name__, url_prefix="/reports")
ASKED = ("first", "second")


@bp.get("/compare")
@may(Act.READ)
def index() -> ResponseReturnValue:
    """Let two campaigns be chosen among those one may read, and compare them."""
    chosen = chosen_here()
    sides = sides_of(chosen) if len(set(chosen)) == len(ASKED) else None
    return render_template(
        "comparisons/index.html",
        campaigns=released_campaigns(
            get_session(), organisations_here(Act.READ), today=now().date()
        ),
        chosen=chosen,
        same=len(chosen) > len(set(chosen)),
        document=compared(*sides) if sides else None,
        formats=FORMATS.values() if sides and all(map(may_take, sides)) else (),
    )


@bp.get("/compare.<extension>")
@may(Act.READ)
def export(extension: str) -> ResponseReturnValue:
    """Give a comparison as a file, to whoever may take away both reports."""
    chosen = chosen_here()
    if extension not in FORMATS or len(set(chosen)) != len(ASKED):
        abort(404)
    return file_of(compared(*sides_of(chosen, export=True)), extension, _("comparaison"))


def chosen_here() -> list[int]:
    """Return the numbers of the campaigns that the address asks for, as far as it does."""
    asked = (request.args.get(name, type=int) for name in ASKED)
    return [number for number in asked if number]


def sides_of(chosen: list[int], *, export: bool = False) -> tuple[Side, Side]:
    """Return both campaigns, that of the older version first, else that released first.

    A campaign that one may not read, or without any figures, is not found.
    """
    one, other = (side(number, export=export) for number in chosen)
    versions = other.version, one.version
    if versions[0].id == versions[1].id:
        turned = other.released_at < one.released_at
    else:
        turned = is_older(get_session(), *versions)
    return (other, one) if turned else (one, other)


def side(campaign_id: int, *, export: bool = False) -> Side:
    """Return a campaign as it was released last."""
    session = get_session()
    campaign = readable_campaign(campaign_id, export=export)
    release = last_release(session, campaign.id) or abort(404)
    return side_of(session, campaign, release, translate=_, language=current_language())


def compared(first: Side, second: Side) -> Document:
    """Return the comparison of two campaigns, through the versions between theirs."""
    rows = descent(get_session(), first.version, second.version)
    return comparison_report(first, second, rows)


def may_take(side: Side) -> bool:
    """Say whether the person may take away the files of a report."""
    return may_export(side.material.campaign)
