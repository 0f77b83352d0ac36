"""What goes wrong is logged without what was sent, and shown without a word of the code."""

import logging

import pytest
from sqlalchemy.exc import OperationalError

from surveys.roles import Role

SENT = "mot-de-passe\r\nFORGED LINE"


@pytest.fixture
def logged(caplog):
    caplog.set_level(logging.INFO, logger="reperes")
    return lambda: [entry.getMessage() for entry in caplog.records if entry.name == "reperes"]


def test_a_refused_page_is_logged_by_its_name(sign_in_as, logged):
    member = sign_in_as(Role.MEMBER)

    assert member.get("/campaigns/").status_code == 403

    assert logged() == ["refused GET campaigns.index: 403"]


def test_what_cannot_be_read_is_logged_without_being_repeated(client, logged):
    response = client.get("/events/a%00b")

    assert response.status_code in (400, 404)
    assert all("\x00" not in line for line in logged())


def test_an_unforeseen_failure_shows_nothing_of_the_code(app, logged, monkeypatch):
    def fail(**_values: object) -> None:
        raise RuntimeError(SENT)

    monkeypatch.setitem(app.view_functions, "home.index", fail)

    response = app.test_client_class.__mro__[1](app, app.response_class).get("/")
    page = response.get_data(as_text=True)

    assert response.status_code == 500
    assert "RuntimeError" not in page
    assert SENT not in page
    assert logged() == ["unforeseen failure on GET home.index"]


def test_a_failing_base_does_not_log_what_it_was_given(engine):
    with engine.connect() as connection, pytest.raises(OperationalError) as failed:
        connection.exec_driver_sql("SELECT ? FROM nothing", (SENT,))

    assert SENT not in str(failed.value)
