"""What an organisation must be able to show: its register of processing and its impact study."""

from flask import (
    Blueprint,
    Response,
    current_app,  # noqa: TID251 -- the study checks the settings of this application
    render_template,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from referentiel.people import Organisation
from surveys.queries.register import situation_of, unfinished_campaigns
from surveys.register import HEADINGS, Activity, activities
from surveys.retention import is_due
from surveys.roles import Act
from webapp.access import may, own_organisation
from webapp.clock import now
from webapp.database import get_session
from webapp.impact import Section, impact_study, plain_text
from webapp.installation import installation_here
from webapp.measures import Ground
from webapp.register_file import register_csv

bp = Blueprint("register", __name__, url_prefix="/organisations/<int:organisation_id>")


@bp.get("/register")
@may(Act.ADMINISTER)
def show(organisation_id: int) -> ResponseReturnValue:
    """Show what the organisation does with personal data here, to be read or printed."""
    organisation = own_organisation(organisation_id, Act.ADMINISTER)
    return render_template(
        "register/show.html",
        organisation=organisation,
        activities=_activities(organisation),
        headings=HEADINGS,
        today=now(),
    )


@bp.get("/register.csv")
@may(Act.ADMINISTER)
def export(organisation_id: int) -> ResponseReturnValue:
    """Give the register as a file."""
    organisation = own_organisation(organisation_id, Act.ADMINISTER)
    body = register_csv(_activities(organisation))
    return _file(body, "text/csv; charset=utf-8", f"{organisation.slug}-register.csv")


@bp.get("/dpia")
@may(Act.ADMINISTER)
def dpia(organisation_id: int) -> ResponseReturnValue:
    """Show the impact study, with room for what only the organisation can write."""
    organisation = own_organisation(organisation_id, Act.ADMINISTER)
    return render_template(
        "register/dpia.html",
        organisation=organisation,
        sections=_study(organisation),
        today=now(),
    )


@bp.get("/dpia.txt")
@may(Act.ADMINISTER)
def dpia_text(organisation_id: int) -> ResponseReturnValue:
    """Give the impact study as plain text."""
    organisation = own_organisation(organisation_id, Act.ADMINISTER)
    title = _("Analyse d’impact (AIPD) : %(organisation)s", organisation=organisation.name)
    text = plain_text(title, _study(organisation), now().date())
    return _file(text.encode(), "text/plain; charset=utf-8", f"{organisation.slug}-dpia.txt")


def _activities(organisation: Organisation) -> list[Activity]:
    found = situation_of(get_session(), organisation, today=now().date())
    return activities(installation_here(), found, _)


def _study(organisation: Organisation) -> list[Section]:
    session, today = get_session(), now().date()
    here = installation_here()
    found = situation_of(session, organisation, today=today)
    late = [c for c in unfinished_campaigns(session, organisation.id) if is_due(c, today)]
    ground = Ground(here, found, len(late), current_app.config)
    return impact_study(ground, activities(here, found, _)[0])


def _file(body: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, content_type=media_type, headers=headers)
