"""Signing in, and for whom one acts."""

import pytest

from surveys.accounts import (
    WrongCredentials,
    add_facilitator,
    authenticate,
    organisations_by_ids,
    organisations_of,
    person_by_id,
)
from surveys.models import Credential
from tests.factories import make_organisation

PASSWORD = "un mot de passe, avec des accents é"


@pytest.fixture
def anne(session):
    organisation = make_organisation(session)
    return add_facilitator(
        session, organisation, name="Anne", email=" Anne@Example.org ", password=PASSWORD
    )


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


def test_one_acts_for_ones_own_organisations_alone(session, anne):
    other = make_organisation(session, "autre")

    assert organisations_of(session, anne.id) == {make_organisation(session).id}
    assert organisations_of(session, anne.id + 1) == frozenset()
    assert organisations_by_ids(session, {other.id, make_organisation(session).id}) == [
        other,
        make_organisation(session),
    ]


def test_a_person_is_found_by_id(session, anne):
    assert person_by_id(session, anne.id) is anne
    assert person_by_id(session, 9_999) is None
