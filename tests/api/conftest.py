"""Programs that call the API, with and without a token."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from referentiel.people import Organisation
from surveys.guard.tokens import Holder, make_token
from surveys.roles import Act
from tests.conftest import NOW
from tests.factories import make_organisation, make_person


@dataclass
class Program:
    """Calls `/api/v1` and keeps no cookie."""

    client: FlaskClient
    token: str = ""

    def call(self, method: str, path: str, **request: object) -> TestResponse:
        headers = {**request.pop("headers", {})}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return self.client.open("/api/v1" + path, method=method, headers=headers, **request)

    def get(self, path: str, **request: object) -> TestResponse:
        return self.call("GET", path, **request)

    def post(self, path: str, **request: object) -> TestResponse:
        return self.call("POST", path, **request)

    def put(self, path: str, **request: object) -> TestResponse:
        return self.call("PUT", path, **request)

    def delete(self, path: str, **request: object) -> TestResponse:
        return self.call("DELETE", path, **request)


@pytest.fixture
def anyone(app: Flask) -> Program:
    """A program without a token."""
    return Program(app.test_client(use_cookies=False))


@pytest.fixture
def program_of(app: Flask, session: Session) -> Callable[..., Program]:
    """Return what makes a program with a token of an organisation, by default for every act."""

    def made(*scopes: Act, organisation: Organisation | None = None) -> Program:
        text = token_of(session, organisation or make_organisation(session), *scopes)
        return Program(app.test_client(use_cookies=False), text)

    return made


@pytest.fixture
def program(program_of: Callable[..., Program]) -> Program:
    """A program with a token of the organisation of the factories, for every act."""
    return program_of()


def token_of(session: Session, organisation: Organisation, *scopes: Act) -> str:
    text = make_token(
        session,
        Holder(organisation_id=organisation.id),
        name="test",
        scopes=scopes or (Act.FOLLOW, Act.READ, Act.RUN),
        days=30,
        maker_id=make_person(session).id,
        now=NOW,
    )
    session.commit()
    return text
