"""Reading what is a person's own: kept answers, shares, readings, choices, and who offers help."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session, joinedload

from referentiel.people import Organisation, Person
from surveys.consents import PURPOSES, in_force
from surveys.directory import PURPOSE
from surveys.guard.audit import name_under
from surveys.guard.outbox import LETTER
from surveys.guard.sealing import hashed
from surveys.levels import LevelAnswer
from surveys.models import (
    AuditEntry,
    Campaign,
    DirectoryEntry,
    Feedback,
    Invitation,
    Membership,
    OptIn,
    Outgoing,
    PersonKey,
    Reading,
    ResultShare,
    Submission,
)
from surveys.models.privacy import TRAJECTORY
from surveys.queries.campaigns import WHOLE
from surveys.roles import Role


class KeptResult(NamedTuple):
    """Answers that a person keeps, by the campaign they answer."""

    campaign: Campaign
    ticket_hash: bytes
    day: date


class ReadResult(NamedTuple):
    """One reading, and the titles of the campaigns whose results it showed together."""

    reader: str
    act: str
    at: datetime
    titles: tuple[str, ...]


class SharedResult(NamedTuple):
    """A result that somebody may read today, under the link they hold."""

    share: ResultShare
    campaign: Campaign
    owner: str


class Helper(NamedTuple):
    """Somebody who offers help, and the organisations one shares with them."""

    person_id: int
    name: str
    email: str
    offer: str
    organisations: tuple[str, ...]


def hold_person(session: Session, person_id: int) -> None:
    """Keep other transactions from adding anything of a person until this one ends."""
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())


def kept_results(session: Session, person_id: int) -> list[KeptResult]:
    """Return the answers that a person keeps, the latest first."""
    rows = session.execute(
        select(Campaign, Submission.ticket_hash, Submission.day)
        .join(Submission, Submission.campaign_id == Campaign.id)
        .where(Submission.person_id == person_id)
        .order_by(Submission.day.desc(), Campaign.id.desc())
        .options(*WHOLE)
    )
    return [KeptResult(*row) for row in rows]


def kept_result(session: Session, person_id: int, code: str) -> KeptResult | None:
    """Return the answers that a person keeps of the campaign of a short link."""
    row = session.execute(
        select(Campaign, Submission.ticket_hash, Submission.day)
        .join(Submission, Submission.campaign_id == Campaign.id)
        .where(Submission.person_id == person_id, Campaign.code == code)
        .options(*WHOLE)
    ).one_or_none()
    return KeptResult(*row) if row else None


def levels_kept(session: Session, hashes: Collection[bytes]) -> dict[bytes, Sequence[LevelAnswer]]:
    """Return what was answered of each competence, by the hash of its ticket; one SELECT."""
    found = select(Submission.ticket_hash, Submission.levels)
    rows = session.execute(found.where(Submission.ticket_hash.in_(hashes)))
    return {ticket_hash: levels for ticket_hash, levels in rows}  # noqa: C416 -- rows


def shares_of_result(session: Session, person_id: int, ticket_hash: bytes) -> list[ResultShare]:
    """Return to whom a person showed a result, the latest first."""
    return list(
        session.scalars(
            select(ResultShare)
            .where(ResultShare.person_id == person_id, ResultShare.ticket_hash == ticket_hash)
            .order_by(ResultShare.id.desc())
        )
    )


def own_share(session: Session, person_id: int, share_id: int) -> tuple[ResultShare, str] | None:
    """Return a share of the person, and the short link of its campaign."""
    row = session.execute(
        select(ResultShare, Campaign.code)
        .join(Submission, Submission.ticket_hash == ResultShare.ticket_hash)
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .where(ResultShare.id == share_id, ResultShare.person_id == person_id)
    ).one_or_none()
    return (row[0], row[1]) if row else None


def shared_result(session: Session, token: str, *, today: date) -> SharedResult | None:
    """Return what the holder of a token may read today; None once it is over or taken back."""
    row = session.execute(
        select(ResultShare, Campaign, Person.name)
        .join(Submission, Submission.ticket_hash == ResultShare.ticket_hash)
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .join(Person, Person.id == ResultShare.person_id)
        .where(
            ResultShare.token_hash == hashed(token),
            ResultShare.revoked_at.is_(None),
            ResultShare.until >= today,
            Submission.person_id == ResultShare.person_id,
        )
        .options(*(joinedload(Campaign.questionnaire),))
    ).one_or_none()
    return SharedResult(*row) if row else None


def readings_of(session: Session, person_id: int) -> list[ReadResult]:
    """Return who read the results of a person, the latest first; a trajectory is one reading."""
    rows = session.execute(
        select(Reading.reader, Reading.act, Reading.at, Reading.id, Campaign.title)
        .join(Submission, Submission.ticket_hash == Reading.ticket_hash)
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .where(Reading.person_id == person_id)
        .order_by(Reading.at.desc(), Reading.id.desc())
    )
    return [
        ReadResult(*known[:3], titles=tuple(row.title for row in together))
        for known, together in groupby(rows, _one_reading)
    ]


def _one_reading(row: Row[str, str, datetime, int, str]) -> tuple[str, str, datetime, int]:
    return row.reader, row.act, row.at, 0 if row.act == TRAJECTORY else row.id


def choices_of_person(session: Session, person_id: int) -> dict[str, OptIn]:
    """Return what a person agrees to, in the present wordings, by purpose."""
    given = [in_force(purpose) for purpose in PURPOSES.values()]
    choices = session.scalars(select(OptIn).where(or_(*given), OptIn.person_id == person_id))
    return {choice.purpose: choice for choice in choices}


def texts_kept(session: Session, person_id: int) -> dict[str, str]:
    """Return what a person wrote for the purposes that ask for words, by purpose."""
    offer = select(DirectoryEntry.offer).where(DirectoryEntry.person_id == person_id)
    return {PURPOSE: session.scalar(offer) or ""}


def helpers_in(session: Session, organisations: Collection[int]) -> list[Helper]:
    """Return who agreed to offer help, among the members of these organisations, by name."""
    rows = session.execute(
        select(Person.id, Person.name, Person.email, DirectoryEntry.offer, Organisation.name)
        .join(DirectoryEntry, DirectoryEntry.person_id == Person.id)
        .join(OptIn, OptIn.person_id == Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(in_force(PURPOSES[PURPOSE]), Organisation.id.in_(organisations))
        .where(DirectoryEntry.offer != "")
        .distinct()
        .order_by(Person.name, Person.id, Organisation.name)
    )
    found: dict[int, Helper] = {}
    for person_id, name, email, offer, organisation in rows:
        known = found.get(person_id, Helper(person_id, name, email, offer, ()))
        found[person_id] = known._replace(organisations=(*known.organisations, organisation))
    return list(found.values())


def alone_at_the_helm(session: Session, person_id: int) -> list[str]:
    """Return the names of the organisations that nobody else administers."""
    administers = Membership.role == Role.ADMINISTRATOR
    own = select(Membership.organisation_id).where(Membership.person_id == person_id, administers)
    names = (
        select(Organisation.name)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Organisation.id.in_(own), administers)
        .group_by(Organisation.id, Organisation.name)
        .having(func.count() == 1)
        .order_by(Organisation.name)
    )
    return list(session.scalars(names))


def acts_about(session: Session, person_id: int) -> list[AuditEntry]:
    """Return the acts of a person, and those that speak of them, the oldest first."""
    key = session.scalar(select(PersonKey.key).where(PersonKey.person_id == person_id))
    if key is None:
        return []
    name = name_under(key, person_id)
    return list(
        session.scalars(
            select(AuditEntry)
            .where(or_(AuditEntry.actor == name, AuditEntry.subject.contains(name)))
            .order_by(AuditEntry.id)
        )
    )


def memberships_of(session: Session, person_id: int) -> list[Membership]:
    """Return what a person is for each organisation."""
    return list(
        session.scalars(
            select(Membership)
            .where(Membership.person_id == person_id)
            .options(joinedload(Membership.organisation))
            .order_by(Membership.organisation_id, Membership.role)
        )
    )


def invitations_to(session: Session, email: str) -> list[Invitation]:
    """Return the invitations sent to an address."""
    return list(
        session.scalars(
            select(Invitation)
            .where(Invitation.email == email)
            .options(joinedload(Invitation.organisation))
            .order_by(Invitation.id)
        )
    )


def feedback_by(session: Session, email: str) -> list[Feedback]:
    """Return what was said of pages by somebody who left this address."""
    return list(
        session.scalars(
            select(Feedback)
            .where(func.lower(Feedback.contact).contains(email, autoescape=True))
            .order_by(Feedback.id)
        )
    )


def letters_to(session: Session, person: Person) -> list[Outgoing]:
    """Return the letters to a person that are still kept, waiting or gone."""
    to_them = or_(Outgoing.person_id == person.id, func.lower(Outgoing.address) == person.email)
    kept = select(Outgoing).where(Outgoing.kind == LETTER, to_them)
    return list(session.scalars(kept.order_by(Outgoing.id)))
