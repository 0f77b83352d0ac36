"""Whose ticket counts: the browser’s own, then the form’s, and none that another site sends."""

import pytest

from surveys.models import Draft, Submission
from surveys.models.campaigns import SINGLE
from tests.answering import (
    count,
    text_of,
    ticket_in,
)
from tests.factories import (
    make_campaign,
    make_submission,
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


@pytest.mark.parametrize(
    "ticket", ["", "x", "AAAAAAAA2.a" + "A" * 22, "=cmd()", "\x00", "é", "A" * 5_000]
)
@pytest.mark.parametrize("act", ["1", "send", "keep"])
def test_a_forged_ticket_is_refused_with_a_way_out(client, session, campaign, act, ticket):
    page = client.post(f"/c/{campaign.code}/{act}", data={"ticket": ticket, "c0": "1"})

    assert page.status_code == 400
    assert "lien personnel n’est pas valable" in text_of(page)
    assert count(session, Draft) == count(session, Submission) == 0


def test_a_ticket_of_another_campaign_opens_nothing(client, session, campaign):
    other = make_campaign(session, version=campaign.questionnaire.version)
    stolen = make_submission(session, other, 1, 1).text

    refused = client.post(f"/c/{campaign.code}/send", data={"ticket": stolen})
    page = client.get(f"/c/{campaign.code}/1?ticket={stolen}")

    assert refused.status_code == 400
    assert ticket_in(page) != stolen


@pytest.mark.parametrize("origin", ["cross-site", "same-site"])
def test_a_form_of_another_site_is_refused(client, session, campaign, origin):
    theirs = make_ticket(campaign).text

    refused = client.post(
        f"/c/{campaign.code}/1",
        data={"ticket": theirs, "profile": "P1"},
        headers={"Sec-Fetch-Site": origin},
    )

    assert refused.status_code == 400
    assert "Set-Cookie" not in refused.headers
    assert count(session, Draft) == 0


@pytest.mark.parametrize(
    ("origin", "kept"),
    [("same-origin", True), ("cross-site", False), ("same-site", False), ("none", False)],
)
def test_nobody_answers_under_a_ticket_that_came_in_a_link(client, campaign, origin, kept):
    theirs = make_ticket(campaign).text

    page = client.get(f"/c/{campaign.code}/1?ticket={theirs}", headers={"Sec-Fetch-Site": origin})

    assert (ticket_in(page) == theirs) is kept


def test_the_browser_s_own_ticket_counts_before_one_in_the_address(client, campaign):
    own = ticket_in(client.get(f"/c/{campaign.code}/1"))

    page = client.get(f"/c/{campaign.code}/1?ticket={make_ticket(campaign).text}")

    assert ticket_in(page) == own


def test_the_ticket_is_all_the_proof_that_an_answer_needs(app, client, session, campaign):
    app.config["WTF_CSRF_ENABLED"] = True
    ticket = make_ticket(campaign).text

    shown = {"ticket": ticket, "notice": campaign.notice}
    kept = client.post(f"/c/{campaign.code}/2", data=shown | {"c0": "1"})
    sent = client.post(f"/c/{campaign.code}/send", data=shown)
    changed = client.post(f"/r/{campaign.code}/{ticket}/change")
    elsewhere = client.post("/account/sign-in", data={"email": "a@b.fr", "password": "x"})

    assert [r.status_code for r in (kept, sent, changed, elsewhere)] == [303, 303, 303, 400]
    assert count(session, Draft) == 1
