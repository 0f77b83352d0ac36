"""Roles offered by mail: written, sent again, taken back, accepted once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import NamedTuple

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from referentiel.people import Organisation, Person
from surveys.accounts import add_person, add_role, folded
from surveys.guard.audit import record
from surveys.guard.sealing import hashed, new_token
from surveys.models import Invitation
from surveys.queries.organisations import members_of
from surveys.roles import Role

LIFE = timedelta(days=14)
MOST = 200  # addresses at once
SEPARATORS = str.maketrans({",": "\n", ";": "\n"})

WRONG = french("Ligne %(row)s : « %(text)s » n’est pas une adresse électronique.")
MEMBER = french("Ligne %(row)s : %(text)s fait déjà partie de l’organisation.")


class Problem(NamedTuple):
    """Why a line of addresses cannot be taken: a sentence and what fills it."""

    sentence: str
    row: int
    text: str


class WrongAddresses(Refusal):
    """Some lines are wrong, and nothing was sent; `problems` names each."""

    sentence = french("Aucune invitation n’est partie : des adresses sont à corriger.")

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = problems
        super().__init__()


class TooManyAddresses(Refusal):
    sentence = french("%(most)s adresses au plus à la fois. Envoyez le reste ensuite.")


class InvitationOver(Refusal):
    sentence = french(
        "Cette invitation n’est plus valable : elle a servi, a été reprise, ou date de plus de "
        "quatorze jours. Demandez-en une nouvelle à la personne qui vous l’a envoyée."
    )


@dataclass(frozen=True)
class Sent:
    """An invitation and the token that only its letter carries."""

    invitation: Invitation
    token: str


def addresses_in(text: str) -> dict[str, int]:
    """Return the addresses of a pasted text, each once, with the number of its line.

    One a line, or several parted by commas or semicolons; « Anne Martin <anne@exemple.fr> » is
    understood. Only the form of an address is looked at, nothing is asked of the network.

    Raises:
        WrongAddresses: with the number of each wrong line.
        TooManyAddresses: more than MOST.
    """
    addresses: dict[str, int] = {}
    problems = []
    for row, line in enumerate(text.splitlines(), start=1):
        for piece in filter(None, map(str.strip, line.translate(SEPARATORS).splitlines())):
            address = as_address(piece)
            if address:
                addresses.setdefault(address, row)
            else:
                problems.append(Problem(WRONG, row, piece))
    if problems:
        raise WrongAddresses(problems)
    if len(addresses) > MOST:
        raise TooManyAddresses(most=MOST)
    return addresses


def as_address(text: str) -> str:
    """Return an address as it is kept and compared; nothing where it has not the form of one."""
    bare = parseaddr(text)[1] if "<" in text else text
    try:
        found = validate_email(bare, check_deliverability=False)
    except EmailNotValidError:
        return ""
    return folded(found.normalized)


def invite(
    session: Session,
    organisation: Organisation | None,
    addresses: Mapping[str, int],
    role: Role,
    *,
    by: int | None,
    now: datetime,
) -> list[Sent]:
    """Return an invitation for each of `addresses`, which come with the line they stood on.

    One that waited for the same role is taken back. Without an organisation, they give the right
    to set one up.

    Raises:
        WrongAddresses: a line is the address of somebody who already belongs to the organisation.
    """
    if organisation:
        _refuse_members(session, organisation.id, addresses)
    same = select(Invitation).where(
        Invitation.organisation_id == (organisation.id if organisation else None),
        Invitation.email.in_(addresses),
        Invitation.role == role,
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    for former in session.scalars(same):
        former.revoked_at = now
    return [_written(session, organisation, email, role, by=by, now=now) for email in addresses]


def _refuse_members(session: Session, organisation_id: int, addresses: Mapping[str, int]) -> None:
    known = {member.person.email for member in members_of(session, organisation_id)}
    problems = [Problem(MEMBER, row, email) for email, row in addresses.items() if email in known]
    if problems:
        raise WrongAddresses(problems)


def _written(
    session: Session,
    organisation: Organisation | None,
    email: str,
    role: Role,
    *,
    by: int | None,
    now: datetime,
) -> Sent:
    token = new_token()
    invitation = Invitation(
        organisation_id=organisation.id if organisation else None,
        email=email,
        role=role,
        token_hash=hashed(token),
        invited_by=by,
        invited_at=now,
        expires_at=now + LIFE,
    )
    session.add(invitation)
    session.flush()
    _note(session, "invitation.sent", invitation, by=by, now=now)
    return Sent(invitation, token)


def _note(
    session: Session, act: str, invitation: Invitation, *, by: int | None, now: datetime
) -> None:
    record(
        session,
        act,
        now=now,
        person_id=by,
        organisation_id=invitation.organisation_id,
        subject=f"invitation:{invitation.id} {invitation.role}",
    )


def send_again(session: Session, invitation: Invitation, *, by: int, now: datetime) -> Sent:
    """Return the invitation with a new token and a new term; the link sent before dies."""
    token = new_token()
    invitation.token_hash = hashed(token)
    invitation.expires_at = now + LIFE
    invitation.mail_refused_at = None
    _note(session, "invitation.sent_again", invitation, by=by, now=now)
    return Sent(invitation, token)


def take_back(session: Session, invitation: Invitation, *, by: int, now: datetime) -> None:
    """Let an invitation serve no more."""
    invitation.revoked_at = now
    _note(session, "invitation.revoked", invitation, by=by, now=now)


def invitation_by_token(session: Session, token: str, *, now: datetime) -> Invitation:
    """Return the invitation that a token opens; raise InvitationOver when it serves no more."""
    found = session.scalar(select(Invitation).where(Invitation.token_hash == hashed(token)))
    if found is None or found.accepted_at or found.revoked_at or found.expires_at <= now:
        raise InvitationOver
    return found


def accept(
    session: Session, invitation: Invitation, *, name: str, language: str, now: datetime
) -> Person:
    """Return the person whom a mail reached, made if need be; they are now what was offered.

    Holding the link proves the address: whoever uses it may sign in as its owner.

    Raises:
        InvitationOver: somebody was quicker.
    """
    session.refresh(invitation, with_for_update=True)
    if invitation.accepted_at or invitation.revoked_at:
        raise InvitationOver
    found = session.scalar(select(Person).where(Person.email == invitation.email))
    person = found or add_person(session, name=name, email=invitation.email, today=now.date())
    if found is None:
        person.language = language
    person.mail_refused_at = None
    invitation.accepted_at = now
    if invitation.organisation:
        role = Role(invitation.role)
        add_role(session, invitation.organisation, person, role, today=now.date())
    session.flush()
    _note(session, "invitation.accepted", invitation, by=person.id, now=now)
    return person
