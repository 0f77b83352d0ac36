"""ESCO in CSV: every release by its headers, languages together, several parents."""

from uuid import UUID, uuid5

import pytest

from referentiel.formats import esco, format_of
from referentiel.formats.base import LONGEST_TEXT, Naming, Source
from referentiel.tree import EdgeNode, ItemNode
from tests.referentiel.formats.archives import archive, table

NAMESPACE = UUID(int=5)
NAMING = Naming("esco", "v1.1", NAMESPACE)
ESCO = "http://data.europa.eu/esco/"
SKILL = "KnowledgeSkillCompetence"
LIST = ("conceptType", "conceptUri", "skillType", "reuseLevel", "preferredLabel", "altLabels")
SKILLS_FR = (  # as in v1.0: no status, no definition, and no description filled
    (*LIST, "description"),
    (SKILL, f"{ESCO}skill/1", "skill/competence", "cross-sector", "animer", "mener\nconduire", ""),
    (SKILL, f"{ESCO}skill/2", "knowledge", "sector-specific", "droit", "", ""),
)
SKILLS_EN = (  # as in v1.1
    (*LIST, "hiddenLabels", "status", "inScheme", "description"),
    (
        SKILL,
        f"{ESCO}skill/1",
        "skill/competence",
        "cross-sector",
        "facilitate",
        "",
        "lead",
        "released",
        "a,\nb",
        "Run meetings.",
    ),
    (SKILL, f"{ESCO}skill/2", "knowledge", "sector-specific", "law", "", "", "released", "", ""),
    (SKILL, f"{ESCO}skill/3", "", "", "write", "pen | draft", "", "released", "", ""),
)
GROUPS = (
    ("conceptType", "conceptUri", "preferredLabel", "code"),
    ("SkillGroup", f"{ESCO}skill/S", "skills", "S"),
    ("SkillGroup", f"{ESCO}skill/S1", "communication", "S1"),
    ("SkillGroup", f"{ESCO}isced-f/04", "business and law", "S1"),
)
BROADER = (
    ("conceptType", "conceptUri", "broaderType", "broaderUri"),
    ("SkillGroup", f"{ESCO}skill/S1", "SkillGroup", f"{ESCO}skill/S"),
    (SKILL, f"{ESCO}skill/1", "SkillGroup", f"{ESCO}skill/S1"),
    (SKILL, f"{ESCO}skill/2", "SkillGroup", f"{ESCO}isced-f/04"),
    (SKILL, f"{ESCO}skill/2", SKILL, f"{ESCO}skill/1"),
    (SKILL, f"{ESCO}skill/3", "SkillGroup", f"{ESCO}skill/unknown"),
    (SKILL, f"{ESCO}skill/gone", "SkillGroup", f"{ESCO}skill/S"),
)
RELATED = (
    (
        "originalSkillUri",
        "originalSkillType",
        "relationType",
        "relatedSkillType",
        "relatedSkillUri",
    ),
    (f"{ESCO}skill/1", "skill/competence", "optional", "knowledge", f"{ESCO}skill/2"),
)
FILES = {
    "ESCO/skills_fr.csv": SKILLS_FR,
    "ESCO/skills_en.csv": SKILLS_EN,
    "ESCO/skillGroups_en.csv": GROUPS,
    "ESCO/broaderRelationsSkillPillar.csv": BROADER,
    "ESCO/skillSkillRelations.csv": RELATED,
}


def read(content):
    content = content if isinstance(content, bytes) else archive(content)
    return esco.FORMAT.read(Source("x", content), NAMING)


def told(found):
    return [(it.entry, it.row, it.sentence % it.values, it.is_error) for it in found.issues]


def places(found):
    return [(it.code.removeprefix(ESCO), it.parent) for it in found.tree.content.items]


def group(code, uri, label, parent=None):
    identity = None if code == uri else str(uuid5(NAMESPACE, uri))
    texts = {"en": {"label": label}}
    foreign = {"conceptType": "SkillGroup"}
    return ItemNode("area", code, texts, parent, identity=identity, foreign_id=uri, foreign=foreign)


def skill(name, type_, texts, parent, **foreign):
    uri = f"{ESCO}skill/{name}"
    said = {"conceptType": SKILL, **foreign, "status": "released"}
    return ItemNode("competence", uri, texts, parent, type_, foreign_id=uri, foreign=said)


def test_an_archive_of_two_languages_becomes_one_tree():
    found = read(FILES)

    law = f"{ESCO}isced-f/04"
    content = found.tree.content
    assert content.items == (
        group("S", f"{ESCO}skill/S", "skills"),
        group("S1", f"{ESCO}skill/S1", "communication", "S"),
        skill(
            "1",
            "savoir-faire",
            {
                "fr": {"label": "animer", "alternative": "mener\nconduire"},
                "en": {"label": "facilitate", "description": "Run meetings."},
            },
            "S1",
            skillType="skill/competence",
            reuseLevel="cross-sector",
            **{"hiddenLabels@en": "lead", "inScheme": "a,\nb"},
        ),
        group(law, law, "business and law"),
        skill(
            "2",
            "savoir",
            {"fr": {"label": "droit"}, "en": {"label": "law"}},
            law,
            skillType="knowledge",
            reuseLevel="sector-specific",
        ),
        skill("3", "savoir-faire", {"en": {"label": "write", "alternative": "pen\ndraft"}}, None),
    )
    assert content.edges == (
        EdgeNode("isChildOf", f"{ESCO}skill/2", f"{ESCO}skill/1"),
        EdgeNode(
            "isChildOf",
            f"{ESCO}skill/3",
            foreign={
                "destinationNodeURI": {
                    "title": "",
                    "identifier": f"{ESCO}skill/unknown",
                    "uri": f"{ESCO}skill/unknown",
                }
            },
        ),
        EdgeNode(
            "ext:optional",
            f"{ESCO}skill/1",
            f"{ESCO}skill/2",
            {"relationType": "optional"},
        ),
    )
    assert "CC BY 4.0" in content.texts["fr"]["licence"]
    assert "CC BY 4.0" in content.texts["en"]["licence"]
    assert told(found) == [
        (
            "skillGroups_en.csv",
            4,
            "Le code « S1 » est déjà employé : l’adresse sert de code.",
            False,
        ),
        (
            "broaderRelationsSkillPillar.csv",
            6,
            f"« {ESCO}skill/unknown » n’est décrit par aucun fichier de l’archive : "
            "le lien est gardé tel.",
            False,
        ),
        (
            "broaderRelationsSkillPillar.csv",
            7,
            f"« {ESCO}skill/gone » n’est décrit par aucun fichier de l’archive : "
            "ce lien est passé.",
            False,
        ),
    ]


def test_columns_are_found_by_their_headers_in_any_order():
    turned = {name: [row[::-1] for row in rows] for name, rows in FILES.items()}

    assert read(turned).tree.content.edges == read(FILES).tree.content.edges
    assert places(read(turned)) == places(read(FILES))


def test_the_skills_alone_are_a_flat_reference():
    source = Source("données", table(SKILLS_FR))

    assert format_of(source) is esco.FORMAT
    assert places(read(source.content)) == [("skill/1", None), ("skill/2", None)]


def test_the_labels_of_later_releases_are_ignored_in_relations():
    later = [(*row, "a label") for row in BROADER]
    later[0] = (*BROADER[0], "broaderLabel")

    assert places(read(FILES | {"ESCO/broaderRelationsSkillPillar.csv": later})) == places(
        read(FILES)
    )


def test_the_hierarchy_serves_where_nothing_else_says_what_is_above():
    levels = [f"Level {n} URI" for n in range(4)]
    rows = (
        (*levels, "Description", "Level 0 code"),
        (f"{ESCO}skill/S", f"{ESCO}skill/S1", "", ""),
    )
    files = FILES | {"ESCO/skillsHierarchy_en.csv": rows}
    del files["ESCO/broaderRelationsSkillPillar.csv"]
    found = read(files)

    assert ("S1", "S") in places(found)
    assert told(found)[-1] == ("skillsHierarchy_en.csv", 2, "4 cellules pour 6 colonnes.", False)


def test_occupations_require_skills():
    files = FILES | {
        "o_en.csv": (
            ("conceptType", "conceptUri", "iscoGroup", "preferredLabel", "code"),
            ("Occupation", f"{ESCO}occupation/1", "2422", "developer", "2422.1"),
        ),
        "i_en.csv": (
            ("conceptType", "conceptUri", "code", "preferredLabel"),
            ("ISCOGroup", f"{ESCO}isco/C2422", "2422", "Policy"),
        ),
        "r.csv": (
            ("occupationUri", "relationType", "skillType", "skillUri"),
            (f"{ESCO}occupation/1", "essential", "", f"{ESCO}skill/1"),
        ),
    }
    found = read(files).tree

    areas = [(it.kind, it.code, it.parent) for it in found.content.items]
    assert {("area", "C2422", None), ("area", "2422.1", "C2422")} <= set(areas)
    assert found.content.edges[-1] == EdgeNode(
        "ext:requires", "2422.1", f"{ESCO}skill/1", {"relationType": "essential"}
    )


def test_a_collection_marks_what_it_holds():
    rows = (
        ("conceptType", "conceptUri", "preferredLabel", "skillType", "broaderConceptUri"),
        (SKILL, f"{ESCO}skill/1", "animer", "skill/competence", ""),
    )
    found = read(FILES | {"ESCO/digitalSkillsCollection_fr.csv": rows}).tree

    marked = {it.code: it.foreign.get("collections") for it in found.content.items}
    assert {code: names for code, names in marked.items() if names} == {
        f"{ESCO}skill/1": ["digitalSkillsCollection"]
    }


def test_rows_at_fault_are_repaired_and_named():
    rows = (
        *SKILLS_FR,
        SKILLS_FR[1],
        (SKILL, "", "", "", "sans adresse", "", ""),
        (SKILL, f"{ESCO}skill/9", "", "", "", "", ""),
        (SKILL, f"{ESCO}skill/8", "", "", "x" * 1_000_000, "", ""),
        (SKILL, f"{ESCO}skill/7", "", "", "sept"),
    )
    found = read(table(rows))

    assert len(found.tree.content.items[3].texts["fr"]["label"]) == LONGEST_TEXT
    assert [(row, words) for _entry, row, words, _error in told(found)] == [
        (4, f"« {ESCO}skill/1 » est déjà décrit dans ce fichier : cette ligne est passée."),
        (5, "Cette ligne n’a pas d’adresse (conceptUri) : elle est passée."),
        (7, "Le texte « preferredLabel » dépasse 20000 caractères : la suite a été coupée."),
        (8, "5 cellules pour 7 colonnes."),
        (6, f"« {ESCO}skill/9 » n’a pas de libellé : son adresse en tient lieu."),
    ]


def test_parents_in_a_circle_are_undone():
    rows = (
        BROADER[0],
        (SKILL, f"{ESCO}skill/1", SKILL, f"{ESCO}skill/2"),
        (SKILL, f"{ESCO}skill/2", SKILL, f"{ESCO}skill/1"),
    )
    found = read({"skills_fr.csv": SKILLS_FR, "b.csv": rows})

    assert places(found) == [("skill/1", None), ("skill/2", f"{ESCO}skill/1")]
    assert [it.entry for it in found.issues] == [f"{ESCO}skill/1"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"a,b\n1,2\n", b"\0" * 5_000])
def test_what_is_not_esco_is_left_to_others(content):
    assert not esco.FORMAT.recognises(Source("skills_fr.csv", content))
