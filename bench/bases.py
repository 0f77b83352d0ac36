"""The bases that the bench works on: the real référentiel, and campaigns of forty competences."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from bench.crowds import store
from referentiel.models import COMPETENCE
from referentiel.people import Organisation
from referentiel.queries import get_published_version, items_of, profiles_of
from reports.recount import differences
from surveys.accounts import add_person, add_role
from surveys.attributes import ATTRIBUTES, PROFILE
from surveys.campaigns import Plan, create_campaign, open_campaign
from surveys.models import Campaign, Submission
from surveys.models.campaigns import BLOCKS, SINGLE
from surveys.queries.campaigns import campaign_by_code, received
from surveys.roles import Role
from webapp.database import make_engine, session_maker
from webapp.demonstration import load_content
from webapp.migrating import migrate
from webapp.translations import translations

ITEMS = 40
SEGMENTS = 50
OPENED = datetime(2026, 11, 20, 9, tzinfo=UTC)
SECRET = "the secret of the bench, which keeps nothing secret"
ACCOUNT = ("bench@reperes.example", "le mot de passe du banc")


@dataclass(frozen=True)
class Kind:
    """A campaign of the bench. Only `rich` ones ask more than the floor, `aimed` ones a target."""

    code: str
    layout: str
    rich: bool
    aimed: bool = False

    @property
    def ratings(self) -> tuple[str, ...]:
        more = ("importance", *(["target"] if self.aimed else [])) if self.rich else ()
        return ("current", *more)

    @property
    def attributes(self) -> tuple[str, ...]:
        return (PROFILE, "structure", "agent") if self.rich else ()


KINDS = (
    Kind("page", SINGLE, rich=False),
    Kind("blocks", BLOCKS, rich=False),
    Kind("richpage", SINGLE, rich=True),
    Kind("richblocks", BLOCKS, rich=True),
)


@dataclass(frozen=True)
class Store:
    """A base, and the engine that the application would use on it."""

    url: str
    engine: Engine

    @contextmanager
    def session(self, *, writing: bool = False) -> Iterator[Session]:
        """Open a session; a writing one commits when the block ends well."""
        with session_maker(self.engine)(writing) as session:
            yield session
            if writing:
                session.commit()

    @property
    def name(self) -> str:
        """What the engine of the base is called."""
        return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[self.engine.dialect.name]

    @property
    def environment(self) -> dict[str, str]:
        """What the server is told to serve this base."""
        return {"REPERES_DATABASE": self.url, "REPERES_SECRET": SECRET}


def make_store(path: Path) -> Store:
    """Make a base in a file, with the content of the project and an account to read reports."""
    return stocked(f"sqlite:///{path}")


def stocked(url: str) -> Store:
    """Return an empty base with the content of the project and an account to read reports."""
    store = Store(url, make_engine(url))
    migrate(store.engine)
    with store.session(writing=True) as session:
        organisation = load_content(session, OPENED)
        name, password = ACCOUNT
        person = add_person(session, name="Banc", email=name, password=password)
        add_role(session, organisation, person, Role.FACILITATOR, today=None)
    return store


def add_campaign(session: Session, kind: Kind, *, code: str = "") -> Campaign:
    """Make an open campaign of this kind, on the first forty competences."""
    version = get_published_version(session)
    organisation = session.scalar(select(Organisation))
    if version is None or organisation is None:
        raise LookupError("the base has no content")
    items = [item for item in items_of(session, version.id) if item.kind == COMPETENCE]
    plan = Plan(
        title="Quarante compétences",
        items=items[:ITEMS],
        attributes=kind.attributes,
        ratings=kind.ratings,
        controller=organisation.name,
        contact="contact@reperes.example",
        legal_basis="intérêt légitime",
        layout=kind.layout,
        code=code or kind.code,
        demonstration=True,
    )
    campaign = create_campaign(
        session, organisation, plan, profiles=profiles_of(session, version.id)
    )
    open_campaign(session, campaign, now=OPENED, languages=translations())
    return campaign


def fill(session: Session, campaign: Campaign, count: int, *, with_rows: bool = True) -> None:
    """Give a campaign `count` answers, in about fifty segments where it asks who answers."""
    profiles = [p.code for p in profiles_of(session, campaign.questionnaire.version_id)]
    combinations = _combinations(campaign.attributes, profiles)
    store(session, campaign, count, combinations=combinations, with_rows=with_rows)


def _combinations(attributes: Sequence[str], profiles: Sequence[str]) -> list[dict[str, str]]:
    choices = [
        ["", *(profiles if code == PROFILE else [value for value, _ in ATTRIBUTES[code].choices])]
        for code in attributes
    ]
    every = [
        {code: value for code, value in zip(attributes, values, strict=True) if value}
        for values in product(*choices)
    ]
    return every[-SEGMENTS:]


def check_whole(session: Session, kind: Kind, expected: int) -> None:
    """Raise unless all answers arrived once and the tally is what recounting them gives."""
    campaign = campaign_by_code(session, kind.code)
    if campaign is None:
        raise LookupError(kind.code)
    rows = session.scalar(select(func.count()).where(Submission.campaign_id == campaign.id))
    counted = received(session, [campaign.id])[campaign.id]
    wrong = differences(session, campaign)
    if (rows, counted, wrong) != (expected, expected, {}):
        raise RuntimeError(f"{kind.code}: {expected} sent, {rows} rows, {counted} counted, {wrong}")
