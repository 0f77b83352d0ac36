"""What a person agrees to: each purpose apart, dated, withdrawn at once, seen by who it says."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from surveys import consents
from surveys.accounts import add_role
from surveys.consents import PURPOSES, UnknownPurpose, agree, purpose_of, withdraw_consent
from surveys.directory import PURPOSE, offer_help
from surveys.models import AuditEntry, DirectoryEntry, OptIn
from surveys.queries.space import choices_of_person, helpers_in, texts_kept
from surveys.roles import Role
from tests.answering import count
from tests.conftest import NOW
from tests.factories import make_organisation, make_person

DIRECTORY = PURPOSES[PURPOSE]


@pytest.fixture
def anne(session):
    """Anne, a member of UNADEL, who offers help and agrees to say so."""
    person = make_person(session, "Anne")
    add_role(session, make_organisation(session), person, Role.MEMBER, today=None)
    agree(session, DIRECTORY, person_id=person.id, now=NOW)
    offer_help(session, person.id, " Je peux aider à animer. ")
    return person


def test_a_choice_bears_its_version_and_its_date(session, anne):
    [choice] = session.scalars(select(OptIn))

    assert (choice.purpose, choice.version, choice.given_at) == (PURPOSE, 1, NOW)
    assert choice.withdrawn_at is None
    assert choices_of_person(session, anne.id) == {PURPOSE: choice}


def test_agreeing_twice_is_agreeing_once(session, anne):
    agree(session, DIRECTORY, person_id=anne.id, now=NOW + timedelta(days=1))

    assert count(session, OptIn) == 1


def test_withdrawing_removes_the_entry_at_once_and_keeps_the_dates(session, anne):
    later = NOW + timedelta(days=1)

    withdraw_consent(session, DIRECTORY, person_id=anne.id, now=later)

    [choice] = session.scalars(select(OptIn))
    assert (choice.given_at, choice.withdrawn_at) == (NOW, later)
    assert count(session, DirectoryEntry) == 0
    assert helpers_in(session, [make_organisation(session).id]) == []
    acts = session.execute(select(AuditEntry.act, AuditEntry.subject)).all()
    assert acts == [("consent.given", "directory:1"), ("consent.withdrawn", "directory:1")]


def test_a_new_wording_asks_anew(session, anne, monkeypatch):
    monkeypatch.setitem(consents.PURPOSES, PURPOSE, replace(DIRECTORY, version=2))

    assert choices_of_person(session, anne.id) == {}
    assert helpers_in(session, [make_organisation(session).id]) == []


def test_an_unknown_purpose_is_refused():
    with pytest.raises(UnknownPurpose):
        purpose_of("newsletter")


@pytest.mark.usefixtures("anne")
def test_members_of_a_same_organisation_see_who_offers_help(session):
    unadel = make_organisation(session)

    [helper] = helpers_in(session, [unadel.id])

    assert (helper.name, helper.email) == ("Anne", "anne@example.org")
    assert (helper.offer, helper.organisations) == ("Je peux aider à animer.", ("UNADEL",))


@pytest.mark.usefixtures("anne")
def test_other_organisations_do_not(session):
    other = make_organisation(session, "cnfpt")

    assert helpers_in(session, [other.id]) == []
    assert helpers_in(session, []) == []


def test_a_helper_is_listed_once_with_the_organisations_that_are_shared(session, anne):
    other, third = make_organisation(session, "adels"), make_organisation(session, "cnfpt")
    for organisation in (other, third):
        add_role(session, organisation, anne, Role.TRAINER, today=None)
        add_role(session, organisation, anne, Role.MEMBER, today=None)

    [helper] = helpers_in(session, [make_organisation(session).id, other.id])

    assert helper.organisations == ("ADELS", "UNADEL")


def test_who_does_not_agree_is_not_listed_whatever_they_wrote(session):
    benoit = make_person(session, "Benoit")
    add_role(session, make_organisation(session), benoit, Role.MEMBER, today=None)
    offer_help(session, benoit.id, "Je ne suis pas dans l’annuaire.")

    assert helpers_in(session, [make_organisation(session).id]) == []


def test_an_empty_offer_is_not_listed(session, anne):
    offer_help(session, anne.id, "  ")

    assert texts_kept(session, anne.id) == {PURPOSE: ""}
    assert helpers_in(session, [make_organisation(session).id]) == []
