"""What a facilitator has at hand to prepare a campaign, and where the form starts from."""

from dataclasses import dataclass

from flask import abort
from sqlalchemy.orm import Session

from referentiel.models import Item, Version
from referentiel.people import Organisation
from referentiel.queries import items_of
from referentiel.search import Branch, branches
from surveys.accounts import organisations_by_ids
from surveys.models import Event, Workshop
from surveys.models.campaigns import ANONYMOUS, BLOCKS
from surveys.queries.events import events_run_by
from surveys.queries.shares import versions_for
from surveys.roles import Act
from webapp.access import organisations_here
from webapp.answering import SECONDS_PER_RATING
from webapp.clock import now
from webapp.forms.campaigns import CampaignForm

WORKSHOP = "workshop"
CORE = "core"
EVERY = "all"


@dataclass(frozen=True)
class Desk:
    """The version asked about, the events one may work for, and the one this campaign is for."""

    version: Version
    versions: list[Version]
    tree: list[Branch]
    organisations: list[Organisation]
    events: list[Event]
    event: Event | None
    workshop: Workshop | None

    @property
    def competences(self) -> list[Item]:
        """Every competence, in order."""
        return [item for branch in self.tree for item in branch.competences]

    def area(self, code: str) -> Item:
        """Return the area of this code."""
        return next(branch.area for branch in self.tree if branch.area.code == code)

    def starts(self) -> dict[str, list[str]]:
        """Return the codes of competences by starting point: what may be picked at once."""
        every = self.competences
        aims = {aim.lineage for aim in self.workshop.aims} if self.workshop else set()
        return {
            WORKSHOP: [item.code for item in every if item.lineage in aims],
            CORE: [item.code for item in every if item.core],
            **{b.area.code: [item.code for item in b.competences] for b in self.tree},
            EVERY: [item.code for item in every],
        }

    def organisation(self) -> Organisation:
        """Return the organisation in whose name the campaign is most likely run."""
        own = {organisation.id: organisation for organisation in self.organisations}
        holder = self.event.organisation_id if self.event else 0
        return own.get(holder) or self.organisations[0]


def desk_for(
    session: Session,
    *,
    event_id: int | None,
    workshop_id: int | None,
    referentiel_id: int | None = None,
) -> Desk:
    """Return the desk of the signed-in person; 404 for what is not theirs to work with."""
    own = organisations_here(Act.RUN)
    versions = versions_for(session, own, today=now().date())
    asked = (v for v in versions if referentiel_id in (None, v.referentiel_id))
    version = next(asked, None) or abort(404)
    held = events_run_by(session, own)
    workshops = {workshop.id: workshop for event in held for workshop in event.workshops}
    workshop = (workshops.get(workshop_id) or abort(404)) if workshop_id else None
    by_id = {event.id: event for event in held}
    event = (by_id.get(event_id) or abort(404)) if event_id else workshop and workshop.event
    return Desk(
        version=version,
        versions=versions,
        tree=branches(items_of(session, version.id)),
        organisations=organisations_by_ids(session, own) or abort(403),
        events=held,
        event=event,
        workshop=workshop,
    )


def start_of(desk: Desk, asked: str) -> str:
    """Return the starting point asked for, else the workshop's competences, else the core."""
    starts = desk.starts()
    return next(name for name in (asked, WORKSHOP, CORE, EVERY) if starts.get(name))


def first_values(desk: Desk, *, start: str, title: str) -> dict[str, object]:
    """Return what the form holds before anything is typed."""
    organisation = desk.organisation()
    return {
        "organisation": str(organisation.id),
        "title": title,
        "competences": desk.starts()[start],
        "ratings": ["importance"],
        "attributes": ["profile"],
        "mode": ANONYMOUS,
        "layout": BLOCKS,
        "controller": organisation.name,
        "contact": organisation.contact,
        "legal_basis": organisation.legal_basis,
        "retention_months": organisation.retention_months,
    }


def estimate(form: CampaignForm) -> int:
    """Return how long the questionnaire of a form should take, in whole minutes."""
    ratings = 1 + len(form.ratings.data or ())
    return max(1, round(len(form.competences.data or ()) * ratings * SECONDS_PER_RATING / 60))
