"""Entries of a draft: what is written, what two people write at once, what is added and removed."""

from uuid import UUID

import pytest
from sqlalchemy import select

from referentiel.editing.errors import (
    CodeTaken,
    CodeUnfit,
    EntryGone,
    LabelMissing,
    NoPlaceThere,
)
from referentiel.editing.fields import item_fields
from referentiel.editing.items import (
    add_item,
    is_in_the_version_before,
    proposed_code,
    remove_item,
    save_item,
)
from referentiel.editing.merging import Sent, WrittenMeanwhile, digests
from referentiel.editing.profiles import add_profile, save_profile
from referentiel.ladders import ladder_of
from referentiel.models import AREA, COMPETENCE, ExpectedLevel, Item
from referentiel.queries import get_competence, items_of
from referentiel.tree import lineage_of
from referentiel.versioning import VersionIsFrozen
from tests.factories import fr, make_draft, make_version

OWN = {"steps": [], "rubric": "R1", "texts": {}, "weight": None, "foreign": {}}


@pytest.fixture
def draft(session):
    return make_draft(session)


def item_at(session, version, code):
    return session.scalars(
        select(Item).where(Item.version_id == version.id, Item.code == code)
    ).one()


def sent_on(item, **changed):
    """Return a form that showed an entry as it is, with some fields changed."""
    shown = item_fields(item)
    fields = {name.replace("__", "."): said for name, said in changed.items()}
    return Sent(item.revision, fields, digests(shown))


def test_what_a_form_says_is_written_and_can_be_found(session, draft):
    item = item_at(session, draft, "D4-01")
    counted = (item.revision, draft.revision)

    saved = save_item(
        session,
        draft,
        item.id,
        sent_on(
            item, fr__label="  Décider\r\n ensemble ", en__label="Deciding together", core="on"
        ),
    )

    assert item.texts == {
        "fr": {"label": "Décider ensemble", "description": "Description D4-01"},
        "en": {"label": "Deciding together"},
    }
    assert (item.core, item.type, item.scope) == (True, "savoir-faire", "I")
    assert item.folded == " d4 01 decider ensemble description d4 01 deciding together"
    assert (item.revision, draft.revision) == (counted[0] + 1, counted[1] + 1)
    assert saved.written == ("fr.label", "en.label", "core")


def test_a_form_that_changes_nothing_writes_nothing(session, draft):
    item = item_at(session, draft, "D4-01")
    counted = (item.revision, draft.revision)

    save_item(session, draft, item.id, sent_on(item, fr__label="Compétence D4-01"))

    assert (item.revision, draft.revision) == counted


def test_two_people_who_change_other_fields_lose_nothing(session, draft):
    item = item_at(session, draft, "D4-01")
    first, second = (
        sent_on(item, fr__label="Du premier"),
        sent_on(item, fr__label="Compétence D4-01", fr__description="De la seconde"),
    )

    save_item(session, draft, item.id, first)
    saved = save_item(session, draft, item.id, second)

    assert item.texts["fr"] == {"label": "Du premier", "description": "De la seconde"}
    assert (saved.written, saved.joined) == (("fr.description",), ("fr.label",))


def test_two_people_who_change_the_same_field_are_told_and_nothing_is_written(session, draft):
    item = item_at(session, draft, "D4-01")
    first = sent_on(item, fr__label="Du premier")
    second = sent_on(item, fr__label="De la seconde", fr__description="Précision")
    save_item(session, draft, item.id, first)
    revision = item.revision

    with pytest.raises(WrittenMeanwhile) as told:
        save_item(session, draft, item.id, second)

    [clash] = told.value.clashes
    assert (clash.field, clash.theirs, clash.mine) == ("fr.label", "Du premier", "De la seconde")
    assert told.value.mine == {"fr.label": "De la seconde", "fr.description": "Précision"}
    assert (item.revision, item.label(), item.description()) == (
        revision,
        "Du premier",
        "Description D4-01",
    )


def test_the_same_text_sent_twice_is_no_conflict(session, draft):
    item = item_at(session, draft, "D4-01")
    form = sent_on(item, fr__label="Deux fois")

    save_item(session, draft, item.id, form)
    again = save_item(session, draft, item.id, form)

    assert (item.label(), again.written, again.joined) == ("Deux fois", (), ())


def test_descriptors_of_its_own_serve_in_place_of_those_of_its_type(session, draft):
    item = item_at(session, draft, "D4-01")
    item.criteria = [OWN]
    session.flush()
    words = {f"fr__own__{level}": f"Je sais faire {level}" for level in range(5)}

    save_item(session, draft, item.id, sent_on(item, **words))

    assert ladder_of(item, {}, "fr") == [f"Je sais faire {level}" for level in range(5)]
    assert item.criteria[1] == OWN, "a grid of a file stays as it is"

    save_item(session, draft, item.id, sent_on(item, **dict.fromkeys(words, "")))

    assert item.criteria == [OWN]


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"code": "D4-02"}, CodeTaken),
        ({"code": "D4 / 9"}, CodeUnfit),
        ({"code": ""}, CodeUnfit),
        ({"fr__label": " "}, LabelMissing),
    ],
)
def test_what_would_not_do_is_refused(session, draft, changed, refusal):
    item = item_at(session, draft, "D4-01")

    with pytest.raises(refusal):
        save_item(session, draft, item.id, sent_on(item, **changed))


def test_a_published_version_is_not_written(session):
    version = make_version(session)
    item = item_at(session, version, "D4-01")

    with pytest.raises(VersionIsFrozen):
        save_item(session, version, item.id, sent_on(item, fr__label="Autre"))


def test_a_new_entry_comes_last_in_its_area(session, draft):
    area = item_at(session, draft, "D4")
    add_item(session, draft, kind=AREA, code="D5", texts=fr(label="Autre domaine"))

    added = add_item(
        session, draft, kind=COMPETENCE, code="D4-03", texts=fr(label="Écouter"), parent_id=area.id
    )

    assert [it.code for it in items_of(session, draft.id)] == [
        "D4",
        "D4-01",
        "D4-02",
        "D4-03",
        "D5",
    ]
    assert [it.position for it in items_of(session, draft.id)] == [0, 1, 2, 3, 4]
    namespace = draft.referentiel.namespace
    assert added.lineage == lineage_of(UUID(namespace), "D4-03")
    assert (added.folded, added.scope) == (" d4 03 ecouter", "I")


def test_a_code_that_some_version_gave_is_never_given_again(session):
    published = make_version(session, ("D4-01", "D4-07"))
    draft = make_draft(session, ("D4-01",), slug="autre")
    draft.referentiel_id = published.referentiel_id
    session.flush()
    session.expire(draft)
    area = item_at(session, draft, "D4")

    with pytest.raises(CodeTaken):
        add_item(
            session, draft, kind=COMPETENCE, code="D4-07", texts=fr(label="X"), parent_id=area.id
        )

    assert proposed_code(session, draft, COMPETENCE, area) == "D4-08"
    assert proposed_code(session, draft, AREA, None) == "D5"
    assert proposed_code(session, draft, AREA, area) == "D4.1"


def test_a_new_entry_does_not_take_the_identity_of_one_whose_code_changed(session, draft):
    item = item_at(session, draft, "D4-01")
    save_item(session, draft, item.id, sent_on(item, code="D4-30"))

    added = add_item(
        session, draft, kind=COMPETENCE, code="D4-01", texts=fr(label="X"), parent_id=item.parent_id
    )

    assert added.lineage != item.lineage


def test_a_competence_needs_an_area(session, draft):
    competence = item_at(session, draft, "D4-01")

    for parent_id in (None, competence.id):
        with pytest.raises(NoPlaceThere):
            add_item(
                session, draft, kind=COMPETENCE, code="X", texts=fr(label="X"), parent_id=parent_id
            )


def test_what_is_removed_goes_with_all_it_holds_and_all_that_is_expected_of_it(session):
    draft = make_draft(session, ("D1-01", "D1-02", "D2-01"))
    area, kept = item_at(session, draft, "D1"), item_at(session, draft, "D2-01")
    profile = add_profile(session, draft, code="P1", texts=fr(label="Agent"))
    inside = get_competence(session, draft.id, "D1-02")
    fields = {f"level.{inside.id}": "3", f"level.{kept.id}": "2"}
    save_profile(session, draft, profile.id, Sent(profile.revision, fields))

    gone = remove_item(session, draft, area.id)

    assert gone == 3
    assert [(it.code, it.position) for it in items_of(session, draft.id)] == [
        ("D2", 0),
        ("D2-01", 1),
    ]
    assert session.scalars(select(ExpectedLevel.item_id)).all() == [kept.id]
    with pytest.raises(EntryGone):
        save_item(session, draft, area.id, Sent(1, {"fr.label": "Trop tard"}))


def test_an_entry_says_whether_the_version_before_had_it(session):
    before = make_draft(session, ("D1-01",), slug="avant")
    draft = make_draft(session, ("D1-01", "D1-02"), slug="avant2")
    draft.based_on_id = before.id
    old, new = item_at(session, draft, "D1-01"), item_at(session, draft, "D1-02")
    old.lineage = item_at(session, before, "D1-01").lineage
    session.flush()

    assert is_in_the_version_before(session, draft, old)
    assert not is_in_the_version_before(session, draft, new)
