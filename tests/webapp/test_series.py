"""The page of a series: its moment, what it follows, and what comes next in one click."""

import pytest
from sqlalchemy import select

from surveys.linking.series import put_in_series
from surveys.models import AuditEntry, Campaign
from surveys.models.campaigns import BEFORE, COLD, HOT, PSEUDONYMOUS
from surveys.roles import Role
from tests.answering import text_of
from tests.factories import make_campaign, make_event, make_version


@pytest.fixture
def version(session):
    return make_version(session)


@pytest.fixture
def before(session, version):
    plan = {"mode": PSEUDONYMOUS, "opened": False, "title": "Avant", "event": make_event(session)}
    campaign = make_campaign(session, version=version, **plan)
    put_in_series(session, campaign, moment=BEFORE)
    session.commit()
    return campaign


@pytest.fixture
def prepared(session, version):
    return make_campaign(session, version=version, mode=PSEUDONYMOUS, opened=False, title="Après")


def address(campaign, act=""):
    return f"/campaigns/{campaign.id}/series{act}"


def test_a_campaign_is_given_its_moment_and_the_one_it_follows(
    facilitator, session, before, prepared
):
    page = text_of(facilitator.get(address(prepared)))
    assert "Avant (avant)" in page

    data = {"moment": HOT, "follows": str(before.id)}
    answer = facilitator.post(address(prepared), data=data)

    assert answer.location == address(prepared)
    session.expire_all()
    assert (prepared.moment, prepared.follows_id) == (HOT, before.id)
    acts = session.scalars(select(AuditEntry.act)).all()
    assert acts[-1] == "campaign.placed"
    page = text_of(facilitator.get(address(prepared)))
    assert f'href="/reports/campaigns/{prepared.id}/progress/{before.id}"' in page
    assert "0 réponse, 0 avec un code" in page


def test_what_cannot_follow_is_said_beside_the_field(facilitator, session, before, prepared):
    data = {"moment": BEFORE, "follows": str(before.id)}

    page = facilitator.post(address(prepared), data=data)

    assert page.status_code == 422
    text = text_of(page)
    assert 'id="follows-error"' in text
    assert "vient après elle" in text
    assert f'<option selected value="{before.id}">' in text
    session.expire_all()
    assert prepared.moment is None


def test_an_opened_campaign_keeps_its_place(facilitator, session, version, before):
    opened = make_campaign(session, version=version, mode=PSEUDONYMOUS)

    page = facilitator.post(address(opened), data={"moment": HOT, "follows": str(before.id)})

    assert page.status_code == 422
    session.expire_all()
    assert opened.moment is None
    assert "ouverte sans demander de code" in text_of(facilitator.get(address(opened)))


def test_an_anonymous_campaign_has_no_series_and_is_told_why(facilitator, session, version):
    anonymous = make_campaign(session, version=version, opened=False)

    page = text_of(facilitator.get(address(anonymous)))

    assert "Cette campagne est anonyme" in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    answer = facilitator.post(address(anonymous), data={"moment": BEFORE, "follows": "0"})
    assert answer.status_code == 422
    session.expire_all()
    assert anonymous.moment is None


def test_what_comes_next_is_prepared_in_one_click(facilitator, session, before):
    page = text_of(facilitator.get(address(before)))
    assert "vers le 14 mai 2015" in page
    assert 'value="hot-0" checked' in page or 'checked id="next-0"' in page

    answer = facilitator.post(address(before, "/follow"), data={"next": "cold-180", "title": " "})

    later = session.scalars(select(Campaign).order_by(Campaign.id.desc())).first()
    assert answer.location == f"/campaigns/{later.id}"
    assert later.title == "Avant\u00a0: à froid (J+180)"
    assert (later.moment, later.follows_id, later.opens_at) == (COLD, before.id, None)
    assert "vers le 12 août 2015" in text_of(facilitator.get(answer.location))


def test_a_moment_that_is_not_offered_makes_no_campaign(facilitator, session, before):
    page = facilitator.post(address(before, "/follow"), data={"next": "x", "title": "Le mien"})

    assert page.status_code == 422
    assert 'value="Le mien"' in text_of(page)
    assert session.scalars(select(Campaign)).all() == [before]
    assert facilitator.post(address(before, "/follow"), data={}).status_code == 422


def test_only_those_who_run_campaigns_decide(sign_in_as, before):
    analyst = sign_in_as(Role.ANALYST, name="Zoe")

    page = text_of(analyst.get(address(before)))

    assert "Les moments de cette série" in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    assert analyst.post(address(before), data={"moment": HOT}).status_code == 403
    assert analyst.post(address(before, "/follow"), data={}).status_code == 403
