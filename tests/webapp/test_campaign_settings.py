"""The settings of a campaign on screen: Paris on the clock, UTC in the base."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from reports.release import release_campaign
from surveys.models import AuditEntry, Campaign
from surveys.submission import save_draft
from tests.conftest import NOW
from tests.factories import OPENED, make_campaign, make_sheet, make_submission, make_ticket
from webapp.forms.campaign_settings import from_paris

SENT = {
    "grace_minutes": "15",
    "languages": ["fr", "en"],
    "target_people": "5",
    "target_level": "3",
}
DAY = timedelta(days=1)


def settings(client, campaign, **changes):
    return client.post(f"/campaigns/{campaign.id}/settings", data=SENT | changes)


def kept(session) -> Campaign:
    session.expire_all()
    return session.scalars(select(Campaign)).one()


def test_dates_are_read_on_the_clocks_of_paris_and_kept_in_utc(facilitator, session):
    campaign = make_campaign(session, opened=False)

    response = settings(
        facilitator,
        campaign,
        opens_at="2026-12-05T09:30",
        closes_at="2027-07-01T18:00",
        capacity="30",
        languages=["fr"],
    )

    found = kept(session)
    assert response.location == f"/campaigns/{campaign.id}"
    assert found.opens_at == datetime(2026, 12, 5, 8, 30, tzinfo=UTC)
    assert found.closes_at == datetime(2027, 7, 1, 16, 0, tzinfo=UTC)
    assert (found.capacity, found.languages, found.notice) == (30, ["fr"], 1)
    page = facilitator.get(f"/campaigns/{campaign.id}/settings").get_data(as_text=True)
    assert 'value="2026-12-05T09:30"' in page
    assert 'value="2027-07-01T18:00"' in page
    assert "Information n° 1" in page
    acts = session.scalars(select(AuditEntry.act)).all()
    assert acts.count("campaign.settled") == 1


def test_a_planned_campaign_says_so_and_opens_by_itself(facilitator, client, session, clock):
    campaign = make_campaign(session, opened=False)
    settings(facilitator, campaign, opens_at="2026-11-21T09:00", closes_at="2026-11-21T18:00")
    page = facilitator.get(f"/campaigns/{campaign.id}").get_data(as_text=True)
    assert "S’ouvre seule le 21 novembre 2026 à 9\u00a0h" in page

    assert client.get(f"/c/{campaign.code}").status_code == 403
    clock.now = NOW + DAY - timedelta(hours=4)
    shown = client.get(f"/c/{campaign.code}").get_data(as_text=True)
    clock.now = NOW + 2 * DAY

    assert "À remplir avant le 21 novembre 2026 à 18\u00a0h, heure de Paris." in shown
    assert "jusqu’au 21 novembre 2026 à 18\u00a0h\u00a015." in shown
    assert client.get(f"/c/{campaign.code}").status_code == 403


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"closes_at": "2026-11-01T10:00"}, "Cette date de clôture est passée."),
        ({"closes_at": "demain"}, "Donnez un jour et une heure"),
        ({"closes_at": "2027-03-28T02:30"}, "Cette heure n’existe pas à Paris"),
        ({"capacity": "0"}, "Entre 1 et 1000000 personnes."),
        ({"capacity": "trente"}, "Écrivez un nombre entier, en chiffres."),
        ({"languages": []}, "Choisissez au moins une langue."),
        ({"grace_minutes": "7"}, "Ce choix n’existe pas."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_kept(facilitator, session, changes, sentence):
    campaign = make_campaign(session)

    page = settings(facilitator, campaign, **changes).get_data(as_text=True)

    assert sentence in page
    typed = next(iter(changes.values()))
    assert not isinstance(typed, str) or typed == "7" or f'value="{typed}"' in page
    assert (kept(session).closes_at, kept(session).capacity) == (None, None)


def test_an_hour_that_paris_has_twice_is_the_first_of_the_two():
    shown = datetime.fromisoformat("2026-10-25T02:30")

    assert from_paris(shown) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_grace_that_was_told_is_not_shortened(facilitator, session):
    campaign = make_campaign(session)
    settings(facilitator, campaign, grace_minutes="1440")

    page = settings(facilitator, campaign, grace_minutes="15").get_data(as_text=True)

    assert "il peut s’allonger, jamais se raccourcir" in page
    assert (kept(session).grace_minutes, kept(session).notice) == (1440, 2)


def test_one_language_is_offered_alone(facilitator, client, session):
    campaign = make_campaign(session)
    settings(facilitator, campaign, languages=["fr"])

    page = client.get(f"/c/{campaign.code}?language=en").get_data(as_text=True)

    assert '<html lang="fr"' in page
    assert 'hreflang="en"' not in page
    settings(facilitator, campaign, languages=["en"])
    page = client.get(f"/c/{campaign.code}?language=fr").get_data(as_text=True)
    assert '<html lang="en"' in page


def test_a_full_campaign_says_so_at_the_door(client, session):
    campaign = make_campaign(session)
    campaign.capacity = 1
    make_submission(session, campaign, 1, 2)

    response = client.get(f"/c/{campaign.code}")

    assert response.status_code == 409
    assert "Toutes les places sont prises" in response.get_data(as_text=True)


@pytest.mark.parametrize("layout", ["blocks", "single"])
def test_what_comes_too_late_for_a_place_is_kept(client, session, layout):
    campaign = make_campaign(session, layout=layout)
    ticket = make_ticket(campaign)
    levels = dict(enumerate(make_sheet(3, 4).levels))
    save_draft(session, campaign, ticket, about=None, levels=levels, now=OPENED)
    campaign.capacity = 1
    other = make_submission(session, campaign, 1, 2)
    answers = {"ticket": ticket.text, "notice": "1", "c0": "3", "c1": "2"}

    refused = client.post(f"/c/{campaign.code}/send", data=answers)

    assert refused.status_code == 409
    assert "Ce que vous auriez déjà rempli est gardé" in refused.get_data(as_text=True)
    client.post(f"/r/{campaign.code}/{other.text}/withdraw")
    assert client.post(f"/c/{campaign.code}/send", data=answers).status_code == 303
    shown = client.get(f"/r/{campaign.code}/{ticket.text}").get_data(as_text=True)
    assert "Mon résultat" in shown


def test_a_closed_campaign_gives_no_ticket_to_whom_mistypes_a_code(client, session):
    campaign = make_campaign(session)
    campaign.closes_at = NOW
    session.commit()

    response = client.post(f"/c/{campaign.code}/resume", data={"resume": "zzz"})

    assert response.status_code == 403
    assert "Set-Cookie" not in response.headers


def test_the_network_sets_what_the_group_aims_at(facilitator, session):
    campaign = make_campaign(session)
    page = facilitator.get(f"/campaigns/{campaign.id}/settings").get_data(as_text=True)
    assert 'value="5"' in page

    settings(facilitator, campaign, target_people="8", target_level="2")

    assert (kept(session).target_people, kept(session).target_level) == (8, 2)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"target_people": "0"}, "Entre 1 et 1000000 personnes."),
        ({"target_people": ""}, "Écrivez un nombre de personnes."),
        ({"target_level": "0"}, "Ce choix n’existe pas."),
    ],
)
def test_a_target_of_nobody_is_refused_beside_its_field(facilitator, session, changes, sentence):
    campaign = make_campaign(session)

    assert sentence in settings(facilitator, campaign, **changes).get_data(as_text=True)
    assert kept(session).target_people is None


def test_a_target_that_was_published_stays_and_the_reason_is_said(facilitator, session):
    campaign = make_campaign(session)
    for _ in range(5):
        make_submission(session, campaign, (4, 2), (3, 1))
    release_campaign(session, campaign, now=NOW, languages={"fr": str})
    session.commit()

    page = settings(facilitator, campaign, target_people="9").get_data(as_text=True)

    assert "il ne change plus" in page
    assert kept(session).target_people is None
