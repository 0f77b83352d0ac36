"""The page of the population: one number for each answer, all or none, above what is shown."""

import pytest
from sqlalchemy import select

from reports.release import release_campaign
from surveys.models import AuditEntry, Campaign
from tests.conftest import NOW
from tests.factories import make_campaign, make_submission
from webapp.translations import translations

# n0: the structure (public, association, other); n1: the territory (rural, urban).
FIELDS = {"size": "240", "n0-0": "120", "n0-1": "100", "n0-2": "20"}


@pytest.fixture
def campaign(session):
    return make_campaign(session, attributes=("structure", "territory"))


def at(campaign):
    return f"/campaigns/{campaign.id}/population/"


def kept(session):
    session.expire_all()
    return session.scalar(select(Campaign.population))


def publish(session, campaign):
    for structure, count in (("public", 9), ("association", 8), ("other", 3)):
        for level in range(count):
            sheet = (4, level % 3), (3, 1 + level % 2)
            make_submission(session, campaign, *sheet, structure=structure)
    release_campaign(session, campaign, now=NOW, languages=translations())
    session.commit()


def test_totals_are_written_shown_again_and_noted(facilitator, session, campaign):
    answer = facilitator.post(at(campaign), data=FIELDS)

    assert answer.location == f"/campaigns/{campaign.id}"
    assert kept(session) == {
        "size": 240,
        "totals": {"structure": {"public": 120, "association": 100, "other": 20}},
        "by": "structure",
    }
    assert 'value="120"' in facilitator.get(at(campaign)).text
    assert session.scalars(select(AuditEntry.act)).all().count("campaign.settled") == 1


def test_all_empty_is_unknown_and_the_sum_makes_the_size(facilitator, session, campaign):
    facilitator.post(at(campaign), data=FIELDS | {"size": ""})
    assert kept(session)["size"] == 240

    facilitator.post(at(campaign), data=dict.fromkeys(FIELDS, "") | {"by": "structure"})

    assert kept(session) == {}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"n0-2": ""}, "Écrivez un nombre pour chaque réponse de cette question"),
        ({"n0-2": "21"}, "Ces nombres font 241 personnes, et la population en a 240"),
        ({"n1-0": "100", "n1-1": "141"}, "Ces nombres font 241 personnes"),
        ({"by": "territory"}, "Écrivez aussi les nombres de la question d’après laquelle"),
        ({"by": "agent"}, "Ce choix n’existe pas"),
        ({"n0-0": "-1"}, "Entre 0 et 100000000 personnes."),
        ({"n0-0": "cent"}, "Écrivez un nombre entier, en chiffres."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(facilitator, session, campaign, changes, sentence):
    page = facilitator.post(at(campaign), data=FIELDS | changes).text

    assert sentence in page
    assert kept(session) == {}


def test_a_total_below_what_is_shown_is_refused(facilitator, session, campaign):
    publish(session, campaign)

    few = facilitator.post(at(campaign), data={"size": "19"}).text
    other = {"size": "240", "n0-0": "8", "n0-1": "100", "n0-2": "132"}
    group = facilitator.post(at(campaign), data=other).text

    # 20 answered; of the groups the two that remain are masked together: see the next test.
    assert "plus petit que celui des réponses déjà montrées\u00a0: 20." in few
    assert "plus petit que celui des réponses déjà montrées\u00a0: 9." in group
    assert kept(session) == {}


def test_a_refusal_tells_nothing_of_a_masked_group(facilitator, session, campaign):
    publish(session, campaign)

    # 3 people of « other » answered, and are masked with the 8 of the associations.
    totals = {"size": "30", "n0-0": "29", "n0-1": "0", "n0-2": "1"}
    answer = facilitator.post(at(campaign), data=totals)

    assert answer.status_code == 303
    assert kept(session)["totals"]["structure"]["other"] == 1
