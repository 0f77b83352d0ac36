"""The report of a campaign: live count, frozen figures, files, and who may read it."""

import csv
import io
import json
import re

import pytest
from python_calamine import CalamineWorkbook

from reports.queries import last_release
from reports.release import release_campaign
from tests.conftest import NOW
from tests.factories import (
    make_campaign,
    make_organisation,
    make_submission,
    make_version,
)
from webapp.translations import translations

CODES = ("D4-01", "D4-02", "D4-03")


def plain(text):
    return " ".join(text.split())


def answered(session, people, *, codes=CODES[:2], version=None):
    campaign = make_campaign(session, codes, version=version)
    for person in range(people):
        levels = [(3, person % 2) for _ in codes]
        make_submission(session, campaign, *levels, profile="P1", structure="public")
    return campaign


def release(session, campaign):
    made = release_campaign(session, campaign, now=NOW, languages=translations())
    session.commit()
    return made


def page_of(client, campaign):
    return client.get(f"/reports/campaigns/{campaign.id}").get_data(as_text=True)


def test_there_are_no_figures_before_a_release(facilitator, session):
    campaign = answered(session, 6)

    page = page_of(facilitator, campaign)

    assert "Pas encore de chiffres" in page
    assert "data-chart" not in page


def test_the_count_moves_by_one_while_the_figures_stay(facilitator, session):
    campaign = answered(session, 6)
    release(session, campaign)
    before = facilitator.get(f"/reports/campaigns/{campaign.id}.json").get_data()

    make_submission(session, campaign, (4, 4), (4, 4), profile="P1", structure="public")

    assert '<strong class="stat-value">7</strong>' in page_of(facilitator, campaign)
    assert facilitator.get(f"/reports/campaigns/{campaign.id}.json").get_data() == before


def test_a_released_report_is_the_frozen_one_in_each_language(facilitator, session):
    campaign = answered(session, 6)
    release(session, campaign)

    french = page_of(facilitator, campaign)
    english = facilitator.get(f"/reports/campaigns/{campaign.id}?language=en").get_data(
        as_text=True
    )

    assert "Les besoins, du premier au dernier" in french
    assert 'lang="en"' in english
    assert "Les besoins, du premier au dernier" not in english


@pytest.mark.parametrize("people", [10, 60])
def test_the_report_takes_the_same_queries_whatever_the_number_of_people(
    facilitator, session, count_queries, people
):
    campaign = answered(session, people)
    with count_queries() as releasing:
        release(session, campaign)

    with count_queries() as reading:
        page_of(facilitator, campaign)

    whole = [statement for statement in releasing if "FROM submission" in statement]
    assert len(whole) == 2  # how many, then they, once per release: for ranks and coherence
    assert not [statement for statement in reading if "FROM submission" in statement]
    assert (len(releasing), len(reading)) == (19, 11)


@pytest.mark.parametrize("codes", [CODES[:1], CODES])
def test_the_page_takes_the_same_queries_whatever_the_number_of_competences(
    facilitator, session, count_queries, codes
):
    campaign = answered(session, 6, codes=codes)
    release(session, campaign)

    with count_queries() as reading:
        page_of(facilitator, campaign)

    assert len(reading) == 11


def test_the_spreadsheet_holds_the_figures_as_numbers(facilitator, session):
    campaign = answered(session, 6)
    release(session, campaign)

    with facilitator.get(f"/reports/campaigns/{campaign.id}.xlsx") as response:
        book = CalamineWorkbook.from_filelike(io.BytesIO(response.get_data()))

    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    needs = next(row for row in rows if row[0] == "D4-01" and row[2] == 1)
    # Levels 0,1,0,1,0,1 against 3 expected: everyone below, gaps 3 and 2, importance 3.
    assert needs[3] == pytest.approx(1 * 2.5 * 3)


def test_the_tidy_file_says_what_is_masked(facilitator, session):
    campaign = answered(session, 6)
    make_submission(session, campaign, (3, 1), (3, 1), profile="P2", structure="public")
    release(session, campaign)

    with facilitator.get(f"/reports/campaigns/{campaign.id}.csv") as response:
        text = response.get_data().decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert any("masqué" in row or "masked" in row for row in rows)


def test_each_file_of_a_release_says_the_same(facilitator, session):
    campaign = answered(session, 6)
    number = release(session, campaign).number

    document = json.loads(facilitator.get(f"/reports/campaigns/{campaign.id}.json").get_data())

    assert document["schema_name"] == "reperes-document/1"
    assert last_release(session, campaign.id).number == number == 1


def test_the_campaign_of_another_organisation_is_not_found(facilitator, session):
    campaign = answered(session, 6)
    campaign.organisation_id = make_organisation(session, "autre").id
    session.commit()

    for path in (f"/reports/campaigns/{campaign.id}", f"/reports/campaigns/{campaign.id}.csv"):
        assert facilitator.get(path).status_code == 404


def test_a_visitor_is_led_to_sign_in(client, session):
    campaign = answered(session, 6)

    response = client.get(f"/reports/campaigns/{campaign.id}")

    assert response.status_code == 302
    assert "/account/sign-in" in response.location


def test_an_unknown_kind_of_file_is_not_found(facilitator, session):
    campaign = answered(session, 6)
    release(session, campaign)

    assert facilitator.get(f"/reports/campaigns/{campaign.id}.exe").status_code == 404


def test_release_on_screen_needs_k_answers_then_shows_the_report(facilitator, session):
    version = make_version(session, CODES[:1])
    campaign = make_campaign(session, CODES[:1], version=version)
    for _ in range(4):
        make_submission(session, campaign, (3, 1), profile="P1")
    refused = facilitator.post(f"/campaigns/{campaign.id}/release")

    make_submission(session, campaign, (3, 1), profile="P1")
    accepted = facilitator.post(f"/campaigns/{campaign.id}/release")

    assert refused.status_code == 409
    assert accepted.location == f"/reports/campaigns/{campaign.id}"


def test_closing_makes_the_first_release_and_only_with_enough_answers(facilitator, session):
    version = make_version(session, CODES)
    full = answered(session, 5, version=version)
    thin = answered(session, 4, version=version)
    facilitator.post(f"/campaigns/{full.id}/close")
    facilitator.post(f"/campaigns/{thin.id}/close")

    assert last_release(session, full.id).received == 5
    assert last_release(session, thin.id) is None


def test_a_chart_can_be_taken_away_as_a_picture_with_its_source(facilitator, session):
    campaign = answered(session, 6)
    release(session, campaign)
    page = page_of(facilitator, campaign)
    addresses = re.findall(r'href="(/reports/campaigns/\d+/charts/([\w-]+)\.(svg|png))"', page)

    keys = re.findall(r'data-chart="chart-([\w-]+)-data"', page)
    assert [(key, kind) for _, key, kind in addresses] == [
        (key, kind) for key in keys for kind in ("svg", "png")
    ]
    for address, key, kind in addresses:
        with facilitator.get(address) as answer:
            data = answer.get_data()
        assert answer.headers["Content-Disposition"].endswith(f"besoins-{key}.{kind}")
        assert data.startswith(b"<?xml" if kind == "svg" else b"\x89PNG")
        if kind == "svg":
            assert "publication n° 1 · 20 novembre 2026" in plain(data.decode())


@pytest.mark.parametrize("name", ["zzz.svg", "method.svg", "summary.png", "levels.pdf"])
def test_a_chart_that_is_not_there_is_not_found(facilitator, session, name):
    campaign = answered(session, 6)
    address = f"/reports/campaigns/{campaign.id}/charts/{name}"
    before = facilitator.get(address).status_code
    release(session, campaign)

    assert (before, facilitator.get(address).status_code) == (404, 404)


def test_slides_show_a_released_report_one_message_at_a_time(facilitator, session):
    campaign = answered(session, 6)
    address = f"/reports/campaigns/{campaign.id}/slides"
    before = facilitator.get(address).status_code
    release(session, campaign)

    page = facilitator.get(address).text

    titles = re.findall(r'<h2 id="slide-\d+-title" tabindex="-1">(.*?)</h2>', page)
    assert before == 404
    assert titles[:2] == ["L’essentiel", "Les besoins, du premier au dernier"]
    assert "Comment lire ces chiffres" not in titles
    assert plain(page).count("publication n° 1 · 20 novembre 2026") == len(titles)
    assert f'href="{address}"' in page_of(facilitator, campaign)


def test_a_csv_may_be_asked_with_a_decimal_point(facilitator, session):
    campaign = answered(session, 6)
    release(session, campaign)
    address = f"/reports/campaigns/{campaign.id}.csv"

    def numbers(asked):
        with facilitator.get(asked) as answer:
            text = answer.get_data().decode("utf-8-sig")
        return [row[3] for row in csv.reader(io.StringIO(text), delimiter=";")]

    commas, points = numbers(address), numbers(f"{address}?decimal=point")

    assert "2,5" in commas
    assert "2.5" in points
    assert "2,5" not in points
    assert numbers(f"{address}?decimal=other") == commas
    assert f'href="{address}?decimal=point"' in page_of(facilitator, campaign)


def test_a_report_is_read_otherwise_and_leaves_as_it_is_read(facilitator, session):
    campaign = answered(session, 12)
    release(session, campaign)
    address = f"/reports/campaigns/{campaign.id}"

    page = facilitator.get(f"{address}?index=mwds").get_data(as_text=True)
    taken = json.loads(facilitator.get(f"{address}.json?index=mwds").get_data())
    frozen = json.loads(facilitator.get(f"{address}.json").get_data())

    assert "besoins classés par : Borich (MWDS)" in plain(page)
    assert f"{address}.pdf?index=mwds" in page
    assert f"{address}/slides?index=mwds" in page
    assert "besoins classés par" in plain(taken["notices"][-1])
    assert "besoins classés par" not in plain(" ".join(frozen["notices"]))
    slides = facilitator.get(f"{address}/slides?area=D4").get_data(as_text=True)
    assert f'href="{address}?area=D4' in slides


@pytest.mark.parametrize("asked", ["index=salary", "area=D9", "group=structure=", "group=x"])
def test_a_view_that_is_not_offered_is_not_found(facilitator, session, asked):
    campaign = answered(session, 12)
    release(session, campaign)

    assert facilitator.get(f"/reports/campaigns/{campaign.id}?{asked}").status_code == 404
