import re

import pytest

from surveys.models import Release
from tests.conftest import NOW
from tests.factories import make_campaign, make_event, make_organisation, make_version
from tests.shipped import SEMINAR, TWO_DAYS, shipped_event
from tests.surveys.test_events import CODES, SEMINAR_SLUG

TWO_DAYS_SLUG = "journees-des-territoires-2018"


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.get_data(as_text=True)


@pytest.fixture
def real(session):
    """The two real events, with a référentiel that holds what they aim at."""
    version = make_version(session, codes=CODES)
    organisation = make_organisation(session, "carrefour")
    for path in (SEMINAR, TWO_DAYS):
        shipped_event(session, path, organisation)
    session.commit()
    return version


def make_workshop_campaign(session, number=1, **plan):
    """Return a campaign on the first workshop of a new event."""
    event = make_event(session, slug=f"seminaire-{number}", codes=("D4-01",))
    campaign = make_campaign(session, event=event, **plan)
    campaign.workshop_id = event.workshops[0].id
    session.commit()
    return campaign


@pytest.mark.usefixtures("real")
def test_index_lists_the_events_with_their_number_of_workshops(client):
    html = page(client, "/events/")

    assert f'href="/events/{SEMINAR_SLUG}"' in html
    assert f'href="/events/{TWO_DAYS_SLUG}"' in html
    assert ("17\u00a0ateliers" in html, "3\u00a0ateliers" in html) == (True, True)
    assert "du 26 au 27 novembre 2018" in html
    assert "26 to 27 November 2018" in page(client, "/events/?language=en")


def test_index_without_event_says_so(client):
    assert "Aucun événement n’est publié." in page(client, "/events/")


@pytest.mark.parametrize("count", [1, 3])
def test_index_costs_three_statements_whatever_it_lists(client, session, count_queries, count):
    for number in range(count):
        make_event(session, slug=f"seminaire-{number}")
    session.commit()

    with count_queries() as statements:
        page(client, "/events/")

    assert len(statements) == 3


@pytest.mark.usefixtures("real")
def test_seminar_shows_its_objectives_place_and_hours(client):
    html = page(client, f"/events/{SEMINAR_SLUG}")

    assert "<li>s’interroger sur sa propre pratique en situation de coopération</li>" in html
    assert "Coordonnées GPS latitude 45.696903 longitude 3.152064" in html
    assert '<time datetime="14:40">14\u00a0h\u00a040</time>' in html
    assert "à valider" in html


@pytest.mark.usefixtures("real")
def test_seminar_names_its_organisations_by_role(client):
    html = page(client, f"/events/{SEMINAR_SLUG}")

    end = html[html.index("<dt>Organisation</dt>") :]
    words = re.findall(r"<d[td][^>]*>(.*?)</d[td]>", end)
    assert words == [
        "Organisation",
        "Carrefour des métiers et des professionnels du développement territorial",
        "Avec l’appui de",
        "Agence Régionale de Développement des Territoires d’Auvergne (ARDTA)",
        "Organisations nommées dans le document",
        "UNADEL",
    ]


@pytest.mark.usefixtures("real")
def test_two_days_show_parallel_workshops_and_what_their_source_lacks(client):
    html = page(client, f"/events/{TWO_DAYS_SLUG}")

    assert html.count("6 ateliers au choix") == 2
    assert "5 ateliers au choix" in html
    assert "Jean-François CARON, Maire de Loos-en-Gohelle et Président du Cd2e" in html
    assert "L’année 2018" in html


@pytest.mark.usefixtures("real")
def test_event_costs_eight_statements_whatever_its_size(client, session, count_queries):
    small = make_event(session, codes=("D4-01",))
    session.commit()
    counts = []
    for slug in (small.slug, TWO_DAYS_SLUG):
        with count_queries() as statements:
            page(client, f"/events/{slug}")
        counts.append(len(statements))

    assert counts == [8, 8]


def test_event_leads_to_the_campaigns_on_the_whole_of_it(client, session):
    event = make_event(session)
    campaign = make_campaign(session, event=event, title="Express")

    html = page(client, "/events/seminaire")

    assert f'href="/c/{campaign.code}"' in html


def test_campaign_being_prepared_is_not_shown(client, session):
    campaign = make_workshop_campaign(session, opened=False)

    assert campaign.title not in page(client, "/events/seminaire-1")
    assert campaign.title not in page(client, "/events/seminaire-1/atelier-1")


@pytest.mark.usefixtures("real")
def test_workshop_links_the_competences_it_aims_at_and_calls_them_a_proposal(client):
    html = page(client, f"/events/{SEMINAR_SLUG}/atelier-3")

    assert html.count('href="/library/developpement-territorial/D') == 14
    assert 'href="/library/developpement-territorial/D4-08"' in html
    assert "Proposition à valider" in html
    assert "ce n’est pas un texte officiel" in html


@pytest.mark.usefixtures("real")
def test_entry_without_aims_shows_none(client):
    html = page(client, f"/events/{SEMINAR_SLUG}/repas")

    assert "Compétences visées" not in html
    assert "Aucune auto-évaluation ne porte sur cette séance." in html


def test_workshop_leads_to_an_open_campaign(client, session):
    campaign = make_workshop_campaign(session)

    html = page(client, "/events/seminaire-1/atelier-1")

    assert f'href="/c/{campaign.code}"' in html
    assert "Répondre à l’auto-évaluation" in html
    assert "Lire le rapport du groupe" not in html


def test_workshop_does_not_lead_to_a_closed_campaign(client, session):
    campaign = make_workshop_campaign(session)
    campaign.closes_at = NOW
    session.commit()

    html = page(client, "/events/seminaire-1/atelier-1")

    assert "/c/" not in html
    assert "Aucun résultat n’a été publié." in html


def test_workshop_leads_to_the_report_of_a_campaign_with_figures(client, session):
    campaign = make_workshop_campaign(session)
    session.add(Release(campaign_id=campaign.id, number=1, released_at=NOW, received=7))
    session.commit()

    html = page(client, "/events/seminaire-1/atelier-1")

    assert f'href="/reports/campaigns/{campaign.id}"' in html


def test_workshop_marks_a_demonstration(client, session):
    make_workshop_campaign(session, demonstration=True)

    assert "données de démonstration" in page(client, "/events/seminaire-1/atelier-1")


def test_visitor_is_not_offered_to_prepare_a_campaign(client, session):
    make_event(session)
    session.commit()

    assert "Préparer une auto-évaluation" not in page(client, "/events/seminaire/atelier-1")


def test_facilitator_of_the_event_is_led_to_prepare_a_campaign(facilitator, session):
    event = make_event(session)
    session.commit()

    html = page(facilitator, "/events/seminaire/atelier-1")

    assert f'href="/campaigns/create?workshop={event.workshops[0].id}"' in html


def test_facilitator_from_elsewhere_is_not_led_to_prepare_one(facilitator, session):
    event = make_event(session)
    event.organisation_id = make_organisation(session, "ailleurs").id
    session.commit()

    html = page(facilitator, "/events/seminaire/atelier-1")

    assert "Préparer une auto-évaluation" not in html


@pytest.mark.parametrize("more", [0, 2])
def test_workshop_costs_seven_statements_whatever_its_campaigns(
    client, session, count_queries, more
):
    first = make_workshop_campaign(session)
    for number in range(more):
        other = make_campaign(session, version=first.questionnaire.version, title=f"N° {number}")
        other.workshop_id = first.workshop_id
    session.commit()

    with count_queries() as statements:
        page(client, "/events/seminaire-1/atelier-1")

    assert len(statements) == 7


@pytest.mark.parametrize("address", ["/events/inconnu", "/events/inconnu/atelier-1"])
def test_unknown_event_is_not_found(client, address):
    assert client.get(address).status_code == 404
