"""The pages of a questionnaire: what each asks, rendered once and filled for each person."""

from dataclasses import dataclass

from flask import abort, render_template
from flask_babel import gettext
from markupsafe import escape
from sqlalchemy.orm import Session

from referentiel.ancestry import areas_of
from referentiel.base import written_in
from referentiel.ladders import ladder_of
from referentiel.models import Anchor, Item, JobProfile, ScaleLevel, Version
from referentiel.queries import anchors_of, get_version, items_above, profiles_of, scale_of
from surveys.attributes import ATTRIBUTES, PROFILE, Attribute
from surveys.models import Campaign, Questionnaire
from surveys.queries.campaigns import campaign_and_conformity, campaign_by_code
from surveys.question_types import TYPES, Question
from surveys.questionnaire import AskedCompetence, Page, filled_fields, pages, ticked
from surveys.sections import Known, known_of, questions_in
from surveys.submission import Sheet
from surveys.tickets import Ticket
from webapp.database import get_session
from webapp.declared import conformity_here, know
from webapp.languages import current_language, offer
from webapp.pages import CutPage, PageShelf, blank, hole
from webapp.promises import promise_of

SHEET = "devices/sheet.html"
SECONDS_PER_RATING = 12  # our estimate; the pages say « environ »


@dataclass(frozen=True)
class Contents:
    """The texts of the référentiel that the pages of a campaign are made of."""

    version: Version
    items: list[Item]
    areas: dict[int, tuple[Item, ...]]  # above each competence, from the root down
    anchors: dict[str, tuple[Anchor, ...]]
    mastery: list[ScaleLevel]
    importance: list[ScaleLevel]
    profiles: list[JobProfile]

    def described(self, item: Item, language: str) -> list[str]:
        """Return what shows levels 0 to 4 of a competence."""
        return ladder_of(item, self.anchors, language)

    def area_of(self, position: int) -> Item | None:
        """Return the nearest area above the competence at `position`; none above a root."""
        above = self.areas[self.items[position].id]
        return above[-1] if above else None

    def headings(self) -> list[str]:
        """Return what each competence is shown under; empty without an area.

        It is the name of its area, with those of the areas above where two bear the same.
        """
        held = [self.areas[item.id] for item in self.items]
        bearers: dict[str, set[int]] = {}
        for above in held:
            if above:
                bearers.setdefault(above[-1].label(), set()).add(above[-1].id)
        return [
            ""
            if not above
            else above[-1].label()
            if len(bearers[above[-1].label()]) == 1
            else " › ".join(area.label() for area in above)
            for above in held
        ]

    def said(self, language: str) -> str:
        """Return the language of the texts where it is not `language`, else nothing."""
        texts = self.version.texts or (self.items[0].texts if self.items else {})
        code = written_in(texts, language)
        return "" if code == language else code


@dataclass(frozen=True)
class Outline:
    """The steps of a campaign: one about the respondent, then its pages, then a last look.

    Steps are counted from 1. Where it `branches`, a person meets only those that concern them.
    """

    asks_about: bool
    pages: tuple[Page, ...]
    profiles: tuple[str, ...]
    branches: bool = False
    spoken: str = ""  # the language in which areas are named

    @property
    def total(self) -> int:
        return self.asks_about + len(self.pages) + 1

    def part(self, step: int) -> int:
        """Return the number, from 1, of the page at a step."""
        return step - self.asks_about

    def page_at(self, step: int) -> Page | None:
        """Return the page of a step; None at the first, about the respondent, and at the last."""
        place = step - 1 - self.asks_about
        return self.pages[place] if 0 <= place < len(self.pages) else None

    def questions_at(self, step: int) -> tuple[Question, ...]:
        """Return the free questions of a step."""
        page = self.page_at(step)
        return page.questions if page else ()

    def shows(self, step: int, known: Known) -> bool:
        """Say whether a person who said `known` meets this step."""
        page = self.page_at(step)
        return page is None or page.shown(known)

    def steps(self, known: Known) -> list[int]:
        """Return the steps that a person who said `known` meets."""
        return [step for step in range(1, self.total + 1) if self.shows(step, known)]

    def after(self, step: int, known: Known) -> int:
        """Return the step that follows for them."""
        return next((s for s in self.steps(known) if s > step), self.total)

    def before(self, step: int, known: Known) -> int:
        """Return the step that comes before for them; the first one where none does."""
        return max((s for s in self.steps(known) if s < step), default=1)


_outlines: dict[tuple[str, int], Outline] = {}
_shelf = PageShelf()


def campaign_at(code: str) -> Campaign:
    """Return the campaign that an address names; where there is none, the page is not found."""
    campaign, conformity = campaign_and_conformity(get_session(), code.lower())
    if campaign is None:
        abort(404)
    know(conformity)
    offer(campaign.languages)
    return campaign


def outline_of(session: Session, campaign: Campaign) -> Outline:
    """Return the steps of a campaign; what it asks is pinned once it opens, so found once."""
    key = (campaign.code, campaign.questionnaire_id)
    found = _outlines.get(key)
    if found is None:
        found = _outline(session, campaign)
        if campaign.notice:  # what a rehearsal asks may still change
            _outlines[key] = found
    return found


def _outline(session: Session, campaign: Campaign) -> Outline:
    contents = contents_of(session, campaign)
    return outline_for(campaign.questionnaire, contents, asks_about=bool(campaign.attributes))


def outline_for(questionnaire: Questionnaire, contents: Contents, *, asks_about: bool) -> Outline:
    """Return the steps of a questionnaire."""
    competences = [
        AskedCompetence(i, heading, item.code)
        for i, (item, heading) in enumerate(zip(contents.items, contents.headings(), strict=True))
    ]
    sections = questionnaire.sections
    conditions = [section.show_if for section in sections]
    conditions += [question.show_if for question in questions_in(sections)]
    return Outline(
        asks_about=asks_about,
        pages=pages(competences, questionnaire.ratings, sections),
        profiles=tuple(profile.code for profile in contents.profiles),
        branches=any(conditions),
        spoken=contents.said(""),
    )


def profile_codes(session: Session, campaign: Campaign) -> tuple[str, ...]:
    """Return the codes of the profiles that a respondent may choose."""
    return outline_of(session, campaign).profiles


def contents_of(session: Session, campaign: Campaign) -> Contents:
    """Return what the pages show, in a constant number of SELECTs."""
    return contents_for(session, campaign.questionnaire)


def contents_for(session: Session, questionnaire: Questionnaire) -> Contents:
    """Return what the pages of a questionnaire show, in a constant number of SELECTs."""
    version_id = questionnaire.version_id
    version = get_version(session, version_id)
    if version is None:  # pragma: no cover -- a foreign key forbids it
        raise LookupError(version_id)
    every = items_above(session, questionnaire.items)
    by_id = {item.id: item for item in every}
    return Contents(
        version=version,
        items=[by_id[item_id] for item_id in questionnaire.items],
        areas=areas_of(every),
        anchors=anchors_of(session, version_id),
        mastery=scale_of(session, version_id, "mastery"),
        importance=scale_of(session, version_id, "importance"),
        profiles=profiles_of(session, version_id),
    )


Choice = tuple[str, str, str]  # value, label, description


def choices_of(attribute: Attribute, contents: Contents, language: str) -> list[Choice]:
    """Return the answers offered to a question about the respondent."""
    if attribute.code == PROFILE:
        return [(profile.code, profile.label(language), "") for profile in contents.profiles]
    return [(value, gettext(label), "") for value, label in attribute.choices]


def minutes(campaign: Campaign) -> int:
    """Return an estimate of the time that answering takes, in whole minutes."""
    return minutes_of(campaign.questionnaire)


def minutes_of(questionnaire: Questionnaire) -> int:
    """Return an estimate of the time that a questionnaire takes, in whole minutes."""
    ratings = len(questionnaire.items) * len(questionnaire.ratings)
    asked = sum(TYPES[q.type].seconds for q in questions_in(questionnaire.sections))
    return max(1, round((ratings * SECONDS_PER_RATING + asked) / 60))


def page_for(
    template: str,
    session: Session,
    campaign: Campaign,
    *,
    step: int,
    begun: bool,
    rehearsal: bool,
) -> CutPage:
    """Return a page of the campaign, rendered at the first call in each language."""
    language = current_language()

    def render() -> str:
        is_empty = template == SHEET  # nobody's: it has no hole to fill
        cut = blank if is_empty else hole
        keeps = campaign.notice and not is_empty
        sheet_version = empty_sheet(session, campaign).digest if keeps else ""
        outline = outline_of(session, campaign)
        contents = contents_of(session, campaign)
        return render_template(
            template,
            campaign=campaign_by_code(session, campaign.code),  # with its event, for the heading
            contents=contents,
            said=contents.said(language),
            outline=outline,
            page=outline.page_at(step),
            types=TYPES,
            step=step,
            begun=begun,
            rehearsal=rehearsal,
            hole=cut,
            checked=lambda field, value: cut(f"{field}={value}"),
            attributes=[ATTRIBUTES[code] for code in campaign.attributes],
            choices_of=choices_of,
            minutes=minutes(campaign),
            shown=promise_of(session, campaign),
            sheet_version=sheet_version,
        )

    if not campaign.notice:  # what a rehearsal reads may still change
        return CutPage.from_html(render())
    said = (campaign.notice, conformity_here(), language, *campaign.languages)
    key = (campaign.code, template, step, begun, rehearsal, said)
    return _shelf.get(key, render)


def empty_sheet(session: Session, campaign: Campaign) -> CutPage:
    """Return the whole questionnaire, empty, as devices keep it for when there is no network."""
    return page_for(SHEET, session, campaign, step=0, begun=False, rehearsal=False)


def filled_in(campaign: Campaign, ticket: Ticket, sheet: Sheet | None) -> dict[str, str]:
    """Return what goes into the holes: the ticket, and a tick by each answer given."""
    fills = {"ticket": ticket.text, "code": ticket.shown_code}
    if sheet is None:
        return fills
    questionnaire = campaign.questionnaire
    chosen = {f"{code}={value}" for code, value in sheet.about.items()}
    fills |= dict.fromkeys(ticked(sheet.levels, questionnaire.ratings) | chosen, " checked")
    if "before" in questionnaire.ratings:
        fills |= {f"spare-{p}": " hidden" for p in sheet.unconcerned}
    typed = filled_fields(questions_in(questionnaire.sections), sheet.answers)
    return fills | {name: str(escape(text)) for name, text in typed.items()}


def places(outline: Outline, step: int, known: Known) -> dict[str, str]:
    """Return what a page that a person meets among others says of its place."""
    if not outline.branches:
        return {}
    steps = outline.steps(known)
    return {"place": str(steps.index(step) + 1), "places": str(len(steps))}


def known_in(campaign: Campaign, sheet: Sheet | None) -> Known:
    """Return what conditions may look at in a sheet."""
    if sheet is None:
        return {}
    return known_of(campaign.questionnaire.sections, sheet.about, sheet.answers)
