"""The evidence file of a campaign: what is inside for each indicator, what is not, and the ZIP."""

from io import BytesIO

from flask import Blueprint, Response, abort, render_template, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from referentiel.base import slugify
from reports.document import Document
from reports.evidence.gathering import Evidence, gathered
from reports.evidence.indicators import INDICATORS
from reports.evidence.writing import INDEX, PURPOSE, write_evidence
from surveys.models import Campaign, Release
from surveys.roles import Act
from webapp.access import may, organisations_here
from webapp.clock import now
from webapp.database import get_session
from webapp.views.reports import released

bp = Blueprint("evidence", __name__, url_prefix="/campaigns")


@bp.get("/<int:campaign_id>/evidence")
@may(Act.READ)
def index(campaign_id: int) -> ResponseReturnValue:
    """Say what the file holds for each indicator, and what is missing."""
    campaign, release, document = released(campaign_id, export=True)
    evidence = evidence_of(campaign, release, document) if release and document else None
    return render_template(
        "evidence/index.html",
        campaign=campaign,
        release=release,
        evidence=evidence,
        indicators=INDICATORS,
        purpose=PURPOSE,
        listing=INDEX,
        follows=campaign.organisation_id in organisations_here(Act.FOLLOW),
    )


@bp.get("/<int:campaign_id>/evidence.zip")
@may(Act.READ)
def file(campaign_id: int) -> ResponseReturnValue:
    """Give the file of a released campaign."""
    campaign, release, document = released(campaign_id, export=True)
    if release is None or document is None:
        abort(404)
    stream = BytesIO()
    write_evidence(evidence_of(campaign, release, document), document, stream, translate=_)
    stream.seek(0)
    return zip_of(stream, campaign)


def evidence_of(campaign: Campaign, release: Release, document: Document) -> Evidence:
    """Return the pieces that the person may take away."""
    return gathered(
        get_session(),
        campaign,
        release,
        document,
        organisations=organisations_here(Act.READ),
        today=now().date(),
        translate=_,
    )


def zip_of(stream: BytesIO, campaign: Campaign) -> Response:
    """Return a ZIP to keep, named after the campaign."""
    name = f"{slugify(_('preuves'))}-{campaign.code}.zip"
    answer = send_file(stream, mimetype="application/zip", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
