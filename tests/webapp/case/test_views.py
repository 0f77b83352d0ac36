"""Every read endpoint, on both editions: what it gives is what the package holds."""

from dataclasses import replace
from datetime import date

import pytest
from flask import g
from sqlalchemy import select, update

from referentiel.loading import write_version
from referentiel.models import Item, Version
from tests.factories import make_organisation, make_version
from tests.referentiel.formats.case.reading import read_package
from tests.shipped import REFERENTIEL, tree_of

SALT = "20c5134f-423d-4097-a971-3dd5152bf507"
CASE = "4f3c6a12-e83b-4654-b7ce-1738552191e4"
held = pytest.mark.usefixtures("published")
DEFINITIONS = ("CFConcepts", "CFSubjects", "CFItemTypes")


def documents(ask):
    return ask("/CFDocuments").get_json()["CFDocuments"]


def by_identifier(found):
    return {one["identifier"]: one for one in found}


def code_minor(response):
    [field] = response.get_json()["imsx_codeMinor"]["imsx_codeMinorField"]
    return field["imsx_codeMinorFieldValue"]


@held
def test_documents_are_those_of_published_versions_the_latest_first(ask):
    assert [one["title"] for one in documents(ask)] == [
        "池之端大学 情報学部 コンピテンシーフレームワーク",
        "What Standards Could Be",
        "Référentiel de compétences du développement territorial",
    ]


@held
def test_a_document_alone_is_the_one_of_the_list(ask):
    for one in documents(ask):
        assert ask(f"/CFDocuments/{one['identifier']}").get_json() == one


@held
def test_a_package_holds_what_its_items_say_alone(ask):
    for document in documents(ask):
        package = ask(f"/CFPackages/{document['identifier']}").get_json()
        for item in package["CFItems"][:6]:
            alone = ask(f"/CFItems/{item['identifier']}").get_json()
            link = alone.pop("CFDocumentURI")
            assert link["identifier"] == document["identifier"]
            assert alone == item


@held
def test_the_associations_of_an_item_are_those_of_the_package_that_touch_it(ask):
    for document in documents(ask):
        package = ask(f"/CFPackages/{document['identifier']}").get_json()
        for item in package["CFItems"][:6]:
            ends = [
                one
                for one in package["CFAssociations"]
                if item["identifier"]
                in (one["originNodeURI"]["identifier"], one["destinationNodeURI"]["identifier"])
            ]
            answer = ask(f"/CFItemAssociations/{item['identifier']}").get_json()
            assert answer["CFItem"]["identifier"] == item["identifier"]
            assert by_identifier(answer["CFAssociations"]) == by_identifier(ends)


@held
def test_an_association_alone_is_the_one_of_the_package(ask):
    for document in documents(ask):
        package = ask(f"/CFPackages/{document['identifier']}").get_json()
        found = package["CFAssociations"]
        for one in [*found[:4], *found[-4:]]:
            alone = ask(f"/CFAssociations/{one['identifier']}").get_json()
            assert alone.pop("CFDocumentURI")["identifier"] == document["identifier"]
            assert alone == one


@held
def test_definitions_and_rubrics_alone_are_those_of_the_package(ask):
    seen = set()
    for document in documents(ask):
        package = ask(f"/CFPackages/{document['identifier']}").get_json()
        for name, held in package["CFDefinitions"].items():
            for one in held:
                answer = ask(f"/{name}/{one['identifier']}").get_json()
                assert (answer[name][0] if name in DEFINITIONS else answer) == one
                seen.add(name)
        for one in package.get("CFRubrics", []):
            assert ask(f"/CFRubrics/{one['identifier']}").get_json() == one
            seen.add("CFRubrics")
    assert seen == {"CFSubjects", "CFItemTypes", "CFLicenses", "CFRubrics"}


def test_a_definition_comes_with_what_is_below_it(session, ask):
    version = make_version(session)
    head = {"uri": "urn:x:1", "lastChangeDateTime": "2026-01-02T03:04:05Z"}
    concepts = [
        {**head, "identifier": f"{n}1111111-1111-4111-8111-111111111111", "title": code}
        | {"hierarchyCode": code}
        for n, code in enumerate(("1", "1.1", "1.10", "10", "1.1.2"), start=1)
    ]
    grouping = {**head, "identifier": "91111111-1111-4111-8111-111111111111", "title": "Groupe"}
    definitions = {"CFConcepts": concepts, "CFAssociationGroupings": [grouping]}
    version.origin = {"CFDefinitions": definitions}
    session.commit()

    found = ask(f"/CFConcepts/{concepts[0]['identifier']}").get_json()["CFConcepts"]

    assert [one["title"] for one in found] == ["1", "1.1", "1.10", "1.1.2"]
    assert ask(f"/CFAssociationGroupings/{grouping['identifier']}").get_json() == grouping


@held
def test_an_alias_and_the_identifier_it_stands_for_name_the_same_item(ask):
    package = ask(f"/CFPackages/{CASE}").get_json()
    alias = next(it["identifier"] for it in package["CFItems"] if it["humanCodingScheme"] == "CS")

    by_alias = ask(f"/CFItems/{alias}").get_json()
    by_original = ask("/CFItems/10000000-0000-0000-0000-000000000001").get_json()

    assert by_alias == by_original
    assert by_alias["identifier"] == alias


@held
def test_an_identifier_may_be_spelt_in_capitals(ask):
    assert ask(f"/CFDocuments/{SALT.upper()}").get_json()["identifier"] == SALT


@held
@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_published_is_unknown(session, ask, state):
    package = ask(f"/CFPackages/{SALT}").get_json()
    session.execute(update(Version).where(Version.label == "V1").values(state=state))
    session.commit()
    gone = {
        "CFDocuments": SALT,
        "CFPackages": SALT,
        "CFItems": package["CFItems"][0]["identifier"],
        "CFItemAssociations": package["CFItems"][0]["identifier"],
        "CFAssociations": package["CFAssociations"][0]["identifier"],
        "CFItemTypes": package["CFDefinitions"]["CFItemTypes"][0]["identifier"],
    }

    for name, identifier in gone.items():
        assert code_minor(ask(f"/{name}/{identifier}", status=404)) == "unknownobject"
    assert SALT not in {one["identifier"] for one in documents(ask)}


def test_an_item_is_given_as_the_version_published_last_says_it(session, ask):
    organisation = make_organisation(session)
    tree = tree_of(REFERENTIEL)
    write_version(session, tree, organisation=organisation, today=date(2026, 2, 3))
    first, *others = tree.content.items
    reworded = replace(first, texts={"fr": {"label": "Un domaine redit"}})
    later = replace(
        tree, label="DT-2027.0", content=replace(tree.content, items=(reworded, *others))
    )
    write_version(session, later, organisation=organisation, today=date(2027, 2, 3))
    session.commit()

    item = ask(f"/CFItems/{tree.lineage(first)}").get_json()

    assert item["fullStatement"] == "Un domaine redit"
    assert {one["version"] for one in documents(ask)} == {"DT-2027.0", tree.label}
    assert len({one["identifier"] for one in documents(ask)}) == 2


def test_what_the_server_gives_is_read_back_as_what_was_published(session, client):
    tree = tree_of(REFERENTIEL)
    write_version(session, tree, organisation=make_organisation(session), today=date(2026, 2, 3))
    session.commit()
    [document] = client.get("/ims/case/v1p1/CFDocuments").get_json()["CFDocuments"]
    served = client.get(f"/ims/case/v1p1/CFPackages/{document['identifier']}")

    read = read_package(served.data)

    assert read.issues == ()
    assert read.tree == replace(tree, content=replace(tree.content, profiles=()))
    assert document["creator"] == "UNADEL"
    assert document["lastChangeDateTime"] == "2026-02-03T00:00:00Z"


@held
def test_what_is_not_an_identifier_is_told_in_the_words_of_the_edition(ask):
    word = {"1.1": "invalid_uuid", "1.0": "invaliduuid"}[ask.edition]

    assert code_minor(ask("/CFItems/abc", status=404)) == word


def test_an_installation_without_anything_published_has_no_document(ask):
    assert code_minor(ask("/CFDocuments", status=404)) == "unknownobject"


@held
def test_a_reader_who_has_it_already_gets_nothing_but_the_mark(ask, client):
    response = ask(f"/CFPackages/{SALT}")

    again = client.get(
        f"{ask.base}/CFPackages/{SALT}", headers={"If-None-Match": response.headers["ETag"]}
    )

    assert (again.status_code, again.data) == (304, b"")
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert "Access-Control-Allow-Origin" not in response.headers


def test_another_method_and_another_address_are_refused_in_the_form_of_case(ask, client):
    posted = client.post(f"{ask.base}/CFDocuments")
    elsewhere = client.get(f"{ask.base}/CFNothing")

    assert (posted.status_code, posted.get_json()["imsx_codeMajor"]) == (405, "unsupported")
    assert posted.headers["Allow"].count("GET") == 1
    assert (elsewhere.status_code, code_minor(elsewhere)) == (404, "unknownobject")


@pytest.fixture
def twice_a_minute(app):
    """The application, where a network may call four times a minute."""
    rooms = app.before_request_funcs[None]

    def narrow():
        g.room = replace(g.room, settings=replace(g.room.settings, api_calls=2))

    rooms.insert(1, narrow)
    yield
    rooms.remove(narrow)


@pytest.mark.usefixtures("twice_a_minute", "published")
def test_who_asks_too_often_is_told_when_to_come_back(ask):
    for _ in range(4):
        ask("/CFDocuments")

    refused = ask("/CFDocuments", status=429)

    assert code_minor(refused) == "server_busy"
    assert refused.headers["Retry-After"] == "60"


@held
def test_no_profile_leaves_with_a_package(ask, session):
    lineages = set(session.scalars(select(Item.lineage)))
    package = ask(f"/CFPackages/{documents(ask)[-1]['identifier']}").get_json()

    assert {one["identifier"] for one in package["CFItems"]} <= lineages
    assert "P1" not in str(package["CFDocument"])
