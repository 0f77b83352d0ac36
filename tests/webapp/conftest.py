"""Browsers of other kinds than `client`, and what the worker stands on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from tests.conftest import Clock
from tests.factories import SECRET
from webapp.config import Settings
from webapp.database import SteadySession
from webapp.delivering import Ground


@pytest.fixture
def cookieless(app: Flask) -> FlaskClient:
    """A browser that refuses cookies."""
    return app.test_client(use_cookies=False)


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    """A browser whose pages are not checked, since they may be compressed."""
    return FlaskClient(app, app.response_class)


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
