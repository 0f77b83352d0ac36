"""Reading organisations, their members, invitations and journal."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from referentiel.people import Organisation, Person
from surveys.guard.audit import name_under
from surveys.models import AuditEntry, Invitation, Membership, PersonKey
from surveys.roles import Role

ERASED = "organisation.erased"  # the act that ends the journal of a number


@dataclass(frozen=True)
class Member:
    """A person and all that they are in one organisation."""

    person: Person
    roles: tuple[Role, ...]


class Page(NamedTuple):
    """Some entries of a journal, and the number from which the next page goes on."""

    entries: list[AuditEntry]
    onward: int | None


def organisation_of(
    session: Session, organisation_id: int, organisations: Collection[int]
) -> Organisation | None:
    """Return an organisation that is among `organisations`."""
    if organisation_id not in organisations:
        return None
    return session.get(Organisation, organisation_id)


def hold_organisation(session: Session, organisation_id: int) -> None:
    """Let no other transaction change who is what in an organisation until this one ends."""
    held = select(Organisation.id).where(Organisation.id == organisation_id)
    session.execute(held.with_for_update())


def host_of(session: Session) -> Organisation | None:
    """Return the organisation that answers for this installation."""
    return session.scalar(
        select(Organisation).where(Organisation.hosts).order_by(Organisation.id).limit(1)
    )


def organisations_named(session: Session, organisations: Collection[int]) -> list[Organisation]:
    """Return organisations, by name."""
    found = select(Organisation).where(Organisation.id.in_(organisations))
    return list(session.scalars(found.order_by(Organisation.name, Organisation.id)))


def organisation_at(session: Session, slug: str) -> Organisation | None:
    """Return the organisation of this short name."""
    return session.scalar(select(Organisation).where(Organisation.slug == slug))


def only_organisation(session: Session) -> Organisation | None:
    """Return the organisation of a base that has one; None where there are several, or none."""
    found = session.scalars(select(Organisation).limit(2)).all()
    return found[0] if len(found) == 1 else None


def active_organisations(session: Session) -> list[Organisation]:
    """Return the organisations that have members, by name: those set up here."""
    found = select(Organisation).where(Organisation.id.in_(select(Membership.organisation_id)))
    return list(session.scalars(found.order_by(Organisation.name, Organisation.id)))


def active_organisation(session: Session, name: str) -> Organisation | None:
    """Return the organisation with members that has this short name, else this name alone.

    Where two bear one name it is nobody's: a share must not reach who took the name of another.
    """
    every = active_organisations(session)
    named = [o for o in every if o.slug == name] or [o for o in every if o.name == name]
    return named[0] if len(named) == 1 else None


def own_organisations(session: Session, person_id: int) -> list[tuple[Organisation, list[Role]]]:
    """Return the organisations of a person, by name, with their roles in each."""
    found = session.scalars(
        select(Membership)
        .join(Membership.organisation)
        .where(Membership.person_id == person_id)
        .order_by(Organisation.name, Organisation.id)
        .options(joinedload(Membership.organisation))
    )
    roles: dict[int, tuple[Organisation, list[Role]]] = {}
    for membership in found:
        entry = roles.setdefault(membership.organisation_id, (membership.organisation, []))
        entry[1].append(Role(membership.role))
    return [(organisation, in_order(held)) for organisation, held in roles.values()]


def in_order(roles: Iterable[Role]) -> list[Role]:
    """Return roles in the order in which they are always named."""
    held = set(roles)
    return [role for role in Role if role in held]


def members_of(session: Session, organisation_id: int) -> list[Member]:
    """Return who belongs to an organisation, by name, with their roles."""
    found = session.scalars(
        select(Membership)
        .join(Membership.person)
        .where(Membership.organisation_id == organisation_id)
        .order_by(Person.name, Person.id)
        .options(joinedload(Membership.person))
    )
    people: dict[int, tuple[Person, list[Role]]] = {}
    for membership in found:
        entry = people.setdefault(membership.person_id, (membership.person, []))
        entry[1].append(Role(membership.role))
    return [Member(person, tuple(in_order(held))) for person, held in people.values()]


def administrators_of(session: Session, organisation_id: int) -> list[Person]:
    """Return who administers an organisation."""
    return list(
        session.scalars(
            select(Person)
            .join(Membership, Membership.person_id == Person.id)
            .where(
                Membership.organisation_id == organisation_id,
                Membership.role == Role.ADMINISTRATOR,
            )
            .order_by(Person.id)
        )
    )


def pending_invitations(session: Session, organisation_id: int) -> list[Invitation]:
    """Return the invitations of an organisation that nobody accepted or took back, last first."""
    return list(
        session.scalars(
            select(Invitation)
            .where(
                Invitation.organisation_id == organisation_id,
                Invitation.accepted_at.is_(None),
                Invitation.revoked_at.is_(None),
            )
            .order_by(Invitation.id.desc())
        )
    )


def invitations_to_set_up(session: Session) -> list[Invitation]:
    """Return the invitations to set up an organisation that wait or are not yet spent."""
    return list(
        session.scalars(
            select(Invitation)
            .where(Invitation.organisation_id.is_(None), Invitation.revoked_at.is_(None))
            .order_by(Invitation.id.desc())
        )
    )


def right_to_set_up(session: Session, email: str) -> Invitation | None:
    """Return the accepted invitation by which an address may set up an organisation."""
    return session.scalar(
        select(Invitation)
        .where(
            Invitation.organisation_id.is_(None),
            Invitation.email == email,
            Invitation.accepted_at.is_not(None),
            Invitation.revoked_at.is_(None),
        )
        .order_by(Invitation.id)
        .limit(1)
    )


def journal_page(session: Session, organisation_id: int, *, before: int | None, most: int) -> Page:
    """Return entries of the audit chain about an organisation, the newest first.

    A number may serve again once its organisation has left: entries up to its erasure are not
    those of the organisation that bears it now.
    """
    own = AuditEntry.organisation_id == organisation_id
    gone = session.scalar(select(func.max(AuditEntry.id)).where(own, AuditEntry.act == ERASED))
    found = select(AuditEntry).where(own, AuditEntry.id > (gone or 0))
    if before is not None:
        found = found.where(AuditEntry.id < before)
    entries = list(session.scalars(found.order_by(AuditEntry.id.desc()).limit(most + 1)))
    return Page(entries[:most], entries[most - 1].id if len(entries) > most else None)


def names_in_the_chain(session: Session, organisation_id: int) -> dict[str, str]:
    """Return the names of the present members by the pseudonyms that the chain gives them."""
    members = select(Membership.person_id).where(Membership.organisation_id == organisation_id)
    found = session.execute(
        select(Person.id, Person.name, PersonKey.key)
        .join(PersonKey, PersonKey.person_id == Person.id)
        .where(Person.id.in_(members))
    )
    return {name_under(key, person_id): name for person_id, name, key in found}


def person_by_email(session: Session, email: str) -> Person | None:
    """Return who has this address, written as it is kept."""
    return session.scalar(select(Person).where(Person.email == email))
