"""The second half of a release: what whole answers say, then the report, frozen.

The first half decides which figures are shown, from the tally, in a time that does not grow with
the number of people. This one reads every answer counted so far: with many of them the worker does
it, and the release before stays the one that pages show.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from reports.archive import ArchivedReport
from reports.campaign_report import campaign_report
from reports.cells import Line
from reports.document import Document
from reports.queries import Subject, has_goals, release_before, released_lines, subject_of
from reports.sheets import sheets_in
from reports.together import kept_of, rule_of
from surveys.guard.webhooks import READY, tell
from surveys.hypotheses import hypotheses_of
from surveys.models import Campaign, Release
from surveys.scattering import scatter

SOFTWARE = "Repères 0.1.0"
MANY = 20_000  # answers, from which the worker finishes a release
Translate = Callable[[str], str]


@dataclass(frozen=True)
class Finished:
    """What a release keeps of whole answers, and its report in each language."""

    together: dict[str, Any]
    documents: Mapping[str, Document]


def unfinished(session: Session, *, after: int = 0) -> Release | None:
    """Return the oldest release that waits for its report, of those whose id comes `after` one."""
    waits = select(Release).where(Release.finished_at.is_(None), Release.id > after)
    return session.scalar(waits.order_by(Release.id).limit(1))


def prepared(
    session: Session,
    release: Release,
    languages: Mapping[str, Translate],
    *,
    subject: Subject | None = None,
    lines: Sequence[Line] = (),
) -> Finished:
    """Return what finishes a release; `subject` and `lines` are its own, read if not given.

    Only `release` itself is changed: out of its session, nothing is written.
    """
    campaign = session.get_one(Campaign, release.campaign_id)
    subject = subject or subject_of(session, campaign)
    lines = lines or released_lines(session, release)
    if subject.items:
        release.together = together_of(session, campaign, release, subject, lines)
    return Finished(
        release.together, reports_of(session, campaign, release, subject, lines, languages)
    )


def together_of(
    session: Session,
    campaign: Campaign,
    release: Release,
    subject: Subject,
    lines: Sequence[Line],
) -> dict[str, Any]:
    """Return what whole answers say, which alone takes longer with more of them."""
    ratings = campaign.questionnaire.ratings
    before = release_before(session, release) if release.number > 1 else None
    return kept_of(
        sheets_in(session, campaign, subject, last_batch=release.number),
        lines,
        [item.code for item in subject.items],
        campaign.k,
        release.number,
        rule_of(importance="importance" in ratings, goals=has_goals(campaign)),
        before.together if before else {},
    )


def reports_of(
    session: Session,
    campaign: Campaign,
    release: Release,
    subject: Subject,
    lines: Sequence[Line],
    languages: Mapping[str, Translate],
) -> dict[str, Document]:
    """Return the report of a release in each language, from its lines and what it keeps."""
    hypotheses = hypotheses_of(session, campaign.id)
    return {
        language: campaign_report(
            campaign,
            subject,
            release,
            lines,
            translate=translate,
            language=language,
            hypotheses=hypotheses,
        )
        for language, translate in languages.items()
    }


def finish(session: Session, release: Release, found: Finished, *, now: datetime) -> None:
    """Freeze the report of a release, which pages show from then on; once, whoever comes first.

    Nothing on the disk tells from then on in which order the answers that it counts came.
    """
    if release.finished_at is not None:
        return
    release.together, release.finished_at = found.together, now
    session.add_all(
        ArchivedReport(
            release_id=release.id,
            language=language,
            document=document.model_dump(mode="json"),
            software=SOFTWARE,
        )
        for language, document in found.documents.items()
    )
    session.flush()
    campaign = session.get_one(Campaign, release.campaign_id)
    scatter(session, campaign)
    tell(session, campaign, READY, now=now, release=release.number)
