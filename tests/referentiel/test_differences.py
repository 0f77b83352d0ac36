from dataclasses import replace
from time import perf_counter
from uuid import NAMESPACE_URL, uuid5

import pytest

from referentiel.changes import (
    CrosswalkChange,
    Differences,
    EntryChange,
    FieldChange,
    ProfileChange,
    StepChange,
    TargetChange,
    TextChange,
)
from referentiel.differences import differences, longest_increasing
from referentiel.tree import (
    SCALES,
    Content,
    CriterionNode,
    CrosswalkNode,
    EdgeNode,
    ItemNode,
    ProfileNode,
    ReferentielTree,
    RubricNode,
    StepNode,
    SuccessionNode,
    Target,
)
from referentiel.wording import Segment, segments
from tests.factories import fr


def item(code, label=None, parent="D1", **fields):
    kind = "area" if parent is None else "competence"
    return ItemNode(kind, code, fr(label=label or f"Libellé {code}"), parent, **fields)


AREA = item("D1", parent=None)
ONE, TWO, THREE = item("D1-01"), item("D1-02"), item("D1-03")


def tree(*items, successions=(), crosswalks=(), title="Titre", **content):
    return ReferentielTree(
        slug="essai",
        namespace=NAMESPACE_URL,
        label="1",
        title=fr(title=title),
        content=Content("projet", "draft", {}, items=items, **content),
        crosswalks=crosswalks,
        successions=successions,
    )


def lineage(code):
    return str(uuid5(NAMESPACE_URL, code))


def kept(*items):
    return [EntryChange("kept", one, one) for one in items]


def entries(older, newer, *successions):
    return list(differences(older, replace(newer, successions=successions)).entries)


def test_a_version_does_not_differ_from_itself():
    same = tree(
        AREA, ONE, scales={name: tuple(fr(label=str(n)) for n in range(5)) for name in SCALES}
    )

    found = differences(same, same)

    assert (found, found.nothing) == (Differences(tuple(kept(AREA, ONE))), True)


def test_state_and_label_are_not_compared():
    older = tree(AREA, ONE)
    newer = replace(older, label="2", content=replace(older.content, state="published"))

    assert differences(older, newer).nothing


def test_an_entry_is_added_or_withdrawn():
    found = differences(tree(AREA, ONE, TWO), tree(AREA, ONE, THREE))

    assert list(found.entries) == [
        *kept(AREA, ONE),
        EntryChange("added", None, THREE),
        EntryChange("withdrawn", TWO, None),
    ]
    assert dict(found.counts) == {"kept": 2, "added": 1, "withdrawn": 1}


def test_an_entry_is_reworded_in_one_language():
    before = replace(ONE, texts={"fr": {"label": "Écouter"}, "en": {"label": "Listen"}})
    after = replace(
        ONE, texts={"fr": {"label": "Écouter"}, "en": {"label": "Hear", "description": ""}}
    )

    assert entries(tree(AREA, before), tree(AREA, after))[1] == EntryChange(
        "reworded", before, after, texts=(TextChange("en", "label", "Listen", "Hear"),)
    )


def test_an_entry_is_moved_under_another_parent():
    other = item("D2", parent=None)
    after = replace(ONE, parent="D2")

    found = entries(tree(AREA, ONE, other), tree(AREA, other, after))

    moved = EntryChange("moved", ONE, after, moves=(FieldChange("parent", "D1", "D2"),))
    assert found == [*kept(AREA, other), moved]


def test_a_parent_with_another_code_moves_nobody():
    renamed = replace(AREA, code="DA", identity=lineage("D1"))
    after = replace(ONE, parent="DA")

    found = entries(tree(AREA, ONE), tree(renamed, after))

    code = FieldChange("code", "D1", "DA")
    assert found == [
        EntryChange("kept", AREA, renamed, fields=(code,)),
        EntryChange("kept", ONE, after),
    ]


def test_the_fewest_entries_are_moved():
    found = entries(tree(AREA, ONE, TWO, THREE), tree(AREA, THREE, ONE, TWO))

    moved = EntryChange("moved", THREE, THREE, moves=(FieldChange("order", None, None),))
    assert found == [EntryChange("kept", AREA, AREA), moved, *kept(ONE, TWO)]


def test_an_entry_put_in_between_moves_nobody():
    found = differences(tree(AREA, ONE, THREE), tree(AREA, ONE, TWO, THREE))

    assert dict(found.counts) == {"kept": 3, "added": 1}


def test_other_fields_change_without_rewording():
    step = StepNode(fr(description="Je sais"), score=0)
    after = replace(
        ONE, type="savoir", scope="C", core=True, sources=("s",), criteria=(CriterionNode((step,)),)
    )

    assert entries(tree(AREA, ONE), tree(AREA, after))[1] == EntryChange(
        "kept",
        ONE,
        after,
        fields=(
            FieldChange("type", None, "savoir"),
            FieldChange("scope", None, "C"),
            FieldChange("core", False, True),
            FieldChange("sources", (), ("s",)),
            FieldChange("criteria", (), (CriterionNode((step,)),)),
        ),
    )


def test_what_says_nothing_is_no_change():
    after = replace(ONE, foreign={"a": None, "b": []}, texts={**ONE.texts, "en": {}})

    assert differences(tree(AREA, ONE), tree(AREA, after)).nothing


def test_a_declared_split_stands_above_the_guess():
    said = [SuccessionNode("split", lineage("D1-01"), lineage(code)) for code in ("D1-02", "D1-03")]

    found = entries(tree(AREA, ONE), tree(AREA, TWO, THREE), *said)

    assert found == [
        EntryChange("kept", AREA, AREA),
        EntryChange("split", None, TWO, others=(ONE,), declared=True),
        EntryChange("split", None, THREE, others=(ONE,), declared=True),
        EntryChange("split", ONE, None, others=(TWO, THREE), declared=True),
    ]


def test_an_entry_that_took_in_another_is_merged():
    said = [
        SuccessionNode("merged", lineage(code), lineage("D1-01")) for code in ("D1-01", "D1-02")
    ]

    found = entries(tree(AREA, ONE, TWO), tree(AREA, ONE), *said)

    assert found == [
        EntryChange("kept", AREA, AREA),
        EntryChange("merged", ONE, ONE, others=(TWO,), declared=True),
        EntryChange("merged", TWO, None, others=(ONE,), declared=True),
    ]


def test_an_entry_declared_the_same_is_compared_with_what_it_was():
    said = SuccessionNode("reworded", lineage("D1-01"), lineage("D1-02"))

    found = entries(tree(AREA, ONE), tree(AREA, TWO), said)

    assert found[1:] == [
        EntryChange(
            "reworded",
            ONE,
            TWO,
            texts=(TextChange("fr", "label", "Libellé D1-01", "Libellé D1-02"),),
            fields=(FieldChange("code", "D1-01", "D1-02"),),
            declared=True,
        )
    ]


def test_a_succession_of_another_version_says_nothing():
    said = SuccessionNode("split", lineage("D9-99"), lineage("D1-01"))

    found = differences(tree(AREA, ONE), replace(tree(AREA, ONE), successions=(said,)))

    assert found == Differences(tuple(kept(AREA, ONE)), successions=True)


def test_scales_and_anchors_are_compared_by_level():
    steps = tuple(fr(label=f"Niveau {level}") for level in range(5))
    other = (*steps[:4], fr(label="Expert"))

    found = differences(
        tree(AREA, scales={"mastery": steps}, anchors={"savoir": steps}),
        tree(AREA, scales={"mastery": other}),
    )

    last = TextChange("fr", "label", "Niveau 4", "Expert")
    assert found.scales == (StepChange("mastery", 4, (last,)),)
    assert found.anchors == tuple(
        StepChange("savoir", level, (TextChange("fr", "label", f"Niveau {level}", ""),))
        for level in range(5)
    )


def test_profiles_are_compared_by_what_they_expect():
    first = ProfileNode("P1", fr(label="Agent"), {"D1": Target(2), "D1-01": Target(3)})
    after = ProfileNode("P1", fr(label="Agent"), {"D1": Target(2, high=3, weight=2, critical=True)})
    second = ProfileNode("P2", fr(label="Élue"), {"D1": Target(1)})

    found = differences(
        tree(AREA, ONE, profiles=(first,)), tree(AREA, ONE, profiles=(after, second))
    )

    assert found.profiles == (
        ProfileChange(
            "P1",
            first,
            after,
            (),
            (
                TargetChange("D1", Target(2), Target(2, 3, 2, True)),
                TargetChange("D1-01", Target(3), None),
            ),
        ),
        ProfileChange(
            "P2",
            None,
            second,
            (TextChange("fr", "label", "", "Élue"),),
            (TargetChange("D1", None, Target(1)),),
        ),
    )


def test_the_order_of_profiles_is_a_change():
    first, second = (ProfileNode(code, fr(label=code), {}) for code in ("P1", "P2"))

    found = differences(tree(AREA, profiles=(first, second)), tree(AREA, profiles=(second, first)))

    assert found.fields == (FieldChange("profiles", ["P1", "P2"], ["P2", "P1"]),)


def test_crosswalks_edges_and_rubrics_are_compared():
    link = CrosswalkNode("D1-01", "ROME", "100001", "4.0", "Écouter", "closeMatch", "à valider")
    edge, other = EdgeNode("precedes", "D1-01", "D1"), EdgeNode("isRelatedTo", "D1-01", "D1")
    rubric = RubricNode("r1", fr(title="Grille"))

    found = differences(
        tree(AREA, ONE, crosswalks=(link,), edges=(edge, edge)),
        tree(
            *(AREA, ONE),
            crosswalks=(replace(link, relation="exactMatch"), replace(link, target="2")),
            edges=(edge, other),
            rubrics=(rubric,),
        ),
    )

    assert found.crosswalks == (
        CrosswalkChange(link, replace(link, relation="exactMatch")),
        CrosswalkChange(None, replace(link, target="2")),
    )
    assert (found.edges_added, found.edges_withdrawn) == ((other,), (edge,))
    assert found.rubrics == ((None, rubric),)


def test_twenty_thousand_entries_take_seconds():
    items = [AREA, *(item(f"D1-{number}") for number in range(20_000))]
    older, newer = tree(*items), tree(AREA, *reversed(items[1:]))

    start = perf_counter()
    found = differences(older, newer)

    assert dict(found.counts) == {"kept": 2, "moved": 19_999}
    assert perf_counter() - start < 15  # quadratic time would be minutes


@pytest.mark.parametrize(
    ("numbers", "places"),
    [([], set()), ([3], {0}), ([1, 2, 3], {0, 1, 2}), ([3, 1, 2], {1, 2}), ([2, 1], {1})],
)
def test_a_longest_run_that_grows(numbers, places):
    assert longest_increasing(numbers) == places


def test_texts_are_compared_word_by_word():
    found = segments("Écouter l’autre sans juger.", "Écouter l’interlocuteur sans le juger.")

    assert found == [
        Segment("equal", "Écouter l’"),
        Segment("removed", "autre"),
        Segment("added", "interlocuteur"),
        Segment("equal", " sans"),
        Segment("added", " le"),
        Segment("equal", " juger."),
    ]


@pytest.mark.parametrize("before", ["", "a", "a " * 10_000, "".join(f"{n} " for n in range(3_500))])
@pytest.mark.parametrize(
    "after", ["", "b", "b a " * 5_000, "".join(f"{n} " for n in range(3_500, 0, -1))]
)
def test_segments_give_both_texts_back_whatever_they_hold(before, after):
    start = perf_counter()
    found = segments(before, after)

    assert "".join(it.text for it in found if it.kind != "added") == before
    assert "".join(it.text for it in found if it.kind != "removed") == after
    assert perf_counter() - start < 3
