"""What a group needs: the report of a campaign, its files, and the reading of a file of answers."""

from io import BytesIO
from typing import Any

from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from referentiel.base import Refusal
from referentiel.queries import items_above
from reports.document import Chart, Document
from reports.exports import FORMATS
from reports.exports.pictures import PICTURES
from reports.exports.slides import slides_of
from reports.file_report import file_report
from reports.files.answers import read_answers
from reports.files.population import read_totals, weighed
from reports.notes import annotated
from reports.offer import Offer, offer_of
from reports.queries import archived, last_release, newest_release
from reports.release import drawn_again
from reports.static_charts import svg
from reports.view import View
from surveys import followers
from surveys.models import Campaign, Release, ReportFile
from surveys.queries.campaigns import campaign_read_by, received
from surveys.queries.linking import waves_before
from surveys.roles import Act
from webapp.access import may, organisations_here, person_here, readable_campaign
from webapp.asked_files import file_of, file_or_job
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.reports import PAGE, UploadForm
from webapp.labels import day
from webapp.languages import current_language

COLUMN, WIDE = 720, 960  # pixels of a drawing on a page, and on a slide

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
    found, release, frozen = released(campaign_id)
    offer = offered(found, frozen)
    view, document = viewed(release, frozen, offer)
    return render_template(
        "reports/campaign.html",
        campaign=found,
        document=document,
        view=view,
        offer=offer,
        release=release,
        received=received(get_session(), [campaign_id])[campaign_id],
        svgs=drawings(document) if document else {},
        **around(found, document, view),
    )


@bp.post("/campaigns/<int:campaign_id>/follow")
@may(Act.READ)
def follow(campaign_id: int) -> ResponseReturnValue:
    """Have each release of a report mailed to who asks, or no more."""
    found, session = readable_campaign(campaign_id), get_session()
    if request.form.get("act") == "stop":
        following = followers.follower_of(session, campaign_id, person_here().id)
        if following:
            followers.unfollow(session, following)
        flash(_("Vous ne recevrez plus ce rapport par courriel."))
    else:
        followed(found)
        flash(_("Vous recevrez ce rapport par courriel à chaque publication."))
    session.commit()
    return redirect(url_for(".campaign", campaign_id=campaign_id) + "#follow", 303)


@bp.get("/campaigns/<int:campaign_id>.<extension>")
@may(Act.READ)
def export(campaign_id: int, extension: str) -> ResponseReturnValue:
    """Give the figures last released as a file, or lead to where a heavy one is being written."""
    found, release, frozen = released(campaign_id, export=True)
    _view, document = viewed(release, frozen, offered(found, frozen))
    if document is None or extension not in FORMATS:
        abort(404)
    made = file_or_job(campaign_id, document, extension)
    if isinstance(made, ReportFile):
        place = url_for("report_files.show", campaign_id=campaign_id, file_id=made.id)
        return redirect(place, 303)
    return made


@bp.get("/campaigns/<int:campaign_id>/charts/<key>.<extension>")
@may(Act.READ)
def chart(campaign_id: int, key: str, extension: str) -> ResponseReturnValue:
    """Give one chart of the figures last released as a picture, with its n and its source."""
    found, release, frozen = released(campaign_id, export=True)
    _view, document = viewed(release, frozen, offered(found, frozen))
    if document is None or release is None or extension not in PICTURES:
        abort(404)
    section = next((one for one in document.sections if one.key == key and one.chart), None)
    if section is None:
        abort(404)
    kind = PICTURES[extension]
    return send_file(
        BytesIO(kind.made(section, document, source_of(found, release, document))),
        mimetype=kind.media_type,
        as_attachment=True,
        download_name=f"{_('besoins')}-{key}.{extension}",
    )


@bp.get("/campaigns/<int:campaign_id>/slides")
@may(Act.READ)
def slides(campaign_id: int) -> ResponseReturnValue:
    """Show the figures last released as slides for a plenary, one message each."""
    found, release, frozen = released(campaign_id)
    view, document = viewed(release, frozen, offered(found, frozen))
    if document is None or release is None:
        abort(404)
    shown = slides_of(document)
    return render_template(
        "reports/slides.html",
        campaign=found,
        document=document,
        slides=shown,
        view=view,
        source=source_of(found, release, document),
        svgs={one.key: drawn(one.chart, one.key, WIDE) for one in shown if one.chart},
    )


def released(
    campaign_id: int, *, export: bool = False
) -> tuple[Campaign, Release | None, Document | None]:
    """Return a campaign with its last release and the frozen report of it, with its notes."""
    session = get_session()
    found = readable_campaign(campaign_id, export=export)
    release = last_release(session, campaign_id)
    document = archived(session, release, current_language()) if release else None
    if release and document:
        document = annotated(session, release, document)
    return found, release, document


def offered(campaign: Campaign, frozen: Document | None) -> Offer:
    """Return the views that the frozen report of a campaign lends itself to; none without it."""
    if frozen is None:
        return Offer((), (), ())
    tree = items_above(get_session(), campaign.questionnaire.items)
    return offer_of(campaign, tree, frozen, translate=_, language=current_language())


def viewed(
    release: Release | None, frozen: Document | None, offer: Offer
) -> tuple[View, Document | None]:
    """Return the view that the address asks for with its report; 404 for one that is not offered.

    The report is drawn from the cells of the release, and stays frozen where nothing is asked.
    """
    view = View(**{name: request.args.get(name, "") for name in ("index", "area", "group")})
    if release is None or frozen is None or not view:
        return View(), frozen
    if not offer.takes(view):
        abort(404)
    session = get_session()
    drawn_now = drawn_again(session, release, translate=_, language=current_language(), view=view)
    return view, annotated(session, release, drawn_now)


def around(campaign: Campaign, document: Document | None, view: View) -> dict[str, Any]:
    """Return what stands around a report, by the rights of the person: files, pictures, doors."""
    takes = document is not None and may_export(campaign)
    return {
        "formats": FORMATS.values() if takes else (),
        "pictures": picture_links(campaign.id, document, view) if takes and document else {},
        "earlier": earlier_waves(campaign),
        "preparing": preparing(campaign),
        "following": followers.follower_of(get_session(), campaign.id, person_here().id),
        **may_do(campaign),
    }


def preparing(campaign: Campaign) -> Release | None:
    """Return the release of a campaign whose report the worker is about to finish."""
    newest = newest_release(get_session(), campaign.id)
    return newest if newest and newest.finished_at is None else None


def followed(campaign: Campaign) -> None:
    """Have each release of a report mailed to the person, with the file where they may have it."""
    followers.follow(
        get_session(),
        campaign,
        person_id=person_here().id,
        language=current_language(),
        with_pdf=bool(request.form.get("pdf")) and may_export(campaign),
        now=now(),
    )


def may_do(campaign: Campaign) -> dict[str, bool]:
    """Return what the person may do beside reading the report of a campaign."""
    number = campaign.organisation_id
    return {
        "follows": number in organisations_here(Act.FOLLOW),
        "shares": number in organisations_here(Act.SHARE),
        "annotates": number in organisations_here(Act.ANNOTATE),
    }


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


def source_of(campaign: Campaign, release: Release, document: Document) -> str:
    """Return where figures come from: the campaign, its publication, its day."""
    made_up = [_("Données de démonstration")] if campaign.demonstration else []
    return " · ".join([*made_up, document.title, document.subtitle, day(release.released_at)])


def picture_links(
    campaign_id: int, document: Document, view: View
) -> dict[str, list[tuple[str, str]]]:
    """Return, for each section with a chart, the kinds of picture and their addresses."""
    return {
        section.key: [
            (
                kind.label,
                url_for(
                    "reports.chart",
                    campaign_id=campaign_id,
                    key=section.key,
                    extension=extension,
                    index=view.index or None,
                    area=view.area or None,
                    group=view.group or None,
                ),
            )
            for extension, kind in PICTURES.items()
        ]
        for section in document.sections
        if section.chart
    }


def drawings(document: Document) -> dict[str, Markup]:
    """Return the charts of a report as drawings for pages without script, by section."""
    return {
        section.key: drawn(section.chart, section.key)
        for section in document.sections
        if section.chart
    }


def drawn(chart: Chart, name: str, width: int = COLUMN) -> Markup:
    """Return a chart as a drawing for a page; `name` makes its ids unique there."""
    return Markup(svg(chart, width=width, name=name))  # noqa: S704 -- ours


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
