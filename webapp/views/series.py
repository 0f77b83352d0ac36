"""The moments of a series: before, right after, months later; and the campaign that comes next."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys.linking.following import Next, follow_up, next_moments
from surveys.linking.series import (
    MOMENTS,
    CannotFollow,
    OnlyPseudonymous,
    OpenedAlready,
    put_in_series,
)
from surveys.models import Campaign
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.opening import state_of
from surveys.queries.campaigns import received
from surveys.queries.linking import (
    campaigns_in,
    codes_by_campaign,
    followable,
    series_of,
    waves_before,
)
from surveys.roles import Act
from webapp.access import may, own_campaign, person_here
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.series import ALONE, NOTHING, FollowForm, MomentForm
from webapp.labels import day
from webapp.noting import FOLLOWED, PLACED, note
from webapp.said import said

bp = Blueprint("series", __name__, url_prefix="/campaigns")


@bp.get("/<int:campaign_id>/series")
@may(Act.FOLLOW)
def show(campaign_id: int) -> ResponseReturnValue:
    """Show which moment a campaign is, those around it, and what may come next."""
    campaign = own_campaign(campaign_id, Act.FOLLOW)
    follows = campaign.follows_id or NOTHING
    place = MomentForm(moment=campaign.moment or ALONE, follows=str(follows))
    return page_of(campaign, place, FollowForm())


@bp.post("/<int:campaign_id>/series")
@may(Act.RUN)
def place(campaign_id: int) -> ResponseReturnValue:
    """Say which moment a campaign is, and which one it follows."""
    campaign = own_campaign(campaign_id, Act.RUN)
    form = MomentForm()
    form.offer(followable(get_session(), campaign))
    if not form.validate_on_submit() or not placed(campaign, form):
        return page_of(campaign, form, FollowForm(formdata=None), status=422)
    note(campaign, PLACED, by=person_here().id)
    get_session().commit()
    flash(_("Le moment de cette auto-évaluation est noté."))
    return redirect(url_for(".show", campaign_id=campaign.id), 303)


@bp.post("/<int:campaign_id>/series/follow")
@may(Act.RUN)
def follow(campaign_id: int) -> ResponseReturnValue:
    """Prepare the campaign that will ask the same people again."""
    campaign = own_campaign(campaign_id, Act.RUN)
    moments = next_moments(campaign) or abort(409)
    form = FollowForm()
    form.offer(moments)
    if not form.validate_on_submit():
        return page_of(campaign, MomentForm(formdata=None), form, status=422)
    after = form.chosen(moments)
    title = form.title_for(campaign, after)
    later = follow_up(get_session(), campaign, title=title, moment=after.moment)
    note(later, FOLLOWED, by=person_here().id)
    get_session().commit()
    flash(ready(after))
    return redirect(url_for("campaigns.show", campaign_id=later.id), 303)


def placed(campaign: Campaign, form: MomentForm) -> bool:
    """Put a campaign where a valid form says; False, with the reason in the form, if refused."""
    moment = None if form.moment.data == ALONE else form.moment.data
    follows = None
    if moment and form.follows.data != NOTHING:
        follows = own_campaign(int(form.follows.data), Act.RUN)
    try:
        put_in_series(get_session(), campaign, moment=moment, follows=follows)
    except (CannotFollow, OnlyPseudonymous) as refusal:
        form.follows.errors = [said(refusal)]
    except OpenedAlready as refusal:
        form.form_errors = [said(refusal)]
    return not form.errors


def ready(after: Next) -> str:
    """Return what is said once the campaign that comes next is prepared."""
    if after.days and after.day:
        words = _("La suite est prête. Ouvrez-la vers le %(day)s.", day=day(after.day))
    else:
        words = _("La suite est prête. Ouvrez-la le moment venu.")
    return str(words)


def page_of(
    campaign: Campaign, place: MomentForm, follow: FollowForm, *, status: int = 200
) -> tuple[str, int]:
    """Return the page of a series with its two forms."""
    session = get_session()
    moments = next_moments(campaign)
    place.offer(followable(session, campaign))
    follow.offer(moments)
    if follow.next.data is None and moments:
        follow.next.data = moments[0].code
    waves = campaigns_in(session, series_of(session, campaign.id)) if campaign.moment else []
    page = render_template(
        "series/show.html",
        campaign=campaign,
        pseudonymous=campaign.mode == PSEUDONYMOUS,
        opened=campaign.opens_at is not None,
        moments=MOMENTS,
        place=place,
        follow=follow,
        waves=in_order(waves),
        earlier=waves_before(session, campaign.id),
        states={wave.id: state_of(wave, now()) for wave in waves},
        counts=received(session, [wave.id for wave in waves]),
        codes=codes_by_campaign(session, [wave.id for wave in waves]),
    )
    return page, status


def in_order(waves: Sequence[Campaign]) -> list[Campaign]:
    """Return the campaigns of a series from the earliest moment to the latest."""
    ranks = list(MOMENTS)
    return sorted(waves, key=lambda wave: (ranks.index(wave.moment or ranks[0]), wave.id))
