"""A real base in memory, an application on it, and a client that reads every page it opens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from referentiel.base import Base
from referentiel.people import Organisation
from surveys import accounts
from surveys.accounts import add_role
from surveys.guard.sessions import begin_session
from surveys.roles import Role
from tests.factories import SECRET, make_organisation, make_person
from tests.pages import check_page
from webapp import create_app
from webapp.config import Settings
from webapp.database import SteadySession, prepare_sqlite_engine
from webapp.delivering import Ground

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
UNSHOWN = (204, 301, 302, 303)  # statuses whose page nobody reads
PASSWORD = "un mot de passe de test"


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Let Argon2 hash in a millisecond: its cost is the library's to test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=64))
        yield


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    engine = prepare_sqlite_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


def _session(connection: Connection) -> Session:
    return SteadySession(
        connection, join_transaction_mode="create_savepoint", expire_on_commit=False
    )


@pytest.fixture
def session(connection: Connection) -> Iterator[Session]:
    with _session(connection) as session:
        yield session


class StrictClient(FlaskClient):
    """Checks every HTML page that a test opens."""

    def open(self, *args, **kwargs):
        response = super().open(*args, **kwargs)
        shown = response.request.method not in ("HEAD", "OPTIONS")
        if shown and response.mimetype == "text/html" and response.status_code not in UNSHOWN:
            check_page(response.get_data(as_text=True))
            assert response.status_code < 500, response.get_data(as_text=True)
        return response


class Clock:
    """The time of the application, which a test may move."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@dataclass
class Stand:
    """What the one application of the tests stands on; each test puts its own."""

    connection: Connection | None = None
    clock: Clock | None = None


@pytest.fixture(scope="session")
def stand() -> Stand:
    return Stand()


@pytest.fixture(scope="session")
def made_once(stand: Stand, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    app = create_app(
        Settings(
            database_url="sqlite://",
            secret_key="secret of the tests",
            folder=tmp_path_factory.mktemp("installation"),
        ),
        sessions=lambda _writing: _session(stand.connection),
        clock=lambda: stand.clock(),
    )
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = StrictClient
    return app


@pytest.fixture
def app(made_once: Flask, stand: Stand, connection: Connection, clock: Clock) -> Iterator[Flask]:
    stand.connection, stand.clock = connection, clock
    config, demonstration = dict(made_once.config), made_once.jinja_env.globals["demonstration"]
    yield made_once
    made_once.config.update(config)
    made_once.jinja_env.globals["demonstration"] = demonstration


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def sign_in_as(app: Flask, session: Session, clock: Clock) -> Callable[..., FlaskClient]:
    """Return what makes a client signed in with roles in an organisation.

    It never typed a password: checking one takes a tenth of a second, on purpose.
    """

    def signed_in(
        *roles: Role, organisation: Organisation | None = None, name: str = "Anne"
    ) -> FlaskClient:
        person = make_person(session, name)
        for role in roles:
            held_in = organisation or make_organisation(session)
            add_role(session, held_in, person, role, today=None)
        token = begin_session(session, person, method="password", browser="", now=clock())
        session.commit()
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie.update(_user_id=token, _fresh=True)
        return client

    return signed_in


@pytest.fixture
def facilitator(sign_in_as) -> FlaskClient:
    """A facilitator of `make_organisation(session)`, the organisation of the factories."""
    return sign_in_as(Role.FACILITATOR)


@pytest.fixture
def count_queries(engine: Engine):
    """Return a context manager that counts the statements run inside it."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_conn, _cursor, statement, *_rest) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                statements.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting


@pytest.fixture
def ground(connection: Connection, clock: Clock, tmp_path: Path) -> Callable[..., Ground]:
    """Return what the worker stands on, with these settings, on the base of the test."""

    def stand(_writing: bool) -> Session:
        return SteadySession(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        )

    def with_settings(**settings) -> Ground:
        told = {"database_url": "sqlite://", "secret_key": SECRET, "folder": tmp_path} | settings
        return Ground(Settings(**told), stand, clock)

    return with_settings
