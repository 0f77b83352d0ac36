"""How many people a campaign speaks of, whether they answered or not."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import Field

from referentiel.base import Refusal
from reports.queries import subject_of
from surveys.attributes import ATTRIBUTES
from surveys.models import Campaign
from surveys.population import NothingToWeighBy, set_population
from surveys.roles import Act
from webapp.access import may, own_campaign, person_here
from webapp.database import get_session
from webapp.forms.population import PopulationForm, population_form
from webapp.noting import SETTLED, note
from webapp.said import said

bp = Blueprint("population", __name__, url_prefix="/campaigns/<int:campaign_id>/population")


@bp.route("/", methods=["GET", "POST"])
@may(Act.RUN)
def edit(campaign_id: int) -> ResponseReturnValue:
    """Write how many people there are in all and of each answer; empty is unknown."""
    campaign = own_campaign(campaign_id, Act.RUN)
    form = population_form(campaign, subject_of(get_session(), campaign))
    if form.validate_on_submit() and form.is_whole() and kept(form, campaign):
        flash(_("La population est enregistrée. Les prochaines publications en tiennent compte."))
        return redirect(url_for("campaigns.show", campaign_id=campaign.id), 303)
    questions = [
        (_(ATTRIBUTES[attribute].label), [form[name] for name in names.values()])
        for attribute, names in form.asked.items()
    ]
    return render_template(
        "population/edit.html", campaign=campaign, form=form, questions=questions
    )


def kept(form: PopulationForm, campaign: Campaign) -> bool:
    """Say whether the population was kept; if not, the reason is beside a field."""
    session = get_session()
    try:
        set_population(session, campaign, form.population())
    except Refusal as refusal:
        place(form, refusal).errors = [said(refusal)]
        return False
    note(campaign, SETTLED, by=person_here().id)
    session.commit()
    return True


def place(form: PopulationForm, refusal: Refusal) -> Field:
    """Return the field beside which a refusal is said."""
    if isinstance(refusal, NothingToWeighBy):
        return form["by"]
    names = form.asked.get(str(refusal.values.get("attribute")), {})
    value = str(refusal.values.get("value"))
    found: Field = form[names.get(value, next(iter(names.values()), "size"))]
    return found
