"""A long file of a report: how far it is, then the file, for whoever may take the report away."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from reports.exports import FORMATS
from surveys.models import Campaign, ReportFile
from surveys.models.writing import READY, WAITING, WRITING
from surveys.report_files import before, report_file
from surveys.roles import Act
from surveys.writing import BUSY
from webapp.access import may, readable_campaign
from webapp.asked_files import written_file
from webapp.clock import now
from webapp.database import get_session

bp = Blueprint("report_files", __name__, url_prefix="/reports/campaigns/<int:campaign_id>/files")


@bp.get("/<int:file_id>")
@may(Act.READ)
def show(campaign_id: int, file_id: int) -> ResponseReturnValue:
    """Say how far a file is, then lead to it while it is kept."""
    campaign, file = kept_file(campaign_id, file_id)
    return render_template(
        "report_files/show.html",
        campaign=campaign,
        file=file,
        busy=file.state in BUSY,
        told=told(file),
        label=FORMATS[file.extension].label,
    )


@bp.get("/<int:file_id>/progress")
@may(Act.READ)
def progress(campaign_id: int, file_id: int) -> ResponseReturnValue:
    """Say, to a script, how far a file is."""
    _campaign, file = kept_file(campaign_id, file_id)
    return {"state": file.state, "told": told(file)}


@bp.get("/<int:file_id>/file")
@may(Act.READ)
def file(campaign_id: int, file_id: int) -> ResponseReturnValue:
    """Give a file that is written."""
    _campaign, found = kept_file(campaign_id, file_id)
    return written_file(found) if found.state == READY else abort(404)


def kept_file(campaign_id: int, file_id: int) -> tuple[Campaign, ReportFile]:
    """Return a file that is kept, of a report that the person may take away; else: not found."""
    campaign = readable_campaign(campaign_id, export=True)
    found = report_file(get_session(), file_id, campaign)
    return (campaign, found) if found and found.expires_at > now() else abort(404)


def told(file: ReportFile) -> str:
    """Return how far a file is, in a sentence; nothing once it is settled."""
    ahead = before(get_session(), file) if file.state == WAITING else 0
    said = ""
    if file.state == WRITING:
        said = _("Le fichier s’écrit.")
    elif ahead:
        said = ngettext(
            "Le fichier attend son tour\u00a0: %(num)s autre passe avant lui.",
            "Le fichier attend son tour\u00a0: %(num)s autres passent avant lui.",
            ahead,
        )
    elif file.state == WAITING:
        said = _("C’est le tour du fichier\u00a0: il va s’écrire.")
    return said
