"""What people see once signed in, référentiels apart, for every reader."""

import pytest

from tests.browser.every_reader import problems_of, readings
from tests.browser.pages import Place
from tests.browser.test_accessibility_of_referentiels import OF_REFERENTIELS


def is_here(endpoint: str, place: Place) -> bool:
    return place.signed_in and not endpoint.startswith(OF_REFERENTIELS)


@pytest.mark.parametrize(("place", "language"), [*readings(is_here)])
def test_a_page_serves_every_reader(come, place: Place, language: str):
    assert problems_of(come(place, language), language) == []
