"""The page of progress: what is lacking, the drawing once for all, its figures and its files."""

import json

import pytest
from sqlalchemy import select

from surveys.models import AuditEntry, LinkingCode
from surveys.models.campaigns import BEFORE, HOT
from surveys.roles import Role
from surveys.shares import EXPORT, READ, Terms, share
from tests.answering import text_of
from tests.conftest import NOW
from tests.factories import make_organisation, make_person, make_version
from tests.reports.test_progress_report import (
    END,
    LATER,
    OTHERS,
    START,
    THEN,
    answered,
    make_wave,
    released,
)


@pytest.fixture
def waves(session):
    """Eight people before and after, five others in each; released, and closed since an hour."""
    version = make_version(session)
    before = make_wave(session, version, BEFORE)
    hot = make_wave(session, version, HOT, before, ratings=("current", "before"))
    answered(session, before, (*START, *OTHERS))
    answered(session, hot, END, thens=THEN)
    answered(session, hot, OTHERS, first=20, thens=OTHERS)
    released(session, before, hot)
    session.commit()
    return before, hot


def address(before, hot, extension=""):
    return f"/reports/campaigns/{hot.id}/progress/{before.id}{extension}"


def test_it_is_drawn_once_with_its_match_rate_and_n(facilitator, session, clock, waves):
    assert "n’est pas close" in text_of(facilitator.get(address(*waves)))
    assert facilitator.post(address(*waves)).status_code == 409
    clock.now = LATER
    page = text_of(facilitator.get(address(*waves)))
    assert "Calculer le progrès" in page
    assert facilitator.get(address(*waves, ".csv")).status_code == 404

    assert facilitator.post(address(*waves)).location == address(*waves)

    page = text_of(facilitator.get(address(*waves)))
    assert "Calculer le progrès" not in page
    assert "8 personnes sont reliées" in page
    assert "Taux d’appariement" in page
    assert 'data-chart="chart-progress-data"' in page
    assert facilitator.post(address(*waves)).status_code == 303
    acts = list(session.scalars(select(AuditEntry.act)))
    assert acts.count("campaign.progress") == 1
    for wave in waves:
        linked = text_of(facilitator.get(f"/reports/campaigns/{wave.id}"))
        assert (address(*waves) in linked) == (wave is waves[1])


def test_conventional_and_retrospective_change_stand_apart(facilitator, clock, waves):
    clock.now = LATER
    facilitator.post(address(*waves))

    document = json.loads(facilitator.get(address(*waves, ".json")).data)

    [shift] = [section for section in document["sections"] if section["key"] == "shift"]
    keys = [column["key"] for column in shift["table"]["columns"]]
    cells = dict(zip(keys, shift["table"]["rows"][0], strict=True))
    # START, THEN and END of eight people, by hand: 14, 10 and 18 steps in all.
    assert cells["conventional"]["value"] == pytest.approx(18 / 8 - 14 / 8)
    assert cells["adjusted"]["value"] == pytest.approx(18 / 8 - 10 / 8)
    assert cells["shift"]["value"] == pytest.approx(14 / 8 - 10 / 8)


def test_two_campaigns_that_do_not_follow_each_other_have_no_page(facilitator, waves):
    before, hot = waves

    assert facilitator.get(address(hot, before)).status_code == 404


def test_too_few_linked_people_are_told_in_a_sentence(facilitator, session, clock, waves):
    for code in codes_in(session, waves[1])[:9]:  # of thirteen: four pairs at most are left
        session.delete(code)
    session.commit()
    clock.now = LATER
    facilitator.post(address(*waves))

    page = text_of(facilitator.get(address(*waves)))

    assert "Trop peu de personnes sont reliées" in page
    assert "masqué" in page


def codes_in(session, campaign):
    """Return the codes left in a campaign."""
    return list(session.scalars(select(LinkingCode).where(LinkingCode.campaign_id == campaign.id)))


def test_whoever_reads_both_reports_reads_it_and_only_takes_away_what_is_exported(
    sign_in_as, session, clock, facilitator, waves
):
    clock.now = LATER
    facilitator.post(address(*waves))
    partner = make_organisation(session, "partenaire")
    trainer = sign_in_as(Role.TRAINER, organisation=partner, name="Zoe")
    by = make_person(session).id
    before, hot = waves
    share(session, hot, partner, Terms(purpose="Bâtir", scope=EXPORT), by=by, now=NOW)
    session.commit()
    assert trainer.get(address(*waves)).status_code == 404
    share(session, before, partner, Terms(purpose="Bâtir", scope=READ), by=by, now=NOW)
    session.commit()

    assert trainer.get(address(*waves)).status_code == 200
    assert trainer.get(address(*waves, ".csv")).status_code == 404
    assert facilitator.get(address(*waves, ".csv")).status_code == 200
    assert facilitator.get(address(*waves, ".exe")).status_code == 404
    assert trainer.post(address(*waves)).status_code == 403
