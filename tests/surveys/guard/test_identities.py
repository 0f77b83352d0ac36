from dataclasses import replace

import pytest

from surveys.guard.identities import (
    AddressNotVerified,
    Claims,
    IdentityOfAnother,
    identities_of,
    link_identity,
    person_of,
    unlink_identities,
)
from tests.conftest import NOW
from tests.factories import make_person

CLAIMS = Claims(
    issuer="https://id.example",
    subject="42",
    label="ProConnect",
    email="Anne@Example.org",
    email_verified=True,
    name="Anne Martin",
)


def test_a_verified_address_leads_to_the_person_who_has_it(session):
    anne = make_person(session)

    assert person_of(session, CLAIMS, now=NOW) == anne
    assert [(i.issuer, i.subject) for i in identities_of(session, anne.id)] == [
        ("https://id.example", "42")
    ]


def test_a_verified_address_unknown_here_makes_a_person(session):
    person = person_of(session, CLAIMS, now=NOW)

    assert (person.name, person.email, person.since) == (
        "Anne Martin",
        "anne@example.org",
        NOW.date(),
    )


def test_a_person_without_a_name_takes_that_of_their_address(session):
    assert person_of(session, replace(CLAIMS, name=" "), now=NOW).name == "anne"


def test_a_name_is_one_line_that_can_be_read(session):
    person = person_of(session, replace(CLAIMS, name="Anne\r\nBcc:\x00 x\u202e "), now=NOW)

    assert person.name == "Anne Bcc: x"


@pytest.mark.parametrize("email", ["", "anne", "@example.org", "anne@", "an\x00ne@example.org"])
def test_what_is_no_address_makes_nobody(session, email):
    with pytest.raises(AddressNotVerified):
        person_of(session, replace(CLAIMS, email=email), now=NOW)


def test_an_address_that_the_provider_does_not_vouch_for_leads_to_nobody(session):
    make_person(session)

    with pytest.raises(AddressNotVerified):
        person_of(session, replace(CLAIMS, email_verified=False), now=NOW)


def test_who_is_known_stays_themselves_whatever_their_address_becomes(session):
    anne = person_of(session, CLAIMS, now=NOW)
    make_person(session, "Bilal")
    moved = replace(CLAIMS, email="bilal@example.org")

    assert person_of(session, moved, now=NOW) == anne
    assert person_of(session, replace(moved, email_verified=False), now=NOW) == anne


def test_the_same_subject_of_another_provider_is_somebody_else(session):
    anne = person_of(session, CLAIMS, now=NOW)
    other = replace(CLAIMS, issuer="https://other.example", email="b@example.org")

    assert person_of(session, other, now=NOW) != anne


def test_a_signed_in_person_links_an_identity_without_a_verified_address(session):
    anne = make_person(session)
    claims = replace(CLAIMS, email="", email_verified=False)

    assert link_identity(session, claims, anne.id, now=NOW)
    assert not link_identity(session, claims, anne.id, now=NOW)
    assert person_of(session, claims, now=NOW) == anne


def test_an_identity_belongs_to_one_account(session):
    person_of(session, CLAIMS, now=NOW)

    with pytest.raises(IdentityOfAnother):
        link_identity(session, CLAIMS, make_person(session, "Bilal").id, now=NOW)


def test_an_unlinked_identity_signs_nobody_in(session):
    anne = make_person(session)
    claims = replace(CLAIMS, email_verified=False)
    link_identity(session, claims, anne.id, now=NOW)

    assert unlink_identities(session, anne.id)
    assert not unlink_identities(session, anne.id)
    with pytest.raises(AddressNotVerified):
        person_of(session, claims, now=NOW)
