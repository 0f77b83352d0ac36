"""Released reports: one's own, joint ones and those shared, as data and as files."""

from typing import Literal

from flask import Response, abort
from pydantic import Field

from referentiel.base import french
from reports.document import Document
from reports.exports import FORMATS
from surveys.models import ReportFile
from surveys.models.writing import FAILED
from surveys.queries.api import Readable, reports_page
from surveys.report_files import FileNotWritten
from surveys.roles import Act
from webapp.access import organisations_here
from webapp.api import shapes
from webapp.api.access import may
from webapp.api.campaigns import CampaignPath
from webapp.api.describing import BY_TOKEN, JSON, OF_TOKENS, RETRY, answers, schema_of, section
from webapp.api.paging import PageQuery, cut
from webapp.api.reading import Given
from webapp.api.replies import frozen, private
from webapp.asked_files import file_or_job
from webapp.clock import now
from webapp.database import get_session
from webapp.views.reports import released

AGAIN = 5  # seconds before a file is asked for again

bp = section(
    "reports",
    french("Rapports"),
    says=french(
        "Les rapports publiés que l’organisation peut lire : les siens, ceux qu’elle porte avec "
        "d’autres, ceux qu’on lui partage. Droit « read ». Aucun chiffre n’y porte sur moins de "
        "k personnes."
    ),
)


class FilePath(CampaignPath):
    extension: Literal["csv", "docx", "json", "ods", "pdf", "txt", "xlsx"] = Field(
        json_schema_extra={"example": "csv"}
    )


class FileQuery(Given):
    decimal: Literal["comma", "point"] = Field(
        default="comma", description=french("Signe décimal du CSV : virgule ou point.")
    )


@bp.get(
    "/reports",
    summary=french("Les rapports publiés"),
    description=french("La campagne la plus récente d’abord. Droit : read."),
    responses=answers(shapes.Reports, *OF_TOKENS),
    security=BY_TOKEN,
)
@may(Act.READ)
def index(query: PageQuery) -> Response:
    """List the reports that the organisations of the token may read today."""
    found = reports_page(
        get_session(),
        organisations_here(Act.READ),
        today=now().date(),
        before=query.place(),
        limit=query.limit + 1,
    )
    page, onward = cut(found, query, lambda readable: readable.campaign.id)
    return private(shapes.Reports(items=[report_shape(one) for one in page], next=onward))


@bp.get(
    "/campaigns/<int:campaign_id>/report",
    summary=french("Le rapport d’une campagne"),
    description=french(
        "Le document de la dernière publication, tel qu’il a été figé, dans la langue demandée "
        "(Accept-Language). Son schéma a un numéro : « schema_name ». Droit : read."
    ),
    responses=answers(Document, *OF_TOKENS, 304),
    security=BY_TOKEN,
)
@may(Act.READ)
def show(path: CampaignPath) -> Response:
    """Give the report last released, frozen as it was shown."""
    _campaign, _release, document = released(path.campaign_id)
    if document is None:
        abort(404)
    return frozen(document)


@bp.get(
    "/campaigns/<int:campaign_id>/report.<extension>",
    summary=french("Le rapport en fichier"),
    description=french(
        "CSV, tableur, PDF, Word, texte ou JSON. Pour un rapport reçu en partage, il faut que le "
        "partage permette d’emporter des fichiers. Droit : read."
    ),
    responses=answers(None, *OF_TOKENS, 409)
    | {
        "200": {
            "description": french("Le fichier."),
            "content": {kind.media_type: {} for kind in FORMATS.values()},
        },
        "202": {
            "description": french("Un long fichier s’écrit : demandez-le de nouveau."),
            "content": {JSON: {"schema": schema_of(shapes.FileBeingWritten)}},
            "headers": RETRY,
        },
    },
    security=BY_TOKEN,
)
@may(Act.READ)
def export(path: FilePath, query: FileQuery) -> Response:
    """Give the report last released as a file; a heavy one is written apart, and asked again."""
    _campaign, _release, document = released(path.campaign_id, export=True)
    if document is None:
        abort(404)
    made = file_or_job(path.campaign_id, document, path.extension, decimal=query.decimal)
    if isinstance(made, ReportFile):
        if made.state == FAILED:
            raise FileNotWritten
        made = private(shapes.FileBeingWritten(state=made.state), 202)
        made.headers["Retry-After"] = str(AGAIN)
    made.headers["Cache-Control"] = "no-store"
    return made


def report_shape(readable: Readable) -> shapes.Report:
    """Return a report as a line of the list."""
    campaign, release, may_export = readable
    return shapes.Report(
        campaign=campaign.id,
        title=campaign.title,
        organisation=campaign.organisation.slug,
        number=release.number,
        released_at=release.released_at,
        received=release.received,
        may_export=may_export,
    )
