"""A person's own page: theirs alone, and the way to keep, change or withdraw what they said."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from reports.recount import differences
from reports.release import release_campaign
from surveys.levels import LevelAnswer
from surveys.models import Draft, Submission
from surveys.models.campaigns import PSEUDONYMOUS, SINGLE
from surveys.opening import GRACE
from surveys.queries.campaigns import received
from surveys.submission import save_draft, submit
from tests.answering import FORTY, count, fill, hold, send, sheet_of, text_of, ticks_in
from tests.conftest import NOW
from tests.factories import (
    make_campaign,
    make_event,
    make_sheet,
    make_submission,
    make_ticket,
    make_version,
)


@pytest.fixture
def campaign(session):
    return make_campaign(session)


def address(campaign, ticket, act=""):
    return f"/r/{campaign.code}/{ticket.text}{act}"


def release(session, campaign):
    """Publish, once k more people have answered."""
    levels = [(4, 3)] * len(campaign.questionnaire.items)
    for _ in range(campaign.k):
        make_submission(session, campaign, *levels, profile="P1")
    release_campaign(session, campaign, now=NOW, languages={})
    session.commit()


def forms_in(page):
    return set(re.findall(r'<form method="post" action="[^"]*/(\w+)"', text_of(page)))


def test_a_person_reads_their_levels_strengths_and_priorities(client, session):
    event = make_event(session, codes=("D4-01",))
    campaign = make_campaign(session, event=event)
    ticket = make_submission(session, campaign, (4, 1), (2, 4), profile="P1")

    page = client.get(address(campaign, ticket))

    text = text_of(page)
    assert page.status_code == 200
    assert "Profil choisi" in text
    assert "Profil 1" in text
    assert re.search(r'class="strengths">\s*<li><span class="code">D4-02', text)
    assert re.search(r'class="priorities">\s*<li>\s*<h3><span class="code">D4-01', text)
    assert "Atelier de décryptage" in text
    assert ticket.text in text


def test_without_profile_the_page_says_what_is_missing(client, session, campaign):
    ticket = make_submission(session, campaign, (4, 1), (2, 4))

    page = text_of(client.get(address(campaign, ticket)))

    assert "Vous n’avez pas choisi de profil" in page
    assert "Aucune cible n’est connue ici" in page
    assert "Aucun écart" not in page


def test_a_sheet_of_blanks_has_a_page_too(client, session, campaign):
    ticket = make_ticket(campaign)
    blanks = LevelAnswer(*[5] * 4)
    submit(session, campaign, ticket, make_sheet(blanks, LevelAnswer(current=6)), notice=1, now=NOW)
    session.commit()

    page = text_of(client.get(address(campaign, ticket)))

    assert "non concerné·e" in page
    assert "ne souhaite pas répondre" in page


@pytest.mark.parametrize("text", ["x", "é", "%00", "AAAAAAAA2.a" + "A" * 22, "=cmd()"])
def test_a_forged_ticket_shows_nothing(client, campaign, text):
    for act in ("", "/change", "/withdraw"):
        path = f"/r/{campaign.code}/{text}{act}"
        page = client.post(path) if act else client.get(path)
        assert page.status_code == 404


def test_a_ticket_shows_nothing_of_another_campaign_and_nothing_unless_it_was_used(
    client, session, campaign
):
    other = make_campaign(session, version=campaign.questionnaire.version)
    ticket = make_submission(session, other, (4, 1), (2, 4))

    assert client.get(address(campaign, ticket)).status_code == 404
    assert client.get(address(campaign, make_ticket(campaign))).status_code == 404
    assert client.get("/r/nothing/x").status_code == 404
    assert client.post(address(campaign, make_ticket(campaign), "/change")).status_code == 404
    assert count(session, Draft) == 0


def test_before_the_release_answers_may_be_changed_and_withdrawn(client, session, campaign):
    ticket = make_submission(session, campaign, (4, 1), (2, 4))

    assert forms_in(client.get(address(campaign, ticket))) == {"change", "withdraw"}


def test_changing_opens_the_sheet_again_filled_as_it_was_sent(client, session, campaign):
    ticket = make_submission(session, campaign, (4, 1), (2, 4), profile="P1")

    answer = client.post(address(campaign, ticket, "/change"))
    start = client.get(answer.headers["Location"])
    page = client.get(f"/c/{campaign.code}/2")
    fill(client, campaign, 2, c0="3", i0="4", c1="4", i1="2", go="next")
    send(client, campaign, ticket.text)

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/c/{campaign.code}")
    assert "Reprendre où j’en étais" in text_of(start)
    assert ticks_in(page) == {"c0=1", "i0=4", "c1=4", "i1=2"}
    assert sheet_of(session, campaign, ticket.text) == make_sheet((4, 3), (2, 4), profile="P1")
    assert received(session, [campaign.id]) == {campaign.id: 1}
    assert differences(session, campaign) == {}


def test_changing_on_one_page_fills_the_page(client, session):
    campaign = make_campaign(session, layout=SINGLE)
    ticket = make_submission(session, campaign, (4, 1), (2, 4), structure="other")

    page = client.get(client.post(address(campaign, ticket, "/change")).headers["Location"])

    assert ticks_in(page) == {"structure=other", "c0=1", "i0=4", "c1=4", "i1=2"}


def test_until_the_change_is_sent_what_was_sent_counts(client, session, campaign):
    ticket = make_submission(session, campaign, (4, 1), (2, 4))

    client.post(address(campaign, ticket, "/change"))
    fill(client, campaign, 2, c0="3", go="next")

    assert session.scalar(select(Submission.levels)) == (LevelAnswer(1, 4), LevelAnswer(4, 2))
    assert differences(session, campaign) == {}


def test_withdrawing_leaves_nothing_and_lets_one_answer_again(client, session, campaign):
    ticket = make_submission(session, campaign, (4, 1), (2, 4))
    hold(client, campaign, ticket)

    page = client.post(address(campaign, ticket, "/withdraw"))
    again = client.get(f"/c/{campaign.code}")

    assert "Vos réponses sont retirées" in text_of(page)
    assert client.get(address(campaign, ticket)).status_code == 404
    assert "Commencer" in text_of(again)
    assert received(session, [campaign.id]) == {campaign.id: 0}
    assert differences(session, campaign) == {}


def test_withdrawing_twice_is_refused_politely(client, session, campaign):
    ticket = make_submission(session, campaign, (4, 1), (2, 4))
    client.post(address(campaign, ticket, "/withdraw"))

    assert client.post(address(campaign, ticket, "/withdraw")).status_code == 400


def test_after_the_release_anonymous_answers_stay(client, session, campaign):
    ticket = make_submission(session, campaign, (4, 1), (2, 4))
    release(session, campaign)

    page = client.get(address(campaign, ticket))
    changed = client.post(address(campaign, ticket, "/change"))
    withdrawn = client.post(address(campaign, ticket, "/withdraw"))

    assert forms_in(page) == set()
    assert "ne peuvent plus être changées ni retirées" in text_of(page)
    assert (changed.status_code, withdrawn.status_code) == (409, 409)
    assert count(session, Draft) == 0
    assert differences(session, campaign) == {}


def test_after_the_release_pseudonymous_answers_may_be_withdrawn_and_not_changed(client, session):
    campaign = make_campaign(session, mode=PSEUDONYMOUS)
    ticket = make_submission(session, campaign, (4, 1), (2, 4))
    release(session, campaign)

    page = client.get(address(campaign, ticket))
    changed = client.post(address(campaign, ticket, "/change"))
    withdrawn = client.post(address(campaign, ticket, "/withdraw"))

    assert forms_in(page) == {"withdraw"}
    assert (changed.status_code, withdrawn.status_code) == (409, 200)
    assert received(session, [campaign.id]) == {campaign.id: campaign.k}
    assert differences(session, campaign) == {}


def test_after_the_closing_answers_may_be_withdrawn_and_not_changed(
    client, clock, session, campaign
):
    ticket = make_submission(session, campaign, (4, 1), (2, 4))
    campaign.closes_at = NOW
    session.commit()
    clock.now = NOW + GRACE + timedelta(minutes=1)

    changed = client.post(address(campaign, ticket, "/change"))
    withdrawn = client.post(address(campaign, ticket, "/withdraw"))

    assert (changed.status_code, withdrawn.status_code) == (403, 200)


def test_what_was_not_sent_is_shown_and_taken_up_on_any_device(client, session, campaign):
    ticket = make_ticket(campaign)
    levels = {0: LevelAnswer(current=3)}
    save_draft(session, campaign, ticket, about={}, levels=levels, now=NOW)
    session.commit()

    page = client.get(address(campaign, ticket))
    client.post(address(campaign, ticket, "/change"))

    assert forms_in(page) == {"change"}
    assert "Reprendre le questionnaire" in text_of(page)
    assert ticks_in(client.get(f"/c/{campaign.code}/2")) == {"c0=3"}


def test_a_rehearsal_has_a_result_that_says_so(client, session, campaign):
    ticket = make_ticket(campaign, rehearsal=True)
    submit(session, campaign, ticket, make_sheet((4, 1), (2, 4), profile="P1"), notice=1, now=NOW)
    session.commit()

    page = text_of(client.get(address(campaign, ticket)))

    assert "ne compteront jamais" in page
    assert "D4-01" in page


@pytest.mark.parametrize("act", ["change", "withdraw"])
def test_reloading_what_a_form_showed_leads_to_the_campaign(client, session, campaign, act):
    ticket = make_submission(session, campaign, (4, 1), (2, 4))

    answer = client.get(address(campaign, ticket, f"/{act}?language=en"))

    assert answer.headers["Location"] == f"/c/{campaign.code}"
    assert count(session, Submission) == 1


def test_the_page_says_nothing_of_the_group_before_a_release(client, session, campaign):
    for _ in range(4):
        make_submission(session, campaign, (4, 4), (4, 4), profile="P1")
    ticket = make_submission(session, campaign, (4, 1), (4, 1), profile="P1")

    before = text_of(client.get(address(campaign, ticket)))
    release(session, campaign)
    after = text_of(client.get(address(campaign, ticket)))

    assert "Dans le groupe" not in before
    assert after.count("Dans le groupe, plusieurs personnes") == 2


def test_the_link_to_keep_is_the_address_of_the_page(client, session, campaign):
    ticket = make_submission(session, campaign, (4, 1), (2, 4))

    page = text_of(client.get(address(campaign, ticket)))

    assert page.count(f"http://localhost/r/{campaign.code}/{ticket.text}") == 2


def test_the_page_is_in_the_language_asked_for(client, session, campaign):
    ticket = make_submission(session, campaign, (4, 1), (2, 4))

    page = text_of(client.get(address(campaign, ticket, "?language=en")))

    assert '<html lang="en">' in page
    assert "Mon résultat" not in page


def test_the_page_costs_the_same_for_three_and_forty_competences(client, session, count_queries):
    version = make_version(session, FORTY)
    costs = []
    for codes in (FORTY[:3], FORTY):
        campaign = make_campaign(session, codes, version=version)
        ticket = make_submission(session, campaign, *[(4, 1)] * len(codes), profile="P1")
        release(session, campaign)
        with count_queries() as statements:
            client.get(address(campaign, ticket))
        costs.append(len(statements))

    assert costs[0] == costs[1] <= 20
