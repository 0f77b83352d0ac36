"""Published référentiels are read by anyone, page by page."""

from base64 import urlsafe_b64encode
from datetime import date

import pytest

from referentiel.models import Crosswalk, Version
from tests.deep import deep_version
from tests.factories import items_in, make_organisation, make_version

CODES = ("D4-01", "D4-02", "D5-01", "D5-02", "D5-03")
SLUG = "developpement-territorial"
pytestmark = pytest.mark.usefixtures("version")
PATH = f"/referentiels/{SLUG}/versions/DT-2026.0"


@pytest.fixture
def version(session):
    return make_version(session, CODES)


def pages(program, path, limit):
    """Return each page of a list, following its cursors."""
    found, cursor = [], ""
    while True:
        answer = program.get(f"{path}?limit={limit}{cursor}").json
        found.append(answer["items"])
        if answer["next"] is None:
            return found
        cursor = f"&cursor={answer['next']}"


def test_a_referentiel_says_its_versions(anyone):
    one = {
        "slug": SLUG,
        "texts": {"fr": {"title": "Compétences du développement territorial"}},
        "versions": ["DT-2026.0"],
    }

    assert anyone.get("/referentiels").json == {"items": [one], "next": None}
    assert anyone.get(f"/referentiels/{SLUG}").json == one


def test_a_version_says_what_it_is(anyone):
    expected = {
        "referentiel": SLUG,
        "label": "DT-2026.0",
        "standing": "projet",
        "published_on": "2026-11-01",
        "content_hash": "0" * 64,
        "texts": {"fr": {"about": "Texte de travail."}},
    }

    assert anyone.get(PATH).json == expected
    assert anyone.get(f"/referentiels/{SLUG}/versions").json == {"items": [expected]}


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_published_is_not_found(anyone, session, version, state):
    version.state = state
    session.commit()

    assert anyone.get("/referentiels").json["items"] == []
    for path in (f"/referentiels/{SLUG}", f"/referentiels/{SLUG}/versions", PATH, f"{PATH}/items"):
        assert anyone.get(path).status_code == 404


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_pages_end_to_end_hold_every_item_once_in_order(anyone, limit):
    found = pages(anyone, f"{PATH}/items", limit)

    assert [len(page) for page in found[:-1]] == [limit] * (len(found) - 1)
    assert [item["code"] for page in found for item in page] == [
        "D4", "D4-01", "D4-02", "D5", "D5-01", "D5-02", "D5-03"
    ]  # fmt: skip


def test_an_item_names_its_parent_by_its_code(anyone):
    area, item = anyone.get(f"{PATH}/items?limit=2").json["items"]

    assert (area["kind"], area["parent"]) == ("area", None)
    assert (item["kind"], item["parent"], item["type"]) == ("competence", "D4", "savoir-faire")


def test_profiles_say_the_levels_they_expect(anyone):
    [first], [second] = pages(anyone, f"{PATH}/profiles", 1)

    whole = {"level": 3, "high": None, "weight": 1.0, "critical": False}
    assert first["expected"] == [{"item": "D4", **whole}, {"item": "D5", **whole}]
    assert second["code"] == "P2"


def test_a_target_may_be_a_range_with_its_weight_and_be_critical(anyone, session):
    deep_version(session, make_organisation(session))
    session.commit()

    [profile] = anyone.get("/referentiels/jardin/versions/J-1/profiles").json["items"]

    assert profile["expected"] == [
        {"item": "C", "level": 1, "high": None, "weight": 1.0, "critical": False},
        {"item": "C1", "level": 2, "high": 3, "weight": 2.0, "critical": True},
        {"item": "C1-02", "level": 4, "high": None, "weight": 1.0, "critical": False},
    ]


def test_an_item_gives_its_own_descriptors_and_its_foreign_identifier(anyone, session):
    deep_version(session, make_organisation(session))
    session.commit()

    items = anyone.get("/referentiels/jardin/versions/J-1/items").json["items"]
    shown = {item["code"]: item for item in items}

    assert [item["parent"] for item in items] == [None, "C", "C1", "C1", "C", "C2", None]
    assert shown["C1-01"]["foreign_id"] == "urn:jardin:semer"
    [criterion] = shown["C1-01"]["criteria"]
    assert criterion["weight"] is None
    assert criterion["steps"][2] == {
        "score": 2.0,
        "texts": {"fr": {"description": "Je sème seul·e en pleine terre."}},
    }


def test_scales_go_from_0_to_4(anyone):
    scales = anyone.get(f"{PATH}/scales").json

    assert [step["level"] for step in scales["mastery"]] == [0, 1, 2, 3, 4]
    assert {anchors["type"] for anchors in scales["anchors"]} >= {"savoir", "collectif"}


def test_crosswalks_are_paged_with_their_status_and_refused_ones_are_not_told(
    anyone, session, version
):
    for place, item in enumerate(items_in(session, version)):
        for status in ("à valider", "refusée") if place else ("validée",):
            link = Crosswalk(
                referentiel_id=version.referentiel_id,
                lineage=item.lineage,
                scheme="ROME",
                target=f"1{place}{status}",
                target_version="460",
                relation="closeMatch",
                status=status,
                decided_on=None if status == "à valider" else date(2026, 11, 20),
            )
            session.add(link)
    session.commit()

    found = [link for page in pages(anyone, f"{PATH}/crosswalks", 2) for link in page]

    assert [(link["item"], link["status"], link["decided_on"]) for link in found] == [
        (CODES[0], "validée", "2026-11-20"),
        *((code, "à valider", None) for code in CODES[1:]),
    ]


@pytest.mark.parametrize("cursor", ["x", "abcd", "_" * 40, "MQ", "A" * 200])
def test_a_cursor_that_is_not_ours_is_not_found(anyone, cursor):
    assert anyone.get(f"{PATH}/items?cursor={cursor}").status_code == 404


def test_a_cursor_with_another_place_is_not_found(anyone):
    forged = urlsafe_b64encode(b"0" * 16 + b"5").decode().rstrip("=")

    assert anyone.get(f"{PATH}/items?cursor={forged}").status_code == 404


def test_the_cursor_of_one_list_does_not_serve_another(anyone):
    cursor = anyone.get(f"{PATH}/items?limit=1").json["next"]

    assert anyone.get(f"{PATH}/profiles?cursor={cursor}").status_code == 404


def test_what_has_not_changed_is_not_sent_again(anyone, session, version):
    first = anyone.get(PATH)
    again = anyone.get(PATH, headers={"If-None-Match": first.headers["ETag"]})
    session.get(Version, version.id).content_hash = "1" * 64
    session.commit()
    changed = anyone.get(PATH, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)
    assert again.get_data() == b""
    assert first.headers["Cache-Control"] == "public, max-age=300"
