"""Who is invited to a campaign: written down, asked, reminded, removed."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from secrets import token_bytes

from sqlalchemy import delete
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from surveys.guard import ledger
from surveys.guard.audit import record
from surveys.guard.sealing import hashed, keyed
from surveys.invitations import Problem
from surveys.inviting.guests import KNOWN, Guest, GuestList
from surveys.models import Campaign, Invitee, Outgoing
from surveys.models.inviting import SEED_BYTES
from surveys.opening import State, state_of
from surveys.queries.inviting import addresses_of, letters_waiting, silent

PURPOSE = "invitee"
MOST_REMINDERS = 3
REST = timedelta(days=2)  # between two letters to one person


class NobodyToWrite(Refusal):
    sentence = french("Aucune lettre n’est à envoyer : rien n’est parti.")


class NotOpenYet(Refusal):
    sentence = french(
        "Les lettres partent quand la campagne est ouverte : leurs liens ne serviraient pas encore."
    )


class NobodyToRemind(Refusal):
    sentence = french(
        "Personne n’est à rappeler aujourd’hui : chacun a répondu, a reçu une lettre il y a moins "
        "de %(days)s jours, ou a déjà été rappelé %(most)s fois."
    )


@dataclass(frozen=True)
class Plan:
    """What a list would change: whom it adds, and what is said of its other lines."""

    new: tuple[Guest, ...]
    said: tuple[Problem, ...]


def plan_of(session: Session, campaign: Campaign, listed: GuestList) -> Plan:
    """Return what adding a list would do; nothing is written."""
    known = addresses_of(session, campaign.id)
    again = [
        Problem(KNOWN, guest.row, guest.email) for guest in listed.guests if guest.email in known
    ]
    new = tuple(guest for guest in listed.guests if guest.email not in known)
    said = sorted([*listed.repeated, *again], key=lambda problem: problem.row)
    return Plan(new, tuple(said))


def add_guests(
    session: Session,
    campaign: Campaign,
    guests: Sequence[Guest],
    *,
    secret: str,
    by: int,
    now: datetime,
) -> list[Invitee]:
    """Write these people down; letters go apart. Who is invited already is left as they are."""
    known = addresses_of(session, campaign.id)
    added = [_made(campaign, guest, secret) for guest in guests if guest.email not in known]
    session.add_all(added)
    session.flush()
    if added:
        _note(session, "invitee.added", campaign, by=by, now=now)
    return added


def _made(campaign: Campaign, guest: Guest, secret: str) -> Invitee:
    seed = token_bytes(SEED_BYTES)
    return Invitee(
        campaign_id=campaign.id,
        mode=campaign.mode,
        email=guest.email,
        name=guest.name,
        category=guest.category,
        seed=seed,
        token_hash=hashed(token_from(secret, seed)),
    )


def token_from(secret: str, seed: bytes) -> str:
    """Return what the link of an invitee holds: a reminder carries the same as the first letter."""
    return urlsafe_b64encode(keyed(secret, PURPOSE, seed.hex())).decode().rstrip("=")


def ask(session: Session, campaign: Campaign, *, by: int, now: datetime) -> list[Invitee]:
    """Return those to whom the first letter goes now, and note that it went today.

    Raises:
        NotOpenYet: the link would not serve.
        NobodyToWrite: everybody has had theirs.
    """
    if state_of(campaign, now) != State.OPEN:
        raise NotOpenYet
    waiting = letters_waiting(session, campaign.id)
    if not waiting:
        raise NobodyToWrite
    for invitee in waiting:
        invitee.invited_on = now.date()
    _note(session, "invitee.asked", campaign, by=by, now=now)
    return waiting


def to_remind(session: Session, campaign: Campaign, *, today: date) -> list[Invitee]:
    """Return whom a reminder would reach: who has not opened, or, under a pseudonym, not sent."""
    return [
        invitee
        for invitee in silent(session, campaign)
        if invitee.reminders < MOST_REMINDERS and _rested(invitee, today)
    ]


def _rested(invitee: Invitee, today: date) -> bool:
    last = invitee.reminded_on or invitee.invited_on
    return last is not None and today - last >= REST


def remind(session: Session, campaign: Campaign, *, by: int, now: datetime) -> list[Invitee]:
    """Return those to whom a reminder goes now, and count it.

    Raises:
        NotOpenYet: the campaign takes no answers.
        NobodyToRemind: nobody is left to remind today.
    """
    if state_of(campaign, now) != State.OPEN:
        raise NotOpenYet
    found = to_remind(session, campaign, today=now.date())
    if not found:
        raise NobodyToRemind(days=REST.days, most=MOST_REMINDERS)
    for invitee in found:
        invitee.reminders += 1
        invitee.reminded_on = now.date()
    _note(session, "invitee.reminded", campaign, by=by, now=now)
    return found


def remove(
    session: Session,
    campaign: Campaign,
    invitee: Invitee,
    *,
    by: int | None,
    secret: str,
    folder: Path,
    now: datetime,
) -> None:
    """Delete an invitee and the letters to them, so that no older backup brings them back.

    What they may have answered stays: nothing here leads to it. `by` is none for the invitee.
    """
    name = ledger_name(invitee.token_hash)
    _note(session, "invitee.removed", campaign, by=by, now=now)
    delete_invitees(session, [invitee.id])
    ledger.enter(session, folder, secret=secret, kind=ledger.PERSON, name=name, now=now)


def ledger_name(token_hash: bytes) -> str:
    """Return what stands for an invitee in the ledger: the hash of their link, no address."""
    return f"invitee:{token_hash.hex()}"


def delete_invitees(session: Session, ids: Sequence[int]) -> None:
    """Delete invitees and all letters to them."""
    session.execute(delete(Outgoing).where(Outgoing.invitee_id.in_(ids)))
    session.execute(delete(Invitee).where(Invitee.id.in_(ids)))


def _note(session: Session, act: str, campaign: Campaign, *, by: int | None, now: datetime) -> None:
    record(
        session,
        act,
        now=now,
        person_id=by,
        organisation_id=campaign.organisation_id,
        subject=f"campaign:{campaign.id}",
    )
