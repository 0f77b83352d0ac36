"""Deleting answers that have served: an administrator's act, under a visa for public archives.

Released figures and reports stay: they speak of groups, and were shown.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from surveys.guard.audit import record
from surveys.models import Campaign, Draft, Segment, Submission, Tally
from surveys.theming import forget_themes
from surveys.writing import delete_files_of

REFERENCE = re.compile(r"[\w./ °-]{1,60}")


class NotDisposable(Refusal):
    sentence = french(
        "Ces réponses ne sont pas encore « à éliminer » : leur durée de conservation court."
    )


class VisaMissing(Refusal):
    sentence = french(
        "Les documents d’un organisme public ne s’éliminent qu’avec le visa des Archives. "
        "Écrivez sa date et sa référence."
    )


class VisaUnreadable(Refusal):
    sentence = french(
        "La référence du visa tient en soixante caractères : lettres, chiffres, points, barres, "
        "tirets. N’y écrivez aucun nom."
    )


class VisaToCome(Refusal):
    sentence = french("Un visa ne peut pas être daté d’un jour à venir. Corrigez sa date.")


@dataclass(frozen=True)
class Visa:
    """What the Archives gave: the day and the reference of their agreement."""

    day: date
    reference: str

    @property
    def text(self) -> str:
        return f"{self.day.isoformat()} {self.reference}"


def visa_of(*, public: bool, day: date | None, reference: str, today: date) -> Visa | None:
    """Return the visa typed; none is needed where the archives are not public.

    Raises:
        VisaMissing, VisaUnreadable, VisaToCome.
    """
    if not public:
        return None
    reference = reference.strip()
    if day is None or not reference:
        raise VisaMissing
    if not REFERENCE.fullmatch(reference):
        raise VisaUnreadable
    if day > today:
        raise VisaToCome
    return Visa(day=day, reference=reference)


def dispose(
    session: Session, campaign: Campaign, visa: Visa | None, *, by: int, now: datetime
) -> None:
    """Delete the answers, their themes and the tally of a campaign « à éliminer »; once is enough.

    Raises:
        NotDisposable: its time has not come, or it is done.
    """
    if campaign.disposable_on is None or campaign.disposed_on is not None:
        raise NotDisposable
    for table in (Draft, Submission, Tally, Segment):
        session.execute(delete(table).where(table.campaign_id == campaign.id))
    forget_themes(session, campaign.id)
    delete_files_of(session, campaign)
    campaign.disposed_on = now.date()
    campaign.disposal_visa = visa.text if visa else ""
    record(
        session,
        "campaign.disposed",
        person_id=by,
        organisation_id=campaign.organisation_id,
        subject=f"campaign:{campaign.id} {campaign.disposal_visa}".strip(),
        now=now,
    )
