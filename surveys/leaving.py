"""An organisation leaves: all that is its own is deleted, and a receipt says what and when.

What it owns is found in the tables themselves, along the keys that lead to it, so that no table is
forgotten. What the campaigns of others rest on stays, in other hands.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Column, ColumnElement, Table, delete, or_, select, update
from sqlalchemy.orm import Session

from referentiel.base import Base, Refusal, french
from referentiel.models import Referentiel
from referentiel.people import Organisation
from surveys.guard import ledger
from surveys.guard.audit import record
from surveys.models import (
    Campaign,
    Event,
    Feedback,
    Idempotency,
    JointControl,
    Questionnaire,
    SiteFact,
    Submission,
)
from surveys.queries.leaving import (
    events_of_others_campaigns,
    referentiels_of_others_campaigns,
    stays_host,
)
from surveys.queries.organisations import ERASED, host_of

ROOT = Organisation.__tablename__
TICKET = "ticket_hash"
COUNTED = ("membership", "event", "campaign", "submission", "share", "invitation", "referentiel")


class HostStays(Refusal):
    sentence = french(
        "Votre organisation tient cette installation, et d’autres y sont encore. Elle partira la "
        "dernière ; d’ici là, chacune peut partir avec ses données."
    )


class OtherName(Refusal):
    sentence = french("Ce n’est pas le nom de l’organisation. Recopiez-le tel qu’il est écrit.")


@dataclass(frozen=True)
class Departure:
    """What proves that an organisation left: its line in the ledger, and how many rows went."""

    reference: str
    at: datetime
    counts: dict[str, int]


def leave(
    session: Session,
    organisation: Organisation,
    *,
    typed: str,
    by: int,
    secret: str,
    folder: Path,
    now: datetime,
) -> Departure:
    """Delete all that is an organisation's own, once its name was typed, and return the proof.

    Raises:
        OtherName: what was typed is not its name.
        HostStays: it is the host of the installation while others remain.
    """
    if " ".join(typed.split()) != " ".join(organisation.name.split()):
        raise OtherName
    if stays_host(session, organisation):
        raise HostStays
    return erase_organisation(session, organisation, by=by, secret=secret, folder=folder, now=now)


def erase_organisation(
    session: Session,
    organisation: Organisation,
    *,
    by: int | None,
    secret: str,
    folder: Path,
    now: datetime,
) -> Departure:
    """Delete all that is an organisation's own and return the proof; nothing can refuse."""
    number, uid = organisation.id, organisation.uid
    hosted = organisation.hosts
    _hand_over(session, organisation)
    counts = _delete_rows(session, number)
    if hosted:
        for told in (SiteFact, Feedback):
            session.execute(delete(told))
    session.execute(delete(Idempotency))  # answers to programs, kept for a day
    session.expire_all()
    line = ledger.enter(session, folder, secret=secret, kind=ledger.ORGANISATION, name=uid, now=now)
    reference = line.digest.hex()
    said = " ".join(f"{name}:{count}" for name, count in counts.items())
    subject = f"erasure:{reference} {said}".strip()
    record(session, ERASED, person_id=by, organisation_id=number, subject=subject, now=now)
    return Departure(reference=reference, at=now, counts=counts)


def erase_again(
    session: Session, erased: set[bytes], *, secret: str, folder: Path, now: datetime
) -> int:
    """Erase the organisations that the ledger says had left; return how many were back."""
    back = [
        organisation
        for organisation in session.scalars(select(Organisation))
        if ledger.digest_of(secret, organisation.uid) in erased
    ]
    for organisation in back:
        erase_organisation(session, organisation, by=None, secret=secret, folder=folder, now=now)
    return len(back)


def _hand_over(session: Session, organisation: Organisation) -> None:
    """Give what the campaigns of others rest on to the host, or to who runs them."""
    for event, heir in events_of_others_campaigns(session, organisation.id):
        session.execute(update(Event).where(Event.id == event).values(organisation_id=heir))
        same = (JointControl.event_id == event) & (JointControl.organisation_id == heir)
        session.execute(delete(JointControl).where(same))
    host = host_of(session)
    for referentiel, heir in referentiels_of_others_campaigns(session, organisation.id):
        kept_by = host.id if host and host.id != organisation.id else heir
        held = update(Referentiel).where(Referentiel.id == referentiel)
        session.execute(held.values(organisation_id=kept_by))


def _delete_rows(session: Session, number: int) -> dict[str, int]:
    """Delete every row that leads to an organisation, those that point to others first."""
    asked = _own_questionnaires(session, number)
    _delete_by_ticket(session, number)
    counts = dict.fromkeys(COUNTED, 0)
    for table in reversed(Base.metadata.sorted_tables):
        condition = _leads_to(table, number)
        if condition is not None:
            gone = _delete(session, table, condition)
            if table.name in counts:
                counts[table.name] = gone
    session.execute(delete(Questionnaire).where(Questionnaire.id.in_(asked)))
    return counts


def _own_questionnaires(session: Session, number: int) -> list[int]:
    own = select(Campaign.questionnaire_id).where(Campaign.organisation_id == number)
    others = select(Campaign.questionnaire_id).where(Campaign.organisation_id != number)
    return list(session.scalars(own.where(Campaign.questionnaire_id.not_in(others))))


def _delete_by_ticket(session: Session, number: int) -> None:
    """Delete what speaks of an answer by the hash of its ticket: who was shown it, who read it."""
    held = select(Campaign.id).where(Campaign.organisation_id == number)
    answers = select(Submission.ticket_hash).where(Submission.campaign_id.in_(held))
    for table in Base.metadata.sorted_tables:
        if TICKET in table.columns and not table.columns[TICKET].primary_key:
            _delete(session, table, table.columns[TICKET].in_(answers))


def _delete(session: Session, table: Table, condition: ColumnElement[bool]) -> int:
    return int(session.connection().execute(delete(table).where(condition)).rowcount)


def _leads_to(table: Table, number: int) -> ColumnElement[bool] | None:
    """Return the condition that a row of `table` is of an organisation; None where none can be."""
    if table.name == ROOT:
        return table.columns["id"] == number
    ways = [
        column.in_(select(parent).where(condition))
        for column in table.columns
        for parent in _parents(column)
        if parent.table is not table and (condition := _leads_to(parent.table, number)) is not None
    ]
    return or_(*ways) if ways else None


def _parents(column: Column[object]) -> list[Column[object]]:
    """Return what a column points to; half of a key of two, as a mode, would point to anybody's."""
    return [key.column for key in column.foreign_keys if key.column.primary_key]
