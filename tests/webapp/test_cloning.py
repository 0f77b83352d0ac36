"""A wrong campaign is replaced, its printed link stays valid, and what was typed follows."""

import re

import pytest
from sqlalchemy import select

from surveys.models import AuditEntry, Campaign
from surveys.opening import State, state_of
from surveys.queries.campaigns import received
from tests.conftest import NOW
from tests.factories import make_campaign


def replace(facilitator, session, campaign, **form) -> Campaign:
    """Replace a campaign on screen; return the new one."""
    sent = {"title": "La bonne", "opened": "y"} | form
    answer = facilitator.post(f"/campaigns/{campaign.id}/clone", data=sent)
    assert answer.status_code == 303
    session.expire_all()
    return session.get_one(Campaign, int(answer.location.rpartition("/")[2]))


@pytest.fixture
def phone(app):
    """A browser of somebody in the room."""
    return app.test_client()


def ticket_in(page: str) -> str:
    return re.search(r'name="ticket" value="([^"]+)"', page)[1]


def begin(phone, campaign, *, step=1, **answers) -> None:
    page = phone.get(f"/c/{campaign.code}/{step}").get_data(as_text=True)
    phone.post(f"/c/{campaign.code}/{step}", data={"ticket": ticket_in(page), **answers})


def test_replacing_is_confirmed_then_done_and_undone(facilitator, session):
    campaign = make_campaign(session)
    page = facilitator.get(f"/campaigns/{campaign.id}/clone").get_data(as_text=True)
    assert "L’ancien lien et le QR code déjà imprimé mènent à la nouvelle." in page

    clone = replace(facilitator, session, campaign)

    assert (state_of(campaign, NOW), state_of(clone, NOW)) == (State.CLOSED, State.OPEN)
    shown = facilitator.get(f"/campaigns/{campaign.id}").get_data(as_text=True)
    assert f'action="/campaigns/{campaign.id}/clone/undo"' in shown
    assert f'action="/campaigns/{campaign.id}/start"' not in shown
    assert f"({campaign.code})" in facilitator.get(f"/campaigns/{clone.id}").get_data(as_text=True)
    assert facilitator.post(f"/campaigns/{campaign.id}/start").status_code == 409
    assert facilitator.get(f"/campaigns/{campaign.id}/clone").status_code == 409

    facilitator.post(f"/campaigns/{campaign.id}/clone/undo")
    facilitator.post(f"/campaigns/{campaign.id}/start")

    session.expire_all()
    assert (campaign.replaced_by_id, state_of(campaign, NOW)) == (None, State.OPEN)
    acts = [act for act in session.scalars(select(AuditEntry.act)) if act.startswith("campaign.")]
    assert acts == [
        "campaign.opened", "campaign.replaced", "campaign.restored", "campaign.opened",
    ]  # fmt: skip


def test_a_printed_code_leads_to_the_new_campaign(facilitator, phone, session):
    campaign = make_campaign(session)
    clone = replace(facilitator, session, campaign)

    page = phone.get(f"/c/{campaign.code}", follow_redirects=True)

    assert page.request.path == f"/c/{clone.code}"
    assert "<h1>La bonne</h1>" in page.get_data(as_text=True)


def test_a_clone_that_is_not_open_says_to_keep_the_link(facilitator, phone, session):
    campaign = make_campaign(session)
    replace(facilitator, session, campaign, opened="")

    page = phone.get(f"/c/{campaign.code}", follow_redirects=True)

    assert page.status_code == 403
    assert "Gardez le lien" in page.get_data(as_text=True)


def test_what_somebody_had_begun_follows_them(facilitator, phone, session):
    campaign = make_campaign(session, attributes=())
    begin(phone, campaign, c0="3")
    clone = replace(facilitator, session, campaign)

    page = phone.get(f"/c/{campaign.code}/1", follow_redirects=True).get_data(as_text=True)
    assert "Vous aviez commencé à répondre" in page
    carried = phone.post(f"/c/{campaign.code}/replaced", data={"ticket": ticket_in(page)})

    assert carried.location.startswith(f"/c/{clone.code}")
    step = phone.get(f"/c/{clone.code}/1").get_data(as_text=True)
    assert re.search(r'name="c0" value="3"[^>]* checked', step)
    sent = phone.post(f"/c/{clone.code}/send", data={"ticket": ticket_in(step), "notice": "1"})
    assert sent.status_code == 303
    assert received(session, [campaign.id, clone.id]) == {campaign.id: 0, clone.id: 1}


@pytest.mark.parametrize("layout", ["blocks", "single"])
def test_what_is_sent_to_a_replaced_campaign_is_kept_and_led_on(
    facilitator, phone, session, layout
):
    campaign = make_campaign(session, attributes=(), layout=layout)
    page = phone.get(f"/c/{campaign.code}" + ("/1" if layout == "blocks" else ""))
    typed = {"ticket": ticket_in(page.get_data(as_text=True)), "notice": "1", "c0": "3"}
    replace(facilitator, session, campaign)

    if layout == "blocks":
        phone.post(f"/c/{campaign.code}/1", data=typed)
    answer = phone.post(f"/c/{campaign.code}/send", data=typed, follow_redirects=True)

    assert "rien n’est perdu" in answer.get_data(as_text=True)
    assert received(session, [campaign.id]) == {campaign.id: 0}


def test_who_had_answered_keeps_their_result(facilitator, phone, session):
    campaign = make_campaign(session, attributes=())
    begin(phone, campaign, c0="3")
    page = phone.get(f"/c/{campaign.code}/1").get_data(as_text=True)
    phone.post(f"/c/{campaign.code}/send", data={"ticket": ticket_in(page), "notice": "1"})
    replace(facilitator, session, campaign)

    shown = phone.get(f"/c/{campaign.code}", follow_redirects=True).get_data(as_text=True)

    assert "Vous y aviez répondu" in shown
    assert f'href="/r/{campaign.code}/' in shown
    assert phone.get(f"/c/{campaign.code}/thanks").status_code == 200
