"""Signing in: people, their passwords and the organisations they act for."""

from collections.abc import Collection
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from referentiel.people import Organisation, Person
from surveys.models import Credential, Membership

FACILITATOR = "facilitator"
HASHER = PasswordHasher()


@cache
def _nobodys_hash() -> str:
    # Checked when nobody has the address given: known and unknown ones take the same time.
    return HASHER.hash("nobody has this password")


class WrongCredentials(Refusal):
    sentence = french(
        "L’adresse ou le mot de passe ne correspond pas. Vérifiez-les, puis essayez de nouveau."
    )


def authenticate(session: Session, email: str, password: str) -> Person:
    """Return the person whose address and password these are; raise WrongCredentials."""
    found = session.execute(
        select(Person, Credential.password_hash)
        .join(Credential, Credential.person_id == Person.id)
        .where(Person.email == email.strip().casefold())
    ).one_or_none()
    try:
        HASHER.verify(found.password_hash if found else _nobodys_hash(), password)
    except VerificationError:
        raise WrongCredentials from None
    if found is None:
        raise WrongCredentials
    person: Person = found.Person
    return person


def add_facilitator(
    session: Session, organisation: Organisation, *, name: str, email: str, password: str
) -> Person:
    """Create a person who may run the campaigns of `organisation`."""
    person = Person(name=name, email=email.strip().casefold())
    session.add(person)
    session.flush()
    session.add(Credential(person_id=person.id, password_hash=HASHER.hash(password)))
    session.add(Membership(organisation_id=organisation.id, person_id=person.id, role=FACILITATOR))
    session.flush()
    return person


def person_by_id(session: Session, person_id: int) -> Person | None:
    """Return a person, or None."""
    return session.get(Person, person_id)


def organisations_of(session: Session, person_id: int) -> frozenset[int]:
    """Return the ids of the organisations whose campaigns the person may run."""
    return frozenset(
        session.scalars(select(Membership.organisation_id).where(Membership.person_id == person_id))
    )


def organisations_by_ids(session: Session, ids: Collection[int]) -> list[Organisation]:
    """Return the organisations of these ids, by name."""
    found = select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.name)
    return list(session.scalars(found))
