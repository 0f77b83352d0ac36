"""Answers go only by an act, once their time has come, with a visa where archives are public."""

from datetime import date

import pytest
from sqlalchemy import select

from reports.archive import ArchivedReport
from reports.recount import differences
from reports.release import release_campaign
from surveys.disposal import (
    NotDisposable,
    Visa,
    VisaMissing,
    VisaToCome,
    VisaUnreadable,
    dispose,
    visa_of,
)
from surveys.models import AuditEntry, Draft, Release, ReleaseCell, Segment, Submission, Tally
from tests.answering import count
from tests.conftest import NOW
from tests.factories import LANGUAGES, make_campaign, make_person, make_submission

TODAY = NOW.date()
VISA = Visa(day=date(2026, 10, 2), reference="AD38/2026-114")


@pytest.fixture
def campaign(session):
    campaign = make_campaign(session)
    for level in range(5):
        make_submission(session, campaign, level, 2)
    release_campaign(session, campaign, now=NOW, languages=LANGUAGES)
    campaign.disposable_on = TODAY
    session.flush()
    return campaign


def test_answers_and_tally_go_and_what_was_released_stays(session, campaign):
    released = [count(session, table) for table in (Release, ReleaseCell, ArchivedReport)]

    dispose(session, campaign, VISA, by=make_person(session).id, now=NOW)

    assert [count(session, t) for t in (Submission, Tally, Draft, Segment)] == [0, 0, 0, 0]
    assert [count(session, t) for t in (Release, ReleaseCell, ArchivedReport)] == released
    assert differences(session, campaign) == {}
    assert campaign.disposed_on == TODAY
    assert campaign.disposal_visa == "2026-10-02 AD38/2026-114"


def test_the_act_is_in_the_chain_with_its_visa(session, campaign):
    dispose(session, campaign, VISA, by=make_person(session).id, now=NOW)

    last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert last is not None
    assert last.act == "campaign.disposed"
    assert last.subject == f"campaign:{campaign.id} 2026-10-02 AD38/2026-114"
    assert last.organisation_id == campaign.organisation_id
    assert last.actor != ""


def test_answers_whose_time_runs_are_not_deleted(session, campaign):
    campaign.disposable_on = None

    with pytest.raises(NotDisposable):
        dispose(session, campaign, VISA, by=make_person(session).id, now=NOW)

    assert count(session, Submission) == 5


def test_what_is_gone_does_not_go_twice(session, campaign):
    anne = make_person(session)
    dispose(session, campaign, None, by=anne.id, now=NOW)

    with pytest.raises(NotDisposable):
        dispose(session, campaign, VISA, by=anne.id, now=NOW)

    assert campaign.disposal_visa == ""


def test_other_campaigns_keep_their_answers(session, campaign):
    other = make_campaign(session, version=campaign.questionnaire.version)
    make_submission(session, other, 1, 2)

    dispose(session, campaign, None, by=make_person(session).id, now=NOW)

    assert session.scalars(select(Submission.campaign_id)).all() == [other.id]
    assert differences(session, other) == {}


@pytest.mark.parametrize(
    ("day", "reference", "refusal"),
    [
        (None, "AD38/2026-114", VisaMissing),
        (TODAY, "  ", VisaMissing),
        (TODAY, "<script>", VisaUnreadable),
        (TODAY, "x" * 61, VisaUnreadable),
        (date(2026, 11, 21), "AD38/2026-114", VisaToCome),
    ],
)
def test_public_archives_ask_for_a_visa_that_can_be_read(day, reference, refusal):
    with pytest.raises(refusal):
        visa_of(public=True, day=day, reference=reference, today=TODAY)


def test_a_visa_is_its_day_and_its_reference():
    found = visa_of(public=True, day=VISA.day, reference=" AD38/2026-114 ", today=TODAY)

    assert found == VISA
    assert visa_of(public=False, day=None, reference="", today=TODAY) is None
