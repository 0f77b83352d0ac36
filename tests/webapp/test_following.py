"""How a campaign stands: what is next, and who had answered, never live by category."""

import re
from datetime import timedelta

import pytest

from reports.release import release_campaign
from surveys.roles import Role
from tests.conftest import NOW
from tests.factories import LANGUAGES, make_campaign, make_submission

HOUR = timedelta(hours=1)


def answered(session, campaign, times: int, structure: str) -> None:
    for n in range(times):
        make_submission(session, campaign, (3, n % 5), (2, 4 - n % 5), structure=structure)


def page_of(client, campaign) -> str:
    return client.get(f"/campaigns/{campaign.id}").get_data(as_text=True)


def closed(session, *, received: int, release: bool, ago: timedelta):
    campaign = make_campaign(session)
    answered(session, campaign, received, "public")
    if release:
        release_campaign(session, campaign, now=NOW, languages=LANGUAGES)
    campaign.closes_at = NOW - ago
    session.commit()
    return campaign


def test_before_the_opening_one_rehearses_and_decides_of_it(facilitator, session):
    campaign = make_campaign(session, opened=False)
    assert "Ouvrez-la le moment venu" in page_of(facilitator, campaign)

    campaign.opens_at = NOW + HOUR
    session.commit()

    assert "Elle s’ouvre seule le 20 novembre 2026 à 17\u00a0h\u00a030." in page_of(
        facilitator, campaign
    )


def test_while_it_is_open_one_projects_and_plans_the_end(facilitator, session):
    campaign = make_campaign(session)

    page = page_of(facilitator, campaign)

    assert "Projetez l’adresse et le QR code." in page
    assert "Aucune clôture n’est prévue" in page
    answered(session, campaign, 5, "public")
    campaign.closes_at, campaign.capacity = NOW + HOUR, 5
    session.commit()
    page = page_of(facilitator, campaign)
    assert "Toutes les places sont prises" in page
    assert "Aucune clôture n’est prévue" not in page
    assert "5 réponses attendent" in page


@pytest.mark.parametrize(
    ("received", "release", "ago", "said", "unsaid"),
    [
        (2, False, HOUR, "trop peu de réponses", "peuvent arriver jusqu’au"),
        (6, True, HOUR, "montrez-les au groupe", "trop peu de réponses"),
        (6, False, timedelta(0), "peuvent arriver jusqu’au 20 novembre", "montrez-les"),
    ],
)
def test_once_closed_one_waits_releases_or_shows(
    facilitator, session, received, release, ago, said, unsaid
):
    campaign = closed(session, received=received, release=release, ago=ago)

    page = page_of(facilitator, campaign)

    assert said in page
    assert unsaid not in page


def test_categories_are_those_of_the_release(facilitator, session):
    campaign = make_campaign(session, attributes=("structure",))
    for structure, people in (("public", 14), ("association", 12), ("other", 9)):
        answered(session, campaign, people, structure)
    assert "par catégorie" not in page_of(facilitator, campaign)
    release_campaign(session, campaign, now=NOW, languages=LANGUAGES)
    session.commit()
    table = table_of(page_of(facilitator, campaign))

    answered(session, campaign, 1, "other")

    numbers = re.findall(r'<td class="number">(\d+)</td>', table)
    assert numbers == ["14", "12", "9"]
    assert table_of(page_of(facilitator, campaign)) == table


def test_a_category_of_few_people_is_not_counted_on_screen(facilitator, session):
    campaign = make_campaign(session, attributes=("structure",))
    for structure, people in (("public", 14), ("association", 12), ("other", 2)):
        answered(session, campaign, people, structure)
    release_campaign(session, campaign, now=NOW, languages=LANGUAGES)
    session.commit()

    page = page_of(facilitator, campaign)

    assert '<td class="number">2</td>' not in page


def table_of(page: str) -> str:
    start = page.index("par catégorie")
    return page[start : page.index("</details>", start)]


def test_who_only_follows_is_given_nothing_to_do(sign_in_as, session):
    campaign = make_campaign(session)

    assert "À faire maintenant" not in page_of(sign_in_as(Role.ANALYST), campaign)
