"""Asking for any address as anybody, and reading everything that comes back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import Connection
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from surveys.roles import Role
from tests.access.house import House
from tests.unpacking import parts_of

API = "/api/"
CALLED = (API, "/ims/case/")  # by programs, whose calls are counted


@dataclass(frozen=True)
class Actor:
    """Somebody of a house, or anybody: the token of their browser, and that of their programs."""

    name: str
    session: str = ""
    token: str = ""

    @classmethod
    def of(cls, house: House, role: Role) -> "Actor":
        return cls(f"{house.name} {role}", house.sessions[role], house.tokens[role])

    def client(self, app: Flask) -> FlaskClient:
        """Return a browser of theirs, which keeps nothing of another visit.

        Other tests read every page: this one asks for thousands, and looks for words.
        """
        client = FlaskClient(app, Response)
        if self.session:
            with client.session_transaction() as cookie:
                cookie.update(_user_id=self.session, _fresh=True)
        return client

    def headers(self, path: str) -> dict[str, str]:
        """Return what their programs send with a request to the API; pages get nothing of it."""
        known = self.token and path.startswith(API)
        return {"Authorization": f"Bearer {self.token}"} if known else {}


def methods_of(rule: Rule) -> list[str]:
    """Return the methods of a rule that somebody may mean."""
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def words_in(response: TestResponse) -> str:
    """Return all that an answer says: its headers, its text, and what its files hold."""
    data = response.get_data()
    parts = [str(response.headers).encode(), data, *parts_of(data)]
    return b"\n".join(parts).decode(errors="replace")


@contextmanager
def undone(connection: Connection) -> Iterator[None]:
    """Undo what is written inside, commits included."""
    with connection.begin_nested() as everything:
        yield
        everything.rollback()
