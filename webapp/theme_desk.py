"""What the pages of themes are about: a campaign held, its questions, a theme, a text."""

from typing import NamedTuple

from flask import abort, request

from reports.themed import HeldTheme, SortedQuestion, SortedText, Suggestion, sorted_texts
from surveys import theming
from surveys.models import Campaign
from surveys.queries.campaigns import campaign_of, hold_batch
from surveys.roles import Act
from webapp.access import organisations_here
from webapp.database import get_session
from webapp.room import here


class Shown(NamedTuple):
    """A theme, beside the others of its question."""

    campaign: Campaign
    part: SortedQuestion
    held: HeldTheme

    @property
    def others(self) -> list[HeldTheme]:
        return [held for held in self.part.themes if held is not self.held]


def correcting(campaign_id: int) -> Campaign:
    """Return a campaign whose texts the person reads and may sort; held, where something changes.

    Others are not found.
    """
    session = get_session()
    organisations = organisations_here(Act.FOLLOW) & organisations_here(Act.ANALYSE)
    campaign = campaign_of(session, campaign_id, organisations) or abort(404)
    if request.method == "POST":
        hold_batch(session, campaign.id, alone=True)
    return campaign


def parts_of(campaign: Campaign) -> list[SortedQuestion]:
    """Return the questions of a campaign that ask texts, with their themes."""
    return sorted_texts(get_session(), campaign, secret=here().settings.secret_key)


def part_asked(campaign: Campaign) -> SortedQuestion:
    """Return the question that a form is about."""
    code = request.form.get("question")
    return next((part for part in parts_of(campaign) if part.question.code == code), None) or abort(
        404
    )


def suggested(part: SortedQuestion, words: list[str]) -> Suggestion:
    """Return what is suggested by these words.

    Raises:
        ThemesChanged: it no longer is.
    """
    found = part.suggestion(words)
    if found is None:
        raise theming.ThemesChanged
    return found


def shown_here(campaign_id: int, theme_id: int) -> Shown:
    """Return a theme that was kept, to be corrected; one that is not there is not found.

    Raises:
        ThemesChanged: something was to be done to it, and it is gone.
    """
    campaign = correcting(campaign_id)
    found = ((part, part.theme(theme_id)) for part in parts_of(campaign))
    shown = next((Shown(campaign, part, held) for part, held in found if held), None)
    if shown is None and request.method == "POST":
        raise theming.ThemesChanged
    return shown or abort(404)


def text_here(campaign: Campaign, key: str) -> tuple[SortedQuestion, SortedText]:
    """Return a text and its question; one that is not there is not found."""
    found = ((part, part.text(key)) for part in parts_of(campaign))
    return next(((part, text) for part, text in found if text), None) or abort(404)


def check(shown: Shown) -> None:
    """Raise unless a theme is as it was when the form was shown.

    Raises:
        ThemesChanged: somebody corrected it since.
    """
    if request.form.get("stamp") != shown.held.stamp:
        raise theming.ThemesChanged


def themes_around(part: SortedQuestion, text: SortedText) -> set[int]:
    """Return the ids of the themes that a text is in, or proposed in."""
    return {
        held.theme.id
        for held in part.themes
        if any(one.digest == text.digest for one in held.texts)
    }
