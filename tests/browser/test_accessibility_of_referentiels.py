"""What authors and readers of a référentiel see once signed in, for every reader."""

import pytest

from tests.browser.every_reader import problems_of, readings
from tests.browser.pages import Place

OF_REFERENTIELS = (
    "library.", "drafts.", "versions.", "crosswalks.", "imports.", "exports.", "remarks.",
    "questionnaires.", "questionnaire_files.", "comparisons.",
)  # fmt: skip


def is_here(endpoint: str, place: Place) -> bool:
    return place.signed_in and endpoint.startswith(OF_REFERENTIELS)


@pytest.mark.parametrize(("place", "language"), [*readings(is_here)])
def test_a_page_serves_every_reader(come, place: Place, language: str):
    assert problems_of(come(place, language), language) == []
