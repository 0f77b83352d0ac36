from io import BytesIO
from uuid import UUID

import pytest
from hypothesis import given, settings
from xlsxwriter import Workbook

from referentiel.checking import check
from referentiel.formats import format_of, spreadsheet
from referentiel.formats.base import Issue, Naming, Source
from referentiel.formats.spreadsheet import further, items, kinds, reading, records, tables
from referentiel.formats.spreadsheet.tables import workbook_grids
from referentiel.tree import (
    RELATIONS,
    Content,
    CriterionNode,
    ItemNode,
    ProfileNode,
    ReferentielTree,
    StepNode,
    Target,
)
from tests.referentiel.formats.test_hostile_tables import repacked
from tests.referentiel.trees import Carried, plain_texts, trees
from tests.shipped import REFERENTIEL, tree_of

NAMING = Naming(slug="s", label="L", namespace=UUID(int=1))
FORMATS = {it.key: it for it in (spreadsheet.XLSX, spreadsheet.ODS, spreadsheet.CSV)}
PROPERTY = settings(max_examples=30, deadline=None, derandomize=True)


def come_back(key, tree):
    stream = BytesIO()
    FORMATS[key].write(tree, stream)
    source = Source("fichier", stream.getvalue())
    assert FORMATS[key].recognises(source)
    return FORMATS[key].read(source, NAMING)


@PROPERTY
@given(tree=trees())
def test_an_xlsx_gives_everything_back(tree):
    check(tree)

    read = come_back("xlsx", tree)

    assert read.issues == ()
    assert read.tree == tree


@PROPERTY
@given(tree=trees())
def test_an_ods_gives_everything_back(tree):
    read = come_back("ods", tree)

    assert read.issues == ()
    assert read.tree == tree


@pytest.mark.parametrize("key", ["xlsx", "ods"])
def test_the_shipped_referentiel_comes_back_equal(key):
    tree = tree_of(REFERENTIEL)

    read = come_back(key, tree)

    assert read.issues == ()
    assert read.tree == tree


PLAIN = Carried(
    texts=plain_texts(),
    labels=plain_texts(),
    codes=("D", "A.", "=1+"),
    empties=False,
    named=False,
    scales=False,
    anchors=False,
    criteria=False,
    rubrics=False,
    edges=False,
    crosswalks=False,
    successions=False,
    profiles=False,
    foreign=False,
)


@PROPERTY
@given(tree=trees(PLAIN))
def test_a_csv_gives_its_items_back(tree):
    read = come_back("csv", tree)

    assert read.issues == ()
    assert read.tree.content.items == tree.content.items
    assert sorted(map(repr, read.tree.content.edges)) == sorted(map(repr, tree.content.edges))


def test_who_edits_a_cell_is_right_over_what_was_kept():
    texts = {"fr": {"label": "Un ", "description": ""}}
    content = Content("projet", "draft", {}, (ItemNode("area", "A", texts),))
    tree = ReferentielTree("x", UUID(int=2), "1", {"fr": {"title": "T"}}, content)
    stream = BytesIO()
    FORMATS["ods"].write(tree, stream)
    changed = repacked(stream.getvalue(), "content.xml", lambda it: it.replace(b">Un<", b">Uni<"))

    same = FORMATS["ods"].read(Source("a", stream.getvalue()), NAMING).tree
    other = FORMATS["ods"].read(Source("a", changed), NAMING).tree

    assert same.content.items[0].texts == texts
    assert other.content.items[0].texts == {"fr": {"label": "Uni", "description": ""}}


def test_a_form_is_empty_but_for_its_titles_and_its_levels():
    content = Content("projet", "draft", {}, items=())
    tree = ReferentielTree("x", UUID(int=2), "1", {"fr": {"title": "Modèle"}}, content)
    stream = BytesIO()
    FORMATS["xlsx"].write(tree, stream)
    source = Source("modele.xlsx", stream.getvalue())

    assert format_of(source) is FORMATS["xlsx"]
    read = FORMATS["xlsx"].read(source, NAMING)

    assert read.issues == (Issue(reading.NO_ITEMS, is_error=True),)
    grids, _ = workbook_grids(source)
    assert list(grids)[:3] == ["Lisez-moi", "Référentiel", "Compétences"]
    assert grids["Compétences"].rows == (
        (
            "Code", "Parent", "Nature", "Libellé", "Libellé (en)", "Description",
            "Description (en)", "Autres libellés", "Autres libellés (en)", "Type", "Portée",
            "Noyau", "Sources", "Références", "Autres parents", "Identité", "Identifiant d’origine",
        ),
    )  # fmt: skip
    assert grids["Échelles"].rows[1:3] == (("maîtrise", "0"), ("maîtrise", "1"))


def workbook(sheets):
    stream = BytesIO()
    book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    book.close()
    return Source("classeur.xlsx", stream.getvalue())


def test_titles_are_found_whatever_their_case_accents_spaces_order_and_language():
    source = workbook(
        {
            "Feuil1": [
                ["Notre référentiel"],
                [],
                [
                    " LIBELLE ",
                    "Label (EN)",
                    "code",
                    "parent code",
                    "KIND",
                    "Libellé [allemand]",
                    "?",
                ],
                ["Animer", "Lead", "1.10", 1, "competency", "Leiten", "x"],
                ["Piloter", "", 1, "", "", "", ""],
            ],
            "Notes": [["à part"]],
        }
    )

    read = FORMATS["xlsx"].read(source, NAMING)

    assert format_of(source) is FORMATS["xlsx"]
    assert read.issues == (
        Issue(tables.IGNORED, {"sheet": "Feuil1", "column": "?"}, row=3),
        Issue(tables.OTHER_SHEET, {"sheet": "Notes"}),
    )
    assert read.tree.content.items == (
        ItemNode("area", "1", {"fr": {"label": "Piloter"}}),
        ItemNode(
            "competence",
            "1.10",
            {"fr": {"label": "Animer"}, "en": {"label": "Lead"}, "de": {"label": "Leiten"}},
            parent="1",
        ),
    )
    assert (read.tree.slug, read.tree.label, read.tree.title) == ("s", "L", {"fr": {"title": "s"}})


def test_the_other_sheets_name_what_does_not_hold_with_its_row():
    source = workbook(
        {
            "Compétences": [["Code", "Libellé", "Nature", "Sources"], ["A", "Un", "", "S1; S2"]],
            "Profils": [["Code", "Libellé"], ["P", "Un métier"]],
            "Niveaux attendus": [
                ["Profil", "Code", "Niveau"], ["P", "A", "2–3"], ["Q", "Z", "haut"], ["P", "A", ""],
            ],
            "Correspondances": [
                ["Code", "Référentiel", "Cible", "Relation"], ["A", "ROME", "K1", "=="],
            ],
            "Échelles": [["Échelle", "Niveau", "Libellé"], ["maîtrise", 7, "trop"]],
        }
    )  # fmt: skip

    read = FORMATS["xlsx"].read(source, NAMING)

    assert read.tree is None
    levels = {"value": "haut", "column": "Niveau", "allowed": kinds.A_LEVEL}
    relations = {"value": "==", "allowed": ", ".join(RELATIONS)}
    assert read.issues == (
        Issue(items.UNNAMED, {"key": "S1"}, row=2),
        Issue(items.UNNAMED, {"key": "S2"}, row=2),
        Issue(further.LEVELS, {"name": "mastery"}, row=2, entry="Échelles", is_error=True),
        Issue(records.UNCLEAR, levels, row=3, entry="Niveaux attendus", is_error=True),
        Issue(items.UNKNOWN, {"code": "Z"}, row=3, is_error=True),
        Issue(further.NO_PROFILE, {"code": "Q"}, row=3, is_error=True),
        Issue(further.NO_EXPECTED, row=4, is_error=True),
        Issue(further.NO_RELATION, relations, row=2, is_error=True),
    )


def test_levels_ranges_and_yes_are_understood():
    source = workbook(
        {
            "competences": [
                ["Code", "Label", "Noyau", "Type", "Sources"],
                ["A", "Un", "x", "Knowledge", "S1, S2"],
            ],
            "Sources": [
                ["Sorte", "Clé", "Libellé"],
                ["source", "S1", "Un livre"],
                ["", "S2", "Deux"],
            ],
            "Profils": [["Code", "Libellé"], ["P", "Un métier"]],
            "Niveaux attendus": [
                ["Profil", "Code", "Niveau", "Poids", "Critique"],
                ["P", "A", "2 à 3", "1,5", "OUI"],
            ],
            "Descripteurs": [
                ["Compétence", "Niveau", "Description"],
                ["A", 0, "rien"],
                ["A", 4, "tout"],
            ],
        }
    )

    read = FORMATS["xlsx"].read(source, NAMING)

    assert read.issues == ()
    content = read.tree.content
    (item,) = content.items
    assert (item.core, item.type, item.sources) == (True, "savoir", ("S1", "S2"))
    assert content.profiles == (
        ProfileNode("P", {"fr": {"label": "Un métier"}}, {"A": Target(2, 3, 1.5, True)}),
    )
    assert item.criteria == (
        CriterionNode(
            (
                StepNode({"fr": {"description": "rien"}}, 0.0),
                StepNode({"fr": {"description": "tout"}}, 4.0),
            )
        ),
    )
    assert content.texts == {"fr": {"source:S1": "Un livre", "source:S2": "Deux"}}


@pytest.mark.parametrize(
    "left",
    [
        ("type", '{"a": 1}'),
        ("core", '"oui"'),
        ("sources", "[1]"),
        ("foreign", "[]"),
        ("texts", '{"fr": 3}'),
        ("label@fr", "3"),
        ("label@fr", "[" * 3_000),
    ],
)
def test_technical_data_that_somebody_has_changed_count_for_nothing(left):
    source = workbook(
        {
            "Compétences": [["Code", "Libellé"], ["A", "Un"]],
            "Données techniques": [
                ["Feuille", "Entrée", "Colonne", "Valeur"],
                ["items", '["A"]', *left],
            ],
        }
    )

    read = FORMATS["xlsx"].read(source, NAMING)

    assert read.tree.content.items == (ItemNode("competence", "A", {"fr": {"label": "Un"}}),)
