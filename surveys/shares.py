"""Showing a report or a référentiel to another organisation: for a purpose, until a day."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from referentiel.models import Referentiel
from referentiel.people import Organisation
from surveys.guard.audit import record
from surveys.models import Campaign, Share
from surveys.queries.shares import same_share

READ = "read"
EXPORT = "export"


class SharedAlready(Refusal):
    sentence = french(
        "Ce partage existe déjà avec cette organisation. Mettez-y fin d’abord pour en changer "
        "les conditions."
    )


class SharedWithOneself(Refusal):
    sentence = french("Votre organisation dispose déjà de ce document. Indiquez-en une autre.")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a share is for, what it allows, and its last day; none: until it is ended."""

    purpose: str
    scope: str = READ
    until: date | None = None


def share(
    session: Session,
    shared: Campaign | Referentiel,
    receiver: Organisation,
    terms: Terms,
    *,
    by: int,
    now: datetime,
) -> Share:
    """Return the share of a report or référentiel by the organisation that holds it.

    Raises:
        SharedWithOneself: the receiver holds it.
        SharedAlready: the receiver sees it already.
    """
    if receiver.id == shared.organisation_id:
        raise SharedWithOneself
    campaign_id = shared.id if isinstance(shared, Campaign) else None
    referentiel_id = shared.id if isinstance(shared, Referentiel) else None
    if same_share(session, receiver.id, campaign_id, referentiel_id, today=now.date()):
        raise SharedAlready
    made = Share(
        organisation_id=shared.organisation_id,
        receiver_id=receiver.id,
        campaign_id=campaign_id,
        referentiel_id=referentiel_id,
        scope=terms.scope,
        purpose=terms.purpose,
        until=terms.until,
        granted_by=by,
        since=now,
    )
    session.add(made)
    session.flush()
    _note(session, "share.granted", made, by=by, now=now)
    return made


def end_share(session: Session, ended: Share, *, by: int, now: datetime) -> None:
    """Show it no more, from this moment; a share that is over stays as it was."""
    if ended.revoked_at is None:
        ended.revoked_at = now
        _note(session, "share.revoked", ended, by=by, now=now)


def _note(session: Session, act: str, about: Share, *, by: int, now: datetime) -> None:
    """Write the act in the journals of both organisations."""
    thing = f"campaign:{about.campaign_id}" if about.campaign_id else "referentiel"
    subject = f"share:{about.id} {thing} {about.scope}"
    for organisation_id in (about.organisation_id, about.receiver_id):
        record(
            session,
            act,
            now=now,
            person_id=by,
            organisation_id=organisation_id,
            subject=subject,
        )
