"""The description of the API: the one kept is the one served, and it is valid and whole."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from surveys.roles import Act
from webapp.access import PUBLIC
from webapp.api.docs import spoken, typed
from webapp.cli import main

ROOT = Path(__file__).parents[2]
KEPT = json.loads((ROOT / "docs" / "openapi.json").read_text())
OPERATIONS = [
    (path, method, operation)
    for path, methods in KEPT["paths"].items()
    for method, operation in methods.items()
]
NAMES = [one["operationId"] for *_, one in OPERATIONS]
each_operation = pytest.mark.parametrize("operation", [one for *_, one in OPERATIONS], ids=NAMES)
each_call = pytest.mark.parametrize(
    ("method", "operation"), [call for _, *call in OPERATIONS], ids=NAMES
)


def test_the_description_kept_is_the_one_served(anyone):
    served = anyone.get("/openapi.json")

    assert served.json == KEPT, "run: .venv/bin/reperes openapi > docs/openapi.json"
    assert served.mimetype == "application/json"


def test_the_command_writes_the_description():
    written = CliRunner().invoke(main, ["openapi"])

    assert json.loads(written.output) == KEPT


def test_it_says_its_version_its_licence_and_no_address():
    assert KEPT["openapi"] == "3.1.0"
    assert KEPT["info"]["license"] == {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}
    assert "://" not in json.dumps(KEPT)


@each_operation
def test_every_route_is_described_with_its_rule(app, operation):
    view = app.view_functions[f"api.{operation['operationId']}"]

    assert (view.access == PUBLIC) == ("security" not in operation)
    assert view.access in (PUBLIC, *Act)
    if view.access != PUBLIC:
        assert f"Droit\u00a0: {view.access}." in operation["description"]


def test_no_route_is_left_out(app):
    routes = {
        (rule.rule, method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and not rule.endpoint.startswith("api.docs.")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }

    assert len(routes) == len(OPERATIONS) == 22


@each_call
def test_every_operation_tells_its_errors(method, operation):
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    told = operation["responses"]

    assert operation["summary"]
    assert {"400", "404", "422", "429"} <= told.keys()
    if "security" in operation:
        assert {"401", "403"} <= told.keys()
    if method != "get":
        assert {"409", "413"} <= told.keys()
    for status, answer in told.items():
        if status >= "400":
            assert answer["content"] == {"application/problem+json": problem}


def test_models_refer_to_models_that_are_there():
    text = json.dumps(KEPT)
    named = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}

    assert named <= KEPT["components"]["schemas"].keys()


def test_what_is_taken_refuses_unknown_names():
    for name in ("Sheet", "Rated"):
        assert KEPT["components"]["schemas"][name]["additionalProperties"] is False


def test_words_are_translated_and_names_are_not():
    part = {"summary": "Bonjour", "name": "Bonjour", "list": [{"description": "Bonjour"}]}

    assert spoken(part, str.upper) == {
        "summary": "BONJOUR",
        "name": "Bonjour",
        "list": [{"description": "BONJOUR"}],
    }


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, ("string", "")),
        ({"$ref": "#/components/schemas/Item"}, ("Item", "Item")),
        ({"type": "array", "items": {"$ref": "#/c/s/Item"}}, ("Item[]", "Item")),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, ("string | null", "")),
        ({"enum": ["a", "b"]}, ("«\u00a0a\u00a0» | «\u00a0b\u00a0»", "")),
        ({"type": "object", "additionalProperties": {"type": "string"}}, ("{…: string}", "")),
    ],
)
def test_a_schema_is_named_in_a_few_words(schema, expected):
    assert typed(schema) == expected


class Anchors(HTMLParser):
    """The ids of a page and the fragments that its links lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.led: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids.add(values.get("id") or "")
        if (values.get("href") or "").startswith("#"):
            self.led.add((values["href"] or "").removeprefix("#"))


def test_the_page_shows_every_operation_and_every_model(client):
    page = client.get("/api/v1/docs").get_data(as_text=True)
    anchors = Anchors()
    anchors.feed(page)

    for path, _method, operation in OPERATIONS:
        assert operation["operationId"].replace(".", "-") in anchors.ids
        assert path in page
    assert KEPT["components"]["schemas"].keys() <= anchors.ids
    assert anchors.led <= anchors.ids
