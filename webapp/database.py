"""Engines, and one session per request."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from flask import Flask, g, request
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

from webapp.room import here

READING = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_AT_ONCE = 32  # requests that a process answers; each has a connection, so that none is refused
POOL: dict[str, Any] = {"pool_size": 10, "max_overflow": MOST_AT_ONCE - 10}
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=60000",  # a room that sends at once waits its turn, even on a busy machine
    "foreign_keys=ON",
    "secure_delete=ON",  # what is deleted is overwritten
)


def make_engine(url: str) -> Engine:
    """Return an engine; on SQLite: WAL, durable commits, foreign keys, real transactions."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, hide_parameters=True, **POOL)
    if not parsed.database or parsed.database == ":memory:":
        return prepare_sqlite_engine(url)
    Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    return prepare_sqlite_engine(url, **POOL)


def prepare_sqlite_engine(url: str, **options: Any) -> Engine:  # noqa: ANN401 -- passed on
    """Return an SQLite engine whose transactions are ours; `options` go to `create_engine`."""
    # What people wrote stays out of the log, whatever fails.
    engine = create_engine(url, hide_parameters=True, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 -- a DBAPI object
    # The driver must not open transactions by itself: `_begin_sqlite` does, and may lock at once.
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails when another writer came between.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


class SteadySession(Session):
    """A session that keeps its rows alive while it lets go of them.

    Python 3.11 may collect garbage in the middle of an assignment to an attribute. SQLAlchemy
    assigns to its record of a row when a session ends, and again when the row is collected: where
    the second happens inside the first, the same memory is freed twice and the process dies. Rows
    that a template referred to are such garbage. From Python 3.12 on this cannot happen.
    """

    def expunge_all(self) -> None:
        alive = list(self.identity_map.values())
        super().expunge_all()
        alive.clear()

    def rollback(self) -> None:
        alive = list(self.identity_map.values())
        super().rollback()
        alive.clear()


def session_maker(engine: Engine) -> Callable[[bool], Session]:
    """Return what opens a session on `engine`, for writing or not."""
    writer = engine.execution_options(writing=True)
    return lambda writing: SteadySession(writer if writing else engine, expire_on_commit=False)


def get_session() -> Session:
    """Return the session of this request, opened at its first use."""
    if "session" not in g:
        g.session = here().sessions(request.method not in READING)
    return cast(Session, g.session)


def write_here() -> None:
    """Let this request write although its method reads, as where another site leads back here.

    What was read before is let go of; a writer sees what others have written meanwhile.
    """
    opened = g.pop("session", None)
    if opened is not None:
        opened.close()
    g.session = here().sessions(True)


def close_sessions(app: Flask) -> None:
    """Close the session of a request when the request ends; what was not committed is undone."""

    @app.teardown_appcontext
    def close(_error: BaseException | None) -> None:
        session = g.pop("session", None)
        if session is not None:
            session.close()
