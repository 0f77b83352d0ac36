"""A person's own space: answers kept there, taken out again, withdrawn, shown to somebody."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from surveys.errors import InvalidTicket
from surveys.guard import ledger
from surveys.guard.audit import record
from surveys.guard.sealing import hashed, new_token
from surveys.models import Campaign, PaperSheet, Reading, ResultShare, Submission, TrajectoryPart
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.models.privacy import PAGE, TRAJECTORY
from surveys.queries.space import hold_person
from surveys.submission import delete_answers, withdraw
from surveys.theming import forget_texts_of
from surveys.tickets import Ticket

LONGEST_SHARE = timedelta(days=90)
USUAL_SHARE = timedelta(days=30)
MYSELF = ""  # the reader of one's own result


class AnonymousStays(Refusal):
    sentence = french(
        "Ces réponses sont anonymes : elles ne se rattachent à personne, pas même à vous. "
        "Gardez l’adresse de votre résultat pour y revenir."
    )


class KeptByAnother(Refusal):
    sentence = french(
        "Ces réponses sont déjà rangées dans l’espace d’une autre personne. "
        "Si ce sont les vôtres, retirez-les d’abord de cet espace."
    )


class KeptAlready(Refusal):
    sentence = french(
        "Votre espace contient déjà d’autres réponses à cette auto-évaluation. "
        "Retirez-les de votre espace, puis rangez celles-ci."
    )


class ShareTooLong(Refusal):
    sentence = french("Un partage dure de un à %(days)s jours. Choisissez une date plus proche.")


class ShareOver(Refusal):
    sentence = french("La date de fin est passée. Choisissez un jour à venir.")


def keep(session: Session, campaign: Campaign, ticket: Ticket, *, person_id: int) -> None:
    """Put what was sent under a ticket in the space of a person.

    Raises:
        AnonymousStays: the campaign promised that nobody would be known.
        InvalidTicket: nothing was sent under this ticket.
        KeptByAnother, KeptAlready: one submission has one holder, who has one for each campaign.
    """
    if campaign.mode != PSEUDONYMOUS:
        raise AnonymousStays
    hold_person(session, person_id)
    row = session.execute(
        select(Submission.person_id)
        .where(Submission.ticket_hash == ticket.hash, Submission.campaign_id == campaign.id)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise InvalidTicket
    if row.person_id == person_id:
        return
    if row.person_id is not None:
        raise KeptByAnother
    mine = select(Submission.ticket_hash).where(
        Submission.campaign_id == campaign.id, Submission.person_id == person_id
    )
    if session.execute(mine).first():
        raise KeptAlready
    session.execute(
        update(Submission).where(Submission.ticket_hash == ticket.hash).values(person_id=person_id)
    )


def take_out(session: Session, ticket_hash: bytes, *, person_id: int) -> None:
    """Let go of answers: they stay and count, and nothing ties them to the person any more."""
    forget_readers(session, ticket_hash)
    session.execute(
        update(Submission)
        .where(Submission.ticket_hash == ticket_hash, Submission.person_id == person_id)
        .values(person_id=None)
    )


def forget_readers(session: Session, ticket_hash: bytes) -> None:
    """Delete who was shown a result, and who read it."""
    for table in (ResultShare, TrajectoryPart, Reading):
        session.execute(delete(table).where(table.ticket_hash == ticket_hash))


def withdraw_for_good(
    session: Session,
    campaign: Campaign,
    ticket: Ticket,
    *,
    secret: str,
    folder: Path,
    now: datetime,
) -> None:
    """Withdraw what the holder of a ticket sent, so that no older backup brings it back.

    Raises:
        InvalidTicket, AlreadyReleased: as `surveys.submission.withdraw`.
    """
    forget_texts_of(session, campaign.id, ticket.hash, secret=secret)
    withdraw(session, campaign, ticket)
    _note_withdrawal(session, ticket.hash, secret=secret, folder=folder, now=now)


def withdraw_kept(
    session: Session,
    campaign: Campaign,
    ticket_hash: bytes,
    *,
    secret: str,
    folder: Path,
    now: datetime,
) -> None:
    """Withdraw answers from a person's space for good; released figures stay as they were."""
    forget_texts_of(session, campaign.id, ticket_hash, secret=secret)
    delete_answers(session, campaign, ticket_hash)
    _note_withdrawal(session, ticket_hash, secret=secret, folder=folder, now=now)


def _note_withdrawal(
    session: Session, ticket_hash: bytes, *, secret: str, folder: Path, now: datetime
) -> None:
    forget_readers(session, ticket_hash)
    # A sheet that bears this ticket is not to be keyed again; what was keyed of it goes with it.
    session.execute(delete(PaperSheet).where(PaperSheet.ticket_hash == ticket_hash))
    name = ticket_hash.hex()
    ledger.enter(session, folder, secret=secret, kind=ledger.SUBMISSION, name=name, now=now)


def share_result(
    session: Session,
    ticket_hash: bytes,
    *,
    person_id: int,
    reader: str,
    until: date,
    now: datetime,
) -> str:
    """Let somebody read a result until the end of a day; return the token of their link.

    Raises:
        ShareOver, ShareTooLong: the last day is past, or too far.
    """
    check_last_day(until, today=now.date())
    token = new_token()
    share = ResultShare(
        person_id=person_id,
        ticket_hash=ticket_hash,
        token_hash=hashed(token),
        reader=reader.strip(),
        since=now,
        until=until,
    )
    session.add(share)
    session.flush()
    record(session, "result.shared", person_id=person_id, subject=f"share:{share.id}", now=now)
    return token


def check_last_day(until: date, *, today: date) -> None:
    """Refuse a last day that a link cannot have.

    Raises:
        ShareOver, ShareTooLong: the last day is past, or too far.
    """
    if until < today:
        raise ShareOver
    if until > today + LONGEST_SHARE:
        raise ShareTooLong(days=LONGEST_SHARE.days)


def end_share(session: Session, share: ResultShare, *, now: datetime) -> None:
    """Close a link at once; one that is closed stays so since then."""
    if share.revoked_at is None:
        share.revoked_at = now
        subject = f"share:{share.id}"
        record(session, "result.unshared", person_id=share.person_id, subject=subject, now=now)


def note_reading(
    session: Session,
    ticket_hash: bytes,
    *,
    person_id: int,
    now: datetime,
    reader: str = MYSELF,
    act: str = PAGE,
) -> None:
    """Write that a result was read, for the person it is about to see."""
    reading = Reading(person_id=person_id, ticket_hash=ticket_hash, reader=reader, act=act, at=now)
    session.add(reading)
    session.flush()


def note_trajectory(
    session: Session,
    hashes: Collection[bytes],
    *,
    person_id: int,
    now: datetime,
    reader: str = MYSELF,
) -> None:
    """Write that results were read together, one line for each of them."""
    common = {"person_id": person_id, "reader": reader, "act": TRAJECTORY, "at": now}
    if hashes:
        lines = [common | {"ticket_hash": ticket_hash} for ticket_hash in hashes]
        session.execute(insert(Reading), lines)
