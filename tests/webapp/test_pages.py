"""A page cut where visitors differ is, byte for byte, the page that would have been rendered."""

import gzip
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from webapp.pages import CUT, CutPage, PageShelf, hole

HOLES = ("ticket", "c0=2", "profile=")
ZIPPED = {"Accept-Encoding": "gzip"}


def html(*fills):
    """Return a page with one hole, or what fills it, in three places."""
    return "<!doctype html><p>é {}</p>{}{}<p>fin</p>".format(*fills)


PAGE = CutPage.from_html(html(*map(hole, HOLES)))
fills = st.fixed_dictionaries({}, optional=dict.fromkeys(HOLES, st.text(max_size=40)))


def answered(app, page, values, headers):
    with app.test_request_context(headers=headers):
        return page.response(values)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=fills)
def test_the_compressed_page_is_the_plain_one_byte_for_byte(app, values):
    plain = answered(app, PAGE, values, {})
    zipped = answered(app, PAGE, values, ZIPPED)

    assert plain.get_data() == html(*(values.get(name, "") for name in HOLES)).encode()
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.get_data()) == plain.get_data()
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize("size", [0, 1, 65_534, 65_535, 65_536, 70_000, 131_070, 131_071])
def test_a_hole_may_be_filled_with_any_number_of_bytes(app, size):
    values = {"ticket": "x" * size, "profile=": "é" * (size // 2)}

    body = answered(app, PAGE, values, ZIPPED).get_data()

    assert zlib.decompress(body, wbits=31) == html("x" * size, "", "é" * (size // 2)).encode()


def test_a_page_without_holes_and_an_empty_page_are_whole(app):
    for text in ("<p>rien</p>", ""):
        page = CutPage.from_html(text)
        assert gzip.decompress(answered(app, page, {"x": "y"}, ZIPPED).get_data()) == text.encode()


def test_what_fills_a_hole_is_never_taken_for_a_hole(app):
    values = {"ticket": str(hole("c0=2")), "c0=2": "checked"}

    body = answered(app, PAGE, values, {}).get_data(as_text=True)

    assert body == html(f"{CUT}c0=2{CUT}", "checked", "")


def test_a_nul_byte_that_somebody_wrote_does_not_cut_the_page(app):
    text = "<h1>Un titre\x00ticket\x00 et un autre\x00</h1>"
    page = CutPage.from_html(text + str(hole("ticket")))

    assert answered(app, page, {"ticket": "T"}, {}).get_data(as_text=True) == text + "T"


def test_a_page_says_how_long_it_is_and_what_it_is(app):
    for headers in ({}, ZIPPED):
        response = answered(app, PAGE, {}, headers)
        assert response.content_length == len(response.get_data())
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_page_is_rendered_once_per_key():
    shelf, rendered = PageShelf(), []

    def render():
        rendered.append(1)
        return f"<p>{len(rendered)}</p>"

    first = shelf.get(("crest", "fr"), render)
    again = shelf.get(("crest", "fr"), render)
    other = shelf.get(("crest", "en"), render)

    assert first is again
    assert (first.parts, other.parts) == ((b"<p>1</p>",), (b"<p>2</p>",))


def test_a_full_shelf_is_emptied_and_stays_right():
    shelf = PageShelf(limit=2)

    pages = [shelf.get(key, lambda key=key: f"<p>{key}</p>") for key in (1, 2, 3, 1, 2)]

    assert [page.parts[0] for page in pages] == [
        f"<p>{key}</p>".encode() for key in (1, 2, 3, 1, 2)
    ]
