"""What a group needs: the report of a campaign, its files, and the reading of a file of answers."""

from io import BytesIO

from flask import Blueprint, Response, abort, render_template, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from referentiel.base import Refusal
from reports.document import Document
from reports.exports import FORMATS
from reports.file_report import file_report
from reports.files.answers import read_answers
from reports.files.population import read_totals, weighed
from reports.queries import archived, last_release
from reports.static_charts import svg
from surveys.models import Campaign, Release
from surveys.queries.campaigns import campaign_read_by, received
from surveys.queries.linking import waves_before
from surveys.roles import Act
from webapp.access import may, organisations_here, readable_campaign
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.reports import PAGE, UploadForm
from webapp.languages import current_language

bp = Blueprint("reports", __name__, url_prefix="/reports")


@bp.route("/upload", methods=["GET", "POST"])
@may(Act.ANALYSE)
def upload() -> ResponseReturnValue:
    """Analyse a file of answers from anywhere; nothing of it is kept."""
    form = UploadForm()
    document = analysed(form) if form.validate_on_submit() else None
    if document and form.output.data != PAGE:
        return file_of(document, form.output.data)
    return render_template(
        "reports/upload.html",
        form=form,
        document=document,
        svgs=drawings(document) if document else {},
    )


@bp.get("/campaigns/<int:campaign_id>")
@may(Act.READ)
def campaign(campaign_id: int) -> ResponseReturnValue:
    """Show the figures last released, as they were frozen, and how many answers wait."""
    found, release, document = released(campaign_id)
    count = received(get_session(), [campaign_id])[campaign_id]
    return render_template(
        "reports/campaign.html",
        campaign=found,
        document=document,
        release=release,
        received=count,
        waiting=count - (release.received if release else 0),
        formats=FORMATS.values() if may_export(found) else (),
        earlier=earlier_waves(found),
        follows=found.organisation_id in organisations_here(Act.FOLLOW),
        shares=found.organisation_id in organisations_here(Act.SHARE),
        svgs=drawings(document) if document else {},
    )


@bp.get("/campaigns/<int:campaign_id>.<extension>")
@may(Act.READ)
def export(campaign_id: int, extension: str) -> ResponseReturnValue:
    """Give the figures last released as a file."""
    _campaign, _release, document = released(campaign_id, export=True)
    if document is None or extension not in FORMATS:
        abort(404)
    return file_of(document, extension)


def released(
    campaign_id: int, *, export: bool = False
) -> tuple[Campaign, Release | None, Document | None]:
    """Return a campaign with its last release and the frozen report of it, if there is one."""
    session = get_session()
    found = readable_campaign(campaign_id, export=export)
    release = last_release(session, campaign_id)
    document = archived(session, release, current_language()) if release else None
    return found, release, document


def earlier_waves(campaign: Campaign) -> list[Campaign]:
    """Return the campaigns before this one in its series whose report the person may read."""
    if campaign.moment is None:
        return []
    own = organisations_here(Act.READ)
    earlier = waves_before(get_session(), campaign.id)
    return [wave for wave in earlier if wave.organisation_id in own]


def may_export(campaign: Campaign) -> bool:
    """Say whether the person may take away the files of a report that they read."""
    own = organisations_here(Act.READ)
    if campaign.organisation_id in own:
        return True
    today = now().date()
    return bool(campaign_read_by(get_session(), campaign.id, own, today=today, export=True))


def drawings(document: Document) -> dict[str, Markup]:
    """Return the charts of a report as drawings for pages without script, by section."""
    return {
        section.key: Markup(svg(section.chart, name=section.key))  # noqa: S704 -- ours
        for section in document.sections
        if section.chart
    }


def analysed(form: UploadForm) -> Document | None:
    """Return the report of a valid form's file; None, with the reasons in the form, if refused."""
    weighing, of_totals = None, False
    try:
        answers = read_answers(form.file.data.read(), form.scale())
        if form.population.data:
            of_totals = True
            answers, weighing = weighed(answers, read_totals(form.population.data.read()))
            of_totals = False
        return file_report(
            answers,
            k=form.k.data,
            index=form.index.data,
            weighing=weighing,
            translate=_,
            language=current_language(),
        )
    except Refusal as refusal:
        form.refuse(refusal, of_totals=of_totals)
    return None


def file_of(document: Document, extension: str, name: str = "") -> Response:
    """Return a document as a file to keep, named « besoins » unless another name is given."""
    kind, stream = FORMATS[extension], BytesIO()
    kind.write(document, stream, now())
    stream.seek(0)
    name = name or _("besoins")
    return send_file(
        stream,
        mimetype=kind.media_type,
        as_attachment=True,
        download_name=f"{name}.{kind.extension}",
    )
