"""A notice says the facts of its campaign, under a number that changes when they do."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from surveys.campaigns import close_campaign, open_campaign
from surveys.errors import NoticeChanged
from surveys.models import AuditEntry, CampaignController, Notice, Submission
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.notices import (
    FIRST,
    digest_of,
    drafted_notice,
    is_intact,
    lines_of,
    renew_notice,
    renew_notices,
)
from surveys.queries.notices import notices_of, submissions_by_notice
from surveys.site import declare_legal
from surveys.submission import send_draft, submit
from surveys.tickets import new_ticket
from tests.conftest import NOW
from tests.factories import (
    LANGUAGES,
    OPENED,
    SECRET,
    make_campaign,
    make_organisation,
    make_person,
    make_sheet,
    make_submission,
    make_ticket,
    make_version,
)

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def campaign(session):
    return make_campaign(session)


def said(notice, key):
    [line] = [line for line in notice.texts["fr"] if line[0] == key]
    return line[2]


def test_opening_writes_the_first_notice(session, campaign):
    [notice] = notices_of(session, campaign.id)

    assert (notice.number, notice.shown_from, campaign.notice) == (1, OPENED, 1)
    assert notice.texts.keys() == {"fr", "en"}
    assert is_intact(notice)


def test_a_campaign_not_opened_yet_has_no_notice(session):
    campaign = make_campaign(session, opened=False)

    assert (campaign.notice, notices_of(session, campaign.id)) == (0, [])


def test_opening_again_without_a_change_keeps_the_number(session, campaign):
    close_campaign(session, campaign, now=NOW)

    open_campaign(session, campaign, now=LATER, languages=LANGUAGES)

    assert [notice.number for notice in notices_of(session, campaign.id)] == [1]


def test_a_changed_fact_takes_the_next_number_and_leaves_the_old_one_alone(session, campaign):
    before = notices_of(session, campaign.id)[0]
    texts, digest = before.texts, before.digest
    make_organisation(session).dpo = "Dominique, dpo@example.org"

    renew_notice(session, campaign, now=NOW, languages=LANGUAGES)
    session.commit()
    session.expire_all()

    after, old = notices_of(session, campaign.id)
    assert (after.number, campaign.notice, after.shown_from) == (2, 2, NOW)
    assert said(after, "dpo") == "Dominique, dpo@example.org"
    assert (old.texts, old.digest) == (texts, digest)
    assert after.digest != old.digest


def test_a_notice_says_every_fact(session):
    version = make_version(session)
    campaign = make_campaign(
        session,
        version=version,
        mode=PSEUDONYMOUS,
        controller="Le réseau",
        contact="droits@example.org",
        legal_basis="mission d’intérêt public",
        retention_months=18,
        attributes=("structure",),
    )
    [notice] = notices_of(session, campaign.id)

    words = " ".join(sentence for _, _, sentence in notice.texts["fr"])
    for fact in (
        "Il n’est pas un outil d’évaluation",
        "Le réseau",
        "UNADEL n’en a pas déclaré",
        "mission d’intérêt public",
        "(2)",
        "Dans quel type de structure travaillez-vous",
        "Pseudonyme",
        "au moins 5 personnes",
        "18 mois après la clôture",
        "12 mois plus tard",
        "15 minutes",
        "pas encore été déclaré",
        "droits@example.org",
        "www.cnil.fr",
    ):
        assert fact in words, fact
    assert "%(" not in words
    assert {line[0] for line in notice.texts["fr"]} >= set(FIRST)


def test_the_texts_follow_from_the_facts_alone(session, campaign):
    [notice] = notices_of(session, campaign.id)

    again = {code: lines_of(notice.facts, words) for code, words in LANGUAGES.items()}

    assert again == notice.texts
    assert notice.digest == digest_of(notice.facts, notice.texts)


def test_each_language_says_it_in_its_own_words(session, campaign):
    languages = {"fr": str, "en": lambda sentence: sentence.replace("Finalité", "Purpose")}

    notice = drafted_notice(session, campaign, number=9, now=NOW, languages=languages)

    headings = [[line[1] for line in notice.texts[code]] for code in ("fr", "en")]
    assert "Finalité" in headings[0]
    assert "Purpose" in headings[1]


def test_a_percent_sign_in_a_fact_is_text(session):
    campaign = make_campaign(session, controller="100 % réseau %(k)s", legal_basis="5 % %d")

    [notice] = notices_of(session, campaign.id)

    assert said(notice, "controller") == "100 % réseau %(k)s"
    assert said(notice, "legal_basis") == "5 % %d"


@pytest.mark.parametrize("change", ["facts", "texts"])
def test_a_changed_letter_is_seen(session, campaign, change):
    [notice] = notices_of(session, campaign.id)
    if change == "facts":
        notice.facts = notice.facts | {"k": 3}
    else:
        lines = [list(line) for line in notice.texts["fr"]]
        lines[0][2] += "."
        notice.texts = notice.texts | {"fr": lines}

    assert not is_intact(notice)


def test_joint_controllers_are_named(session, campaign):
    partner = make_organisation(session, "partenaire")
    session.add(CampaignController(campaign_id=campaign.id, organisation_id=partner.id))
    session.flush()

    notice = renew_notice(session, campaign, now=NOW, languages=LANGUAGES)

    assert said(notice, "controller") == "UNADEL, conjointement avec PARTENAIRE."


def test_the_notices_of_an_organisation_are_those_it_runs_or_controls_and_still_holds(session):
    version = make_version(session)
    own, joint, anonymous, closed, unopened = (
        make_campaign(session, version=version, opened=opened)
        for opened in (True, True, True, True, False)
    )
    other = make_organisation(session, "autre")
    joint.organisation_id = other.id
    unadel = make_organisation(session)
    session.add(CampaignController(campaign_id=joint.id, organisation_id=unadel.id))
    anonymous.anonymised_on = NOW.date()
    close_campaign(session, closed, now=NOW)
    unadel.dpo = other.dpo = "dpo@example.org"
    session.flush()

    renewed = renew_notices(session, organisation_id=unadel.id, now=NOW, languages=LANGUAGES)

    assert [notice.campaign_id for notice in renewed] == [own.id, joint.id, closed.id]
    assert [c.notice for c in (own, joint, closed, anonymous, unopened)] == [2, 2, 2, 1, 0]


def test_declaring_where_the_server_stands_renews_the_notices(session, campaign):
    host = make_person(session)
    legal = {"host": "Hébergeur A", "hosted": "inside", "guarantees": ""}

    declare_legal(session, legal, by=host.id, now=NOW, languages=LANGUAGES)

    [notice, _] = notices_of(session, campaign.id)
    assert said(notice, "place") == (
        "Hébergement dans l’Union européenne (Hébergeur A). Aucun transfert au-dehors."
    )


def test_the_chain_of_acts_tells_of_each_notice(session, campaign):
    [notice] = notices_of(session, campaign.id)

    shown = select(AuditEntry.subject).where(AuditEntry.act == "notice.shown")

    subject = f"campaign:{campaign.id} notice:1 sha256:{notice.digest}"
    assert list(session.scalars(shown)) == [subject]


# Proof of display


def numbers(session):
    session.expire_all()
    return sorted(session.scalars(select(Submission.notice)))


def test_a_submission_keeps_the_number_that_was_shown(session, campaign):
    make_submission(session, campaign, 1, 1)
    make_organisation(session).dpo = "dpo@example.org"
    renew_notice(session, campaign, now=NOW, languages=LANGUAGES)

    submit(session, campaign, make_ticket(campaign), make_sheet(2, 2), notice=2, now=NOW)

    assert numbers(session) == [1, 2]
    assert submissions_by_notice(session, campaign.id) == {1: 1, 2: 1}


@pytest.mark.parametrize("shown", [0, 2, -1, 10**30])
def test_nobody_sends_under_another_notice_than_the_one_in_force(session, campaign, shown):
    with pytest.raises(NoticeChanged):
        submit(session, campaign, make_ticket(campaign), make_sheet(1, 1), notice=shown, now=NOW)

    assert numbers(session) == []


def test_changed_answers_rest_on_the_notice_shown_last(session, campaign):
    ticket = make_submission(session, campaign, 1, 1)
    make_organisation(session).dpo = "dpo@example.org"
    renew_notice(session, campaign, now=NOW, languages=LANGUAGES)

    with pytest.raises(NoticeChanged):
        submit(session, campaign, ticket, make_sheet(3, 3), notice=1, now=NOW)
    submit(session, campaign, ticket, make_sheet(3, 3), notice=2, now=NOW)

    assert numbers(session) == [2]


def test_a_retry_after_a_change_of_notice_is_the_same_success(session, campaign):
    ticket = make_submission(session, campaign, 1, 1)
    make_organisation(session).dpo = "dpo@example.org"
    renew_notice(session, campaign, now=NOW, languages=LANGUAGES)

    submit(session, campaign, ticket, make_sheet(1, 1), notice=1, now=NOW)
    send_draft(session, campaign, ticket, notice=1, now=NOW)

    assert numbers(session) == [1]


def test_a_rehearsal_needs_no_notice(session):
    campaign = make_campaign(session, opened=False)
    ticket = new_ticket(SECRET, campaign.id, rehearsal=True)

    submit(session, campaign, ticket, make_sheet(1, 1), notice=0, now=NOW)

    assert session.scalars(select(Notice)).all() == []
    assert numbers(session) == []
