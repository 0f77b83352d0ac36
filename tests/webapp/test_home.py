import pytest

from tests.factories import make_campaign, make_event, make_version


def page(client, address="/"):
    response = client.get(address)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_home_of_an_empty_base_says_that_nothing_is_open(client):
    html = page(client)

    assert "Aucune auto-évaluation n’est ouverte en ce moment." in html
    assert 'href="/c/' not in html


def test_home_leads_to_the_open_campaigns_the_referentiel_and_the_events(client, session):
    campaign = make_campaign(session, event=make_event(session))

    html = page(client)

    assert f'href="/c/{campaign.code}"' in html
    assert 'href="/library/developpement-territorial"' in html
    assert 'href="/events/seminaire"' in html


def test_home_leaves_out_a_campaign_that_is_not_open(client, session):
    make_campaign(session, opened=False)

    assert 'href="/c/' not in page(client)


def test_home_marks_the_referentiel_as_a_draft(client, session):
    make_version(session)

    assert "projet à valider" in page(client)


def test_home_marks_the_campaign_of_a_demonstration(client, session):
    make_campaign(session, demonstration=True)

    assert "données de démonstration" in page(client)


def test_home_of_an_ordinary_installation_speaks_of_no_demonstration(client, session):
    make_campaign(session)

    assert "démonstration" not in page(client)


@pytest.mark.parametrize("more", [0, 2])
def test_home_costs_five_statements_whatever_it_lists(client, session, count_queries, more):
    make_campaign(session, event=make_event(session))
    for number in range(more):
        event = make_event(session, slug=f"seminaire-{number}")
        session.add(event)
    session.commit()

    with count_queries() as statements:
        page(client)

    assert len(statements) == 5  # the last: what the footer says
