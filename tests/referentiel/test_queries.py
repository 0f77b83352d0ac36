from datetime import date

import pytest

from referentiel import queries
from referentiel.loading import load_version
from referentiel.people import Organisation
from referentiel.profiles import expected_levels
from tests.shipped import REFERENTIEL, shipped_version


@pytest.fixture
def version(session):
    organisation = Organisation(slug="carrefour", name="Carrefour", kind="network")
    session.add(organisation)
    session.flush()
    loaded = shipped_version(session, organisation)
    session.expire_all()
    return loaded.version


def test_the_published_version_is_the_one_published_last(session, version, tmp_path):
    path = tmp_path / "next.yaml"
    path.write_text(REFERENTIEL.read_text().replace("label: DT-2026.0", "label: DT-2026.1"))
    organisation = session.get(Organisation, version.referentiel.organisation_id)
    newer = load_version(session, path, organisation=organisation, today=date(2026, 5, 6)).version

    assert queries.get_published_version(session) is newer


def test_a_draft_is_not_the_published_version(session, version):
    version.state = "draft"
    session.flush()

    assert queries.get_published_version(session) is None
    assert queries.get_version(session, version.id) is version


def test_items_come_area_by_area_in_the_order_of_the_file(session, version):
    codes = [item.code for item in queries.items_of(session, version.id)]

    assert codes[:3] == ["D1", "D1-01", "D1-02"]
    assert codes == sorted(codes)
    assert len(codes) == 57


def test_an_area_is_not_a_competence(session, version):
    assert queries.get_competence(session, version.id, "D4") is None
    found = queries.get_competence(session, version.id, "D4-03")
    assert found.label() == "Mettre en commun apports et besoins"


def test_anchors_and_scales_run_from_nought_to_four(session, version):
    anchors = queries.anchors_of(session, version.id)
    steps = {type_: [anchor.level for anchor in found] for type_, found in anchors.items()}
    importance = queries.scale_of(session, version.id, "importance")

    types = ("savoir", "savoir-faire", "méthode", "savoir-être", "collectif")
    assert steps == {type_: [0, 1, 2, 3, 4] for type_ in types}
    assert anchors["collectif"][1].description() == "Cela repose sur une seule personne."
    assert [step.label() for step in importance][-1] == "décisif"


def test_profiles_come_with_their_levels_in_two_statements(session, version, count_queries):
    version_id = version.id

    with count_queries() as statements:
        profiles = queries.profiles_of(session, version_id)
        sums = [sum(expected.level for expected in profile.expected) for profile in profiles]

    assert sums == [19, 24, 24, 23, 26, 27]
    assert len(statements) == 2


def test_the_consultant_is_expected_at_the_level_of_each_area(session, version):
    items = queries.items_of(session, version.id)
    consultant = queries.get_profile(session, version.id, "P6")

    levels = expected_levels(consultant, items)

    by_code = {item.code: levels[item.id] for item in items if item.id in levels}
    assert len(by_code) == 49
    assert [by_code[f"D{n}-01"] for n in range(1, 9)] == [4, 3, 4, 3, 3, 2, 4, 4]


def test_correspondences_are_grouped_by_lineage(session, version):
    items = {item.code: item for item in queries.items_of(session, version.id)}
    lineages = [items[code].lineage for code in ("D3-01", "D4-01")]

    links = queries.crosswalks_of(session, version.referentiel_id, lineages)

    assert {lineage: [link.target for link in found] for lineage, found in links.items()} == {
        items["D3-01"].lineage: ["300469", "505209"]
    }
