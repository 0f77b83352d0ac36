"""Roles offered by mail: whom, how long, and once."""

from datetime import timedelta

import pytest

from surveys.accounts import add_role, roles_of
from surveys.guard.sealing import hashed
from surveys.invitations import (
    LIFE,
    InvitationOver,
    TooManyAddresses,
    WrongAddresses,
    accept,
    addresses_in,
    invitation_by_token,
    invite,
    send_again,
    take_back,
)
from surveys.roles import Role
from tests.conftest import NOW
from tests.factories import make_organisation, make_person


def sent_to(session, email="paul@example.org", role=Role.TRAINER):
    own, by = make_organisation(session), make_person(session)
    [sent] = invite(session, own, {email: 1}, role, by=by.id, now=NOW)
    return sent


def test_addresses_are_read_as_people_paste_them():
    pasted = "a@example.org, B@Example.org;\n\nAnne Martin <anne@example.org>\na@example.org"

    assert addresses_in(pasted) == {"a@example.org": 1, "b@example.org": 1, "anne@example.org": 3}


@pytest.mark.parametrize(
    "wrong",
    ["anne", "anne@", "@example.org", "a b@example.org", "a@example.org\x00", "a@exa mple.fr"],
)
def test_one_wrong_address_refuses_all_and_names_its_line(wrong):
    with pytest.raises(WrongAddresses) as refused:
        addresses_in(f"bon@example.org\n{wrong}")

    assert [problem.row for problem in refused.value.problems] == [2]


def test_too_many_addresses_are_refused():
    with pytest.raises(TooManyAddresses):
        addresses_in("\n".join(f"p{n}@example.org" for n in range(201)))


def test_only_the_hash_of_a_token_is_kept(session):
    sent = sent_to(session)

    assert sent.invitation.token_hash == hashed(sent.token)
    assert sent.invitation.expires_at == NOW + timedelta(days=14)
    assert invitation_by_token(session, sent.token, now=NOW) is sent.invitation


def test_accepting_makes_the_person_and_gives_the_role(session):
    sent = sent_to(session)

    person = accept(session, sent.invitation, name="Paul", language="en", now=NOW)

    assert (person.name, person.email, person.language) == ("Paul", "paul@example.org", "en")
    assert roles_of(session, person.id) == {make_organisation(session).id: {"trainer"}}


def test_accepting_finds_who_is_already_known_and_keeps_their_name(session):
    paul = make_person(session, "Paul")
    paul.mail_refused_at = NOW
    sent = sent_to(session)

    person = accept(session, sent.invitation, name="Autre", language="en", now=NOW)

    assert person is paul
    assert (paul.name, paul.mail_refused_at) == ("Paul", None)


def spent(session, sent):
    accept(session, sent.invitation, name="Paul", language="fr", now=NOW)


def taken_back(session, sent):
    take_back(session, sent.invitation, by=make_person(session).id, now=NOW)


def sent_again(session, sent):
    send_again(session, sent.invitation, by=make_person(session).id, now=NOW)


def offered_again(session, _sent):
    sent_to(session)


@pytest.mark.parametrize("done", [spent, taken_back, sent_again, offered_again])
def test_a_link_serves_no_more_once(session, done):
    sent = sent_to(session)

    done(session, sent)

    with pytest.raises(InvitationOver):
        invitation_by_token(session, sent.token, now=NOW)


def test_a_link_serves_no_more_after_fourteen_days(session):
    sent = sent_to(session)

    assert invitation_by_token(session, sent.token, now=NOW + LIFE - timedelta(seconds=1))
    with pytest.raises(InvitationOver):
        invitation_by_token(session, sent.token, now=NOW + LIFE)


def test_an_invitation_is_accepted_once(session):
    sent = sent_to(session)
    accept(session, sent.invitation, name="Paul", language="fr", now=NOW)

    with pytest.raises(InvitationOver):
        accept(session, sent.invitation, name="Paul", language="fr", now=NOW)


def test_sending_again_lives_anew_and_forgets_the_bounce(session):
    sent = sent_to(session)
    sent.invitation.mail_refused_at = NOW
    later = NOW + timedelta(days=20)

    again = send_again(session, sent.invitation, by=make_person(session).id, now=later)

    assert invitation_by_token(session, again.token, now=later) is sent.invitation
    assert sent.invitation.mail_refused_at is None


def test_two_roles_may_be_offered_to_one_address(session):
    first, second = sent_to(session), sent_to(session, role=Role.ANALYST)

    for sent in (first, second):
        accept(session, sent.invitation, name="Paul", language="fr", now=NOW)

    assert roles_of(session, make_person(session, "Paul").id) == {
        make_organisation(session).id: {"trainer", "analyst"}
    }


def test_a_member_is_not_invited_again(session):
    own, paul = make_organisation(session), make_person(session, "Paul")
    add_role(session, own, paul, Role.MEMBER, today=None)

    with pytest.raises(WrongAddresses) as refused:
        invite(session, own, {"n@example.org": 1, paul.email: 3}, Role.TRAINER, by=None, now=NOW)

    assert [(problem.row, problem.text) for problem in refused.value.problems] == [(3, paul.email)]
