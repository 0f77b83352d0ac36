"""Setting up an organisation, and who is what in it."""

import pytest

from surveys.accounts import add_role, roles_of
from surveys.invitations import accept, invite
from surveys.models import AuditEntry, Invitation
from surveys.organisations import (
    Charter,
    LastAdministrator,
    NotInvited,
    change_charter,
    change_roles,
    set_up,
)
from surveys.queries.organisations import right_to_set_up
from surveys.roles import Role
from tests.conftest import NOW
from tests.factories import make_organisation, make_person

CHARTER = Charter(name="École du territoire", kind="school", contact="droits@example.org", k=4)


def invited_person(session, email="anne@example.org"):
    [sent] = invite(session, None, {email: 1}, Role.ADMINISTRATOR, by=None, now=NOW)
    return accept(session, sent.invitation, name="Anne", language="fr", now=NOW)


def acts(session):
    return [entry.act for entry in session.query(AuditEntry).order_by(AuditEntry.id)]


def test_the_first_organisation_hosts_and_its_founder_administers_and_runs_it(session):
    person = invited_person(session)

    made = set_up(session, CHARTER, person, now=NOW)

    assert (made.slug, made.name, made.k, made.hosts) == (
        "ecole-du-territoire",
        "École du territoire",
        4,
        True,
    )
    assert roles_of(session, person.id) == {made.id: {"administrator", "facilitator"}}
    assert acts(session) == ["invitation.sent", "invitation.accepted", "organisation.created"]


def test_the_second_organisation_does_not_host(session):
    make_organisation(session).hosts = True
    person = invited_person(session)

    assert not set_up(session, CHARTER, person, now=NOW).hosts


def test_an_invitation_sets_up_one_organisation(session):
    person = invited_person(session)
    set_up(session, CHARTER, person, now=NOW)

    assert right_to_set_up(session, person.email) is None
    with pytest.raises(NotInvited):
        set_up(session, CHARTER, person, now=NOW)


def test_nobody_sets_up_an_organisation_uninvited(session):
    with pytest.raises(NotInvited):
        set_up(session, CHARTER, make_person(session), now=NOW)


def test_a_taken_address_takes_a_number(session):
    make_organisation(session, "ecole-du-territoire")
    make_organisation(session, "ecole-du-territoire-2")

    made = set_up(session, CHARTER, invited_person(session), now=NOW)

    assert made.slug == "ecole-du-territoire-3"


def test_a_change_of_rules_is_noted_by_the_names_of_what_changed(session):
    own, person = make_organisation(session), make_person(session)
    charter = Charter(name=own.name, kind=own.kind, k=7, contact="droits@example.org")

    change_charter(session, own, charter, by=person.id, now=NOW)
    change_charter(session, own, charter, by=person.id, now=NOW)

    assert own.k == 7
    assert [(e.act, e.subject) for e in session.query(AuditEntry)] == [
        ("organisation.changed", "contact,k")
    ]


def test_roles_are_given_and_taken(session):
    own, anne, paul = make_organisation(session), make_person(session), make_person(session, "Paul")
    add_role(session, own, anne, Role.ADMINISTRATOR, today=None)
    add_role(session, own, paul, Role.MEMBER, today=None)

    change_roles(session, own, paul.id, [Role.TRAINER, Role.ANALYST], by=anne.id, now=NOW)

    assert roles_of(session, paul.id) == {own.id: {"trainer", "analyst"}}


@pytest.mark.parametrize("roles", [(), (Role.FACILITATOR,)])
def test_the_last_administrator_stays(session, roles):
    own, anne, paul = make_organisation(session), make_person(session), make_person(session, "Paul")
    other = make_organisation(session, "autre")
    for role in (Role.ADMINISTRATOR, Role.FACILITATOR):
        add_role(session, own, anne, role, today=None)
    add_role(session, own, paul, Role.MEMBER, today=None)
    add_role(session, other, paul, Role.ADMINISTRATOR, today=None)

    with pytest.raises(LastAdministrator):
        change_roles(session, own, anne.id, roles, by=anne.id, now=NOW)

    assert roles_of(session, anne.id) == {own.id: {"administrator", "facilitator"}}


def test_one_of_two_administrators_may_go(session):
    own, anne, paul = make_organisation(session), make_person(session), make_person(session, "Paul")
    for person in (anne, paul):
        add_role(session, own, person, Role.ADMINISTRATOR, today=None)

    change_roles(session, own, anne.id, (), by=anne.id, now=NOW)

    assert roles_of(session, anne.id) == {}
    assert acts(session) == ["member.left"]


def test_who_removes_somebody_is_told_from_who_leaves(session):
    own, anne, paul = make_organisation(session), make_person(session), make_person(session, "Paul")
    add_role(session, own, anne, Role.ADMINISTRATOR, today=None)
    add_role(session, own, paul, Role.MEMBER, today=None)

    change_roles(session, own, paul.id, (), by=anne.id, now=NOW)

    [entry] = session.query(AuditEntry)
    assert entry.act == "member.removed"
    assert "Paul" not in entry.subject


def test_the_right_to_set_up_is_the_address_s_alone(session):
    invited_person(session)

    assert isinstance(right_to_set_up(session, "anne@example.org"), Invitation)
    assert right_to_set_up(session, "paul@example.org") is None
