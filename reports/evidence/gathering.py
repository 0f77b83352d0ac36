"""Which pieces a campaign has for each indicator, and why it has none for another."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from referentiel.base import french
from reports.archive import ArchivedReport, ProgressReport
from reports.document import Document
from reports.evidence.asked import asked_document
from reports.queries import subject_of
from reports.sections.material import Translate
from surveys.models import Campaign, Release
from surveys.queries.campaigns import read_by

NO_COMPETENCE = french("ce questionnaire ne demande aucune compétence.")
NO_PROGRESS = french(
    "aucun progrès n’a été calculé entre cette campagne et une autre de sa série, ou vous ne "
    "pouvez pas emporter le rapport de l’autre."
)
NO_APPRECIATION = french(
    "ni cette campagne, ni une autre du même événement que vous pouvez emporter, n’a publié les "
    "réponses d’un questionnaire sans compétence, comme l’est un questionnaire de satisfaction."
)
METHOD = ("responses", "method")


@dataclass(frozen=True)
class Piece:
    """A Document to be written in a format under a name, and what it serves."""

    indicators: tuple[int, ...]
    name: str
    what: str
    on: datetime
    document: Document
    format: str


@dataclass(frozen=True)
class Evidence:
    """The pieces of a campaign, and for each indicator without one, why."""

    release: Release
    pieces: tuple[Piece, ...]
    missing: dict[int, str]

    def of(self, number: int) -> list[Piece]:
        """Return the pieces that serve an indicator."""
        return [piece for piece in self.pieces if number in piece.indicators]


def gathered(
    session: Session,
    campaign: Campaign,
    release: Release,
    frozen: Document,
    *,
    organisations: Collection[int],
    today: date,
    translate: Translate,
) -> Evidence:
    """Return what may be taken away of a released campaign, by who may take it away.

    `organisations` are those for which the person reads: nothing of a campaign whose files they
    may not take away is in it. The number of SELECTs does not depend on how many campaigns are
    beside.
    """
    language, day = frozen.language, release.released_at
    missing: dict[int, str] = {}
    pieces: list[Piece] = []
    if campaign.questionnaire.items:
        pieces += _need(frozen, day, translate)
        subject = subject_of(session, campaign)
        asked = asked_document(session, campaign, subject, translate=translate, language=language)
        what = translate("Le questionnaire posé, la version du référentiel et ses ancrages")
        name = translate("questionnaire")
        pieces.append(Piece((8,), f"8/{name}.pdf", what, day, asked, "pdf"))
    else:
        missing |= dict.fromkeys((4, 8), translate(NO_COMPETENCE))
    readable = read_by(organisations, today=today, export=True)
    others = [
        *_progress(session, campaign, readable, language, translate),
        *_appreciations(session, campaign, readable, language, translate),
    ]
    served = {number for piece in others for number in piece.indicators}
    if 11 not in served:
        missing[11] = translate(NO_PROGRESS)
    if 30 not in served:
        missing[30] = translate(NO_APPRECIATION)
    return Evidence(release, (*pieces, *others), missing)


def _need(frozen: Document, day: datetime, translate: Translate) -> list[Piece]:
    kept = tuple(it for it in frozen.sections if it.key in METHOD)
    method = frozen.model_copy(update={"sections": kept})
    report, how = translate("rapport"), translate("methode")
    whole = translate("Le rapport publié, tel qu’il a été gelé")
    return [
        Piece((4,), f"4/{report}.pdf", whole, day, frozen, "pdf"),
        Piece((4,), f"4/{report}.json", whole, day, frozen, "json"),
        Piece(
            (4, 8),
            f"4/{how}.txt",
            translate("La méthode, et combien de personnes ont répondu"),
            day,
            method,
            "txt",
        ),
    ]


def _progress(
    session: Session,
    campaign: Campaign,
    readable: ColumnElement[bool],
    language: str,
    translate: Translate,
) -> list[Piece]:
    """Return the progress that was drawn from or to a campaign."""
    ends = or_(ProgressReport.first_id == campaign.id, ProgressReport.second_id == campaign.id)
    drawn = session.scalars(
        select(ProgressReport)
        .where(ends, ProgressReport.language == language)
        .order_by(ProgressReport.first_id, ProgressReport.second_id)
    ).all()
    numbers = {number for it in drawn for number in (it.first_id, it.second_id)}
    own = set(session.scalars(select(Campaign.id).where(Campaign.id.in_(numbers), readable)))
    name = translate("progres")
    what = translate("Le progrès des mêmes personnes, d’une auto-évaluation à la suivante")
    return [
        Piece(
            (11,),
            f"11/{name}-{place}.pdf",
            what,
            it.made_at,
            Document.model_validate(it.document),
            "pdf",
        )
        for place, it in enumerate(drawn, start=1)
        if {it.first_id, it.second_id} <= own
    ]


def _appreciations(
    session: Session,
    campaign: Campaign,
    readable: ColumnElement[bool],
    language: str,
    translate: Translate,
) -> list[Piece]:
    """Return the last release of each questionnaire without competence of the same event."""
    near = Campaign.id == campaign.id
    if campaign.event_id is not None:
        near = or_(near, Campaign.event_id == campaign.event_id)
    rows = session.execute(
        select(Campaign, Release, ArchivedReport)
        .join(Release, Release.campaign_id == Campaign.id)
        .join(ArchivedReport, ArchivedReport.release_id == Release.id)
        .where(near, readable, ArchivedReport.language == language)
        .options(joinedload(Campaign.questionnaire))
        .order_by(Campaign.id, Release.number)
    )
    last = {row[0].id: (row[0], row[1], row[2]) for row in rows}
    name = translate("appreciations")
    what = translate("« %(title)s » : réponses publiées, questionnaire sans compétence")
    return [
        Piece(
            (30,),
            f"30/{name}-{found.code}.pdf",
            what % {"title": found.title},
            release.released_at,
            Document.model_validate(report.document),
            "pdf",
        )
        for found, release, report in last.values()
        if not found.questionnaire.items
    ]
