"""Pages rendered once for everybody never mix, never tell on anyone, and cost little."""

import gzip
import re
from html import unescape

import pytest

from surveys.models.campaigns import SINGLE
from surveys.submission import submit
from tests.answering import (
    FORTY,
    code_in,
    fill,
    hold,
    rehearse,
    text_of,
    ticket_in,
    ticks_in,
)
from tests.conftest import NOW
from tests.factories import (
    fr,
    items_in,
    make_campaign,
    make_sheet,
    make_ticket,
    make_version,
)


@pytest.fixture
def version(session):
    return make_version(session)


@pytest.fixture
def campaign(session, version):
    return make_campaign(session, version=version)


@pytest.fixture
def single(session, version):
    return make_campaign(session, version=version, layout=SINGLE)


def test_pages_of_two_campaigns_languages_and_rehearsals_never_mix(app, session):
    version = make_version(session)
    titles = {
        title: make_campaign(session, version=version, title=title, opened=True)
        for title in ("Campagne A", "Campagne B")
    }
    expected, found = [], []
    for _ in range(2):
        for title, campaign in titles.items():
            for language, word in (("fr", "Commencer"), ("en", "Start")):
                for rehearsal in (False, True):
                    client = app.test_client()
                    if rehearsal:
                        rehearse(client, campaign)
                    page = text_of(client.get(f"/c/{campaign.code}?language={language}"))
                    expected.append((title, language, rehearsal, True))
                    [shown] = [t for t in titles if f"<h1>{t}</h1>" in page]
                    lang = re.search(r'<html lang="(..)"', page)[1]
                    warned = f"/c/{campaign.code}/another" in page
                    found.append((shown, lang, warned, word in page))

    assert found == expected


def test_no_visitor_sees_the_ticket_code_or_answers_of_another(app, campaign):
    first, second = app.test_client(), app.test_client(use_cookies=False)
    ticket = ticket_in(first.get(f"/c/{campaign.code}/1"))
    fill(first, campaign, 1, profile="P1", go="next")
    shown = code_in(first.get(f"/c/{campaign.code}/1"))
    second.get(f"/c/{campaign.code}?ticket={make_ticket(campaign).text}")

    for address in ("", "/1", "/2", "/3"):
        page = app.test_client().get(f"/c/{campaign.code}{address}")
        assert ticket not in text_of(page)
        assert shown not in text_of(page)
        assert ticks_in(page) == set()
        assert "?ticket=" not in text_of(page)


def test_the_compressed_page_is_the_plain_page(reader, campaign):
    fill(reader, campaign, 1, profile="P1", go="next")
    fill(reader, campaign, 2, c0="3", i1="0", go="next")

    for address in ("", "/1", "/2", "/3"):
        plain, zipped = (
            reader.get(f"/c/{campaign.code}{address}", headers={"Accept-Encoding": encoding})
            for encoding in ("identity", "gzip")
        )
        assert zipped.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(zipped.get_data()) == plain.get_data()


def test_texts_that_people_write_are_shown_as_text(client, session):
    version = make_version(session, ("D4-01",))
    hostile = '<script>alert("1")</script> =cmd() {{ 7*7 }} \x00ticket\x00'
    campaign = make_campaign(
        session, ("D4-01",), version=version, title=hostile, controller=hostile, contact=hostile
    )

    page = client.get(f"/c/{campaign.code}").get_data(as_text=True)

    assert "<script>alert" not in page
    assert "{{ 7*7 }}" in page
    assert unescape(page).count(hostile) >= 3


def test_labels_of_the_referentiel_are_shown_as_text(client, session):
    version = make_version(session, ("D4-01",))
    [item] = items_in(session, version)
    item.texts = fr(label="<b>gras</b>", description='" onclick="x')
    campaign = make_campaign(session, ("D4-01",), version=version, attributes=())

    page = client.get(f"/c/{campaign.code}/1").get_data(as_text=True)

    assert "&lt;b&gt;gras&lt;/b&gt;" in page
    assert '" onclick' not in page


# What a page costs


def cost_of(count_queries, client, address, data=None):
    with count_queries() as statements:
        response = client.get(address) if data is None else client.post(address, data=data)
    assert response.status_code in (200, 204, 303, 404)
    return len(statements)


def test_pages_cost_the_same_for_three_and_forty_competences(client, session, count_queries):
    version = make_version(session, FORTY)
    costs = []
    for codes, last in ((FORTY[:3], 3), (FORTY, 10)):
        campaign = make_campaign(session, codes, version=version)
        ticket = make_ticket(campaign)
        submit(session, campaign, ticket, make_sheet(*[(4, 1)] * len(codes)), notice=1, now=NOW)
        session.commit()
        hold(client, campaign, ticket)
        data = {"ticket": ticket.text, "notice": 1, "c0": "3", "go": "next"}
        visits = [
            ("about, rendered", "/1", None),
            ("about, kept", "/1", None),
            ("block, rendered", "/2", None),
            ("block, kept", "/2", None),
            ("review", f"/{last}", None),
            ("thanks", "/thanks", None),
            ("unknown", "/99", None),
            ("autosave", "/2", {**data, "go": "stay"}),
            ("save", "/2", data),
            ("start", "", None),
            ("send", "/send", data),
        ]
        costs.append(
            {
                name: cost_of(count_queries, client, f"/c/{campaign.code}{address}", sent)
                for name, address, sent in visits
            }
        )

    assert costs[0] == costs[1]
    assert costs[0]["about, kept"] == costs[0]["block, kept"] <= 3
    assert costs[0]["save"] <= 7
    assert costs[0]["send"] <= 14


def test_the_one_page_costs_the_same_for_three_and_forty_competences(
    client, session, count_queries
):
    version = make_version(session, FORTY)
    costs = []
    for codes in (FORTY[:3], FORTY):
        campaign = make_campaign(session, codes, version=version, layout=SINGLE)
        rendered, kept = (cost_of(count_queries, client, f"/c/{campaign.code}") for _ in range(2))
        costs.append((rendered, kept))

    assert costs[0] == costs[1]
    assert costs[0][1] <= 3
