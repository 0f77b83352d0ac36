"""What is said of a draft, and what becomes of it."""

import pytest

from referentiel.discussion import add_remark, adopt, decline, remarks_on, text_now
from referentiel.editing.errors import (
    AlreadyDecided,
    NothingProposed,
    TextChanged,
)
from referentiel.editing.items import remove_item, save_item
from referentiel.editing.merging import Sent, digest
from referentiel.editing.queries import open_remarks
from referentiel.queries import items_of
from referentiel.versioning import VersionIsFrozen
from tests.conftest import NOW
from tests.factories import make_draft, make_person, make_version


@pytest.fixture
def draft(session):
    return make_draft(session)


@pytest.fixture
def anne(session):
    return make_person(session).id


def propose(session, draft, by, item, field="fr.label", words="Mieux dit"):
    lineage = item.lineage if item else None
    return add_remark(
        session, draft, lineage=lineage, text="", field=field, proposed=words, by=by, now=NOW
    )


def seen(session, draft, remark):
    return digest(text_now(session, draft, remark))


def test_words_that_are_adopted_are_in_the_draft(session, draft, anne):
    item = items_of(session, draft.id)[1]
    counted = (item.revision, draft.revision)
    remark = propose(session, draft, anne, item)

    adopt(
        session,
        draft,
        remark,
        seen=seen(session, draft, remark),
        answer="Oui",
        by=anne,
        now=NOW,
    )

    assert (item.label(), item.revision, draft.revision) == (
        "Mieux dit",
        counted[0] + 1,
        counted[1] + 1,
    )
    assert (remark.state, remark.answer, remark.decided_by_id, remark.decided_at) == (
        "adopted",
        "Oui",
        anne,
        NOW,
    )


def test_words_for_the_version_itself_are_adopted(session, draft, anne):
    remark = propose(session, draft, anne, None, "fr.about", "Texte revu.")

    adopt(session, draft, remark, seen=seen(session, draft, remark), answer="", by=anne, now=NOW)

    assert draft.text("about") == "Texte revu."


def test_words_do_not_replace_a_text_that_nobody_has_read(session, draft, anne):
    item = items_of(session, draft.id)[1]
    remark = propose(session, draft, anne, item)
    read = seen(session, draft, remark)
    save_item(session, draft, item.id, Sent(item.revision, {"fr.label": "Entre-temps"}))

    with pytest.raises(TextChanged):
        adopt(session, draft, remark, seen=read, answer="", by=anne, now=NOW)

    session.refresh(remark)
    assert (item.label(), remark.state) == ("Entre-temps", "open")


def test_a_remark_is_decided_once(session, draft, anne):
    remark = add_remark(session, draft, lineage=None, text="Bien", by=anne, now=NOW)
    decline(session, remark, answer="Trop long", by=anne, now=NOW)

    with pytest.raises(AlreadyDecided):
        adopt(session, draft, remark, seen="", answer="", by=anne, now=NOW)

    assert (remark.state, remark.answer) == ("declined", "Trop long")


def test_words_for_an_entry_that_is_gone_can_only_be_declined(session, draft, anne):
    item = items_of(session, draft.id)[1]
    remark = propose(session, draft, anne, item)
    remove_item(session, draft, item.id)

    with pytest.raises(NothingProposed):
        adopt(session, draft, remark, seen="", answer="", by=anne, now=NOW)
    session.refresh(remark)
    decline(session, remark, answer="Retirée", by=anne, now=NOW)

    assert remark.state == "declined"


def test_remarks_are_counted_by_entry_while_they_wait(session, draft, anne):
    item = items_of(session, draft.id)[1]
    first = propose(session, draft, anne, item)
    propose(session, draft, anne, item, words="Encore mieux")
    add_remark(session, draft, lineage=None, text="Bien", by=anne, now=NOW)

    decline(session, first, answer="Non", by=anne, now=NOW)

    assert open_remarks(session, draft.id) == {item.lineage: 1, "": 1}
    assert len(remarks_on(session, draft.id, is_open=True)) == 2
    assert remarks_on(session, draft.id, is_open=False) == [first]
    assert len(remarks_on(session, draft.id, lineage=item.lineage)) == 2


def test_a_published_version_is_discussed_no_more(session, anne):
    version = make_version(session)

    with pytest.raises(VersionIsFrozen):
        add_remark(session, version, lineage=None, text="Trop tard", by=anne, now=NOW)
