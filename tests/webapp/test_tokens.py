"""Tokens on screen: made and shown once, listed, revoked; each sees their own."""

import re
from datetime import timedelta

import pytest

from surveys.guard.tokens import Holder, make_token
from surveys.models import ApiToken
from surveys.roles import Act, Role
from tests.conftest import NOW
from tests.factories import make_organisation, make_person

MINE = "/account/tokens"
FIELDS = {"name": "veille du matin", "scopes": ["follow", "read"], "days": "90"}
TEXT = re.compile(r"rep_[A-Za-z0-9_-]{43}")


@pytest.fixture
def member(sign_in_as):
    return sign_in_as(Role.MEMBER)


@pytest.fixture
def administrator(sign_in_as):
    return sign_in_as(Role.ADMINISTRATOR)


@pytest.fixture
def theirs(session):
    return f"/organisations/{make_organisation(session).id}/tokens"


def text_of(response):
    return response.get_data(as_text=True)


def test_a_token_is_shown_once_and_works_at_once(member, anyone_calls):
    [token] = set(TEXT.findall(text_of(member.post(MINE, data=FIELDS))))
    again = text_of(member.get(MINE))

    assert token not in again
    assert "veille du matin" in again
    assert anyone_calls(token) == 403  # known; a member follows no campaign


def test_a_token_of_the_organisation_does_what_was_chosen(administrator, anyone_calls, theirs):
    [token] = set(TEXT.findall(text_of(administrator.post(theirs, data=FIELDS))))

    assert anyone_calls(token) == 200


@pytest.fixture
def anyone_calls(app):
    def calls(token):
        headers = {"Authorization": f"Bearer {token}"}
        return app.test_client().get("/api/v1/campaigns", headers=headers).status_code

    return calls


def test_it_lives_as_long_as_was_chosen(member, session):
    member.post(MINE, data=FIELDS | {"days": "30"})

    [kept] = session.query(ApiToken)
    assert kept.expires_at == NOW + timedelta(days=30)
    assert kept.scopes == ["follow", "read"]
    assert (kept.person_id, kept.organisation_id) == (make_person(session).id, None)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Donnez un nom au jeton"),
        ({"name": " "}, "Donnez un nom au jeton"),
        ({"scopes": []}, "Choisissez au moins un droit"),
        ({"scopes": ["administer"]}, "Ce choix n’existe pas"),
        ({"days": "9999"}, "Ce choix n’existe pas"),
        ({"name": "x" * 101}, "100 caractères au plus"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_beside_its_field(member, session, wrong, sentence):
    page = text_of(member.post(MINE, data=FIELDS | wrong))

    assert sentence in page
    assert session.query(ApiToken).count() == 0


def test_a_revoked_token_serves_no_more(member, session, anyone_calls):
    [token] = set(TEXT.findall(text_of(member.post(MINE, data=FIELDS))))
    [kept] = session.query(ApiToken)

    page = text_of(member.post(f"{MINE}/{kept.id}/revoke", follow_redirects=True))

    assert "Aucun jeton pour l’instant." in page
    assert anyone_calls(token) == 401


def test_the_token_of_another_is_neither_seen_nor_revoked(member, sign_in_as, session):
    member.post(MINE, data=FIELDS)
    [kept] = session.query(ApiToken)
    other = sign_in_as(Role.ADMINISTRATOR, name="Bob")

    assert "veille du matin" not in text_of(other.get(MINE))
    assert other.post(f"{MINE}/{kept.id}/revoke").status_code == 404
    assert session.get(ApiToken, kept.id).revoked_at is None


def test_the_tokens_of_an_organisation_are_for_its_administrators(
    session, sign_in_as, administrator, theirs
):
    administrator.post(theirs, data=FIELDS)
    [kept] = session.query(ApiToken)
    elsewhere = make_organisation(session, "elsewhere")
    foreign = sign_in_as(Role.ADMINISTRATOR, organisation=elsewhere, name="Bob")
    facilitator = sign_in_as(Role.FACILITATOR, name="Zoé")

    assert "veille du matin" in text_of(administrator.get(theirs))
    assert facilitator.get(theirs).status_code == 403
    assert foreign.get(theirs).status_code == 404
    assert foreign.post(f"{theirs}/{kept.id}/revoke").status_code == 404
    assert foreign.post(theirs, data=FIELDS).status_code == 404
    other_way = f"/organisations/{elsewhere.id}/tokens/{kept.id}/revoke"
    assert foreign.post(other_way).status_code == 404


def test_somebody_unknown_is_led_to_sign_in(client, theirs):
    for path in (MINE, theirs):
        assert "/account/sign-in" in client.get(path).headers["Location"]


def test_making_one_asks_for_a_recent_proof(member, clock):
    clock.now = NOW + timedelta(minutes=16)

    refused = member.get(MINE)

    assert "again=1" in refused.headers["Location"]


def test_a_token_past_its_day_says_so(member, session, clock):
    make_token(
        session,
        Holder(person_id=make_person(session).id),
        name="vieux programme",
        scopes=[Act.READ],
        days=1,
        maker_id=make_person(session).id,
        now=NOW - timedelta(days=2),
    )
    session.commit()

    page = text_of(member.get(MINE))

    assert "expiré" in page
    assert clock.now == NOW


def test_a_name_is_shown_as_text(member):
    page = text_of(member.post(MINE, data=FIELDS | {"name": "<b>gras</b>"}))

    assert "&lt;b&gt;gras" in page
    assert "<b>gras" not in page
