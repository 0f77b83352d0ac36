"""A code is kept as hashes, in pseudonymous series only, and goes with the answers it links."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from surveys.campaigns import open_campaign
from surveys.disposal import dispose
from surveys.erasure import erase_person
from surveys.errors import InvalidTicket
from surveys.keeping import keep
from surveys.linking.codes import NotLinked, TooFewElements, forget_code, keep_code
from surveys.linking.keys import hashed_element
from surveys.linking.matching import link
from surveys.linking.prompts import PROMISE, PROMPTS
from surveys.linking.series import CannotFollow, OnlyPseudonymous, OpenedAlready, put_in_series
from surveys.linking.weighing import Record
from surveys.models import LinkingCode, LinkingKey, Notice, Submission
from surveys.models.campaigns import ANONYMOUS, BEFORE, COLD, HOT, PSEUDONYMOUS
from surveys.queries.linking import campaigns_in, code_of_ticket, series_of, wave_answers
from surveys.retention import retain
from surveys.submission import withdraw
from tests.answering import count
from tests.conftest import NOW
from tests.factories import (
    LANGUAGES,
    OPENED,
    SECRET,
    make_campaign,
    make_organisation,
    make_person,
    make_submission,
    make_ticket,
)

TYPED = {
    "mother_first": "Marie",
    "father_first": "J",
    "birth_day": "7",
    "older_siblings": "2",
    "birth_town": "Grenoble",
    "first_school": "Jules-Ferry",
    "mother_month": "mars",
    "mother_name": "",
}


def make_wave(session, moment, follows=None, *, opened=True, **plan):
    """Return a campaign of a series on the one version of the base."""
    version = follows.questionnaire.version if follows else None
    plan = {"mode": PSEUDONYMOUS, "retention_months": 1, **plan}
    campaign = make_campaign(session, version=version, opened=False, **plan)
    put_in_series(session, campaign, moment=moment, follows=follows)
    if opened:
        open_campaign(session, campaign, now=OPENED, languages=LANGUAGES)
    return campaign


@pytest.fixture
def before(session):
    return make_wave(session, BEFORE)


@pytest.fixture
def hot(session, before):
    return make_wave(session, HOT, before)


def answered(session, campaign, typed=None):
    ticket = make_submission(session, campaign, 1, 2)
    keep_code(session, campaign, ticket, typed or TYPED, secret=SECRET)
    return ticket


def test_one_person_has_one_code_in_a_series_however_it_is_typed(session, before, hot):
    one = answered(session, before)
    other = answered(session, hot, TYPED | {"birth_town": " GRENOBLE", "mother_month": "3"})

    code = code_of_ticket(session, one.hash)

    assert code == code_of_ticket(session, other.hash)
    assert set(code) == set(TYPED) - {"mother_name"}
    assert {len(value) for value in code.values()} == {16}
    assert count(session, LinkingKey) == 1


def test_nothing_typed_is_stored(session, before):
    answered(session, before, TYPED | {"first_school": "Zzyzx"})

    rows = session.execute(select(LinkingCode.elements, LinkingCode.mode)).all()

    assert not any(word in str(rows).lower() for word in ("marie", "grenoble", "zzyzx", "mars"))


def test_another_series_another_key_gives_other_hashes(session, before):
    version = before.questionnaire.version
    alone = make_campaign(session, version=version, mode=PSEUDONYMOUS, opened=False)
    put_in_series(session, alone, moment=HOT)
    open_campaign(session, alone, now=OPENED, languages=LANGUAGES)

    one, other = (code_of_ticket(session, answered(session, c).hash) for c in (before, alone))

    assert set(one) == set(other)
    assert not set(one.values()) & set(other.values())


def test_the_hash_of_an_element_is_tied_to_its_prompt_and_key():
    assert hashed_element(b"key", "a", "m") == hashed_element(b"key", "a", "m")
    assert len({hashed_element(k, p, "m") for k in (b"1", b"2") for p in "ab"}) == 4


def test_giving_a_code_again_replaces_it(session, before):
    ticket = answered(session, before)
    first = code_of_ticket(session, ticket.hash)

    keep_code(session, before, ticket, TYPED | {"birth_day": "8"}, secret=SECRET)

    again = code_of_ticket(session, ticket.hash)
    assert {code for code in first if first[code] != again[code]} == {"birth_day"}
    forget_code(session, ticket.hash)
    assert code_of_ticket(session, ticket.hash) is None
    assert count(session, Submission) == 1


def test_a_code_is_refused_where_it_would_link_nothing(session, before):
    ticket = make_submission(session, before, 1, 2)
    with pytest.raises(TooFewElements) as refused:
        keep_code(session, before, ticket, {"birth_day": "7"}, secret=SECRET)
    assert "compte 1 réponses" in str(refused.value)
    with pytest.raises(InvalidTicket):
        keep_code(session, before, make_ticket(before), TYPED, secret=SECRET)
    alone = make_campaign(session, version=before.questionnaire.version, mode=PSEUDONYMOUS)
    with pytest.raises(NotLinked):
        keep_code(session, alone, make_ticket(alone), TYPED, secret=SECRET)


def test_a_rehearsal_leaves_no_code(session, before):
    keep_code(session, before, make_ticket(before, rehearsal=True), TYPED, secret=SECRET)

    assert (count(session, LinkingCode), count(session, LinkingKey)) == (0, 0)


@pytest.mark.parametrize("mode", [ANONYMOUS, PSEUDONYMOUS])
def test_the_base_refuses_a_code_in_an_anonymous_campaign(session, mode):
    campaign = make_campaign(session, mode=ANONYMOUS)
    ticket = make_submission(session, campaign, 1, 2)
    row = {"ticket_hash": ticket.hash, "campaign_id": campaign.id, "mode": mode, "elements": {}}

    with pytest.raises(IntegrityError):
        session.execute(insert(LinkingCode), row)


def test_a_code_goes_when_the_answers_are_withdrawn(session, before):
    ticket = answered(session, before)
    other = answered(session, before)

    withdraw(session, before, ticket)

    assert session.scalars(select(LinkingCode.ticket_hash)).all() == [other.hash]


def test_a_code_goes_when_its_person_is_erased(session, before, tmp_path):
    ticket, anne = answered(session, before), make_person(session)
    keep(session, before, ticket, person_id=anne.id)

    erase_person(session, anne, secret=SECRET, folder=tmp_path, now=NOW)

    assert count(session, LinkingCode) == 0


def close(campaign, days=0):
    campaign.closes_at = NOW + timedelta(days=days)


def test_codes_go_when_answers_become_anonymous_and_the_key_with_the_last(
    session, before, hot, tmp_path
):
    for campaign, days in ((before, 0), (hot, 90)):
        answered(session, campaign)
        close(campaign, days)

    def run(days):
        now = NOW + timedelta(days=days)
        retain(session, secret=SECRET, folder=tmp_path, now=now, languages=LANGUAGES)

    run(40)
    assert session.scalars(select(LinkingCode.campaign_id)).all() == [hot.id]
    assert count(session, LinkingKey) == 1
    run(130)
    assert (count(session, LinkingCode), count(session, LinkingKey)) == (0, 0)
    assert count(session, Submission) == 2


def test_a_campaign_never_opened_does_not_keep_the_key_of_its_series(session, before, tmp_path):
    make_wave(session, COLD, before, opened=False)
    answered(session, before)
    close(before)
    later = NOW + timedelta(days=40)

    retain(session, secret=SECRET, folder=tmp_path, now=later, languages=LANGUAGES)

    assert count(session, LinkingKey) == 0


def test_disposal_leaves_no_code(session, before):
    answered(session, before)
    before.disposable_on = NOW.date()

    dispose(session, before, None, by=make_person(session).id, now=NOW)

    assert count(session, LinkingCode) == 0


def test_campaigns_that_follow_one_another_are_one_series(session, before, hot):
    cold = make_wave(session, COLD, hot)
    later = make_wave(session, COLD, cold, opened=False)
    alone = make_campaign(session, version=before.questionnaire.version)

    waves = [before, hot, cold, later]
    assert [series_of(session, wave.id) for wave in waves] == [before.id] * 4
    assert campaigns_in(session, before.id) == waves
    assert series_of(session, alone.id) == alone.id


def test_a_series_goes_forward_among_pseudonymous_campaigns_of_one_organisation(session, hot):
    with pytest.raises(OpenedAlready):
        put_in_series(session, hot, moment=COLD)
    version = hot.questionnaire.version

    def made(**plan):
        return make_campaign(session, version=version, opened=False, **plan)

    with pytest.raises(OnlyPseudonymous):
        put_in_series(session, made(mode=ANONYMOUS), moment=COLD, follows=hot)
    for moment in (BEFORE, HOT, None):
        with pytest.raises(CannotFollow):
            put_in_series(session, made(mode=PSEUDONYMOUS), moment=moment, follows=hot)
    foreign = made(mode=PSEUDONYMOUS)
    foreign.organisation_id = make_organisation(session, "autre").id
    with pytest.raises(CannotFollow):
        put_in_series(session, foreign, moment=COLD, follows=hot)


def test_people_are_told_of_the_code_where_one_is_asked(session, before):
    alone = make_campaign(session, version=before.questionnaire.version, mode=PSEUDONYMOUS)

    told = {
        notice.campaign_id: {line[0]: line[2] for line in notice.texts["fr"]}
        for notice in session.scalars(select(Notice))
    }

    assert told[before.id]["linking"] == PROMISE
    assert "linking" not in told[alone.id]
    assert "pseudonyme" in PROMISE
    assert "anonym" not in PROMISE


def test_waves_are_read_with_what_links_them_and_link_as_people_do(session, before, hot):
    kept = answered(session, before)
    answered(session, hot)
    make_submission(session, hot, 3, 3)

    one, other = (
        [
            Record(a.ticket_hash, a.elements, a.person_id)
            for a in wave_answers(session, c.id, last_batch=1)
        ]
        for c in (before, hot)
    )

    found = link(one, other)
    assert found.second.without_code == 1
    assert (found.first.n, found.second.n) == (1, 2)
    assert {answer.ticket_hash for answer in wave_answers(session, hot.id, last_batch=0)} == set()
    assert set(one[0].elements) <= set(PROMPTS)
    assert one[0].key == kept.hash
