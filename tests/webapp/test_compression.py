"""Pages travel compressed to those who take it, and never otherwise."""

import gzip as standard
import zlib

import pytest
from flask import Response
from hypothesis import given
from hypothesis import strategies as st

from webapp.compression import LEAST, accepted, deflate, gzip, join


@given(st.binary(max_size=3_000))
def test_anybody_can_read_what_was_compressed(body):
    assert standard.decompress(gzip(body)) == body


@given(st.lists(st.binary(max_size=500), max_size=6))
def test_runs_that_were_deflated_apart_make_one_file(parts):
    body = b"".join(parts)

    joined = join(body, [deflate(part) for part in parts])

    assert zlib.decompress(joined, wbits=31) == body
    assert int.from_bytes(joined[-4:], "little") == len(body)


def test_the_file_tells_no_time():
    assert gzip(b"x" * 5_000) == gzip(b"x" * 5_000)
    assert gzip(b"")[4:8] == bytes(4)


@pytest.mark.parametrize(
    ("header", "yes"),
    [
        ("gzip, deflate, br", True),
        ("GZIP", True),
        ("br;q=1.0, gzip;q=0.8", True),
        ("*", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip;q=0.0, br", False),
        ("x-not-gzip-at-all", False),
    ],
)
def test_a_browser_takes_gzip_when_it_says_so(app, header, yes):
    with app.test_request_context(headers={"Accept-Encoding": header}):
        assert accepted() is yes


def test_a_browser_that_says_nothing_gets_a_plain_page(app):
    with app.test_request_context():
        assert accepted() is False


@pytest.fixture
def sent(app):
    """Return what the application makes of a response."""

    def send(response, encoding="gzip"):
        headers = {"Accept-Encoding": encoding}
        with app.test_request_context(headers=headers):
            return app.process_response(response)

    return send


def test_a_page_is_the_same_compressed_and_plain(sent):
    text = "<p>é</p>" * 500

    zipped = sent(Response(text, mimetype="text/html"))
    plain = sent(Response(text, mimetype="text/html"), "identity")

    assert standard.decompress(zipped.get_data()) == plain.get_data() == text.encode()
    assert zipped.content_length == len(zipped.get_data())
    assert "Accept-Encoding" in zipped.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize(
    ("size", "mimetype", "compressed"),
    [
        (LEAST - 1, "text/html", False),
        (LEAST, "text/html", True),
        (LEAST, "application/json", True),
        (LEAST, "image/svg+xml", True),
        (LEAST, "application/pdf", False),
        (LEAST, "image/png", False),
    ],
)
def test_what_is_small_or_compressed_already_travels_as_it_is(sent, size, mimetype, compressed):
    response = sent(Response(b"x" * size, mimetype=mimetype))

    assert ("Content-Encoding" in response.headers) is compressed


def test_a_page_that_was_compressed_is_left_alone(sent):
    body = gzip(b"x" * 5_000)

    response = sent(Response(body, mimetype="text/html", headers={"Content-Encoding": "gzip"}))

    assert response.get_data() == body


def test_a_page_of_ours_is_read_back_by_a_browser(client):
    plain = client.get(
        "/library/developpement-territorial", headers={"Accept-Encoding": "identity"}
    )
    zipped = client.head("/library/developpement-territorial", headers={"Accept-Encoding": "gzip"})

    assert plain.status_code == zipped.status_code
    assert zipped.get_data() == b""
