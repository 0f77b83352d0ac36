"""The ROME: small archives written here, and the rows of the real one."""

import csv
from collections import Counter
from uuid import UUID, uuid5

import pytest

from referentiel.formats import format_of, rome
from referentiel.formats.base import Naming, Source
from referentiel.tree import EdgeNode, ItemNode, walk
from tests.referentiel.formats.archives import archive, table, zipped
from tests.samples import sample
from tests.shipped import REFERENTIEL, tree_of

NAMESPACE = UUID(int=3)
NAMING = Naming("rome", "v460", NAMESPACE)
FICHES = (
    ("code_rome", "code_fiche_metier", "code_ogr", "libelle_rome", "code_rome_parent"),
    ("K1803", "12", "509511", "Animateur de développement", "K1802"),
    ("K1802", "11", "399", "Chargé de développement", "K1802"),
)
APPELLATIONS = (
    ("code_ogr", "libelle_appellation_long", "code_rome", "classification"),
    ("10440", "Agent de développement", "K1802", "SYNONYME"),
    ("10441", "Agent de pays", "K1802", "PRINCIPALE"),
)
COMPETENCES = (
    (
        "code_ogr",
        "nature",
        "libelle_competence",
        "definition",
        "code_ogr_macro_comp",
        "code_macro_comp",
        "cat_comp",
    ),
    ("400787", "Compétence", "Réaliser l''état des lieux", "", "300359", "", "Savoir-faire"),
    ("300359", "Macro-compétence", "Conduire", "Mener", "", "4A101", "Savoir-faire"),
    ("300412", "Macro-compétence", "Écouter", "", "", "6D101", "Savoir-être professionnel"),
)
SAVOIRS = (
    ("code_ogr_savoir", "libelle_savoir", "categorie_savoir", "sous_categorie_savoir"),
    ("120797", "Aménagement", "Normes", "Règlements"),
)
CONTEXTES = (
    ("code_ogr", "libelle_cont_travail", "code_type_cont_trav", "libelle_type_cont_trav"),
    ("23374", "Travail le samedi", "2", "Horaires"),
)
LIENS = (
    ("code_rome", "code_compo_bloc", "code_rubrique", "code_ogr"),
    ("K1802", "1", "", "399"),
    ("K1802", "2", "", "10440"),
    ("K1802", "5", "1", "400787"),
    ("K1802", "5", "3", "120797"),
    ("K1802", "6", "", "23374"),
)
COHERENCE = (("code_rome", "code_ogr", "coeur_metier"), ("K1802", "400787", "Principale"))
TEXTES = (
    ("code_rome", "code_compo_bloc", "libelle_type_texte", "position_phrase", "libelle_texte"),
    ("K1802", "4", "acces_metier", "1", "Avec un diplôme."),
    ("K1802", "3", "definition", "2", "Puis l''anime."),
    ("K1802", "3", "definition", "1", "Il dynamise."),
)
SMALL = {
    "v/unix_referentiel_code_rome_v460_utf8.csv": FICHES,
    "v/unix_referentiel_appellation_v460_utf8.csv": APPELLATIONS,
    "v/unix_referentiel_competence_v460_utf8.csv": COMPETENCES,
    "v/unix_referentiel_savoir_v460_utf8.csv": SAVOIRS,
    "v/unix_referentiel_contexte_travail_v460_utf8.csv": CONTEXTES,
    "v/unix_liens_rome_referentiels_v460_utf8.csv": LIENS,
    "v/unix_coherence_item_v460_utf8.csv": COHERENCE,
    "v/unix_texte_v460_utf8.csv": TEXTES,
}


def read(files):
    return rome.FORMAT.read(Source("x", archive(files)), NAMING)


def told(found):
    return [(it.entry, it.row, it.sentence % it.values, it.is_error) for it in found.issues]


def items_of(found):
    return {item.code: item for item in found.tree.content.items}


def group(code, label, parent=None, english=None):
    texts = {"fr": {"label": label}} | ({"en": {"label": english}} if english else {})
    return ItemNode("area", code, texts, parent)


def entry(kind, code, ogr, parent, *, kind_of=None, foreign, **said):
    identity = None if code == ogr else str(uuid5(NAMESPACE, ogr))
    texts = {"fr": said}
    return ItemNode(
        kind, code, texts, parent, kind_of, identity=identity, foreign_id=ogr, foreign=foreign
    )


def test_an_archive_becomes_one_tree_of_four_branches():
    found = read(SMALL)

    assert found.issues == ()
    tree = found.tree
    assert tree.content.items == (
        group("fiches", "Fiches métiers", english="Occupations"),
        entry(
            "area",
            "K1802",
            "399",
            "fiches",
            label="Chargé de développement",
            description="Il dynamise.\nPuis l'anime.\n\nAvec un diplôme.",
            alternative="Agent de développement\nAgent de pays",
            foreign={
                "code_fiche_metier": "11",
                "code_rome_parent": "K1802",
                "appellations": [
                    {"code_ogr": "10440", "classification": "SYNONYME"},
                    {"code_ogr": "10441", "classification": "PRINCIPALE"},
                ],
            },
        ),
        entry(
            "area",
            "K1803",
            "509511",
            "K1802",
            label="Animateur de développement",
            foreign={"code_fiche_metier": "12", "code_rome_parent": "K1802"},
        ),
        group("competences", "Compétences", english="Competences"),
        entry(
            "area",
            "300359",
            "300359",
            "competences",
            kind_of="savoir-faire",
            label="Conduire",
            description="Mener",
            foreign={
                "nature": "Macro-compétence",
                "code_macro_comp": "4A101",
                "cat_comp": "Savoir-faire",
            },
        ),
        entry(
            "competence",
            "400787",
            "400787",
            "300359",
            kind_of="savoir-faire",
            label="Réaliser l'état des lieux",
            foreign={
                "nature": "Compétence",
                "code_ogr_macro_comp": "300359",
                "cat_comp": "Savoir-faire",
            },
        ),
        entry(
            "competence",
            "300412",
            "300412",
            "competences",
            kind_of="savoir-être",
            label="Écouter",
            foreign={
                "nature": "Macro-compétence",
                "code_macro_comp": "6D101",
                "cat_comp": "Savoir-être professionnel",
            },
        ),
        group("savoirs", "Savoirs", english="Knowledge"),
        group("savoirs-normes", "Normes", "savoirs"),
        group("savoirs-normes-reglements", "Règlements", "savoirs-normes"),
        entry(
            "competence",
            "S120797",
            "120797",
            "savoirs-normes-reglements",
            kind_of="savoir",
            label="Aménagement",
            foreign={"categorie_savoir": "Normes", "sous_categorie_savoir": "Règlements"},
        ),
        group("contextes", "Contextes de travail", english="Working contexts"),
        group("contextes-2", "Horaires", "contextes"),
        entry(
            "area",
            "23374",
            "23374",
            "contextes-2",
            label="Travail le samedi",
            foreign={"code_type_cont_trav": "2", "libelle_type_cont_trav": "Horaires"},
        ),
    )
    assert tree.content.edges == (
        EdgeNode(
            "ext:requires",
            "K1802",
            "400787",
            {"code_compo_bloc": "5", "code_rubrique": "1", "coeur_metier": "Principale"},
        ),
        EdgeNode(
            "ext:requires", "K1802", "S120797", {"code_compo_bloc": "5", "code_rubrique": "3"}
        ),
        EdgeNode("ext:workContext", "K1802", "23374", {"code_compo_bloc": "6"}),
    )
    assert tree.content.origin == {"scheme": "ROME", "release": "v460"}
    assert "Licence Ouverte" in tree.content.texts["fr"]["licence"]


def test_domains_and_objectives_group_where_the_archive_has_them():
    more = {
        "a.csv": (("code_grand_domaine", "libelle_grand_domaine"), ("K", "Services")),
        "b.csv": (
            ("code_domaine_professionnel", "libelle_domaine_professionnel"),
            ("K18", "Développement"),
        ),
        "c.csv": (
            (
                "code_domaine_competence",
                "domaine_competence",
                "code_enjeu",
                "enjeu",
                "code_objectif",
                "objectif",
                "code_ogr_macro_competence",
            ),
            ("4", "Relation", "4A", "Accueil", "4A1", "Recevoir", "300359"),
        ),
    }
    found = items_of(read(SMALL | more))

    path = ("K1802", "K18", "K", "300359", "arbo-4A1", "arbo-4A", "arbo-4")
    assert [found[code].parent for code in path] == [
        "K18",
        "K",
        "fiches",
        "arbo-4A1",
        "arbo-4A",
        "arbo-4",
        "competences",
    ]


def test_rows_at_fault_are_repaired_and_named():
    files = SMALL | {
        "c.csv": (
            *COMPETENCES,
            COMPETENCES[1],
            ("1", "Compétence", "Seule", "", "999", "", "Savoir-faire"),
            ("", "Compétence", "Sans code"),
            ("2", "Compétence", ""),
        ),
        "l.csv": (*LIENS, ("K9999", "5", "1", "400787"), ("K1802", "6", "", "77"), LIENS[3]),
    }
    del files["v/unix_referentiel_competence_v460_utf8.csv"]
    del files["v/unix_liens_rome_referentiels_v460_utf8.csv"]
    found = read(files)

    assert items_of(found)["1"].parent == "competences"
    assert told(found) == [
        ("c.csv", 5, "« 400787 » est déjà donné plus haut : cette ligne est passée.", False),
        ("c.csv", 7, "3 cellules pour 7 colonnes.", False),
        ("c.csv", 7, "Cette ligne n’a pas de code : elle est passée.", False),
        ("c.csv", 8, "3 cellules pour 7 colonnes.", False),
        ("c.csv", 8, "« 2 » n’a pas de libellé : son code en tient lieu.", False),
        (
            "c.csv",
            6,
            "« 1 » dépend de « 999 », que rien ne décrit : placé à la racine.",
            False,
        ),
        (
            "l.csv",
            7,
            "« K9999 » n’est décrit par aucun fichier de l’archive : ce lien est passé.",
            False,
        ),
        (
            "l.csv",
            8,
            "« 77 » n’est décrit par aucun fichier de l’archive : ce lien est passé.",
            False,
        ),
        (
            "l.csv",
            9,
            "Ce lien entre « K1802 » et « 400787 » est déjà donné : il est passé.",
            False,
        ),
    ]


def test_lines_of_another_encoding_are_read_one_by_one():
    lines = table(SAVOIRS) + "1,Été à Noël,Normes,Règlements\r\n".encode("latin-1")
    found = read(SMALL | {"v/unix_referentiel_savoir_v460_utf8.csv": lines})

    assert (found.issues, items_of(found)["S1"].texts) == ((), {"fr": {"label": "Été à Noël"}})
    assert items_of(found)["S120797"].parent == "savoirs-normes-reglements"


def test_parents_in_a_circle_are_undone():
    rows = (FICHES[0], ("K1", "1", "1", "Un", "K2"), ("K2", "2", "2", "Deux", "K1"))
    found = read({"f.csv": rows})

    assert [(it.code, it.parent) for it in found.tree.content.items] == [
        ("fiches", None),
        ("K1", None),
        ("K2", "K1"),
    ]
    assert [it.entry for it in found.issues] == ["K1"]


def test_an_archive_of_nothing_known_is_not_recognised():
    other = Source("rome.zip", archive({"unix_item_v460_utf8.csv": (("a", "b"), ("1", "2"))}))

    assert not rome.FORMAT.recognises(other)
    assert rome.FORMAT.read(other, NAMING).errors != ()


# -- the rows of the official files, which lie beside the project


@pytest.fixture(scope="module")
def official():
    folder = sample("rome")
    return {
        it.name.removeprefix("unix_").removesuffix("_v460_utf8.csv"): list(
            csv.DictReader(it.read_text("utf-8").replace("''", "'").splitlines(keepends=True))
        )
        for it in folder.iterdir()
    }


@pytest.fixture(scope="module")
def imported():
    source = Source("n’importe quoi", zipped(sample("rome"), "ROME/v460/"))
    assert format_of(source) is rome.FORMAT
    return rome.FORMAT.read(source, NAMING)


def test_every_row_of_the_sample_is_an_item(official, imported):
    types = Counter(item.type for item in imported.tree.content.items)
    kinds = {
        "savoir-être": "Savoir-être professionnel",
        "savoir-faire": "Savoir-faire",
    }
    expected = {
        type_: sum(row["cat_comp"] == category for row in official["referentiel_competence"])
        for type_, category in kinds.items()
    }
    assert imported.issues == ()
    assert {type_: types[type_] for type_ in (*kinds, "savoir")} == expected | {
        "savoir": len(official["referentiel_savoir"])
    }
    labels = {
        item.foreign_id: item.texts["fr"]["label"]
        for item in imported.tree.content.items
        if item.foreign_id
    }
    assert labels == {
        row[key]: row[label]
        for name, key, label in (
            ("referentiel_code_rome", "code_ogr", "libelle_rome"),
            ("referentiel_competence", "code_ogr", "libelle_competence"),
            ("referentiel_savoir", "code_ogr_savoir", "libelle_savoir"),
            ("referentiel_contexte_travail", "code_ogr", "libelle_cont_travail"),
        )
        for row in official[name]
    }


def test_every_link_of_the_sample_is_resolved(official, imported):
    blocks = Counter(
        (row["code_compo_bloc"], row["code_rubrique"])
        for row in official["liens_rome_referentiels"]
        if row["code_compo_bloc"] in ("5", "6")
    )
    edges = imported.tree.content.edges
    found = Counter(
        (it.foreign["code_compo_bloc"], it.foreign.get("code_rubrique", "")) for it in edges
    )
    assert found == blocks == {("5", "1"): 487, ("5", "2"): 46, ("5", "3"): 301, ("6", ""): 171}
    hearts = Counter(row["coeur_metier"] for row in official["coherence_item"])
    assert Counter(it.foreign.get("coeur_metier", "") for it in edges) == hearts
    assert len(edges) == len(official["coherence_item"]) == 1005


def test_one_sheet_of_the_sample_holds_what_its_rows_say(official, imported):
    tree = imported.tree
    items = {item.code: item for item in tree.content.items}
    rows = [row for row in official["liens_rome_referentiels"] if row["code_rome"] == "K1802"]
    names = [row for row in official["referentiel_appellation"] if row["code_rome"] == "K1802"]

    linked = {items[it.target].foreign_id for it in tree.content.edges if it.origin == "K1802"}
    alternative = items["K1802"].texts["fr"]["alternative"].split("\n")
    assert len(linked) + len(alternative) + 1 == len(rows)  # one link is with itself
    assert linked | {row["code_ogr"] for row in names} | {"399"} == {it["code_ogr"] for it in rows}
    assert alternative == [row["libelle_appellation_long"] for row in names]
    assert {it.parent for it in items.values() if it.code.startswith("K18")} == {"fiches", "K1802"}


def test_every_competence_of_the_sample_is_under_its_macro_competence(official, imported):
    parents = {item.code: item.parent for item in imported.tree.content.items}

    assert {
        row["code_ogr"]: parents[row["code_ogr"]] for row in official["referentiel_competence"]
    } == {
        row["code_ogr"]: row["code_ogr_macro_comp"] or "competences"
        for row in official["referentiel_competence"]
    }
    assert max(depth for depth, _item in walk(imported.tree.content.items)) == 3


def test_every_correspondence_that_we_ship_is_found_by_its_target(imported):
    codes = {item.code: item.texts["fr"]["label"] for item in imported.tree.content.items}
    links = tree_of(REFERENTIEL).crosswalks

    assert len(links) == 55
    assert [it.target for it in links if it.target not in codes] == []
    assert [it.target for it in links if codes[it.target] != it.target_label] == []
