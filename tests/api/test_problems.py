"""Every error of the API has one form, speaks the caller's language, and carries no markup."""

import pytest

from tests.factories import make_campaign, make_version
from webapp.api.reading import LARGEST_BODY

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def address(session):
    campaign = make_campaign(session)
    return f"/campaigns/{campaign.code}/submissions"


@pytest.fixture
def sheet(anyone, address):
    """Return the address of a submission under a real ticket."""
    ticket = anyone.post(address.replace("submissions", "tickets")).json["ticket"]
    return f"{address}/{ticket}"


def facts(response):
    assert response.mimetype == "application/problem+json"
    assert response.json["status"] == response.status_code
    return response.status_code, response.json["title"], response.json["type"]


def test_an_unknown_address_is_a_problem_not_a_page(anyone):
    assert facts(anyone.get("/nothing")) == (404, "Not Found", "about:blank")


def test_a_page_outside_the_api_stays_a_page(client):
    assert client.get("/nothing").mimetype == "text/html"


def test_another_method_says_which_are_allowed(anyone):
    refused = anyone.call("PATCH", "/referentiels")

    assert facts(refused) == (405, "Method Not Allowed", "about:blank")
    assert set(refused.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("data", [b"{", b"\xff\xfe", b"", b"[" * 30_000, b"1" * 5_000])
def test_what_is_not_json_is_refused(anyone, sheet, data):
    refused = anyone.put(sheet, data=data, headers=JSON)

    assert refused.status_code == 400
    assert refused.mimetype == "application/problem+json"


@pytest.mark.parametrize("data", ["null", "1", '"{}"', "[]", "NaN", '{"notice": 1}'])
def test_json_of_another_shape_is_refused(anyone, sheet, data):
    assert anyone.put(sheet, data=data, headers=JSON).status_code == 422


def test_another_kind_of_body_is_refused(anyone, sheet):
    assert anyone.put(sheet, data={"c0": "3"}).status_code == 415


def test_a_body_too_large_is_refused(anyone, sheet):
    refused = anyone.put(sheet, data=b" " * (LARGEST_BODY + 1), headers=JSON)

    assert facts(refused)[:2] == (413, "Request Entity Too Large")


def test_an_unknown_parameter_is_refused_wherever_it_comes(anyone, session):
    make_version(session)

    for path in ("/referentiels", "/referentiels/developpement-territorial"):
        refused = anyone.get(f"{path}?colour=red")
        assert refused.status_code == 422
        assert [fault["pointer"] for fault in refused.json["errors"]] == ["/colour"]


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "1.5", "", "1e3", "99999999999999999999"])
def test_a_limit_out_of_bounds_is_refused(anyone, limit):
    assert anyone.get(f"/referentiels?limit={limit}").status_code == 422


def test_a_value_given_twice_is_refused(anyone):
    assert anyone.get("/referentiels?limit=1&limit=2").status_code == 422


def test_a_number_that_no_base_holds_is_refused(program):
    assert program.get("/campaigns/99999999999999999999").status_code == 422


def test_the_sentence_is_in_the_language_asked(anyone):
    french, english = (
        anyone.get("/nothing", headers={"Accept-Language": code}).json["detail"]
        for code in ("fr", "en")
    )

    assert french.startswith("Rien ne se trouve")
    assert isinstance(english, str)


def test_names_that_were_sent_never_come_back_as_markup(anyone, sheet):
    body = {"notice": 1, "answers": {}, "<script>alert(1)</script>": 1}

    refused = anyone.put(sheet, json=body)

    assert "<" not in refused.get_data(as_text=True)
    assert refused.json["errors"][0]["pointer"] == "/<script>alert(1)</script>"


def test_an_unforeseen_failure_tells_nothing(app, anyone, monkeypatch):
    def fail(**_address):
        raise RuntimeError("a secret of the house")

    monkeypatch.setitem(app.view_functions, "api.referentiels.index", fail)
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    refused = anyone.get("/referentiels")

    assert facts(refused) == (500, "Internal Server Error", "about:blank")
    assert "secret" not in refused.get_data(as_text=True)


def test_no_other_site_may_read_an_answer(anyone):
    answer = anyone.get("/referentiels", headers={"Origin": "https://elsewhere.example"})

    assert [name for name, _ in answer.headers if name.startswith("Access-Control")] == []
