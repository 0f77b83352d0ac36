"""Coverage as a document: counts by area, and lists of what no accepted correspondence answers."""

from referentiel.covering import Entry
from reports.coverage_report import Covered, coverage_report
from tests.factories import fr


def entry(code, accepted=0, pending=0, **more):
    said = {"texts": fr(label=f"Compétence {code}"), "group": fr(label="Domaine"), **more}
    return Entry(item_id=1, code=code, accepted=accepted, pending=pending, **said)


def report(**more):
    covered = Covered(
        title="Nôtre",
        reference="ROME – v460",
        competences=[entry("A", 1, 1), entry("B", 0, 2), entry("C")],
        **more,
    )
    return coverage_report(covered, translate=str)


def values(section):
    return [[cell.value for cell in row] for row in section.table.rows]


def test_each_area_has_its_counts_and_the_whole_comes_last():
    document = report()

    assert document.title == "Couverture\u00a0: Nôtre et ROME – v460"
    assert [section.key for section in document.sections] == ["areas", "competences"]
    assert values(document.section("areas")) == [["Domaine", 3, 1, 1, 1], ["Ensemble", 3, 1, 1, 1]]


def test_what_is_only_pending_is_listed_with_how_many_wait():
    section = report().section("competences")

    assert section.texts == ("2 sur 3.",)
    assert values(section) == [
        ["B", "Compétence B", "Domaine", 2],
        ["C", "Compétence C", "Domaine", 0],
    ]


def test_a_fiche_adds_what_nothing_of_ours_covers():
    required = [
        entry("1", 1, group=fr(label="savoir")),
        entry("2", group=fr(label="savoir"), under=fr(label="Savoirs"), core="Principale"),
    ]

    document = report(fiche="K1802 Chargé", required=required)

    assert document.subtitle == "K1802 Chargé"
    assert values(document.section("types")) == [["savoir", 2, 1, 0, 1], ["Ensemble", 2, 1, 0, 1]]
    assert values(document.section("required")) == [
        ["2", "Compétence 2", "Savoirs", "Principale", 0]
    ]


def test_a_list_that_is_empty_has_no_table():
    covered = Covered(title="Nôtre", reference="ROME", competences=[entry("A", 1)])

    section = coverage_report(covered, translate=str).section("competences")

    assert (section.texts, section.table) == (("0 sur 1.",), None)


def test_the_relations_that_count_are_said():
    assert "sauf «\u00a0liée\u00a0»" in report().notices[1]
    assert "équivalente" in report(strict=True).notices[1]
