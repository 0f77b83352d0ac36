"""What the pages that compose questionnaires show, and what they have written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import abort, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from referentiel.base import Refusal
from referentiel.models import Item, JobProfile, Version
from referentiel.people import Organisation
from referentiel.queries import items_above, profiles_of
from referentiel.search import Branch, branches
from surveys.accounts import organisations_by_ids
from surveys.attributes import PROFILE
from surveys.composing import conditions, editions, starting
from surveys.composing.errors import PartGone, QuestionnaireFrozen
from surveys.composing.pinning import by_item, stamp_of
from surveys.composing.translating import Untranslated, untranslated
from surveys.composing.updating import newer_version
from surveys.guard.audit import record
from surveys.models import Campaign, Questionnaire
from surveys.queries.events import events_run_by
from surveys.queries.questionnaires import (
    campaigns_asking,
    editions_of,
    questionnaire_of,
)
from surveys.queries.shares import versions_for
from surveys.question_types.base import Condition
from surveys.roles import Act
from surveys.sections import Section, Sections
from webapp.access import organisations_here, person_here
from webapp.answering import minutes_of
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.questionnaires import BeginForm, SeenForm
from webapp.languages import current_language
from webapp.narrowing import Narrowed, offered
from webapp.said import said

OTHER = "en"  # the language beside French


@dataclass(frozen=True)
class StartDesk:
    """What a new questionnaire may be made from: versions, starting points, who holds it."""

    version: Version
    versions: list[Version]
    starts: list[starting.Start]
    organisations: list[Organisation]
    is_large: bool


def start_desk() -> StartDesk:
    """Return the desk of the signed-in person for the version that the address asks for."""
    session, own = get_session(), organisations_here(Act.AUTHOR)
    versions = versions_for(session, own, today=now().date())
    asked = request.args.get("version", type=int)
    version = next((it for it in versions if asked in (None, it.id)), None) or abort(404)
    every = offered(session, version.id, Narrowed())
    events = events_run_by(session, own) if every else []
    profiles = profiles_of(session, version.id) if every else []
    tree = branches(every or [])
    return StartDesk(
        version=version,
        versions=versions,
        starts=starting.starts_of(tree, every or [], profiles, events, current_language()),
        organisations=organisations_by_ids(session, own),
        is_large=every is None,
    )


def begin_form(desk: StartDesk) -> BeginForm:
    """Return the form of a new questionnaire."""
    first = {"start": desk.starts[0].name, "ratings": ["importance"]}
    workshop = request.args.get("workshop")
    if workshop and any(it.name == f"workshop:{workshop}" for it in desk.starts):
        first["start"] = f"workshop:{workshop}"
    form = BeginForm(data=first)
    form.offer(starts_by_kind(desk.starts), desk.organisations)
    return form


def starts_by_kind(starts: Sequence[starting.Start]) -> dict[str, list[tuple[str, str]]]:
    """Return the starting points under the headings of the list that offers them."""
    headings = {
        starting.AREA: _("Un domaine"),
        starting.WORKSHOP: _("Ce que vise un atelier"),
        starting.PROFILE: _("Ce sur quoi repose un profil métier"),
    }
    words = {
        starting.CORE: _("Le noyau express"),
        starting.EVERY: _("Toutes les compétences"),
        starting.NOTHING: _("Aucune pour l’instant"),
    }
    found: dict[str, list[tuple[str, str]]] = {}
    for it in starts:
        name = f"{it.label or words[it.kind]}" + (f" ({len(it.items)})" if it.items else "")
        found.setdefault(headings.get(it.kind, _("Le référentiel")), []).append((it.name, name))
    return found


def begun(desk: StartDesk, form: BeginForm) -> Questionnaire | None:
    """Return the questionnaire of a valid form; None, with the reason in it, if it is refused."""
    start = next(it for it in desk.starts if it.name == form.start.data)
    by_id = {it.id: it for it in desk.organisations}
    chosen = form.organisation.data if "organisation" in form else desk.organisations[0].id
    try:
        made = editions.begin(
            get_session(),
            by_id[chosen],
            title=form.title.data,
            version_id=desk.version.id,
            sections=(Section({}, start.items),),
            ratings=("current", *form.ratings.data),
            now=now(),
        )
    except Refusal as refusal:
        form.start.errors = [said(refusal)]
        return None
    note("questionnaire.made", made)
    return made


def own_questionnaire(questionnaire_id: int) -> Questionnaire:
    """Return a questionnaire of one's organisations; those of others are not found."""
    own = organisations_here(Act.AUTHOR)
    return questionnaire_of(get_session(), questionnaire_id, own) or abort(404)


@dataclass(frozen=True)
class Composed:
    """A questionnaire as its authors see it; sections hold ids of competences."""

    questionnaire: Questionnaire
    sections: Sections
    items: dict[int, Item]
    profiles: list[JobProfile]
    campaigns: list[Campaign]
    editions: list[Questionnaire]
    missing: list[Untranslated]
    minutes: int
    newer: Version | None  # of its référentiel

    @property
    def stamp(self) -> str:
        return stamp_of(self.sections)

    @property
    def frozen(self) -> bool:
        """Whether a campaign that opened asks it."""
        return any(it.notice or it.opens_at for it in self.campaigns)

    @property
    def last(self) -> Questionnaire:
        return self.editions[-1]

    @property
    def in_english(self) -> bool:
        """Whether anything is translated."""
        return any(OTHER in section.texts for section in self.sections) or any(
            OTHER in question.texts for section in self.sections for question in section.questions
        )

    def when(self, condition: Condition) -> tuple[str, list[str]]:
        """Return a condition in words: the question, and the answers."""
        language = current_language()
        label, words = conditions.in_sentence(condition, self.sections, self.profiles, language)
        return _(label), [_(word) for word in words]


def composed(session: Session, questionnaire: Questionnaire) -> Composed:
    """Return all that the page of a questionnaire shows, in a constant number of SELECTs."""
    sections = by_item(questionnaire)
    profiled = PROFILE in conditions.attributes_in(sections)
    return Composed(
        questionnaire=questionnaire,
        sections=sections,
        items={item.id: item for item in items_above(session, questionnaire.items)},
        profiles=profiles_of(session, questionnaire.version_id) if profiled else [],
        campaigns=campaigns_asking(session, questionnaire.id),
        editions=editions_of(session, questionnaire),
        missing=list(untranslated(sections, OTHER)),
        minutes=minutes_of(questionnaire),
        newer=newer_version(session, questionnaire),
    )


def looked_by(questionnaire: Questionnaire, place: int, code: str) -> tuple[conditions.Looked, ...]:
    """Return what a question, or the section at `place`, may be shown on."""
    profiles = profiles_of(get_session(), questionnaire.version_id)
    sections = by_item(questionnaire)
    return tuple(conditions.looked_at(sections, place, code, profiles, current_language()))


Change = Callable[[Sections], Sections]


def changed(questionnaire: Questionnaire, change: Change, about: str = "") -> None:
    """Have `change` made to the sections of a questionnaire, which is held meanwhile.

    Raises:
        QuestionnaireFrozen, PartGone, and what the change refuses.
    """
    session = get_session()
    held = editions.hold(session, questionnaire)
    editions.put(session, held, change(by_item(held)), about)


def beside_condition(_form: SeenForm, _refusal: Refusal) -> str:
    """Return the field beside which a refusal is said, unless a page knows better."""
    return "show_if"


def written(
    questionnaire: Questionnaire,
    form: SeenForm,
    change: Change,
    field_of: Callable[[SeenForm, Refusal], str] = beside_condition,
) -> bool:
    """Have a change written; False, with the reason beside a field, where it is refused."""
    try:
        changed(questionnaire, change)
    except (PartGone, QuestionnaireFrozen):
        raise
    except Refusal as refusal:
        form[field_of(form, refusal)].errors = [said(refusal)]
        return False
    return True


def ready(form: SeenForm, stamp: str) -> bool:
    """Say whether a form was sent that can be written; else it shows what to do.

    What it was written on has to be there still.
    """
    if not form.validate_on_submit():
        return False
    if form.seen.data == stamp:
        return True
    form.show_again(stamp)
    form.form_errors = [
        _(
            "Quelqu’un a changé cette partie depuis que vous l’avez ouverte. Votre texte est "
            "encore là : comparez-le à l’autre, puis enregistrez pour garder le vôtre."
        )
    ]
    return False


def branches_for(questionnaire: Questionnaire, words: str) -> tuple[list[Branch], bool]:
    """Return the competences that may be asked, by area, and whether they are too many to list.

    Of a large version, those that `words` find, beside those that are asked.
    """
    session = get_session()
    found = offered(session, questionnaire.version_id, Narrowed(words=words))
    if found is not None:
        asked = items_above(session, questionnaire.items) if words else []
        known = {item.id for item in found}
        every = sorted([*found, *(it for it in asked if it.id not in known)], key=_position)
        return [it for it in branches(every) if it.total], bool(words)
    held = items_above(session, questionnaire.items)
    return [it for it in branches(held) if it.total], True


def _position(item: Item) -> int:
    return item.position


def holders(sections: Sequence[Section], place: int) -> dict[int, int]:
    """Return which other section asks each competence, by its id."""
    return {
        item: number
        for number, section in enumerate(sections)
        if number != place
        for item in section.positions
    }


def note(act: str, questionnaire: Questionnaire) -> None:
    """Note an act in the journal of the organisation, last in its transaction."""
    record(
        get_session(),
        act,
        now=now(),
        person_id=person_here().id,
        organisation_id=questionnaire.organisation_id,
        subject=f"questionnaire:{questionnaire.id}",
    )
