"""How a campaign stands, for who follows it: what came in, who answered, what to do next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from reports.document import Table
from reports.queries import archived, last_release
from surveys.models import Campaign, Release
from surveys.opening import State, grace_of, state_of
from surveys.queries.campaigns import count_drafts, received
from webapp.labels import paris
from webapp.languages import current_language


@dataclass(frozen=True)
class Step:
    """Something to do next, and the page where it is done, if it is another page."""

    sentence: str
    address: str = ""
    label: str = ""


@dataclass(frozen=True)
class Following:
    """What is live of a campaign, its last release, and who had answered then, by category.

    Counts by category move with releases only: live ones would tell who has just answered.
    """

    state: State
    received: int
    in_progress: int
    release: Release | None
    categories: Table | None

    @property
    def waiting(self) -> int:
        """How many answers no release counts yet."""
        return self.received - (self.release.received if self.release else 0)


def live_of(session: Session, campaign: Campaign, now: datetime) -> dict[str, Any]:
    """Return what is live of a campaign: its state and two counts."""
    return {
        "state": state_of(campaign, now),
        "received": received(session, [campaign.id])[campaign.id],
        "in_progress": count_drafts(session, campaign.id),
    }


def following(session: Session, campaign: Campaign, now: datetime) -> Following:
    """Return how a campaign stands at `now`."""
    release = last_release(session, campaign.id)
    document = archived(session, release, current_language()) if release else None
    keys = {section.key: section for section in document.sections} if document else {}
    responses = keys.get("responses")
    return Following(
        **live_of(session, campaign, now),
        release=release,
        categories=responses.table if responses else None,
    )


def steps(campaign: Campaign, stands: Following, now: datetime) -> list[Step]:
    """Return what to do next, the most pressing first."""
    if campaign.replaced_by_id is not None:
        return []
    ways = {State.PREPARED: _before, State.OPEN: _meanwhile, State.CLOSED: _afterwards}
    return [*_to_release(campaign, stands), *ways[stands.state](campaign, stands, now)]


def _to_release(campaign: Campaign, stands: Following) -> list[Step]:
    if stands.waiting >= campaign.k:
        said = ngettext(
            "%(num)s réponse attend : vous pouvez publier les résultats.",
            "%(num)s réponses attendent : vous pouvez publier les résultats.",
            stands.waiting,
        )
        return [Step(said, "#results", _("Aller à la publication"))]
    return []


def _before(campaign: Campaign, _stands: Following, _now: datetime) -> list[Step]:
    rehearse = Step(_("Répétez le questionnaire comme une personne qui répond."))
    if campaign.opens_at is not None:
        said = _("Elle s’ouvre seule le %(moment)s.", moment=paris(campaign.opens_at))
        return [rehearse, Step(said, _page("projection.show", campaign), _("Préparer l’écran"))]
    said = _("Ouvrez-la le moment venu, ou fixez une date d’ouverture.")
    return [rehearse, Step(said, _page("campaign_settings.edit", campaign), _("Paramètres"))]


def _meanwhile(campaign: Campaign, stands: Following, _now: datetime) -> list[Step]:
    found = []
    settings = _page("campaign_settings.edit", campaign)
    if campaign.capacity is not None and stands.received >= campaign.capacity:
        said = _("Toutes les places sont prises : plus personne ne peut commencer.")
        found.append(Step(said, settings, _("Changer le nombre de places")))
    else:
        said = _("Projetez l’adresse et le QR code.")
        found.append(Step(said, _page("projection.show", campaign), _("Projeter")))
    if campaign.closes_at is None:
        said = _("Aucune clôture n’est prévue : closez-la vous-même, ou fixez une date.")
        found.append(Step(said, settings, _("Fixer une date")))
    return found


def _afterwards(campaign: Campaign, stands: Following, now: datetime) -> list[Step]:
    found = []
    last = campaign.closes_at and campaign.closes_at + grace_of(campaign)
    if last and now < last:
        said = _("Les feuilles commencées peuvent arriver jusqu’au %(last)s.", last=paris(last))
        found.append(Step(said))
    if stands.release is not None:
        said = _("Les résultats sont publiés : montrez-les au groupe.")
        found.append(Step(said, _page("projection.results", campaign), _("Projeter les résultats")))
    elif stands.received < campaign.k:
        said = _("Il y a trop peu de réponses pour publier : invitez encore, ou rouvrez-la.")
        found.append(Step(said))
    return found


def _page(endpoint: str, campaign: Campaign) -> str:
    return url_for(endpoint, campaign_id=campaign.id)
