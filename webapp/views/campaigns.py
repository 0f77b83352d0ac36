"""Preparing a campaign, running it in the room, and following what comes in."""

from dataclasses import replace
from io import BytesIO

import segno
from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from referentiel.queries import profiles_of
from reports.exports import FORMATS
from reports.release import release_campaign, release_first
from reports.scheduled import EVERY
from surveys.campaigns import close_campaign, create_campaign, open_campaign
from surveys.composing.errors import AttributeWanted, NothingAsked
from surveys.errors import (
    CrossingNeedsTwo,
    NoCompetence,
    NoScale,
    TooManyCompetences,
    TooManySegments,
)
from surveys.models import Campaign, Release
from surveys.opening import state_of
from surveys.queries.campaigns import (
    campaigns_of,
    received,
)
from surveys.replacing import replaced_by, replacing
from surveys.roles import Act
from surveys.tickets import new_ticket
from webapp import tickets
from webapp.access import may, organisations_here, own_campaign, person_here
from webapp.addresses import short_link
from webapp.answering import SECONDS_PER_RATING, minutes
from webapp.clock import now
from webapp.database import get_session
from webapp.following import following, live_of, steps
from webapp.forms.campaigns import CampaignForm
from webapp.jobs import deliver_soon, finish_releases_soon, mail_reports_soon
from webapp.languages import current_language
from webapp.narrowing import Narrowed
from webapp.noting import CLOSED, OPENED, RELEASED, SCHEDULED, note
from webapp.opening_words import span
from webapp.preparing import Desk, desk_for, estimate, first_values, start_of
from webapp.proofs import proofs_of
from webapp.room import here
from webapp.translations import translations

bp = Blueprint("campaigns", __name__, url_prefix="/campaigns")


@bp.get("/")
@may(Act.FOLLOW)
def index() -> ResponseReturnValue:
    """List the campaigns of one's organisations, with what each has received."""
    campaigns = campaigns_of(get_session(), organisations_here(Act.FOLLOW))
    return render_template(
        "campaigns/index.html",
        campaigns=campaigns,
        states={campaign.id: state_of(campaign, now()) for campaign in campaigns},
        counts=received(get_session(), [campaign.id for campaign in campaigns]),
    )


@bp.route("/create", methods=["GET", "POST"])
@may(Act.RUN)
def create() -> ResponseReturnValue:
    """Decide what is asked, of whom and under which promise."""
    desk = desk_asked()
    start = start_of(desk, request.args.get("start", ""))
    form = form_at(desk, start)
    campaign = created(get_session(), form, desk) if form.validate_on_submit() else None
    if campaign:
        get_session().commit()
        flash(_("La campagne est prête. Répétez-la, puis ouvrez-la le moment venu."))
        return redirect(url_for(".show", campaign_id=campaign.id))
    shown = {"minutes": estimate(form, desk), "seconds": SECONDS_PER_RATING}
    return render_template("campaigns/create.html", form=form, desk=desk, start=start, **shown)


@bp.get("/<int:campaign_id>")
@may(Act.FOLLOW)
def show(campaign_id: int) -> ResponseReturnValue:
    """Show where a campaign stands and what can be done next."""
    campaign = own_campaign(campaign_id, Act.FOLLOW)
    session = get_session()
    stands = following(session, campaign, now())
    return render_template(
        "campaigns/show.html",
        campaign=campaign,
        link=short_link(campaign),
        minutes=minutes(campaign),
        grace=span(campaign.grace_minutes),
        stands=stands,
        steps=steps(campaign, stands, now()),
        formats=FORMATS.values(),
        proofs=proofs_of(session, campaign),
        replacement=replacing(session, campaign),
        replaces=replaced_by(session, campaign),
    )


@bp.post("/<int:campaign_id>/start")
@may(Act.RUN)
def start(campaign_id: int) -> ResponseReturnValue:
    """Let people answer from now on."""
    campaign = own_campaign(campaign_id, Act.RUN)
    open_campaign(get_session(), campaign, now=now(), languages=translations())
    note(campaign, OPENED, by=person_here().id)
    get_session().commit()
    deliver_soon()
    flash(_("La campagne est ouverte : le lien et le QR code reçoivent les réponses."))
    return redirect(url_for(".show", campaign_id=campaign.id))


@bp.post("/<int:campaign_id>/close")
@may(Act.RUN)
def close(campaign_id: int) -> ResponseReturnValue:
    """Take no answer begun after now; the first figures appear if there are enough answers."""
    campaign = own_campaign(campaign_id, Act.RUN)
    close_campaign(get_session(), campaign, now=now())
    release_first(get_session(), campaign, now=now(), languages=translations())
    note(campaign, CLOSED, by=person_here().id)
    get_session().commit()
    deliver_soon()
    flash(_("La campagne est close. Les questionnaires commencés peuvent encore être envoyés."))
    return redirect(url_for(".show", campaign_id=campaign.id))


@bp.post("/<int:campaign_id>/release")
@may(Act.RUN)
def release(campaign_id: int) -> ResponseReturnValue:
    """Publish the figures of what was received, and freeze the report that shows them."""
    campaign = own_campaign(campaign_id, Act.RUN)
    made = release_campaign(get_session(), campaign, now=now(), languages=translations())
    note(campaign, RELEASED, by=person_here().id)
    get_session().commit()
    deliver_soon()
    (mail_reports_soon if made.finished_at else finish_releases_soon)()
    flash(released_words(made))
    return redirect(url_for("reports.campaign", campaign_id=campaign.id))


@bp.post("/<int:campaign_id>/schedule")
@may(Act.RUN)
def schedule(campaign_id: int) -> ResponseReturnValue:
    """Have results released each week or month, or by hand only."""
    campaign = own_campaign(campaign_id, Act.RUN)
    every = request.form.get("every", "")
    campaign.release_every = every if every in EVERY else ""
    note(campaign, SCHEDULED, by=person_here().id)
    get_session().commit()
    flash(_("Le rythme de publication est enregistré."))
    return redirect(url_for(".show", campaign_id=campaign.id) + "#results", 303)


@bp.post("/<int:campaign_id>/rehearse")
@may(Act.RUN)
def rehearse(campaign_id: int) -> ResponseReturnValue:
    """Open the questionnaire as people will see it, with answers that never count."""
    campaign = own_campaign(campaign_id, Act.RUN)
    ticket = new_ticket(here().settings.secret_key, campaign.id, rehearsal=True)
    return tickets.give(redirect(url_for("answers.start", code=campaign.code)), campaign, ticket)


@bp.get("/<int:campaign_id>/live")
@may(Act.FOLLOW)
def live(campaign_id: int) -> ResponseReturnValue:
    """Give the counts that pages refresh: received, in progress, state."""
    return jsonify(live_of(get_session(), own_campaign(campaign_id, Act.FOLLOW), now()))


@bp.get("/<int:campaign_id>/qr.svg")
@may(Act.FOLLOW)
def qr(campaign_id: int) -> ResponseReturnValue:
    """Draw the QR code of the short link, black on white with its quiet zone."""
    drawing = BytesIO()
    code = segno.make(short_link(own_campaign(campaign_id, Act.FOLLOW)), error="m", micro=False)
    code.save(drawing, kind="svg", border=4, dark="#000", light="#fff", omitsize=True)
    return Response(drawing.getvalue(), mimetype="image/svg+xml")


def released_words(made: Release) -> str:
    """Return what to say of a release just made: its report may still have to be written."""
    said = _("Les résultats sont publiés (publication n° %(number)s).", number=made.number)
    if made.finished_at is None:
        said = _(
            "La publication n° %(number)s se prépare : ses chiffres paraissent dans un instant.",
            number=made.number,
        )
    return str(said)


def desk_asked() -> Desk:
    """Return the desk that the address asks for: a référentiel, an event, a workshop."""
    args = request.args
    return desk_for(
        get_session(),
        event_id=args.get("event", type=int),
        workshop_id=args.get("workshop", type=int),
        referentiel_id=args.get("referentiel", type=int),
        narrowed=narrowed_to(args),
        questionnaire_id=args.get("questionnaire", type=int),
    )


def narrowed_to(args: MultiDict[str, str]) -> Narrowed:
    """Return to which part of a référentiel the address narrows the choice of competences."""
    return Narrowed(
        under=tuple(args.getlist("under", type=int)),
        words=args.get("q", "").strip(),
        at=args.get("at", type=int),
        page=max(1, args.get("page", 1, type=int)),
    )


def title_for(desk: Desk) -> str:
    """Return a title to start from."""
    if desk.questionnaire:
        return desk.questionnaire.title
    subject = desk.workshop or desk.event
    return _("Auto-évaluation : %(subject)s", subject=subject.title) if subject else ""


def form_at(desk: Desk, start: str) -> CampaignForm:
    """Return the form of a starting point, or as it was sent."""
    form = CampaignForm(data=first_values(desk, start=start, title=title_for(desk)))
    form.choices_from(
        desk.organisations,
        desk.competences,
        current_language(),
        has_profiles=desk.has_profiles,
    )
    if desk.questionnaire:
        form.ask_as_kept()
    return form


def created(session: Session, form: CampaignForm, desk: Desk) -> Campaign | None:
    """Return the campaign of a valid form; None, with the reason beside the field, if refused."""
    organisations = {str(o.id): o for o in desk.organisations}
    plan = form.plan(desk.competences, demonstration=here().settings.demonstration)
    plan = replace(plan, questionnaire=desk.questionnaire)
    asked = form.title if desk.questionnaire else form.competences
    profiles = profiles_of(session, desk.version.id)
    try:
        return create_campaign(
            session,
            organisations[form.organisation.data],
            plan,
            profiles=profiles,
            event=desk.event,
            workshop=desk.workshop,
        )
    except (NoCompetence, NoScale, NothingAsked) as refusal:
        asked.errors = [_(refusal.sentence)]
    except AttributeWanted as refusal:
        named = {name: _(words) for name, words in refusal.values.items()}
        form.attributes.errors = [_(refusal.sentence) % named]
    except TooManyCompetences as refusal:
        form.competences.errors = [_(refusal.sentence) % refusal.values]
    except TooManySegments as refusal:
        form.attributes.errors = [_(refusal.sentence) % refusal.values]
    except CrossingNeedsTwo as refusal:
        form.crossed.errors = [_(refusal.sentence)]
    return None
