"""The notice of a campaign as its pages show it: a few lines in sight, the rest one touch away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import abort
from sqlalchemy.orm import Session

from surveys.models import Campaign, Notice
from surveys.notices import FIRST, Line, drafted_notice
from surveys.queries.notices import get_notice
from webapp.clock import now
from webapp.languages import current_language
from webapp.translations import translations

MOST_KEPT = 500


@dataclass(frozen=True)
class Promise:
    """The lines of a notice in one language; number 0 is a rehearsal's, not kept anywhere."""

    number: int
    shown_from: datetime
    digest: str
    lines: Sequence[Line]

    @property
    def first(self) -> list[Line]:
        """The lines that are read without opening anything."""
        return [line for line in self.lines if line[0] in FIRST]

    @property
    def rest(self) -> list[Line]:
        """The other lines."""
        return [line for line in self.lines if line[0] not in FIRST]


_kept: dict[tuple[str, int, str], Promise] = {}


def promise_of(session: Session, campaign: Campaign) -> Promise:
    """Return the notice in force. A numbered one never changes: it is read once."""
    key = (campaign.code, campaign.notice, current_language())
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        found = numbered_promise(session, campaign, campaign.notice)
        if found.number:
            _kept[key] = found
    return found


def numbered_promise(session: Session, campaign: Campaign, number: int) -> Promise:
    """Return the notice of this number, 0 being what would be shown now; else 404."""
    if number == 0 and campaign.notice == 0:
        words = translations()
        return said(drafted_notice(session, campaign, number=0, now=now(), languages=words))
    return said(get_notice(session, campaign.id, number) or abort(404))


def said(notice: Notice) -> Promise:
    """Return a notice in the language of the page, else in French."""
    lines = notice.texts.get(current_language()) or notice.texts["fr"]
    return Promise(notice.number, notice.shown_from, notice.digest, lines)
