"""The made-up people of the demonstration: two organisations, and who is what in each."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.people import Organisation, Person
from surveys.accounts import add_person, add_role
from surveys.models import Campaign
from surveys.queries.shares import same_share
from surveys.roles import Role
from surveys.shares import EXPORT, Terms, share

PASSWORD = "reperes-demo"  # noqa: S105 -- shown on the sign-in page
NETWORK = "carrefour"
TRAINING_BODY = "organisme-de-demonstration"


@dataclass(frozen=True)
class Account:
    """An account that the sign-in page of the demonstration offers; all share one password."""

    email: str
    name: str
    organisation: str  # its slug
    roles: tuple[Role, ...]
    password: str = PASSWORD


ACCOUNTS = (
    Account(
        "demo@reperes.example",
        "Démonstration",
        NETWORK,
        (Role.ADMINISTRATOR, Role.FACILITATOR),
    ),
    Account("analyse@reperes.example", "Camille Analyse", NETWORK, (Role.ANALYST,)),
    Account("membre@reperes.example", "Dominique Membre", NETWORK, (Role.MEMBER,)),
    Account(
        "formation@reperes.example",
        "Alix Formation",
        TRAINING_BODY,
        (Role.ADMINISTRATOR, Role.TRAINER),
    ),
)


def organisations(session: Session) -> dict[str, Organisation]:
    """Return the organisations of the demonstration by slug, made if need be."""
    wanted = (
        Organisation(
            slug=NETWORK,
            name="Réseau de démonstration",
            kind="network",
            contact="contact@reperes.example",
            legal_basis="intérêt légitime",
            hosts=True,
        ),
        Organisation(
            slug=TRAINING_BODY,
            name="Organisme de formation de démonstration",
            kind="training_body",
            contact="contact@formation.example",
            legal_basis="intérêt légitime",
        ),
    )
    slugs = [organisation.slug for organisation in wanted]
    found = session.scalars(select(Organisation).where(Organisation.slug.in_(slugs)))
    known = {organisation.slug: organisation for organisation in found}
    session.add_all(organisation for organisation in wanted if organisation.slug not in known)
    session.flush()
    return {organisation.slug: organisation for organisation in wanted} | known


def settle(session: Session, *, now: datetime) -> list[Person]:
    """Return the people of the demonstration, each with an account and roles, made if need be."""
    held = organisations(session)
    people = []
    for account in ACCOUNTS:
        person = session.scalar(select(Person).where(Person.email == account.email))
        person = person or add_person(
            session, name=account.name, email=account.email, password=account.password
        )
        for role in account.roles:
            add_role(session, held[account.organisation], person, role, today=now.date())
        people.append(person)
    return people


def show_to_training_body(session: Session, campaign: Campaign, *, now: datetime) -> None:
    """Share the report of a campaign with the training body, unless it is shared already."""
    receiver = organisations(session)[TRAINING_BODY]
    if not same_share(session, receiver.id, campaign.id, None, today=now.date()):
        terms = Terms(purpose="Construire une formation à partir des besoins", scope=EXPORT)
        giver = settle(session, now=now)[0]
        share(session, campaign, receiver, terms, by=giver.id, now=now)
