"""Browsers of other kinds than `client`."""

import pytest
from flask import Flask
from flask.testing import FlaskClient


@pytest.fixture
def cookieless(app: Flask) -> FlaskClient:
    """A browser that refuses cookies."""
    return app.test_client(use_cookies=False)


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    """A browser whose pages are not checked, since they may be compressed."""
    return FlaskClient(app, app.response_class)
