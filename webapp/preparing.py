"""What a facilitator has at hand to prepare a campaign, and where the form starts from."""

from collections.abc import Collection
from dataclasses import dataclass

from flask import abort
from sqlalchemy.orm import Session

from referentiel.base import Texts
from referentiel.models import Item, Version
from referentiel.people import Organisation
from referentiel.queries import has_profiles
from referentiel.search import Branch, branches
from surveys.accounts import organisations_by_ids
from surveys.attributes import PROFILE
from surveys.campaigns import has_scales
from surveys.composing.conditions import attributes_in
from surveys.errors import NoScale
from surveys.models import Event, Questionnaire, Workshop
from surveys.models.campaigns import ANONYMOUS, BLOCKS
from surveys.queries.events import events_run_by
from surveys.queries.questionnaires import questionnaire_of, questionnaires_of
from surveys.queries.shares import versions_for
from surveys.roles import Act
from webapp.access import organisations_here
from webapp.answering import SECONDS_PER_RATING, minutes_of
from webapp.clock import now
from webapp.forms.campaigns import CampaignForm
from webapp.narrowing import Chooser, Narrowed, chooser_for, offered

WORKSHOP = "workshop"
CORE = "core"
EVERY = "all"


@dataclass(frozen=True)
class Desk:
    """The version asked about, the events one may work for, and the one this campaign is for.

    `tree` holds what may be asked; it is empty, with a `chooser`, where that has to be narrowed
    down first. Without `has_scale`, nothing can be asked.
    """

    version: Version
    versions: list[Version]
    has_scale: bool
    has_profiles: bool
    narrowed: Narrowed
    picked: list[Item]  # areas that the choice was narrowed down to
    tree: list[Branch]
    chooser: Chooser | None
    organisations: list[Organisation]
    events: list[Event]
    event: Event | None
    workshop: Workshop | None
    questionnaire: Questionnaire | None = None  # kept, and asked in place of competences
    questionnaires: tuple[Questionnaire, ...] = ()  # that may be asked

    @property
    def competences(self) -> list[Item]:
        """Every competence, in order."""
        return [item for branch in self.tree for item in branch.competences]

    @property
    def lack(self) -> str:
        """What to say where there is no scale."""
        return NoScale.sentence

    @property
    def codes(self) -> dict[str, Texts]:
        """The texts of areas by their code, those above included."""
        areas = (area for branch in self.tree for area in (*branch.above, branch.area) if area)
        return {area.code: area.texts for area in areas}

    def starts(self) -> dict[str, list[str]]:
        """Return the codes of competences by starting point: what may be picked at once."""
        every = self.competences
        aims = {aim.lineage for aim in self.workshop.aims} if self.workshop else set()
        return {
            WORKSHOP: [item.code for item in every if item.lineage in aims],
            CORE: [item.code for item in every if item.core],
            **self._of_first_areas(),
            EVERY: [item.code for item in every],
        }

    def _of_first_areas(self) -> dict[str, list[str]]:
        """Return, by code of an area under no other, the codes of all that it holds."""
        held: dict[str, list[str]] = {}
        for branch in self.tree:
            if branch.area:
                first = (*branch.above, branch.area)[0]
                held.setdefault(first.code, []).extend(it.code for it in branch.competences)
        return held

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
    narrowed: Narrowed = Narrowed(),  # noqa: B008 -- a frozen value
    questionnaire_id: int | None = None,
) -> Desk:
    """Return the desk of the signed-in person; 404 for what is not theirs to work with."""
    own = organisations_here(Act.RUN)
    versions = versions_for(session, own, today=now().date())
    series = questionnaires_of(session, own)
    kept = questionnaire_of(session, questionnaire_id, own) if questionnaire_id else None
    if questionnaire_id and kept is None:
        abort(404)
    asked = (v for v in versions if referentiel_id in (None, v.referentiel_id))
    version = kept.version if kept else next(asked, None) or abort(404)
    held = events_run_by(session, own)
    workshops = {workshop.id: workshop for event in held for workshop in event.workshops}
    workshop = (workshops.get(workshop_id) or abort(404)) if workshop_id else None
    by_id = {event.id: event for event in held}
    event = (by_id.get(event_id) or abort(404)) if event_id else workshop and workshop.event
    items = [] if kept else offered(session, version.id, narrowed)
    chooser = chooser_for(session, version.id, narrowed) or abort(404) if items is None else None
    return Desk(
        version=version,
        versions=versions,
        has_scale=has_scales(session, version.id),
        has_profiles=has_profiles(session, version.id),
        narrowed=narrowed,
        picked=[item for item in items or () if item.id in narrowed.under],
        tree=[branch for branch in branches(items or []) if branch.total],
        chooser=chooser,
        organisations=organisations_by_ids(session, held_by(kept, own)) or abort(403),
        events=held,
        event=event,
        workshop=workshop,
        questionnaire=kept,
        questionnaires=tuple(it.last for it in series),
    )


def held_by(questionnaire: Questionnaire | None, own: frozenset[int]) -> Collection[int]:
    """Return the organisations that may run a campaign: of a questionnaire kept, its own."""
    if questionnaire is None or questionnaire.organisation_id is None:
        return own
    return own & {questionnaire.organisation_id}


def start_of(desk: Desk, asked: str) -> str:
    """Return the starting point asked for, else the workshop's competences, else the core."""
    starts = desk.starts()
    narrow = (EVERY,) if desk.narrowed.asks else (WORKSHOP, CORE)
    return next((name for name in (asked, *narrow) if starts.get(name)), EVERY)


def first_values(desk: Desk, *, start: str, title: str) -> dict[str, object]:
    """Return what the form holds before anything is typed."""
    organisation = desk.organisation()
    return {
        "organisation": str(organisation.id),
        "title": title,
        "competences": desk.starts()[start],
        "ratings": ["importance"],
        "attributes": _first_attributes(desk),
        "mode": ANONYMOUS,
        "layout": BLOCKS,
        "controller": organisation.name,
        "contact": organisation.contact,
        "legal_basis": organisation.legal_basis,
        "retention_months": organisation.retention_months,
    }


def _first_attributes(desk: Desk) -> list[str]:
    profile = [PROFILE] if desk.has_profiles else []
    if desk.questionnaire is None:
        return profile
    wanted = attributes_in(desk.questionnaire.sections)
    return [*(profile if desk.questionnaire.items else []), *(it for it in wanted if it != PROFILE)]


def estimate(form: CampaignForm, desk: Desk) -> int:
    """Return how long the questionnaire of a form should take, in whole minutes."""
    if desk.questionnaire:
        return minutes_of(desk.questionnaire)
    ratings = 1 + len(form.ratings.data or ())
    return max(1, round(len(form.competences.data or ()) * ratings * SECONDS_PER_RATING / 60))
