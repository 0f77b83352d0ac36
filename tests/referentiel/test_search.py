import pytest

from referentiel.models import AREA, COMPETENCE, Item
from referentiel.search import Search, branches, folded, folded_words, search, sought


def item(number, kind=COMPETENCE, label="", **more):
    row = Item(
        version_id=1,
        lineage=f"lineage-{number}",
        position=number,
        kind=kind,
        code=f"D{number}",
        texts={"fr": {"label": label, "description": more.pop("description", "")}},
        **more,
    )
    row.id = number
    return row


TREE = branches(
    [
        item(1, AREA, "Coopérer"),
        item(2, label="Aller vers", parent_id=1, type="savoir-faire", scope="I", core=True),
        item(3, label="Écoute", parent_id=1, type="savoir-être", scope="I", references=["A:b"]),
        item(4, AREA, "Décider"),
        item(
            5,
            label="Conduire une décision",
            description="Mettre en œuvre l’accord",
            parent_id=4,
            type="méthode",
            scope="C",
        ),
    ]
)


def found(**asked):
    results = search(TREE, Search(**asked), linked={"lineage-3"})
    return [(b.area.code, [c.code for c in b.competences], b.total) for b in results]


EVERYTHING = [("D1", ["D2", "D3"], 2), ("D4", ["D5"], 1)]
ONLY_2, ONLY_3, ONLY_5 = [("D1", ["D2"], 2)], [("D1", ["D3"], 2)], [("D4", ["D5"], 1)]


def test_an_empty_search_keeps_the_whole_tree():
    assert found() == EVERYTHING


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"words": "ecoute"}, ONLY_3),
        ({"words": "DÉCISION oeuvre"}, ONLY_5),
        ({"words": "accord aller"}, []),
        ({"words": "décisif"}, ONLY_5),
        ({"words": "accords"}, ONLY_5),
        ({"words": "cord"}, []),
        ({"words": "d5"}, ONLY_5),
        ({"words": " ’ "}, EVERYTHING),
        ({"type": "savoir"}, []),
        ({"type": "savoir-être"}, ONLY_3),
        ({"scope": "C"}, ONLY_5),
        ({"core": True}, ONLY_2),
        ({"rome": "with"}, ONLY_3),
        ({"rome": "without"}, [("D1", ["D2"], 2), *ONLY_5]),
        ({"reference": "A:b"}, ONLY_3),
        ({"scope": "I", "rome": "without"}, ONLY_2),
    ],
)
def test_competences_answer_everything_asked_at_once(asked, expected):
    assert found(**asked) == expected


def test_words_are_folded_to_bare_letters():
    assert folded_words("L’Écoute, cœur & co-construire") == [
        *("l", "ecoute", "coeur", "co", "construire")
    ]


def test_a_search_knows_whether_it_asks_more_than_words():
    assert [Search(words="x").filters, Search(core=True).filters] == [False, True]


@pytest.mark.parametrize(
    ("words", "said", "found"),
    [
        ("coopérer", "La coopération", True),
        ("pération", "La coopération", False),
        ("解決", "問題解決能力", True),
        ("カイゼン", "現場のカイゼン活動", True),
        ("能力", "問題解決", False),
        ("навыки", "Цифровые навыки", True),
        ("مهارات", "تنمية مهارات", True),
    ],
)
def test_words_begin_after_a_space_where_a_script_writes_spaces(words, said, found):
    text = folded("X", {"xx": {"label": said}})

    assert all(stem in text for stem in sought(words)) == found
