"""Numbers as they are read, in French and in English."""

import pytest

from reports.document import Cell, Column
from reports.numerals import decimal, figure, percent


@pytest.mark.parametrize(
    ("value", "digits", "french", "english"),
    [
        (0.35, 0, "35\u00a0%", "35%"),
        (0.125, 1, "12,5\u00a0%", "12.5%"),
        (-0.5, 0, "\u221250\u00a0%", "\u221250%"),
    ],
)
def test_a_share_is_written_as_each_language_writes_it(value, digits, french, english):
    assert (percent(value, "fr", digits), percent(value, "en", digits)) == (french, english)


def test_a_number_that_rounds_to_nought_has_no_sign():
    assert decimal(-0.04, "fr") == "0,0"
    assert decimal(0.04, "en", signed=True) == "0.0"


def test_a_share_of_few_people_is_written_in_people():
    share = Column(key="share", label="Part", unit="share")

    assert figure(Cell(value=7 / 12, n=12), share, "fr") == "7 / 12"
    assert figure(Cell(value=7 / 20, n=20), share, "fr") == "35\u00a0%"
