"""Whose address is seen: forwarded headers count only behind proxies of ours."""

import pytest
from flask import request

from webapp import create_app
from webapp.config import Settings

FORGED = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize(
    ("proxies", "seen"),
    [
        (0, ("127.0.0.1", False)),
        (1, ("198.51.100.7", True)),  # what our proxy wrote, not what the visitor did
    ],
)
def test_forwarded_headers_are_read_behind_our_proxies_only(proxies, seen):
    app = create_app(Settings(database_url="sqlite://", secret_key="s", proxies=proxies))
    found = []
    app.before_request(lambda: found.append((request.remote_addr, request.is_secure)))

    app.test_client().get("/nothing", headers=FORGED)

    assert found == [seen]
