"""Who an OpenID provider says somebody is, and which person of ours that makes them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from referentiel.people import Person
from surveys.accounts import add_person, folded
from surveys.models import Identity

LONGEST = 200  # characters of a name or an address


class AddressNotVerified(Refusal):
    sentence = french(
        "%(label)s ne garantit pas votre adresse électronique : elle ne suffit pas à vous "
        "reconnaître. Connectez-vous d’abord par un courriel, puis reliez %(label)s à "
        "votre compte dans vos moyens de connexion."
    )


class IdentityOfAnother(Refusal):
    sentence = french(
        "Cette identité %(label)s est déjà reliée à un autre compte. Déconnectez-vous de "
        "%(label)s, puis recommencez avec la vôtre."
    )


@dataclass(frozen=True, kw_only=True)
class Claims:
    """What a provider vouches for; `strong`: the person showed several factors there."""

    issuer: str
    subject: str
    label: str
    email: str = ""
    email_verified: bool = False
    name: str = ""
    strong: bool = False


def person_of(session: Session, claims: Claims, *, now: datetime) -> Person:
    """Return the person whom `claims` name, known before, met by their address, or new.

    Raises:
        AddressNotVerified: nobody is linked yet, and the provider does not vouch for the address.
    """
    known = identity_of(session, claims)
    if known:
        return session.get_one(Person, known.person_id)
    email = folded(claims.email)
    if not claims.email_verified or not _is_address(email):
        raise AddressNotVerified(label=claims.label)
    person = session.scalar(select(Person).where(Person.email == email))
    if person is None:
        name = _plain(claims.name)[:LONGEST] or email.partition("@")[0]
        person = add_person(session, name=name, email=email, today=now.date())
    _keep(session, claims, person.id, now)
    return person


def link_identity(session: Session, claims: Claims, person_id: int, *, now: datetime) -> bool:
    """Link who somebody is at the provider to the account they are in; False: it was already.

    Raises:
        IdentityOfAnother: it is linked to another account.
    """
    known = identity_of(session, claims)
    if known and known.person_id != person_id:
        raise IdentityOfAnother(label=claims.label)
    if known is None:
        _keep(session, claims, person_id, now)
    return known is None


def identities_of(session: Session, person_id: int) -> list[Identity]:
    """Return who a person is for providers, the oldest link first."""
    mine = select(Identity).where(Identity.person_id == person_id)
    return list(session.scalars(mine.order_by(Identity.since, Identity.issuer)))


def unlink_identities(session: Session, person_id: int) -> bool:
    """Let providers sign the person in no more; say whether one did."""
    gone = delete(Identity).where(Identity.person_id == person_id).returning(Identity.issuer)
    return bool(session.scalars(gone).all())


def identity_of(session: Session, claims: Claims) -> Identity | None:
    """Return what links somebody of the provider to a person of ours, if they came before."""
    return session.get(Identity, (claims.issuer, claims.subject))


def _keep(session: Session, claims: Claims, person_id: int, now: datetime) -> None:
    session.add(
        Identity(issuer=claims.issuer, subject=claims.subject, person_id=person_id, since=now)
    )
    session.flush()


def _plain(text: str) -> str:
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def _is_address(email: str) -> bool:
    name, _, domain = email.rpartition("@")
    return bool(name and domain) and email.isprintable() and len(email) <= LONGEST
