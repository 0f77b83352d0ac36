"""Sheets keyed in a spreadsheet: a template to fill in, a file sent, read, then confirmed."""

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys.models import Campaign
from surveys.paper.files import MOST_TEXT
from surveys.paper.keying import Outcome
from surveys.roles import Act
from webapp.access import may, own_campaign, person_here
from webapp.database import get_session
from webapp.forms.paper_files import ConfirmForm, FileForm
from webapp.keying import Desk
from webapp.languages import current_language
from webapp.noting import KEYED, note_once_a_day
from webapp.paper_files import (
    Arrival,
    arrived,
    arrived_again,
    confirm_form,
    done_in_words,
    to_confirm,
)
from webapp.paper_template import TEMPLATES, template_of

bp = Blueprint("paper_files", __name__, url_prefix="/campaigns/<int:campaign_id>/paper")
AROUND = 100_000  # bytes of a form around the text of a file


@bp.url_value_preprocessor
def let_long_texts_in(endpoint: str | None, _values: object) -> None:
    """Let who is signed in confirm a long text, before anything reads the form."""
    if endpoint == "paper_files.confirm" and "_user_id" in cookie:
        request.max_form_memory_size = MOST_TEXT + AROUND


@bp.get("/template.<key>")
@may(Act.RUN)
def template(campaign_id: int, key: str) -> ResponseReturnValue:
    """Give a spreadsheet with a column per box, to key sheets in."""
    campaign = own_campaign(campaign_id, Act.RUN)
    kind = TEMPLATES.get(key) or abort(404)
    stream = template_of(Desk(get_session(), campaign, current_language()), kind)
    name = _("saisie-%(code)s", code=campaign.code)
    return send_file(
        stream, mimetype=kind.media_type, as_attachment=True, download_name=f"{name}.{key}"
    )


@bp.route("/upload", methods=["GET", "POST"])
@may(Act.RUN)
def upload(campaign_id: int) -> ResponseReturnValue:
    """Take a file, and show what it would change; nothing is written."""
    campaign = own_campaign(campaign_id, Act.RUN)
    form = FileForm()
    arrival = None
    if form.validate_on_submit():
        arrival = arrived(Desk(get_session(), campaign, current_language()), form)
    confirm = confirm_form(arrival) if arrival and arrival.is_fit else None
    return plan_page(campaign, form, arrival, confirm)


@bp.post("/upload/confirm")
@may(Act.RUN)
def confirm(campaign_id: int) -> ResponseReturnValue:
    """Key all the sheets that were shown, or none."""
    campaign = own_campaign(campaign_id, Act.RUN)
    sent, form = ConfirmForm(), FileForm(formdata=None)
    arrival = arrived_again(Desk(get_session(), campaign, current_language()), sent, form)
    again = to_confirm(sent, arrival) if arrival and arrival.is_fit else None
    if arrival is None or not arrival.is_fit or again:
        return plan_page(campaign, form, arrival, again)
    note_once_a_day(campaign, KEYED, by=person_here().id)
    get_session().commit()
    flash(done_in_words(arrival.found))
    return redirect(url_for("paper.index", campaign_id=campaign.id), 303)


def plan_page(
    campaign: Campaign,
    form: FileForm,
    arrival: Arrival | None,
    confirm: ConfirmForm | None,
) -> ResponseReturnValue:
    """Undo what a file did, and return the page that tells of it."""
    get_session().rollback()
    page = render_template(
        "paper_files/upload.html",
        campaign=campaign,
        form=form,
        arrival=arrival,
        confirm=confirm,
        outcomes=Outcome,
        templates=TEMPLATES,
    )
    wrong = form.errors or (confirm and confirm.errors)
    return Response(page, status=422 if wrong else 200)
