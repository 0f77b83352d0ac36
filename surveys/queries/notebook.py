"""Reading one's own notebook, and the competences that a note may be about."""

from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from referentiel.base import Texts, in_language, written_in
from referentiel.models import COMPETENCE, Item, Referentiel, Version
from referentiel.models.versions import DRAFT
from referentiel.queries import get_published_version
from surveys.models import Campaign, Note, Questionnaire, Submission


class Named(NamedTuple):
    """A competence by its words in one version, and the référentiel it is of."""

    lineage: str
    code: str
    label: str
    said: str  # the language of the label, where it is not the one asked for
    referentiel: str

    @property
    def line(self) -> str:
        """Both on one line."""
        return f"{self.code} · {self.label}"


def notes_of(session: Session, person_id: int, lineage: str | None = None) -> list[Note]:
    """Return the notes of a person, the latest first: all, or those on a competence."""
    found = select(Note).where(Note.person_id == person_id)
    if lineage is not None:
        found = found.where(Note.lineage == lineage)
    return list(session.scalars(found.order_by(Note.changed_at.desc(), Note.id.desc())))


def own_note(session: Session, person_id: int, note_id: int) -> Note | None:
    """Return a note of the person."""
    return session.scalar(select(Note).where(Note.id == note_id, Note.person_id == person_id))


def count_notes(session: Session, person_id: int) -> dict[str, int]:
    """Return how many notes a person has on each competence; "" stands for none."""
    rows = session.execute(
        select(Note.lineage, func.count())
        .where(Note.person_id == person_id)
        .group_by(Note.lineage)
        .order_by(Note.lineage)
    )
    return {lineage: n for lineage, n in rows}  # noqa: C416 -- rows


def competences_to_note(session: Session, person_id: int, language: str) -> dict[str, Named]:
    """Return what a person may note something about, by lineage, in reading order.

    The competences of the référentiel of the site, those of the answers that the person keeps, and
    those that they noted something about already; each in the words of the latest version.
    """
    kept = (
        select(Questionnaire.items)
        .join(Campaign, Campaign.questionnaire_id == Questionnaire.id)
        .join(Submission, Submission.campaign_id == Campaign.id)
        .where(Submission.person_id == person_id)
    )
    asked = {number for items in session.scalars(kept) for number in items}
    noted = select(Note.lineage).where(Note.person_id == person_id)
    offered = get_published_version(session)
    rows = session.execute(
        select(Item.lineage, Item.code, Item.texts, Referentiel.texts)
        .join(Version, Version.id == Item.version_id)
        .join(Referentiel, Referentiel.id == Version.referentiel_id)
        .where(Item.kind == COMPETENCE, Version.state != DRAFT)
        .where(
            or_(
                Item.version_id == (offered.id if offered else None),
                Item.id.in_(asked),
                Item.lineage.in_(noted),
            )
        )
        .order_by(Version.published_on, Version.id, Item.position)
    )
    latest = {row[0]: _name(*row, language=language) for row in rows}
    return dict(sorted(latest.items(), key=lambda pair: (pair[1].referentiel, pair[1].code)))


def _name(lineage: str, code: str, texts: Texts, title: Texts, *, language: str) -> Named:
    spoken = written_in(texts, language)
    return Named(
        lineage=lineage,
        code=code,
        label=in_language(texts, "label", language),
        said="" if spoken == language else spoken,
        referentiel=in_language(title, "title", language),
    )
