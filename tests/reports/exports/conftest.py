"""A real report whose release masks groups, and what it masks."""

import pytest

from reports.queries import archived, last_release
from reports.release import release_campaign
from surveys.claims import AT_LEAST, AT_MOST, GAP, IMPORTANCE, SHARE, Claim
from surveys.hypotheses import Words, write_hypothesis
from surveys.population import Population, set_population
from tests.conftest import NOW
from tests.factories import make_campaign, make_submission, make_version
from webapp.translations import translations

CODES = ("D4-01", "D4-02", "D4-03")
# Importance and level of each competence, by structure: the 3 people of the last are masked.
SHEETS = {
    "public": [((3, 1), (4, 2), (2, 2))] * 4 + [((4, 2), (3, 3), (3, 1))] * 5,
    "association": [((2, 2), (4, 1), (1, 0))] * 6 + [((4, 0), (2, 3), (4, 2))] * 5,
    "other": [((1, 4), (1, 0), (0, 4))] * 2 + [((1, 3), (2, 1), (0, 3))],
}


@pytest.fixture
def released(session):
    """A campaign with a release whose report masks a group, and its report."""
    version = make_version(session, CODES)
    asked = ("profile", "structure", "territory")
    campaign = make_campaign(session, CODES, version=version, attributes=asked)
    for structure, sheets in SHEETS.items():
        for place, sheet in enumerate(sheets):
            about = {"structure": structure, "territory": ("rural", "urban")[place % 2]}
            make_submission(session, campaign, *sheet, profile="P1", **about)
    totals = {
        "structure": {"public": 30, "association": 20, "other": 10},
        "territory": {"rural": 35, "urban": 25},
    }
    set_population(session, campaign, Population(60, totals, "territory"))
    of_group = {"breakdown": "structure", "value": "other"}
    for claim in (
        Claim(subject="D4-01", measure=IMPORTANCE, side=AT_LEAST, threshold=2.0),
        Claim(subject="D4-02", measure=SHARE, side=AT_MOST, threshold=90.0),
        Claim(subject="D4-03", measure=GAP, side=AT_MOST, threshold=1.0, **of_group),
    ):
        write_hypothesis(session, campaign, Words("Un mot", "Un atelier"), claim, now=NOW)
    release_campaign(session, campaign, now=NOW, languages=translations())
    session.commit()
    return campaign, archived(session, last_release(session, campaign.id), "fr")
