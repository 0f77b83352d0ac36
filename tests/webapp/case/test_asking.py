"""The list of documents: pages, order, filters, fields, and what is refused."""

import pytest

pytestmark = pytest.mark.usefixtures("published")
SALT, OURS, CASE = "What Standards", "Référentiel", "池之端大学"


def titles(response):
    found = [one["title"] for one in response.get_json()["CFDocuments"]]
    return [next(short for short in (SALT, OURS, CASE) if it.startswith(short)) for it in found]


def fault(response):
    [field] = response.get_json()["imsx_codeMinor"]["imsx_codeMinorField"]
    return field["imsx_codeMinorFieldName"], field["imsx_codeMinorFieldValue"]


def test_pages_tell_where_the_others_are(ask):
    response = ask("/CFDocuments", "?limit=1&offset=1&sort=title")
    base = f"http://localhost{ask.base}/CFDocuments?sort=title"

    assert titles(response) == [SALT]
    assert response.headers["X-Total-Count"] == "3"
    assert response.headers["Link"].split(", ") == [
        f'<{base}&limit=1&offset=0>; rel="first"',
        f'<{base}&limit=1&offset=2>; rel="last"',
        f'<{base}&limit=1&offset=2>; rel="next"',
        f'<{base}&limit=1&offset=0>; rel="prev"',
    ]


def test_one_page_holds_a_hundred_unless_told(ask):
    response = ask("/CFDocuments")

    assert len(titles(response)) == 3
    assert "limit=100&offset=0" in response.headers["Link"]
    assert "next" not in response.headers["Link"]


def test_beyond_the_last_page_nothing_is_known(ask):
    response = ask("/CFDocuments", "?offset=3", status=404)

    assert fault(response) == ("sourcedId", "unknownobject")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?sort=title", [OURS, SALT, CASE]),
        ("?sort=title&orderBy=desc", [CASE, SALT, OURS]),
        ("?orderBy=desc", [OURS, SALT, CASE]),
        ("?filter=title~'STANDARDS'", [SALT]),
        ("?filter=language='ja'", [CASE]),
        ("?filter=language!='ja'", [SALT, OURS]),
        ("?filter=title~'could' OR language='ja'", [CASE, SALT]),
        ("?filter=language='fr' AND title~'territorial'", [OURS]),
        ("?filter=lastChangeDateTime>='2018-01-01'", [CASE, OURS]),
        ("?filter=publisher=''", [SALT, OURS]),
    ],
)
def test_documents_are_sorted_and_filtered(ask, query, found):
    assert titles(ask("/CFDocuments", query)) == found


def test_what_nothing_satisfies_is_not_found(ask):
    response = ask("/CFDocuments", "?filter=title='rien'", status=404)

    assert fault(response) == ("sourcedId", "unknownobject")


def test_fields_asked_for_come_with_those_that_the_standard_requires(ask):
    response = ask("/CFDocuments", "?fields=language,publisher&fields=title&limit=1")

    [one] = response.get_json()["CFDocuments"]
    assert set(one) == {
        *("identifier", "uri", "creator", "title", "lastChangeDateTime", "CFPackageURI"),
        *("language", "publisher"),
    }


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?limit=0", ("limit", "invalid_selection_field")),
        ("?limit=", ("limit", "invalid_selection_field")),
        ("?limit=1.5", ("limit", "invalid_selection_field")),
        ("?limit=99999999999", ("limit", "invalid_selection_field")),
        ("?limit=3000000000", ("limit", "invalid_selection_field")),
        ("?limit=١", ("limit", "invalid_selection_field")),
        ("?offset=-1", ("offset", "invalid_selection_field")),
        ("?sort=", ("sort", "invalid_sort_field")),
        ("?sort=colour", ("sort", "invalid_sort_field")),
        ("?sort=subject", ("sort", "invalid_sort_field")),
        ("?sort=title&orderBy=up", ("orderBy", "invalid_sort_field")),
        ("?fields=colour", ("fields", "invalid_selection_field")),
        ("?fields=", ("fields", "invalid_selection_field")),
        ("?filter=", ("filter", "invalid_selection_field")),
        ("?filter=title", ("filter", "invalid_selection_field")),
        ("?filter=colour='red'", ("filter", "invalid_selection_field")),
        (
            "?filter=title='a' AND title='b' OR title='c'",
            ("filter", "invalid_selection_field"),
        ),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_name(ask, query, told):
    assert fault(ask("/CFDocuments", query, status=400)) == told


def test_fields_of_the_newer_edition_are_unknown_to_the_older(ask):
    status = {"1.1": 200, "1.0": 400}[ask.edition]

    ask("/CFDocuments", "?fields=caseVersion", status=status)
