"""Known totals of a population: they agree with each other, and with what is shown."""

import pytest

from surveys.population import (
    NothingToWeighBy,
    Population,
    SizeNotTheSum,
    TotalBelowAnswers,
    population_in,
    set_population,
)
from tests.factories import make_campaign, make_submission

STRUCTURES = {"public": 60, "association": 30, "other": 10}
TERRITORIES = {"rural": 45, "urban": 55}


@pytest.fixture
def campaign(session):
    return make_campaign(session, attributes=("structure", "territory"))


def test_what_is_known_is_read_as_it_was_written(session, campaign):
    totals = {"structure": STRUCTURES, "territory": TERRITORIES}
    set_population(session, campaign, Population(0, totals, "territory"))

    assert population_in(campaign.population) == Population(100, totals, "territory")


def test_a_size_alone_is_enough_and_nothing_is_nothing(session, campaign):
    assert population_in(campaign.population) == Population()
    set_population(session, campaign, Population(80))
    assert population_in(campaign.population) == Population(80)
    set_population(session, campaign, Population(by="structure"))
    assert campaign.population == {}


@pytest.mark.parametrize(
    ("population", "refusal"),
    [
        (Population(99, {"structure": STRUCTURES}), SizeNotTheSum),
        (Population(0, {"structure": STRUCTURES, "territory": {"rural": 1}}), SizeNotTheSum),
        (Population(100, {"structure": STRUCTURES}, "territory"), NothingToWeighBy),
        (Population(3), TotalBelowAnswers),
    ],
)
def test_what_does_not_agree_is_refused(session, campaign, population, refusal):
    for _ in range(4):
        make_submission(session, campaign, (3, 1), (3, 2), structure="public")

    with pytest.raises(refusal):
        set_population(session, campaign, population)

    assert campaign.population == {}
