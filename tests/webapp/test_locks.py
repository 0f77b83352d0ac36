"""Signing in on a base of its own, where a writer that waits for itself would wait for ever."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from referentiel.base import Base
from surveys.accounts import add_person
from surveys.models import WebSession
from tests.conftest import NOW, PASSWORD, Clock, StrictClient
from tests.correspondence import code_in, letters_to
from webapp import create_app
from webapp.config import Settings
from webapp.database import make_engine, session_maker

EMAIL = "anne@example.org"


@pytest.fixture
def base(tmp_path) -> Iterator[object]:
    """What opens sessions on a file."""
    engine = make_engine(f"sqlite:///{tmp_path}/base.sqlite3")
    Base.metadata.create_all(engine)
    opening = session_maker(engine)
    with opening(True) as session:
        add_person(session, name="Anne", email=EMAIL, password=PASSWORD)
        session.commit()
    yield opening
    engine.dispose()


@pytest.fixture
def site(base, clock: Clock, tmp_path) -> Flask:
    settings = Settings(database_url="sqlite://", secret_key="secret of the tests", folder=tmp_path)
    app = create_app(settings, sessions=base, clock=clock)
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = StrictClient
    return app


def seen_on(base):
    with base(False) as session:
        return session.scalar(select(WebSession.seen_on))


def test_the_day_a_browser_served_is_noted_by_pages_that_only_read(site, base, clock):
    client = site.test_client()
    client.post("/account/sign-in", data={"email": EMAIL, "password": PASSWORD})

    clock.now = NOW + timedelta(days=1)
    client.get("/account/")

    assert seen_on(base) == (NOW + timedelta(days=1)).date()
    assert "21 novembre 2026" in client.get("/account/sessions/").get_data(as_text=True)


def test_a_form_sent_on_a_new_day_does_not_wait_for_itself(site, base, clock):
    client = site.test_client()
    client.post("/account/sign-in", data={"email": EMAIL, "password": PASSWORD})

    clock.now = NOW + timedelta(days=1)
    client.post("/account/", data={"name": "Anne D.", "language": "fr"})

    assert seen_on(base) == NOW.date()


@pytest.mark.parametrize("password", [PASSWORD, "faux"])
def test_proving_again_by_password_does_not_wait_for_itself(site, clock, password):
    client = site.test_client()
    client.post("/account/sign-in", data={"email": EMAIL, "password": PASSWORD})

    clock.now = NOW + timedelta(hours=1)
    answer = client.post("/account/sign-in?again=1", data={"email": EMAIL, "password": password})

    assert answer.status_code == (303 if password == PASSWORD else 200)


def test_proving_again_by_letter_does_not_wait_for_itself(site, base, clock):
    client = site.test_client()
    client.post("/account/sign-in", data={"email": EMAIL, "password": PASSWORD})

    clock.now = NOW + timedelta(hours=1)
    client.post("/account/sign-in?again=1", data={"email": EMAIL, "way": "letter"})
    with base(False) as session:
        code = code_in(letters_to(session, EMAIL)[0])
    answer = client.post("/account/letter?next=/account/password", data={"code": code})

    assert answer.location == "/account/password"
    assert client.get("/account/password").status_code == 200
