import pytest

from referentiel.models import COMPETENCE, Item
from referentiel.search import folded, folded_words, sought


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


def test_words_are_folded_to_bare_letters():
    assert folded_words("L’Écoute, cœur & co-construire") == [
        *("l", "ecoute", "coeur", "co", "construire")
    ]


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
