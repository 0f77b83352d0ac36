"""A version from draft to published to withdrawn, and what each step says of its entries."""

from datetime import date

import pytest
from sqlalchemy import func, select, update

from referentiel.errors import ImportRefused
from referentiel.history import declared_in, descent
from referentiel.models import Item, Referentiel, Remark, Succession, Version
from referentiel.queries import get_published_version, items_of, published_versions
from referentiel.stored import tree_of_version
from referentiel.tree import SuccessionNode as Row
from referentiel.versioning import (
    CodeUsedBefore,
    DraftChanged,
    LabelTaken,
    NoCompetenceWritten,
    NotPublished,
    StillADraft,
    VersionIsFrozen,
    blockers,
    delete_draft,
    draft_from,
    is_intact,
    next_label,
    open_draft,
    publish,
    withdraw,
)
from surveys.queries.shares import versions_for
from tests.conftest import NOW
from tests.factories import make_draft, make_organisation, make_version
from tests.referentiel.drafting import add, item_in, remove, reword

TODAY = date(2026, 11, 20)
PROJECT = "projet"
CODES = ("D4-01", "D4-02", "D4-03")


@pytest.fixture
def first(session):
    """A version that was drafted, then published."""
    draft = make_draft(session, CODES)
    return publish(session, draft, standing=PROJECT, today=date(2026, 11, 2))


def rows_of(session, version):
    """Return the successions of a version, with codes for lineages."""
    codes = dict(session.execute(select(Item.lineage, Item.code)).all())
    rows = declared_in(session, [version.id])[version.id]
    return {(row.kind, codes.get(row.origin), codes.get(row.target)) for row in rows}


def test_a_draft_says_all_that_its_version_says(session, first):
    draft = draft_from(session, first)

    wanted = tree_of_version(session, first)
    found = tree_of_version(session, draft)
    assert (draft.state, draft.label, draft.based_on_id) == ("draft", "V2", first.id)
    assert (draft.published_on, draft.content_hash) == (None, "")
    assert found.content.items == wanted.content.items
    assert found.content.scales == wanted.content.scales
    assert found.lineages() == wanted.lineages()


@pytest.mark.parametrize(
    ("label", "taken", "wanted"),
    [
        ("DT-2026.0", (), "DT-2026.1"),
        ("DT-2026.9", (), "DT-2026.10"),
        ("V1", ("V2", "V3"), "V4"),
        ("2026-09 bis", (), "2026-10 bis"),
        ("Socle", (), "Socle 2"),
        ("Socle", ("Socle 2",), "Socle 3"),
    ],
)
def test_the_next_label_follows_the_last_number(label, taken, wanted):
    assert next_label(label, taken) == wanted


def test_two_versions_do_not_share_a_label(session, first):
    with pytest.raises(LabelTaken):
        draft_from(session, first, label="V1")

    assert session.scalars(select(Version.label)).all() == ["V1"]
    assert draft_from(session, first, label="V1 bis").label == "V1 bis"


def test_nothing_is_based_on_a_draft(session):
    with pytest.raises(StillADraft):
        draft_from(session, make_draft(session))


def test_publishing_freezes_what_is_said(session):
    draft = make_draft(session, CODES)

    published = publish(session, draft, standing="validé", today=TODAY)

    assert (published.state, published.standing, published.published_on) == (
        "published",
        "validé",
        TODAY,
    )
    assert is_intact(session, published)
    assert session.scalar(select(func.count()).select_from(Succession)) == 0
    with pytest.raises(VersionIsFrozen):
        open_draft(session, published)
    with pytest.raises(VersionIsFrozen):
        publish(session, published, standing=PROJECT, today=TODAY)
    with pytest.raises(VersionIsFrozen):
        delete_draft(session, published)


def test_what_changes_behind_the_back_of_a_published_version_is_found(session, first):
    assert is_intact(session, first)

    session.execute(update(Item).where(Item.code == "D4-01").values(code="D4-99"))
    session.expire_all()

    assert not is_intact(session, first)


def test_what_is_published_is_what_was_read(session):
    draft = make_draft(session)
    read = draft.revision
    draft.revision += 1

    with pytest.raises(DraftChanged):
        publish(session, draft, standing=PROJECT, today=TODAY, revision=read)

    assert draft.state == "draft"
    publish(session, draft, standing=PROJECT, today=TODAY, revision=read + 1)


def test_a_label_is_chosen_when_publishing(session, first):
    draft = draft_from(session, first)

    with pytest.raises(LabelTaken):
        publish(session, draft, standing=PROJECT, today=TODAY, label="V1")
    assert publish(session, draft, standing=PROJECT, today=TODAY, label="2027").label == "2027"


def test_a_draft_without_any_competence_is_not_published(session):
    draft = make_draft(session, ())

    assert [type(it) for it in blockers(session, draft)] == [NoCompetenceWritten]
    with pytest.raises(NoCompetenceWritten):
        publish(session, draft, standing=PROJECT, today=TODAY)


def test_a_draft_that_does_not_hold_together_is_not_published(session):
    draft = make_draft(session)
    item_in(session, draft, "D4-01").scope = "Z"

    with pytest.raises(ImportRefused):
        publish(session, draft, standing=PROJECT, today=TODAY)


def test_a_code_never_names_two_entries_even_after_it_is_gone(session, first):
    second = draft_from(session, first)
    remove(session, second, "D4-03")
    publish(session, second, standing=PROJECT, today=TODAY)
    third = draft_from(session, second)
    add(session, third, "D4-03", "D4").lineage = "00000000-0000-4000-8000-000000000000"
    session.flush()

    found = blockers(session, third)

    assert [(type(it), it.values) for it in found] == [
        (CodeUsedBefore, {"code": "D4-03", "label": "V1"})
    ]
    with pytest.raises(CodeUsedBefore):
        publish(session, third, standing=PROJECT, today=TODAY)


def test_an_entry_that_was_withdrawn_may_come_back_and_counts_as_added(session, first):
    second = draft_from(session, first)
    remove(session, second, "D4-03")
    publish(session, second, standing=PROJECT, today=TODAY)
    third = draft_from(session, second)
    add(session, third, "D4-03", "D4")

    publish(session, third, standing=PROJECT, today=TODAY)

    assert ("added", None, "D4-03") in rows_of(session, third)
    lineage = item_in(session, third, "D4-03").lineage
    through = descent(session, first, third)
    assert [row for row in through if lineage in (row.origin, row.target)] == [
        Row("withdrawn", lineage, None),
        Row("added", None, lineage),
    ]


def test_publishing_says_what_became_of_every_entry(session, first):
    draft = draft_from(session, first)
    reword(session, draft, "D4-01", "Animer autrement")
    remove(session, draft, "D4-02")
    add(session, draft, "D4-04", "D4")
    item_in(session, draft, "D4-03").parent_id = None
    session.flush()

    publish(session, draft, standing=PROJECT, today=TODAY)

    assert rows_of(session, draft) == {
        ("kept", "D4", "D4"),
        ("reworded", "D4-01", "D4-01"),
        ("withdrawn", "D4-02", None),
        ("moved", "D4-03", "D4-03"),
        ("added", None, "D4-04"),
    }


def test_a_withdrawn_version_gives_its_place_back_to_the_one_before(session):
    first = make_version(session, CODES)
    organisation = make_organisation(session)
    second = publish(session, draft_from(session, first), standing=PROJECT, today=TODAY)
    own = [organisation.id]
    assert get_published_version(session) == second
    assert versions_for(session, own, today=TODAY) == [second]

    withdraw(session, second)

    assert second.state == "withdrawn"
    assert get_published_version(session) == first
    assert versions_for(session, own, today=TODAY) == [first]
    assert published_versions(session, [first.referentiel.slug]) == [first]
    assert is_intact(session, second)
    with pytest.raises(NotPublished):
        withdraw(session, second)
    with pytest.raises(VersionIsFrozen):
        open_draft(session, second)
    assert draft_from(session, second).based_on_id == second.id


def test_a_draft_is_deleted_with_what_was_said_of_it(session, first):
    draft = draft_from(session, first)
    session.add(
        Remark(version_id=draft.id, kind="comment", text="?", author_id=None, created_at=NOW)
    )
    session.flush()

    delete_draft(session, draft)

    assert session.scalars(select(Version)).all() == [first]
    assert session.scalar(select(func.count()).select_from(Remark)) == 0
    assert len(items_of(session, first.id)) == 4


def test_the_last_draft_takes_its_referentiel_with_it(session, first):
    delete_draft(session, make_draft(session, slug="autre"))

    assert session.scalars(select(Referentiel)).all() == [first.referentiel]
