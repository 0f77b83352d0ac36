"""The shipped draft says what the domain dossier says, entry by entry where it can be counted."""

from collections import Counter

import pytest

from referentiel.checking import check
from referentiel.models import AREA, COMPETENCE
from tests.shipped import REFERENTIEL, tree_of

WITHOUT_ROME = {
    *("D2-04", "D3-02", "D3-05", "D4-01", "D4-02", "D4-03"),
    *("D4-05", "D4-07", "D5-01", "D5-05", "D8-01"),
}


@pytest.fixture(scope="module")
def tree():
    return tree_of(REFERENTIEL)


@pytest.fixture(scope="module")
def competences(tree):
    return [item for item in tree.content.items if item.kind == COMPETENCE]


def test_the_draft_holds_together_and_says_that_it_is_a_draft(tree):
    check(tree)

    assert (tree.slug, tree.label) == ("developpement-territorial", "DT-2026.0 (projet)")
    assert (tree.content.state, tree.content.standing) == ("published", "projet")
    assert "à valider par un panel de professionnels" in tree.content.texts["fr"]["about"]


def test_the_draft_has_eight_areas_and_forty_nine_competences_in_order(tree, competences):
    areas = [item.code for item in tree.content.items if item.kind == AREA]

    assert areas == [f"D{n}" for n in range(1, 9)]
    assert [c.code for c in competences] == sorted(c.code for c in competences)
    assert Counter(c.parent for c in competences) == dict(
        zip(areas, (7, 5, 6, 8, 5, 6, 5, 7), strict=True)
    )
    assert all(c.code.startswith(f"{c.parent}-") for c in competences)


def test_the_draft_counts_types_and_scopes_as_announced(competences):
    types = Counter(c.type for c in competences)

    assert types == {"savoir-faire": 21, "méthode": 13, "savoir-être": 8, "savoir": 7}
    assert Counter(c.scope for c in competences) == {"I": 28, "C": 21}


def test_the_core_has_two_competences_in_each_area(competences):
    core = Counter(c.parent for c in competences if c.core)

    assert core == {f"D{n}": 2 for n in range(1, 9)}


def test_eleven_competences_have_no_entry_in_the_rome(tree, competences):
    linked = {link.code for link in tree.crosswalks}

    assert {c.code for c in competences} - linked == WITHOUT_ROME


def test_correspondences_are_all_to_be_validated_and_none_is_called_exact(tree):
    kinds = {(link.scheme, link.target_version, link.status) for link in tree.crosswalks}

    assert kinds == {("ROME", "v60 (v460)", "à valider")}
    assert Counter(link.relation for link in tree.crosswalks) == {
        "closeMatch": 30,
        "broadMatch": 25,
    }
    savoirs = [link for link in tree.crosswalks if link.target.startswith("S")]
    assert {link.relation for link in savoirs} == {"closeMatch"}


def test_the_scales_have_their_five_words(tree):
    words = {
        scale: [step["fr"]["label"] for step in steps]
        for scale, steps in tree.content.scales.items()
    }

    assert words == {
        "mastery": ["Pas encore", "Initié·e", "Autonome", "Confirmé·e", "Référent·e"],
        "importance": [
            "sans utilité dans mon poste",
            "utile parfois",
            "utile",
            "important",
            "décisif",
        ],
    }


def test_know_how_and_method_share_their_anchors(tree):
    anchors = tree.content.anchors

    assert anchors["savoir-faire"] == anchors["méthode"]
    assert len({steps[0]["fr"]["description"] for steps in anchors.values()}) == 4


def test_the_six_profiles_expect_the_levels_of_the_dossier(tree):
    expected = {
        p.code: "".join(str(target.level) for target in p.expected.values())
        for p in tree.content.profiles
    }

    assert expected == {
        "P1": "22333222",
        "P2": "33334323",
        "P3": "33342333",
        "P4": "22433333",
        "P5": "34242434",
        "P6": "43433244",
    }


def test_older_structures_cover_the_competences_of_their_areas(competences):
    covered = Counter(tag for c in competences for tag in c.references)

    assert covered == {
        "UNADEL2005:aide_decision": 7,
        "UNADEL2005:ingenierie_projet": 5 + 6,
        "UNADEL2005:animation": 6 + 5,
        "CUCES2002:conduite_projet": 5,
        "CUCES2002:developpement_territorial": 7 + 8,
        "CUCES2002:conseil": 2,
        "CUCES2002:administration": 6,
        "CUCES2002:expertise_socio_urbaine": 7 + 5,
        "IngeTerr2012:conduite_projet": 5,
        "IngeTerr2012:animation_mediation": 6,
        "IngeTerr2012:production_connaissances": 7 + 5,
        "IngeTerr2012:management": 6,
    }


def test_french_texts_have_typographic_apostrophes_and_spaces(tree):
    content = tree.content
    nodes = (*content.items, *content.profiles)
    texts = [text for node in nodes for text in node.texts["fr"].values()]
    texts += content.texts["fr"].values()

    faults = [t for t in texts if "'" in t or "« " in t or any(f" {c}" in t for c in ":;!?»")]
    assert faults == []
