from datetime import date

import pytest

from referentiel.declaring import (
    CodeMissing,
    CodeTaken,
    GoneAlready,
    OneExpected,
    PartsMissing,
    StillThere,
    UnknownPart,
    declare,
    next_code,
    set_apart,
)
from referentiel.history import settled_in
from referentiel.models import Crosswalk, Remark
from referentiel.successions import LoneMerge
from referentiel.versioning import VersionIsFrozen, draft_from, publish
from tests.conftest import NOW
from tests.factories import make_draft
from tests.referentiel.drafting import add, item_in, remove, reword

TODAY = date(2026, 11, 20)
CODES = ("D4-01", "D4-02", "D4-03")


@pytest.fixture
def first(session):
    return publish(session, make_draft(session, CODES), standing="projet", today=TODAY)


@pytest.fixture
def draft(session, first):
    return draft_from(session, first)


@pytest.fixture
def lineage(session, first):
    return lambda code: item_in(session, first, code).lineage


def fates(session, draft):
    """Return what became of what, by codes, and the problems."""
    before, after, settled = settled_in(session, draft)
    rows = {
        (
            row.kind,
            before[row.origin].code if row.origin else None,
            after[row.target].code if row.target else None,
        )
        for row in settled.rows
        if row.kind != "kept"
    }
    return rows, [type(problem) for problem in settled.problems]


def test_an_entry_is_declared_split(session, draft, lineage):
    remove(session, draft, "D4-01")
    add(session, draft, "D4-04", "D4")
    add(session, draft, "D4-05", "D4")
    revision = draft.revision

    declare(session, draft, lineage("D4-01"), "split", ["D4-04", "D4-05"])

    split = {("split", "D4-01", "D4-04"), ("split", "D4-01", "D4-05")}
    assert fates(session, draft) == (split, [])
    assert draft.revision == revision + 1
    declare(session, draft, lineage("D4-01"), "plain")
    assert fates(session, draft)[0] == {
        ("withdrawn", "D4-01", None),
        ("added", None, "D4-04"),
        ("added", None, "D4-05"),
    }


def test_entries_are_declared_merged_one_by_one(session, draft, lineage):
    remove(session, draft, "D4-01")
    remove(session, draft, "D4-02")
    add(session, draft, "D4-04", "D4")

    declare(session, draft, lineage("D4-01"), "merged", ["D4-04"])
    assert fates(session, draft)[1] == [LoneMerge]
    declare(session, draft, lineage("D4-02"), "merged", ["D4-04"])

    assert fates(session, draft) == (
        {("merged", "D4-01", "D4-04"), ("merged", "D4-02", "D4-04")},
        [],
    )


def test_an_entry_goes_on_under_another_code(session, draft, lineage):
    remove(session, draft, "D4-01")
    add(session, draft, "D4-04", "D4")

    declare(session, draft, lineage("D4-01"), "continued", ["D4-04"])

    assert fates(session, draft) == ({("reworded", "D4-01", "D4-04")}, [])


@pytest.mark.parametrize(
    ("fate", "codes", "refusal"),
    [
        ("split", ["D4-04"], PartsMissing),
        ("split", ["D4-04", "D4-04"], PartsMissing),
        ("merged", [], OneExpected),
        ("continued", ["D4-04", "D4-05"], OneExpected),
        ("split", ["D4-04", "D4-99"], UnknownPart),
        ("merged", ["D4"], UnknownPart),
    ],
)
def test_a_declaration_names_entries_of_the_draft(session, draft, lineage, fate, codes, refusal):
    remove(session, draft, "D4-01")
    add(session, draft, "D4-04", "D4")
    add(session, draft, "D4-05", "D4")

    with pytest.raises(refusal):
        declare(session, draft, lineage("D4-01"), fate, codes)


def test_what_is_still_there_is_a_part_of_its_split_or_leaves(session, draft, lineage):
    add(session, draft, "D4-04", "D4")
    add(session, draft, "D4-05", "D4")

    with pytest.raises(StillThere):
        declare(session, draft, lineage("D4-01"), "split", ["D4-04", "D4-05"])
    declare(session, draft, lineage("D4-01"), "split", ["D4-01", "D4-04"])

    assert fates(session, draft) == (
        {
            ("split", "D4-01", "D4-01"),
            ("split", "D4-01", "D4-04"),
            ("added", None, "D4-05"),
        },
        [],
    )


def test_another_competence_has_another_identity_and_another_code(session, draft, lineage):
    old = lineage("D4-01")
    reword(session, draft, "D4-01", "Tout autre chose")
    remark = Remark(
        version_id=draft.id,
        lineage=old,
        kind="comment",
        text="Est-ce encore la même ?",
        author_id=None,
        created_at=NOW,
    )
    link = Crosswalk(
        referentiel_id=draft.referentiel_id,
        lineage=old,
        scheme="ROME",
        target="100",
        target_version="v60",
        relation="closeMatch",
    )
    session.add_all([remark, link])
    session.flush()

    new = set_apart(session, draft, old, "D4-04")

    session.refresh(remark)
    item = item_in(session, draft, "D4-04")
    assert item.lineage == remark.lineage == new != old
    assert " d4 04 tout autre chose" in item.folded
    assert link.lineage == old
    assert fates(session, draft) == (
        {("withdrawn", "D4-01", None), ("added", None, "D4-04")},
        [],
    )


def test_a_new_code_was_never_used(session, draft, lineage):
    for code in ("D4-01", "D4-02", "D4"):
        with pytest.raises(CodeTaken):
            set_apart(session, draft, lineage("D4-01"), code)
    with pytest.raises(CodeMissing):
        set_apart(session, draft, lineage("D4-01"), " ")
    remove(session, draft, "D4-01")
    with pytest.raises(GoneAlready):
        set_apart(session, draft, lineage("D4-01"), "D4-04")


def test_a_published_version_takes_no_declaration(session, first, lineage):
    with pytest.raises(VersionIsFrozen):
        declare(session, first, lineage("D4-01"), "plain")
    with pytest.raises(VersionIsFrozen):
        set_apart(session, first, lineage("D4-01"), "D4-04")


@pytest.mark.parametrize(
    ("code", "taken", "wanted"),
    [
        ("D4-03", ("D4-03", "D4-10", "D40-99", "D5-20"), "D4-11"),
        ("D4-09", ("D4-09",), "D4-10"),
        ("Animer", ("Animer",), "Animer-2"),
        ("Animer", ("Animer", "Animer-2"), "Animer-3"),
    ],
)
def test_the_next_code_comes_after_all_that_begin_alike(code, taken, wanted):
    assert next_code(code, taken) == wanted
