"""Who may call what: a token in a header, its scopes, its life; a cookie is worth nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import g

from surveys.accounts import add_role
from surveys.guard.tokens import Holder, make_token, revoke_token, tokens_of
from surveys.models import ApiToken, AuditEntry, Membership
from surveys.roles import Act, Role
from tests.conftest import NOW
from tests.factories import make_campaign, make_organisation, make_person

PRIVATE = ("/campaigns", "/campaigns/1", "/campaigns/1/counts", "/reports", "/campaigns/1/report")


@pytest.fixture
def campaign(session):
    return make_campaign(session)


def personal(session, person, *scopes):
    text = make_token(
        session,
        Holder(person_id=person.id),
        name="mine",
        scopes=scopes,
        days=30,
        maker_id=person.id,
        now=NOW,
    )
    session.commit()
    return text


@pytest.mark.parametrize("path", PRIVATE)
@pytest.mark.parametrize(
    "header", ["", "Bearer ", "Bearer rep_wrong", "Basic cmVwOnJlcA==", "rep_alone", "Bearer é"]
)
def test_without_a_token_that_serves_nothing_is_told(anyone, campaign, path, header):
    headers = {"Authorization": header} if header else {}

    refused = anyone.get(path, headers=headers)

    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    assert refused.mimetype == "application/problem+json"
    assert campaign.title not in refused.get_data(as_text=True)


@pytest.mark.usefixtures("campaign")
@pytest.mark.parametrize("path", PRIVATE)
def test_a_cookie_opens_nothing(facilitator, path):
    assert facilitator.get(f"/api/v1{path}").status_code == 401


def test_a_cookie_adds_nothing_to_a_token(session, facilitator, campaign, program_of):
    stranger = program_of(organisation=make_organisation(session, "elsewhere"))
    stranger.client = facilitator  # of the organisation that runs the campaign

    assert stranger.get("/campaigns").json["items"] == []
    assert stranger.get(f"/campaigns/{campaign.id}").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/campaigns", Act.FOLLOW),
        ("GET", "/campaigns/{id}", Act.FOLLOW),
        ("GET", "/campaigns/{id}/counts", Act.FOLLOW),
        ("GET", "/reports", Act.READ),
        ("POST", "/campaigns/{id}/open", Act.RUN),
        ("POST", "/campaigns/{id}/close", Act.RUN),
    ],
)
def test_each_call_asks_for_its_scope_and_no_other(program_of, campaign, method, path, scope):
    address = path.format(id=campaign.id)
    others = {Act.FOLLOW, Act.READ, Act.RUN} - {scope}

    assert program_of(scope).call(method, address).status_code == 200
    assert program_of(*others).call(method, address).status_code == 403


def test_what_is_of_another_organisation_is_not_found(session, program_of, campaign):
    stranger = program_of(organisation=make_organisation(session, "elsewhere"))

    assert stranger.get("/campaigns").json == {"items": [], "next": None}
    assert stranger.get("/reports").json == {"items": [], "next": None}
    for path in ("", "/counts", "/report", "/report.csv"):
        assert stranger.get(f"/campaigns/{campaign.id}{path}").status_code == 404
    for act in ("open", "close", "release"):
        assert stranger.post(f"/campaigns/{campaign.id}/{act}").status_code == 404


def test_a_token_ends_with_its_day(program, clock):
    assert program.get("/campaigns").status_code == 200

    clock.now = NOW + timedelta(days=30)

    assert program.get("/campaigns").status_code == 401


def test_a_revoked_token_serves_no_more(session, program):
    holder = Holder(organisation_id=make_organisation(session).id)
    [token] = tokens_of(session, holder)
    revoke_token(session, token.id, holder, revoker_id=make_person(session).id, now=NOW)
    session.commit()

    assert program.get("/campaigns").status_code == 401
    assert tokens_of(session, holder) == []


def test_a_personal_token_does_what_its_scopes_and_the_roles_share(session, anyone, campaign):
    person = make_person(session, "Lou")
    add_role(session, make_organisation(session), person, Role.ANALYST, today=None)
    anyone.token = personal(session, person, Act.FOLLOW, Act.RUN)

    assert anyone.get("/campaigns").status_code == 200
    assert anyone.get("/reports").status_code == 403  # the role may, the token may not
    assert anyone.post(f"/campaigns/{campaign.id}/open").status_code == 403  # the other way round


def test_a_personal_token_loses_what_the_person_loses(session, anyone, campaign):
    person = make_person(session, "Lou")
    add_role(session, make_organisation(session), person, Role.FACILITATOR, today=None)
    anyone.token = personal(session, person, Act.FOLLOW)
    before = anyone.get(f"/campaigns/{campaign.id}").status_code

    session.query(Membership).delete()
    session.commit()

    assert (before, anyone.get(f"/campaigns/{campaign.id}").status_code) == (200, 403)


def test_the_base_knows_a_token_by_its_hash_only(session, program):
    [kept] = session.query(ApiToken)

    assert program.token.startswith("rep_")
    assert program.token not in repr(kept)
    assert len(kept.token_hash) == 32


def test_the_day_of_its_last_use_is_kept_and_nothing_finer(session, program, clock):
    program.get("/campaigns")
    clock.now = NOW + timedelta(days=2)
    program.get("/campaigns")

    session.expire_all()
    [kept] = session.query(ApiToken)
    assert kept.used_on == (NOW + timedelta(days=2)).date()


@pytest.mark.usefixtures("program")
def test_making_and_revoking_are_in_the_journal(session):
    holder = Holder(organisation_id=make_organisation(session).id)
    [token] = tokens_of(session, holder)
    revoke_token(session, token.id, holder, revoker_id=make_person(session).id, now=NOW)

    entries = session.query(AuditEntry).filter(AuditEntry.act.startswith("token."))

    assert [(entry.act, entry.subject) for entry in entries.order_by(AuditEntry.id)] == [
        ("token.made", f"token:{token.id}"),
        ("token.revoked", f"token:{token.id}"),
    ]


@pytest.fixture
def twice_a_minute(app):
    """The application, where a token may call twice a minute and a network four times."""
    rooms = app.before_request_funcs[None]
    enter = rooms[0]

    def narrow() -> None:
        g.room = replace(g.room, settings=replace(g.room.settings, api_calls=2))

    rooms.insert(rooms.index(enter) + 1, narrow)
    yield
    rooms.remove(narrow)


@pytest.mark.usefixtures("twice_a_minute")
def test_one_call_too_many_says_when_to_come_back(program):
    statuses = [program.get("/campaigns").status_code for _ in range(2)]
    refused = program.get("/campaigns")

    assert statuses == [200, 200]
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    assert refused.json["type"] == "urn:reperes:too-often"


@pytest.mark.usefixtures("twice_a_minute")
def test_calls_without_a_token_are_counted_by_network(anyone, campaign):
    path = f"/campaigns/{campaign.code}/questionnaire"
    near = [
        anyone.get(path, environ_base={"REMOTE_ADDR": f"2001:db8:1:2::{n}"}).status_code
        for n in range(5)
    ]
    far = anyone.get(path, environ_base={"REMOTE_ADDR": "2001:db8:1:3::1"}).status_code

    assert (near, far) == ([200, 200, 200, 200, 429], 200)
