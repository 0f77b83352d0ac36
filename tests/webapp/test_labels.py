"""Figures, days and times as they are read, in French and in English."""

from datetime import UTC, date, datetime, time

import pytest
from flask import Flask
from flask_babel import force_locale

from reports.document import EMPTY, MASKED, Cell, Column
from webapp.labels import clock, day, figure, paragraphs, paris


@pytest.fixture(params=["fr"])
def locale(request, app: Flask):
    with app.test_request_context(), force_locale(request.param):
        yield request.param


pytestmark = pytest.mark.usefixtures("locale")
english = pytest.mark.parametrize("locale", ["en"], indirect=True)


def column(unit, digits=0):
    return Column(key="x", label="X", unit=unit, digits=digits)


@pytest.mark.parametrize(
    ("cell", "unit", "digits", "shown"),
    [
        (Cell(value=0.64, n=1054), "share", 0, "64\u00a0%"),
        (Cell(value=7 / 12, n=12), "share", 0, "7 sur 12"),
        (Cell(value=7 / 20, n=20), "share", 0, "35\u00a0%"),
        (Cell(value=0.125), "share", 1, "12,5\u00a0%"),
        (Cell(value=2.25), "level", 2, "2,25"),
        (Cell(value=2.0), "level", 0, "2,0"),
        (Cell(value=2), "level", 0, "2"),
        (Cell(value=-0.5), "points", 2, "\u22120,50"),
        (Cell(value=-0.04), "points", 1, "0,0"),
        (Cell(value=1054), "people", 0, "1\u202f054"),
        (Cell(value="<D4>"), "text", 0, "&lt;D4&gt;"),
    ],
)
def test_a_figure_is_written_by_its_unit(cell, unit, digits, shown):
    assert str(figure(cell, column(unit, digits))) == shown


def test_masked_and_empty_cells_are_said_in_words():
    assert figure(MASKED, column("level")) == '<span class="masked">masqué</span>'
    assert figure(EMPTY, column("level")) == (
        '<span class="empty"><span aria-hidden="true">—</span>'
        '<span class="visually-hidden">sans donnée</span></span>'
    )


@english
def test_figures_follow_the_language():
    assert str(figure(Cell(value=1054.5), column("points", 1))) == "1,054.5"
    assert str(figure(Cell(value=0.64), column("share"))) == "64%"
    assert day(date(2015, 2, 13)) == "13 February 2015"
    assert clock(time(9, 30)) == "9:30"


def test_days_and_times_are_written_in_french():
    assert day(date(2015, 2, 13)) == "13 février 2015"
    assert day(date(2015, 3, 1)) == "1er mars 2015"
    assert clock(time(9, 30)) == "9\u00a0h\u00a030"
    assert clock(time(14, 0)) == "14\u00a0h"


def test_a_moment_is_told_on_the_clocks_of_paris():
    assert paris(datetime(2015, 6, 30, 22, 30, tzinfo=UTC)) == "1er juillet 2015 à 0\u00a0h\u00a030"


def test_paragraphs_are_cut_at_blank_lines_and_escaped():
    assert paragraphs("Un <b>\ndeux\n\n\n  trois ") == "<p>Un &lt;b&gt;<br>deux</p>\n<p>trois</p>"
