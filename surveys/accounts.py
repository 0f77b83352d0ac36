"""Signing in: people, their passwords and the organisations they act for."""

from collections.abc import Collection
from datetime import date, datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from referentiel.people import Organisation, Person
from surveys.guard.audit import record
from surveys.models import Credential, Membership
from surveys.roles import Role
from surveys.upsert import upsert

HASHER = PasswordHasher()


@cache
def _nobodys_hash() -> str:
    # Checked when nobody has the address given: known and unknown ones take the same time.
    return HASHER.hash("nobody has this password")


class WrongCredentials(Refusal):
    sentence = french(
        "L’adresse ou le mot de passe ne correspond pas. Vérifiez-les, puis essayez de nouveau."
    )


class AddressTaken(Refusal):
    sentence = french(
        "Cette adresse est déjà celle d’un compte. Connectez-vous à ce compte, ou choisissez une "
        "autre adresse."
    )


def authenticate(session: Session, email: str, password: str) -> Person:
    """Return the person whose address and password these are; raise WrongCredentials."""
    found = session.execute(
        select(Person, Credential.password_hash)
        .join(Credential, Credential.person_id == Person.id)
        .where(Person.email == folded(email))
    ).one_or_none()
    try:
        HASHER.verify(found.password_hash if found else _nobodys_hash(), password)
    except VerificationError:
        raise WrongCredentials from None
    if found is None:
        raise WrongCredentials
    person: Person = found.Person
    return person


def add_person(
    session: Session, *, name: str, email: str, password: str = "", today: date | None = None
) -> Person:
    """Create a person; without a password they sign in by letter."""
    person = Person(name=name, email=folded(email), since=today)
    session.add(person)
    session.flush()
    if password:
        session.add(Credential(person_id=person.id, password_hash=HASHER.hash(password)))
    session.flush()
    return person


def person_at(session: Session, email: str) -> Person | None:
    """Return who has an address."""
    return session.scalar(select(Person).where(Person.email == folded(email)))


def open_account(
    session: Session, *, name: str, email: str, language: str, now: datetime
) -> Person:
    """Create the account of somebody who proved their address; one opened meanwhile is returned."""
    try:
        with session.begin_nested():
            person = add_person(session, name=name.strip(), email=email, today=now.date())
    except IntegrityError:
        return session.scalars(select(Person).where(Person.email == folded(email))).one()
    person.language = language
    record(session, "account.opened", now=now, person_id=person.id)
    return person


def change_address(session: Session, person: Person, email: str) -> None:
    """Give a person the address that they proved to be theirs.

    Raises:
        AddressTaken: somebody else has it.
    """
    try:
        with session.begin_nested():
            person.email = folded(email)
            session.flush()
    except IntegrityError:
        raise AddressTaken from None
    person.mail_refused_at = None


def add_role(
    session: Session, organisation: Organisation, person: Person, role: Role, *, today: date | None
) -> None:
    """Let a person be something for an organisation; one who is it already stays so."""
    row = {"organisation_id": organisation.id, "person_id": person.id, "role": str(role)}
    session.connection().execute(upsert(session, Membership), row | {"since": today})


def folded(email: str) -> str:
    """Return an address as it is kept and compared."""
    return email.strip().casefold()


def roles_of(session: Session, person_id: int) -> dict[int, set[str]]:
    """Return the roles of a person by organisation."""
    found = session.execute(
        select(Membership.organisation_id, Membership.role).where(Membership.person_id == person_id)
    )
    roles: dict[int, set[str]] = {}
    for organisation_id, role in found:
        roles.setdefault(organisation_id, set()).add(role)
    return roles


def organisations_by_ids(session: Session, ids: Collection[int]) -> list[Organisation]:
    """Return the organisations of these ids, by name."""
    found = select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.name)
    return list(session.scalars(found))
