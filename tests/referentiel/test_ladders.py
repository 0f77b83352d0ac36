from referentiel.ladders import ladder_of
from referentiel.models import COMPETENCE, Anchor, Item


def item(type_, criteria=()):
    return Item(
        version_id=1,
        lineage="l",
        position=0,
        kind=COMPETENCE,
        code="C",
        type=type_,
        texts={},
        criteria=list(criteria),
    )


def anchor(level):
    texts = {"fr": {"description": f"type {level}"}}
    return Anchor(version_id=1, type="savoir", level=level, texts=texts)


ANCHORS = {"savoir": tuple(anchor(level) for level in range(5))}


def step(score, **words):
    return {"score": score, "texts": {"fr": words}, "foreign": {}}


def test_a_competence_without_words_of_its_own_is_described_by_its_type():
    assert ladder_of(item("savoir"), ANCHORS, "fr") == [f"type {level}" for level in range(5)]


def test_descriptors_of_its_own_serve_by_their_scores_whatever_their_order():
    own = {"rubric": "", "steps": [step(4, description="quatre"), step(1, label="Un"), step(7)]}

    assert ladder_of(item("savoir", [own]), ANCHORS, "fr") == ["", "Un", "", "", "quatre"]


def test_a_type_that_nothing_describes_leaves_the_levels_to_their_names():
    assert ladder_of(item("Cluster"), ANCHORS, "fr") == [""] * 5
