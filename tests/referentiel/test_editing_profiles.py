"""Job profiles of a draft: what they expect, their order."""

import pytest
from sqlalchemy import select

from referentiel.editing.errors import CodeTaken, EntryGone, LabelMissing
from referentiel.editing.fields import profile_fields
from referentiel.editing.merging import Sent, WrittenMeanwhile, digests
from referentiel.editing.profiles import (
    add_profile,
    proposed_profile_code,
    remove_profile,
    save_profile,
    shift_profile,
)
from referentiel.models import ExpectedLevel
from referentiel.queries import items_of, profiles_of
from tests.factories import fr, make_draft


@pytest.fixture
def draft(session):
    return make_draft(session)


@pytest.fixture
def profile(session, draft):
    return add_profile(session, draft, code="P1", texts=fr(label="Agent·e"))


def expected(session, profile):
    found = select(ExpectedLevel).where(ExpectedLevel.profile_id == profile.id)
    return {
        one.item_id: (one.level, one.high, one.weight, one.critical)
        for one in session.scalars(found)
    }


def test_a_level_or_a_range_is_expected_with_its_weight(session, draft, profile):
    area, first, second = items_of(session, draft.id)
    fields = {
        f"level.{area.id}": "2-3",
        f"weight.{area.id}": "1,5",
        f"critical.{area.id}": "on",
        f"level.{first.id}": "4",
        f"weight.{second.id}": "2",
    }

    save_profile(session, draft, profile.id, Sent(profile.revision, fields))

    assert expected(session, profile) == {
        area.id: (2, 3, 1.5, True),
        first.id: (4, None, 1.0, False),
    }


def test_what_a_form_does_not_show_stays(session, draft, profile):
    area, first, _second = items_of(session, draft.id)
    save_profile(session, draft, profile.id, Sent(profile.revision, {f"level.{first.id}": "4"}))

    save_profile(
        session,
        draft,
        profile.id,
        Sent(profile.revision, {f"level.{area.id}": "2", "fr.description": "Proximité"}),
    )

    assert {item_id: said[0] for item_id, said in expected(session, profile).items()} == {
        area.id: 2,
        first.id: 4,
    }
    assert profile.texts == fr(label="Agent·e", description="Proximité")


def test_no_level_expects_nothing(session, draft, profile):
    area = items_of(session, draft.id)[0]
    save_profile(session, draft, profile.id, Sent(profile.revision, {f"level.{area.id}": "2"}))

    save_profile(session, draft, profile.id, Sent(profile.revision, {f"level.{area.id}": ""}))

    assert expected(session, profile) == {}


def test_two_people_who_expect_otherwise_are_told(session, draft, profile):
    area = items_of(session, draft.id)[0]
    shown, revision = digests(profile_fields(profile)), profile.revision
    name = f"level.{area.id}"
    shown |= digests({name: ""})
    save_profile(session, draft, profile.id, Sent(revision, {name: "2"}, shown))

    with pytest.raises(WrittenMeanwhile):
        save_profile(session, draft, profile.id, Sent(revision, {name: "3"}, shown))

    assert expected(session, profile) == {area.id: (2, None, 1.0, False)}


@pytest.mark.usefixtures("profile")
def test_a_code_names_one_profile_and_a_profile_has_a_label(session, draft):
    other = add_profile(session, draft, code="P2", texts=fr(label="Chef·fe de projet"))

    with pytest.raises(CodeTaken):
        save_profile(session, draft, other.id, Sent(other.revision, {"code": "P1"}))
    with pytest.raises(LabelMissing):
        save_profile(session, draft, other.id, Sent(other.revision, {"fr.label": ""}))
    assert proposed_profile_code(session, draft.id) == "P3"


def test_profiles_change_places_and_go(session, draft, profile):
    for number in (2, 3):
        add_profile(session, draft, code=f"P{number}", texts=fr(label="Profil"))

    shift_profile(session, draft, profile.id, "down")
    shift_profile(session, draft, profile.id, "down")
    shift_profile(session, draft, profile.id, "down")
    assert [it.code for it in profiles_of(session, draft.id)] == ["P2", "P3", "P1"]

    remove_profile(session, draft, profile.id)
    assert [it.code for it in profiles_of(session, draft.id)] == ["P2", "P3"]
    with pytest.raises(EntryGone):
        remove_profile(session, draft, profile.id)
