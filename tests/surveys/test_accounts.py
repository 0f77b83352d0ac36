"""Signing in, and for whom one acts."""

import pytest

from surveys.accounts import (
    WrongCredentials,
    add_person,
    add_role,
    authenticate,
    organisations_by_ids,
    roles_of,
)
from surveys.models import Credential
from surveys.roles import Role
from tests.factories import make_organisation

PASSWORD = "un mot de passe, avec des accents é"


@pytest.fixture
def anne(session):
    return add_person(session, name="Anne", email=" Anne@Example.org ", password=PASSWORD)


def test_a_person_signs_in_whatever_the_case_of_the_address(session, anne):
    for email in ("anne@example.org", "ANNE@example.ORG ", anne.email):
        assert authenticate(session, email, PASSWORD) is anne


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("anne@example.org", PASSWORD + " "),
        ("anne@example.org", ""),
        ("paul@example.org", PASSWORD),
        ("", ""),
        ("anne@example.org' OR 1=1 --", PASSWORD),
        ("anne@example.org", "\x00" * 1_000),
    ],
)
@pytest.mark.usefixtures("anne")
def test_a_wrong_address_or_password_is_refused_in_the_same_words(session, email, password):
    with pytest.raises(WrongCredentials) as refused:
        authenticate(session, email, password)

    assert refused.value.values == {}


def test_passwords_are_never_kept(session, anne):
    kept = session.get(Credential, anne.id).password_hash

    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept


def test_a_person_may_have_several_roles_and_each_counts_once(session, anne):
    own, other = make_organisation(session), make_organisation(session, "autre")
    for role in (Role.FACILITATOR, Role.ANALYST, Role.ANALYST):
        add_role(session, own, anne, role, today=None)

    assert roles_of(session, anne.id) == {own.id: {"facilitator", "analyst"}}
    assert roles_of(session, anne.id + 1) == {}
    assert organisations_by_ids(session, {other.id, own.id}) == [other, own]
