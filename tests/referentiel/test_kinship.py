"""Which entries of several versions are the same: declared, never guessed."""

from referentiel.changes import ADDED, KEPT, MERGED, MOVED, REWORDED, SPLIT, WITHDRAWN
from referentiel.kinship import Kinship, kinship_of, steps_of_versions
from referentiel.models import ScaleLevel
from referentiel.tree import SuccessionNode as Row
from referentiel.versioning import draft_from, publish
from tests.conftest import NOW
from tests.factories import fr, make_draft
from tests.referentiel.drafting import item_in, reword

BASES = {1: None, 2: 1, 3: 2, 4: 1}  # 3 comes from 2, and both 2 and 4 from 1


def test_what_was_kept_moved_or_reworded_is_the_same_all_along_and_across():
    said = {
        2: [Row(KEPT, "a", "a"), Row(REWORDED, "b", "b2")],
        3: [Row(MOVED, "a", "a3"), Row(REWORDED, "b2", "b3")],
        4: [Row(KEPT, "a", "a")],
    }
    kinship = Kinship(BASES, said)

    assert len({kinship.family(*known) for known in ((1, "a"), (2, "a"), (3, "a3"), (4, "a"))}) == 1
    assert kinship.family(1, "b") == kinship.family(3, "b3") != kinship.family(1, "a")


def test_what_was_split_merged_added_or_left_unsaid_is_not():
    said = {
        2: [
            Row(SPLIT, "a", "a"), Row(SPLIT, "a", "x"), Row(MERGED, "b", "c"),
            Row(MERGED, "c", "c"), Row(ADDED, None, "d"), Row(WITHDRAWN, "e", None),
        ]
    }  # fmt: skip
    kinship = Kinship(BASES, said)

    for lineage in "abcde":
        assert kinship.family(1, lineage) != kinship.family(2, lineage), lineage


def test_published_versions_say_what_is_the_same_and_what_levels_mean(session, count_queries):
    older = publish(session, make_draft(session), standing="projet", today=NOW.date())
    draft = draft_from(session, older)
    reword(session, draft, "D4-02", "En d’autres mots")
    newer = publish(session, draft, standing="projet", today=NOW.date())
    one, other = (item_in(session, version, "D4-02").lineage for version in (older, newer))

    with count_queries() as taken:
        kinship = kinship_of(session, [older.id, newer.id])
        steps = steps_of_versions(session, [older.id, newer.id])

    assert len(taken) == 4
    assert kinship.family(older.id, one) == kinship.family(newer.id, other)
    assert len(steps.words[older.id]) == 5
    assert not steps.differ
    session.get_one(ScaleLevel, (newer.id, "mastery", 3)).texts = fr(label="Aguerri")
    session.flush()
    assert steps_of_versions(session, [older.id, newer.id]).differ


def test_one_version_alone_asks_nothing_of_the_others(session):
    version = publish(session, make_draft(session), standing="projet", today=NOW.date())

    assert kinship_of(session, [version.id]).family(version.id, "a") == (version.id, "a")
