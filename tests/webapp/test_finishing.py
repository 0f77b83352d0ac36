"""A release of many answers: decided at once, its report written by the worker."""

import pytest

from reports import finishing
from reports.queries import archived, last_release, newest_release
from reports.release import release_campaign
from surveys.errors import NotEnoughAnswers
from surveys.models import Release
from tests.conftest import NOW
from tests.factories import make_campaign, make_submission, make_version
from webapp.delivering import Ground
from webapp.finishing import finish_one, finish_releases
from webapp.translations import translations


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch):
    monkeypatch.setattr(finishing, "MANY", 20)


def answered(session, campaign, people):
    for person in range(people):
        make_submission(session, campaign, (3, person % 4), (2, person % 3), structure="public")
    session.commit()
    return campaign


def test_few_answers_have_their_report_at_once(session):
    campaign = answered(session, make_campaign(session), 20)

    release = release_campaign(session, campaign, now=NOW, languages=translations())
    session.commit()

    assert release.finished_at == NOW
    assert archived(session, release, "fr")
    assert finishing.unfinished(session) is None


def test_many_answers_have_theirs_from_the_worker_and_the_one_before_stays(session, ground):
    campaign = answered(session, make_campaign(session), 20)
    first = release_campaign(session, campaign, now=NOW, languages=translations())
    answered(session, campaign, 10)
    second = release_campaign(session, campaign, now=NOW, languages=translations())
    session.commit()

    assert second.finished_at is None
    assert last_release(session, campaign.id) == first
    assert newest_release(session, campaign.id) == second
    session.rollback()

    finish_releases(ground())

    session.expire_all()
    assert last_release(session, campaign.id) == second
    assert archived(session, second, "en")
    assert second.together["rule"] == "priority"


def test_answers_that_come_before_the_report_count_in_the_next_one(session, ground):
    campaign = answered(session, make_campaign(session), 24)
    release = release_campaign(session, campaign, now=NOW, languages=translations())
    session.commit()
    number, release_id = release.number, release.id
    session.expunge(release)
    # What the same answers say when nothing comes meanwhile.
    expected = finishing.prepared(session, release, translations()).documents["fr"]
    session.rollback()
    answered(session, campaign, 12)

    finish_releases(ground())

    session.expire_all()
    found = archived(session, session.get_one(Release, release_id), "fr")
    assert number == 1
    assert found == expected


def test_a_worker_killed_before_it_writes_leaves_the_release_to_the_next_one(session, ground):
    campaign = answered(session, make_campaign(session), 24)
    release = release_campaign(session, campaign, now=NOW, languages=translations())
    session.commit()

    here = ground()

    def killed(writes):
        if writes:
            raise KeyboardInterrupt
        return here.sessions(False)

    with pytest.raises(KeyboardInterrupt):
        finish_one(Ground(here.settings, killed, here.clock), release.id)
    assert last_release(session, campaign.id) is None
    session.rollback()

    finish_releases(here)
    session.expire_all()
    assert last_release(session, campaign.id)


def test_two_workers_freeze_one_report(session, ground):
    campaign = answered(session, make_campaign(session), 24)
    release = release_campaign(session, campaign, now=NOW, languages=translations())
    session.commit()
    session.expunge(release)
    found = finishing.prepared(session, release, translations())
    finish_releases(ground())

    again = session.get_one(Release, release.id)
    finishing.finish(session, again, found, now=NOW)

    session.commit()
    assert archived(session, again, "fr") == found.documents["fr"]


def test_a_second_click_is_told_that_there_are_not_enough_answers(session):
    campaign = answered(session, make_campaign(session), 24)
    release_campaign(session, campaign, now=NOW, languages=translations())

    with pytest.raises(NotEnoughAnswers):
        release_campaign(session, campaign, now=NOW, languages=translations())


def test_pages_say_that_it_is_being_prepared(facilitator, session, ground):
    campaign = answered(session, make_campaign(session), 24)
    address = f"/reports/campaigns/{campaign.id}"

    said = facilitator.post(f"/campaigns/{campaign.id}/release", follow_redirects=True)

    page = " ".join(said.get_data(as_text=True).split())
    assert "La publication n° 1 se prépare : ses chiffres paraissent dans un instant." in page
    assert "Pas encore de chiffres" not in page
    assert "Actualiser la page" in page
    finish_releases(ground())
    page = facilitator.get(address).get_data(as_text=True)
    assert "se prépare" not in page
    assert "Les besoins, du premier au dernier" in page


def test_a_release_that_cannot_be_finished_stops_no_other(session, ground, monkeypatch):
    version = make_version(session)
    ids = []
    for _ in range(2):
        campaign = answered(session, make_campaign(session, version=version), 24)
        made = release_campaign(session, campaign, now=NOW, languages=translations())
        session.commit()
        ids.append((campaign.id, made.id))
    whole = finishing.together_of

    def broken(session, campaign, *rest):
        if campaign.id == ids[0][0]:
            raise ArithmeticError("these answers cannot be read")
        return whole(session, campaign, *rest)

    monkeypatch.setattr(finishing, "together_of", broken)
    finish_releases(ground())

    session.expire_all()
    assert last_release(session, ids[0][0]) is None
    assert last_release(session, ids[1][0]).id == ids[1][1]
    monkeypatch.undo()
    finish_releases(ground())
    session.expire_all()
    assert last_release(session, ids[0][0]).id == ids[0][1]
