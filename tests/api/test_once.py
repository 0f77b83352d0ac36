"""A write under an `Idempotency-Key` is done once; a retry reads the same answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from referentiel.base import Base
from surveys.models import Idempotency, Release
from tests.answering import count
from tests.conftest import NOW
from tests.factories import SECRET, make_campaign, make_submission
from webapp import create_app
from webapp.config import Settings
from webapp.database import make_engine, session_maker

KEY = {"Idempotency-Key": "0b6c2f8e-8f5c-4f0e-9d59-0d1f4f6a2c11"}


@pytest.fixture
def campaign(session):
    return make_campaign(session)


def test_a_retry_gets_the_same_ticket(anyone, campaign):
    path = f"/campaigns/{campaign.code}/tickets"
    first, second = (anyone.post(path, headers=KEY) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.get_data() == second.get_data()
    assert first.headers["Cache-Control"] == second.headers["Cache-Control"] == "no-store"


def test_without_a_key_each_call_gets_its_own(anyone, campaign):
    path = f"/campaigns/{campaign.code}/tickets"

    assert anyone.post(path).json["ticket"] != anyone.post(path).json["ticket"]


def test_a_release_is_made_once(session, program, campaign):
    for _ in range(5):
        make_submission(session, campaign, (3, 1), (3, 2))
    path = f"/campaigns/{campaign.id}/release"

    first, retried = (program.post(path, headers=KEY) for _ in range(2))
    anew = program.post(path)

    assert first.status_code == retried.status_code == 201
    assert first.json == retried.json
    assert first.json["number"] == 1
    assert (anew.status_code, anew.json["type"]) == (409, "urn:reperes:not-enough-answers")
    assert count(session, Release) == 1


def test_a_key_serves_one_request_only(program, campaign):
    program.post(f"/campaigns/{campaign.id}/close", headers=KEY)

    other = program.post(f"/campaigns/{campaign.id}/open", headers=KEY)

    assert (other.status_code, other.json["type"]) == (409, "urn:reperes:key-used-otherwise")
    assert program.get(f"/campaigns/{campaign.id}").json["state"] == "closed"


def test_another_body_is_another_request(anyone, campaign):
    ticket = anyone.post(f"/campaigns/{campaign.code}/tickets").json["ticket"]
    path = f"/campaigns/{campaign.code}/submissions/{ticket}"
    body = {"notice": campaign.notice, "answers": {"D4-01": {"current": 2}}}
    anyone.put(path, json=body, headers=KEY)

    other = anyone.put(path, json=body | {"answers": {"D4-01": {"current": 3}}}, headers=KEY)

    assert other.status_code == 409
    assert anyone.get(path).json["answers"]["D4-01"]["current"] == 2


def test_the_keys_of_two_callers_do_not_meet(program, anyone, campaign):
    first = program.post(f"/campaigns/{campaign.id}/close", headers=KEY)

    second = anyone.post(f"/campaigns/{campaign.code}/tickets", headers=KEY)

    assert (first.status_code, second.json["type"]) == (200, "urn:reperes:campaign-closed")


def test_a_refusal_is_not_kept_so_that_a_retry_may_succeed(session, program):
    campaign = make_campaign(session)
    path = f"/campaigns/{campaign.id}/release"
    refused = program.post(path, headers=KEY)
    for _ in range(5):
        make_submission(session, campaign, (3, 1), (3, 2))

    assert (refused.status_code, program.post(path, headers=KEY).status_code) == (409, 201)


def test_a_withdrawal_is_answered_twice_alike(session, anyone, campaign):
    ticket = make_submission(session, campaign, (3, 1), (3, 2)).text
    path = f"/campaigns/{campaign.code}/submissions/{ticket}"

    first, second = (anyone.delete(path, headers=KEY) for _ in range(2))

    assert (first.status_code, second.status_code) == (204, 204)
    assert first.get_data() == second.get_data() == b""


def test_after_a_day_the_key_is_forgotten(session, anyone, campaign, clock):
    path = f"/campaigns/{campaign.code}/tickets"
    first = anyone.post(path, headers=KEY)
    clock.now = NOW + timedelta(hours=24, seconds=1)

    assert anyone.post(path, headers=KEY).json["ticket"] != first.json["ticket"]
    assert count(session, Idempotency) == 1


def test_what_is_kept_tells_nobody_which_ticket_was_given(session, anyone, campaign):
    ticket = anyone.post(f"/campaigns/{campaign.code}/tickets", headers=KEY).json["ticket"]

    [kept] = session.query(Idempotency)

    assert ticket.encode() not in kept.body
    assert KEY["Idempotency-Key"] not in repr(kept)


@pytest.mark.parametrize("key", ["short", "", "with space in it and long", "é" * 20, "k" * 101])
def test_a_key_that_is_none_is_refused(anyone, campaign, key):
    headers = {"Idempotency-Key": key}

    refused = anyone.post(f"/campaigns/{campaign.code}/tickets", headers=headers)

    assert refused.status_code == 422
    assert refused.json["errors"][0]["pointer"] == "/Idempotency-Key"


def test_retries_at_the_same_moment_get_one_ticket(tmp_path):
    url = f"sqlite:///{tmp_path}/site.sqlite3"
    engine = make_engine(url)
    Base.metadata.create_all(engine)
    with session_maker(engine)(True) as session:
        code = make_campaign(session).code
    engine.dispose()
    settings = Settings(database_url=url, secret_key=SECRET, folder=tmp_path)
    app = create_app(settings, clock=lambda: NOW)

    def ask(_nth):
        answer = app.test_client().post(f"/api/v1/campaigns/{code}/tickets", headers=KEY)
        return answer.status_code, answer.json["ticket"]

    with ThreadPoolExecutor(8) as threads:
        given = set(threads.map(ask, range(16)))

    assert [status for status, _ticket in given] == [201]
