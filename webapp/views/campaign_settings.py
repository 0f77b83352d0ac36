"""How a campaign runs: its dates, its grace, its capacity, its languages, its group target."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys.course import (
    ClosesBeforeItOpens,
    ClosesInThePast,
    GraceShortened,
    OpensInThePast,
    course_of,
    set_course,
)
from surveys.group_target import (
    GroupTargetPublished,
    NotAGroupTarget,
    group_target_of,
    set_group_target,
)
from surveys.models import Campaign
from surveys.opening import state_of
from surveys.queries.notices import notices_of
from surveys.roles import Act
from webapp.access import may, own_campaign, person_here
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.campaign_settings import SettingsForm
from webapp.noting import SETTLED, note
from webapp.opening_words import span
from webapp.said import said
from webapp.translations import translations

bp = Blueprint("campaign_settings", __name__, url_prefix="/campaigns")


@bp.route("/<int:campaign_id>/settings", methods=["GET", "POST"])
@may(Act.RUN)
def edit(campaign_id: int) -> ResponseReturnValue:
    """Decide when a campaign opens and closes by itself, for how many, and what it aims at."""
    campaign = own_campaign(campaign_id, Act.RUN)
    form = SettingsForm.of(course_of(campaign), group_target_of(campaign))
    if form.validate_on_submit() and settled(form, campaign):
        flash(_("Les paramètres sont enregistrés."))
        return redirect(url_for("campaigns.show", campaign_id=campaign.id), 303)
    return render_template(
        "campaign_settings/edit.html",
        campaign=campaign,
        form=form,
        state=state_of(campaign, now()),
        notices=notices_of(get_session(), campaign.id),
        span=span,
    )


def settled(form: SettingsForm, campaign: Campaign) -> bool:
    """Say whether the course was set; if not, the reason is beside the field."""
    session = get_session()
    try:
        set_group_target(session, campaign, form.target())
        set_course(session, campaign, form.course(), now=now(), languages=translations())
    except OpensInThePast as refusal:
        form.opens_at.errors = [said(refusal)]
    except (ClosesInThePast, ClosesBeforeItOpens) as refusal:
        form.closes_at.errors = [said(refusal)]
    except GraceShortened as refusal:
        form.grace_minutes.errors = [said(refusal)]
    except (NotAGroupTarget, GroupTargetPublished) as refusal:
        form.target_people.errors = [said(refusal)]
    else:
        note(campaign, SETTLED, by=person_here().id)
        session.commit()
        return True
    return False
