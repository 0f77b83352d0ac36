"""Erasing a person, on their word; and erasing again what an older backup brought back."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from referentiel.people import Person
from surveys import held
from surveys.accounts import folded
from surveys.guard import ledger
from surveys.guard.audit import record
from surveys.guard.outbox import LETTER
from surveys.inviting.invitees import delete_invitees, ledger_name
from surveys.keeping import withdraw_kept
from surveys.leaving import erase_again
from surveys.models import (
    Campaign,
    Feedback,
    Invitation,
    Invitee,
    Outgoing,
    ReportFile,
    SignInLetter,
    Submission,
)
from surveys.queries.campaigns import WHOLE
from surveys.queries.space import alone_at_the_helm, hold_person, kept_results

UNNAMED = "…"  # in the place of a name, in letters of others that have not left yet


class AloneAtTheHelm(Refusal):
    sentence = french(
        "Personne d’autre que vous n’administre « %(organisation)s ». Donnez ce rôle à une autre "
        "personne, ou faites partir l’organisation, puis recommencez."
    )


class OtherAddress(Refusal):
    sentence = french("Ce n’est pas l’adresse de votre compte. Recopiez-la telle quelle.")


@dataclass(frozen=True)
class Receipt:
    """What proves an erasure: its reference in the ledger, and when it was done."""

    reference: str
    at: datetime
    withdrawn: int  # submissions


def erase_on_word(
    session: Session, person: Person, *, typed: str, secret: str, folder: Path, now: datetime
) -> Receipt:
    """Erase a person who typed their address to say that they mean it.

    Raises:
        OtherAddress: what was typed is another.
        AloneAtTheHelm: nobody else administers one of their organisations.
    """
    if folded(typed) != person.email:
        raise OtherAddress
    return erase_person(session, person, secret=secret, folder=folder, now=now)


def erase_person(
    session: Session,
    person: Person,
    *,
    secret: str,
    folder: Path,
    now: datetime,
    again: bool = False,
) -> Receipt:
    """Delete all that is held about a person, answers they kept included, and return a receipt.

    `again`: an older backup brought them back, and nothing can refuse.

    Raises:
        AloneAtTheHelm: nobody else administers one of their organisations.
    """
    hold_person(session, person.id)
    alone = [] if again else alone_at_the_helm(session, person.id)
    if alone:
        raise AloneAtTheHelm(organisation=alone[0])
    kept = sorted(kept_results(session, person.id), key=lambda own: own.campaign.id)
    for own in kept:
        withdraw_kept(session, own.campaign, own.ticket_hash, secret=secret, folder=folder, now=now)
    _erase_address(session, person, {own.ticket_hash for own in kept})
    _unname(session, person)
    record(session, "person.erased", person_id=person.id, now=now)
    held.delete_rows(session, person.id)
    session.execute(delete(ReportFile))  # their name may sign a note in one; it is made again
    name = person.uid
    session.delete(person)
    session.flush()
    line = ledger.enter(session, folder, secret=secret, kind=ledger.PERSON, name=name, now=now)
    return Receipt(reference=line.digest.hex()[:16], at=now, withdrawn=len(kept))


def _erase_address(session: Session, person: Person, hashes: Collection[bytes]) -> None:
    """Delete what was sent to the address of a person, and what they said leaving it.

    `hashes`: the tickets of the answers they kept. An invitee who holds one of them is this person,
    whatever the address that was invited.
    """
    invited = select(Invitation.id).where(Invitation.email == person.email)
    is_them = or_(Invitee.email == person.email, Invitee.ticket_hash.in_(hashes))
    asked = select(Invitee.id).where(is_them)
    to_them = or_(
        func.lower(Outgoing.address) == person.email,
        Outgoing.invitation_id.in_(invited),
        Outgoing.invitee_id.in_(asked),
    )
    session.execute(delete(Outgoing).where(to_them))
    session.execute(delete(Invitation).where(Invitation.email == person.email))
    session.execute(delete(Invitee).where(is_them))
    session.execute(delete(SignInLetter).where(SignInLetter.email == person.email))
    contact = func.lower(Feedback.contact).contains(person.email, autoescape=True)
    session.execute(delete(Feedback).where(contact))


def _unname(session: Session, person: Person) -> None:
    """Take a person's name and address out of letters to others that have not left yet."""
    words = [re.escape(word) for word in (person.email, person.name) if word]
    naming = re.compile("|".join(rf"(?<!\w){word}(?!\w)" for word in words), re.IGNORECASE)
    waiting = select(Outgoing).where(Outgoing.kind == LETTER, Outgoing.settled_at.is_(None))
    for letter in session.scalars(waiting):
        letter.payload = {
            key: naming.sub(UNNAMED, value) if isinstance(value, str) else value
            for key, value in letter.payload.items()
        }


@dataclass(frozen=True)
class Replayed:
    """What an older backup had brought back, and that is gone again."""

    people: int
    submissions: int
    organisations: int
    invitees: int = 0

    @property
    def any(self) -> bool:
        return bool(self.people or self.submissions or self.organisations or self.invitees)


def replay(
    session: Session, *, secret: str, folder: Path, now: datetime, everything: bool = True
) -> Replayed:
    """Erase again what the ledger says was erased, and make its two copies one.

    Answers are looked through only where the base lacks lines of the file, as one restored from an
    older backup does, or where `everything` is asked for: there may be a million.
    """
    in_base, in_file = ledger.lines_in_base(session), ledger.lines_in_file(folder)
    lost = [line for digest, line in in_file.items() if digest not in in_base]
    unwritten = [line for digest, line in in_base.items() if digest not in in_file]
    if unwritten:
        ledger.write_lines(folder, unwritten)
    erased = {**in_base, **in_file}
    people = _people_again(session, set(erased), secret=secret, folder=folder, now=now)
    sought = {d for d, line in erased.items() if line.kind == ledger.SUBMISSION}
    looking = bool(sought) and (everything or bool(lost))
    submissions = (
        _answers_again(session, sought, secret=secret, folder=folder, now=now) if looking else 0
    )
    invitees = _invitees_again(session, set(erased), secret=secret)
    organisations = erase_again(session, set(erased), secret=secret, folder=folder, now=now)
    ledger.copy_in(session, lost)
    return Replayed(
        people=people, submissions=submissions, organisations=organisations, invitees=invitees
    )


def _people_again(
    session: Session, erased: set[bytes], *, secret: str, folder: Path, now: datetime
) -> int:
    known = session.execute(select(Person.id, Person.uid)).all() if erased else []
    back = [id_ for id_, uid in known if ledger.digest_of(secret, uid) in erased]
    for id_ in back:
        person = session.get_one(Person, id_)
        erase_person(session, person, secret=secret, folder=folder, now=now, again=True)
    return len(back)


def _invitees_again(session: Session, erased: set[bytes], *, secret: str) -> int:
    known = session.execute(select(Invitee.id, Invitee.token_hash)).all() if erased else []
    back = [id_ for id_, hash_ in known if ledger.digest_of(secret, ledger_name(hash_)) in erased]
    delete_invitees(session, back)
    return len(back)


def _answers_again(
    session: Session, erased: set[bytes], *, secret: str, folder: Path, now: datetime
) -> int:
    rows = session.execute(select(Submission.ticket_hash, Submission.campaign_id))
    back = [
        (campaign_id, ticket_hash)
        for ticket_hash, campaign_id in rows.yield_per(10_000)
        if ledger.digest_of(secret, ticket_hash.hex()) in erased
    ]
    for campaign_id, ticket_hash in sorted(back):
        found = select(Campaign).where(Campaign.id == campaign_id).options(*WHOLE)
        campaign = session.scalars(found).one()
        withdraw_kept(session, campaign, ticket_hash, secret=secret, folder=folder, now=now)
    return len(back)
