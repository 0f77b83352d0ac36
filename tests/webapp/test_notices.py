"""What people are told before they answer, on the pages where they read it."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from surveys.models import Submission
from surveys.models.campaigns import SINGLE
from surveys.notices import renew_notice
from surveys.queries.notices import notices_of
from surveys.roles import Role
from tests.answering import fill, hold, rehearse, send, sheet_of, ticket_in
from tests.conftest import NOW
from tests.factories import (
    LANGUAGES,
    make_campaign,
    make_organisation,
    make_submission,
    make_ticket,
    make_version,
)

PURPOSE = "Il n’est pas un outil d’évaluation"
CHANGED = "L’information sur vos données a changé"


@pytest.fixture
def version(session):
    return make_version(session)


@pytest.fixture
def campaign(session, version):
    return make_campaign(session, version=version)


@pytest.fixture
def single(session, version):
    return make_campaign(session, version=version, layout=SINGLE)


def text_of(response):
    return unescape(response.get_data(as_text=True))


def change(session, campaign, dpo="dpo@example.org"):
    """Declare a data protection officer: the next notice names them."""
    make_organisation(session).dpo = dpo
    renew_notice(session, campaign, now=NOW, languages=LANGUAGES)
    session.commit()


def number_in(response):
    [found] = re.findall(r'name="notice" value="(\d+)"', text_of(response))
    return int(found)


def sent_under(session):
    session.expire_all()
    return list(session.scalars(select(Submission.notice)))


def test_the_first_page_shows_the_notice_word_for_word(client, session, campaign):
    page = text_of(client.get(f"/c/{campaign.code}"))
    [notice] = notices_of(session, campaign.id)

    for _, heading, sentence in notice.texts["fr"]:
        assert sentence in page
        assert heading in page


def test_the_first_page_shows_a_new_notice_at_once(client, session, campaign):
    client.get(f"/c/{campaign.code}")
    change(session, campaign)

    page = text_of(client.get(f"/c/{campaign.code}"))

    assert "dpo@example.org" in page
    assert "Information n° 2".replace("n° ", "n°\u00a0") in page.replace("n° ", "n°\u00a0")


def test_the_last_look_shows_the_notice_and_carries_its_number(client, session, campaign):
    fill(client, campaign, 2, c0="2", go="next")
    review = client.get(f"/c/{campaign.code}/3")
    data = {"ticket": ticket_in(review), "notice": number_in(review)}

    sent = client.post(f"/c/{campaign.code}/send", data=data)

    assert PURPOSE in text_of(review)
    assert sent.status_code == 303
    assert sent_under(session) == [1]


def test_a_notice_that_changed_is_read_before_sending(client, session, campaign):
    fill(client, campaign, 2, c0="2", go="next")
    review = client.get(f"/c/{campaign.code}/3")
    data = {"ticket": ticket_in(review), "notice": number_in(review)}
    change(session, campaign)

    refused = client.post(f"/c/{campaign.code}/send", data=data)
    nothing = sent_under(session)
    again = client.post(f"/c/{campaign.code}/send", data=data | {"notice": str(number_in(refused))})

    assert refused.status_code == 409
    assert CHANGED in text_of(refused)
    assert "dpo@example.org" in text_of(refused)
    assert nothing == []
    assert again.status_code == 303
    assert sent_under(session) == [2]


def test_on_one_page_a_changed_notice_loses_no_answer(client, session, single):
    page = client.get(f"/c/{single.code}")
    answers = {"profile": "P2", "c0": "1", "i0": "4", "c1": "no"}
    change(session, single)

    refused = send(client, single, ticket_in(page), **answers, notice=1)

    assert refused.status_code == 409
    assert CHANGED in text_of(refused)
    ticked = re.findall(r'name="(\w+)" value="(\w+)" checked', text_of(refused))
    assert dict(ticked) == answers
    assert number_in(refused) == 2
    assert sent_under(session) == []


@pytest.mark.parametrize("notice", ["", "abc", "0", "-1", "99", "1" * 40, None])
def test_a_form_without_the_number_in_force_shows_the_notice(client, session, single, notice):
    ticket = ticket_in(client.get(f"/c/{single.code}"))
    data = {"ticket": ticket, "c0": "1"} | ({"notice": notice} if notice is not None else {})

    refused = client.post(f"/c/{single.code}/send", data=data)

    assert refused.status_code == 409
    assert sent_under(session) == []


def test_sending_again_after_a_change_gives_the_same_receipt(client, session, single):
    page = client.get(f"/c/{single.code}")
    send(client, single, ticket_in(page), c0="1")
    change(session, single)

    again = send(client, single, ticket_in(page), c0="1", notice=1)

    assert (again.status_code, sent_under(session)) == (303, [1])
    assert sheet_of(session, single, ticket_in(page)).levels[0].current == 1


def test_a_rehearsal_before_the_opening_reads_what_will_be_shown(client, session, version):
    campaign = make_campaign(session, version=version, opened=False)
    rehearse(client, campaign)
    before = text_of(client.get(f"/c/{campaign.code}"))
    make_organisation(session).dpo = "dpo@example.org"
    session.commit()
    after = text_of(client.get(f"/c/{campaign.code}"))

    assert PURPOSE in before
    assert "dpo@example.org" in after
    assert "Cette campagne n’est pas encore ouverte" in text_of(
        client.get(f"/c/{campaign.code}/notice")
    )


# The notice on a page of its own


def test_every_number_stays_readable(client, session, campaign):
    change(session, campaign)

    now = text_of(client.get(f"/c/{campaign.code}/notice"))
    old = text_of(client.get(f"/c/{campaign.code}/notice/1"))

    newest, first = notices_of(session, campaign.id)
    assert newest.digest in now
    assert first.digest in old
    assert "dpo@example.org" in now
    assert "dpo@example.org" not in old
    assert "Elle a été remplacée depuis." in old
    assert f'href="/c/{campaign.code}/notice/1"' in now


@pytest.mark.parametrize("number", ["0", "2", "99"])
def test_a_number_that_never_was_is_not_found(client, campaign, number):
    assert client.get(f"/c/{campaign.code}/notice/{number}").status_code == 404


def test_each_language_reads_its_own(client, session, version):
    campaign = make_campaign(session, version=version, opened=False)
    languages = {"fr": str, "en": lambda sentence: sentence.replace("Finalité", "Purpose")}
    renew_notice(session, campaign, now=NOW, languages=languages)
    session.commit()

    french = text_of(client.get(f"/c/{campaign.code}/notice?language=fr"))
    english = text_of(client.get(f"/c/{campaign.code}/notice?language=en"))

    assert "<dt>Finalité</dt>" in french
    assert "<dt>Purpose</dt>" in english


def test_every_page_of_a_questionnaire_leads_to_the_notice(client, campaign):
    for step in ("", "/1", "/2", "/3"):
        page = text_of(client.get(f"/c/{campaign.code}{step}"))
        assert f'href="/c/{campaign.code}/notice"' in page


# Proof of display


def proofs(client, campaign):
    page = text_of(client.get(f"/campaigns/{campaign.id}"))
    return re.findall(r"Envois qui reposent sur elle\s*:\s*(?:<span[^>]*>)?(\w+)", page)


def test_few_submissions_under_a_notice_are_masked(facilitator, session, campaign):
    for _ in range(7):
        make_submission(session, campaign, 1, 1)
    whole = proofs(facilitator, campaign)
    change(session, campaign)
    ticket = make_ticket(campaign)
    hold(facilitator, campaign, ticket)
    fill(facilitator, campaign, 2, c0="2", go="next")
    send(facilitator, campaign, ticket.text, notice=2)

    split = proofs(facilitator, campaign)

    assert whole == ["7"]
    assert split == ["masqué", "masqué"]  # 8 received, minus 7, would show the one


def test_the_page_shows_the_digest_of_each_notice(facilitator, session, campaign):
    change(session, campaign)

    page = text_of(facilitator.get(f"/campaigns/{campaign.id}"))

    for notice in notices_of(session, campaign.id):
        assert notice.digest in page
    assert "ne correspond plus" not in page


def test_a_notice_that_was_tampered_with_is_told(facilitator, session, campaign):
    [notice] = notices_of(session, campaign.id)
    notice.facts = notice.facts | {"k": 3}
    session.commit()

    assert "ne correspond plus à son empreinte" in text_of(
        facilitator.get(f"/campaigns/{campaign.id}")
    )


# A fact that changes on a page


def test_a_new_rule_of_the_organisation_renews_its_notices(sign_in_as, client, session, campaign):
    administrator = sign_in_as(Role.ADMINISTRATOR, name="Odile")
    unadel = make_organisation(session)
    charter = {
        "name": "UNADEL",
        "kind": "network",
        "contact": "contact@example.org",
        "dpo": "Dominique, dpo@example.org",
        "legal_basis": "intérêt légitime",
        "k": "5",
        "retention_months": "24",
        "disposal_months": "6",
    }

    saved = administrator.post(f"/organisations/{unadel.id}", data=charter)
    again = administrator.post(f"/organisations/{unadel.id}", data=charter)

    assert (saved.status_code, again.status_code) == (303, 303)
    assert [notice.number for notice in notices_of(session, campaign.id)] == [2, 1]
    page = text_of(client.get(f"/c/{campaign.code}"))
    assert "Dominique, dpo@example.org" in page
    assert "6 mois plus tard" in page.replace("\u00a0", " ")


def test_opening_on_the_page_writes_the_first_notice(facilitator, session, version):
    campaign = make_campaign(session, version=version, opened=False)

    facilitator.post(f"/campaigns/{campaign.id}/start")

    [notice] = notices_of(session, campaign.id)
    assert notice.texts.keys() == {"fr", "en"}
    assert notice.texts["fr"] != notice.texts["en"]
