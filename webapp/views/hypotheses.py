"""The hypotheses of a network on a campaign: written before the figures, judged by people after."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import Field

from referentiel.base import Refusal
from reports.queries import Subject, archived, has_goals, last_release, subject_of
from reports.sections.hypotheses import claim_words, written_when
from surveys import hypotheses as rules
from surveys.claims import ThresholdOutside, TwoGroupsOfOneQuestion, check_claim
from surveys.models import Campaign, Hypothesis
from surveys.roles import Act
from webapp.access import may, own_campaign, person_here
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.hypotheses import HypothesisForm, StatusForm
from webapp.labels import language
from webapp.noting import SUPPOSED, note
from webapp.said import said

bp = Blueprint("hypotheses", __name__, url_prefix="/campaigns/<int:campaign_id>/hypotheses")


@bp.route("/", methods=["GET", "POST"])
@may(Act.RUN)
def index(campaign_id: int) -> ResponseReturnValue:
    """Show the hypotheses on a campaign, and take a new one."""
    campaign, subject = asked(campaign_id)
    form = HypothesisForm.of(campaign, subject)
    if form.validate_on_submit() and kept(form, campaign, None):
        flash(_("L’hypothèse est écrite."))
        return redirect(url_for(".index", campaign_id=campaign.id), 303)
    return render_template(
        "hypotheses/index.html",
        campaign=campaign,
        form=form,
        verdicts=verdicts_of(campaign),
        statuses=rules.STATUSES,
        last=rules.latest_release(get_session(), campaign.id),
        **written_on(campaign, subject),
    )


@bp.route("/<int:number>", methods=["GET", "POST"])
@may(Act.RUN)
def edit(campaign_id: int, number: int) -> ResponseReturnValue:
    """Correct a hypothesis; one that a release confronted is said otherwise, under a new number."""
    campaign, subject = asked(campaign_id)
    hypothesis = own_hypothesis(campaign, number)
    form = HypothesisForm.of(campaign, subject, hypothesis)
    if form.validate_on_submit() and kept(form, campaign, hypothesis):
        flash(_("L’hypothèse est écrite."))
        return redirect(url_for(".index", campaign_id=campaign.id), 303)
    confronted = rules.is_confronted(get_session(), hypothesis)
    return render_template(
        "hypotheses/edit.html",
        campaign=campaign,
        form=form,
        hypothesis=hypothesis,
        confronted=confronted,
    )


@bp.route("/<int:number>/status", methods=["GET", "POST"])
@may(Act.RUN)
def decide(campaign_id: int, number: int) -> ResponseReturnValue:
    """Give a hypothesis the status that people decided; those it had stay beside it."""
    campaign = own_campaign(campaign_id, Act.RUN)
    hypothesis = own_hypothesis(campaign, number)
    form = StatusForm()
    if form.validate_on_submit():
        judge(form, campaign, hypothesis)
        flash(_("Le statut est noté."))
        return redirect(url_for(".index", campaign_id=campaign.id), 303)
    return render_template(
        "hypotheses/decide.html",
        campaign=campaign,
        form=form,
        hypothesis=hypothesis,
        statuses=rules.STATUSES,
        verdict=verdicts_of(campaign).get(number, ""),
    )


@bp.post("/<int:number>/withdraw")
@may(Act.RUN)
def withdraw(campaign_id: int, number: int) -> ResponseReturnValue:
    """Leave a hypothesis out of the releases to come."""
    campaign = own_campaign(campaign_id, Act.RUN)
    rules.withdraw_hypothesis(get_session(), own_hypothesis(campaign, number))
    settle(campaign)
    flash(_("L’hypothèse est retirée. Les publications qui l’ont confrontée la gardent."))
    return redirect(url_for(".index", campaign_id=campaign.id), 303)


def asked(campaign_id: int) -> tuple[Campaign, Subject]:
    """Return a campaign of competences that the person runs, and what it asks about."""
    campaign = own_campaign(campaign_id, Act.RUN)
    return campaign, subject_of(get_session(), campaign)


def written_on(campaign: Campaign, subject: Subject) -> dict[str, object]:
    """Return the hypotheses on a campaign, and by number what they compare and when it was said."""
    found = rules.hypotheses_of(get_session(), campaign.id)
    claims = {it.number: claim_words(subject, rules.claim_of(it), _, language()) for it in found}
    written = {it.number: written_when(it, _) for it in found}
    return {"hypotheses": found, "claims": claims, "written": written}


def judge(form: StatusForm, campaign: Campaign, hypothesis: Hypothesis) -> None:
    """Give a hypothesis the status of a filled form."""
    session, reasons = get_session(), form.reasons.data or ""
    rules.decide_status(session, hypothesis, status=form.status.data, reasons=reasons, now=now())
    settle(campaign)


def own_hypothesis(campaign: Campaign, number: int) -> Hypothesis:
    """Return a hypothesis of a campaign by its number; else 404."""
    found = rules.hypotheses_of(get_session(), campaign.id)
    return next((it for it in found if it.number == number), None) or abort(404)


def kept(form: HypothesisForm, campaign: Campaign, hypothesis: Hypothesis | None) -> bool:
    """Say whether the hypothesis was kept; if not, the reason is beside a field."""
    claim = form.claim()
    session = get_session()
    try:
        if claim is None:
            raise TwoGroupsOfOneQuestion
        goals, ratings = has_goals(campaign), campaign.questionnaire.ratings
        check_claim(claim, has_goals=goals, ratings=ratings)
        if hypothesis is None or rules.is_confronted(session, hypothesis):
            rules.write_hypothesis(
                session, campaign, form.words(), claim, now=now(), restates=hypothesis
            )
        else:
            rules.change_hypothesis(session, hypothesis, form.words(), claim)
    except Refusal as refusal:
        place(form, refusal).errors = [said(refusal)]
        return False
    settle(campaign)
    return True


def place(form: HypothesisForm, refusal: Refusal) -> Field:
    """Return the field beside which a refusal is said."""
    if isinstance(refusal, ThresholdOutside):
        return form.threshold
    return form.other if isinstance(refusal, TwoGroupsOfOneQuestion) else form.measure


def settle(campaign: Campaign) -> None:
    """Note the act, and commit."""
    note(campaign, SUPPOSED, by=person_here().id)
    get_session().commit()


def verdicts_of(campaign: Campaign) -> dict[int, str]:
    """Return, by number, the verdict of the last release on each hypothesis that it confronts."""
    session = get_session()
    release = last_release(session, campaign.id)
    document = archived(session, release, language()) if release else None
    tables = [s.table for s in document.sections if s.key == "hypotheses"] if document else []
    return {
        int(str(row[0].value).removeprefix("H")): str(row[place].value)
        for table in tables
        if table
        for place in [[column.key for column in table.columns].index("verdict")]
        for row in table.rows
    }
