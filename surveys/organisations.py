"""Setting up an organisation, changing its rules, and who is what in it."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french, slugify
from referentiel.people import DEFAULT_K, Organisation, Person
from surveys.accounts import add_role
from surveys.guard.audit import pseudonym, record
from surveys.models import Membership
from surveys.queries.organisations import hold_organisation, host_of, right_to_set_up
from surveys.roles import Role

FOUNDERS = (Role.ADMINISTRATOR, Role.FACILITATOR)  # what the first person is


class LastAdministrator(Refusal):
    sentence = french(
        "Une organisation garde au moins une administratrice ou un administrateur. "
        "Donnez d’abord ce rôle à une autre personne."
    )


class NotInvited(Refusal):
    sentence = french(
        "Créer une organisation se fait sur invitation. Demandez-en une à l’organisation qui "
        "tient cette installation."
    )


@dataclass(frozen=True, kw_only=True)
class Charter:
    """What an organisation says of itself, and the rules it keeps."""

    name: str
    kind: str  # among KINDS
    address: str = ""
    website: str = ""
    contact: str = ""
    dpo: str = ""
    legal_basis: str = ""
    k: int = DEFAULT_K
    retention_months: int = 24
    disposal_months: int = 12


def set_up(session: Session, charter: Charter, person: Person, *, now: datetime) -> Organisation:
    """Return the new organisation of an invited person, who administers it and runs campaigns.

    The first organisation of an installation is its host.

    Raises:
        NotInvited: the person has no unspent invitation to set up an organisation.
    """
    invitation = right_to_set_up(session, person.email)
    if invitation is None:
        raise NotInvited
    organisation = Organisation(
        slug=_free_slug(session, charter.name),
        hosts=host_of(session) is None,
        **asdict(charter),
    )
    session.add(organisation)
    session.flush()
    invitation.organisation_id = organisation.id
    for role in FOUNDERS:
        add_role(session, organisation, person, role, today=now.date())
    _note(session, "organisation.created", organisation, "", by=person.id, now=now)
    return organisation


def _note(
    session: Session, act: str, organisation: Organisation, what: str, *, by: int, now: datetime
) -> None:
    record(session, act, subject=what, person_id=by, organisation_id=organisation.id, now=now)


def _free_slug(session: Session, name: str) -> str:
    """Return a short address for a name: its own words, with a number where they are taken."""
    base = slugify(name)[:60].strip("-") or "organisation"
    taken = set(
        session.scalars(select(Organisation.slug).where(Organisation.slug.like(f"{base}%")))
    )
    numbered = (f"{base}-{n}" for n in range(2, len(taken) + 3))
    return next(slug for slug in (base, *numbered) if slug not in taken)


def change_charter(
    session: Session, organisation: Organisation, charter: Charter, *, by: int, now: datetime
) -> None:
    """Make an organisation say `charter`; campaigns already prepared keep what they promised."""
    changed = [
        name for name, value in asdict(charter).items() if getattr(organisation, name) != value
    ]
    for name in changed:
        setattr(organisation, name, getattr(charter, name))
    if changed:
        _note(session, "organisation.changed", organisation, ",".join(changed), by=by, now=now)


def change_roles(
    session: Session,
    organisation: Organisation,
    person_id: int,
    roles: Collection[Role],
    *,
    by: int,
    now: datetime,
) -> None:
    """Make a member be these things and nothing else; without a role they are no member any more.

    Raises:
        LastAdministrator: nobody would administer the organisation.
    """
    hold_organisation(session, organisation.id)
    members = select(Membership.person_id, Membership.role).where(
        Membership.organisation_id == organisation.id
    )
    held = [(member, role) for member, role in session.execute(members)]
    own = {role for member, role in held if member == person_id}
    kept = {str(role) for role in roles}
    others = any(role == Role.ADMINISTRATOR for member, role in held if member != person_id)
    if Role.ADMINISTRATOR in own - kept and not others:
        raise LastAdministrator
    _drop(session, organisation.id, person_id, own - kept)
    for role in kept - own:
        row = Membership(
            organisation_id=organisation.id, person_id=person_id, role=role, since=now.date()
        )
        session.add(row)
    what = f"person:{pseudonym(session, person_id)} {','.join(sorted(kept))}"
    act = "member.roles" if kept else "member.left" if by == person_id else "member.removed"
    _note(session, act, organisation, what.strip(), by=by, now=now)


def _drop(session: Session, organisation_id: int, person_id: int, roles: Collection[str]) -> None:
    session.execute(
        delete(Membership).where(
            Membership.organisation_id == organisation_id,
            Membership.person_id == person_id,
            Membership.role.in_(roles),
        )
    )
