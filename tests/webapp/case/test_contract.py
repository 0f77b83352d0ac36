"""The official description against the production server, good and bad requests alike."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import jsonschema_rs
import pytest

from tests.browser.serving import Site, serving
from tests.case_schemas import openapi

COMMAND = str(Path(sys.executable).with_name("schemathesis"))
BASES = {"1.1": "/ims/case/v1p1", "1.0": "/ims/case/v1p0"}
# What the description cannot say is which identifiers exist, and which fields sort and filter.
SETTINGS = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 400, 404]
"""
HELD = """
[[operations]]
include-path = "/{name}/{{sourcedId}}"
parameters = {{ "path.sourcedId" = "{identifier}" }}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPERES_API_CALLS", "1000000")
        with serving(tmp_path_factory.mktemp("case")) as site:
            yield site


def read(address: str) -> dict:
    with urlopen(address) as answer:  # noqa: S310 -- our own server
        return json.load(answer)


def fuzzed(site: Site, folder: Path, edition: str, *options: str, settings: str = "") -> str:
    (folder / "schemathesis.toml").write_text(SETTINGS + settings)
    (folder / "openapi.json").write_text(json.dumps(openapi(edition)))
    run = subprocess.run(
        [
            *(COMMAND, "--no-color", "run", "openapi.json"),
            *("--url", site.address + BASES[edition], "--checks", "all", "--seed", "20261128"),
            *options,
        ],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def identifiers_of(site: Site, edition: str) -> dict[str, str]:
    """Return an identifier of each class that the site has something of."""
    base = site.address + BASES[edition]
    document = read(f"{base}/CFDocuments")["CFDocuments"][0]["identifier"]
    package = read(f"{base}/CFPackages/{document}")
    found = {"CFDocuments": document, "CFPackages": document}
    lists = {**package, **package["CFDefinitions"]}
    for name, held in lists.items():
        if isinstance(held, list) and held:
            found[name] = held[0]["identifier"]
    return found | {"CFItemAssociations": found["CFItems"]}


@pytest.mark.parametrize("edition", BASES)
def test_no_check_fails_on_requests_of_every_kind(site, tmp_path, edition):
    # Its links between operations name parameters of a path that has none: they lead nowhere.
    phases = ("--phases", "examples,coverage,fuzzing")

    said = fuzzed(site, tmp_path, edition, "--max-examples", "10", *phases)

    assert "Selected: 12/12" in said or "12 selected / 12 total" in said


@pytest.mark.parametrize("edition", BASES)
def test_no_check_fails_on_what_is_there(site, tmp_path, edition):
    found = identifiers_of(site, edition)
    held = "".join(HELD.format(name=name, identifier=one) for name, one in found.items())

    only = ("--max-examples", "3", "--phases", "fuzzing")

    fuzzed(site, tmp_path, edition, *only, settings=held)

    assert {"CFItems", "CFAssociations", "CFItemTypes", "CFLicenses", "CFRubrics"} <= found.keys()


@pytest.mark.parametrize("edition", BASES)
def test_our_own_description_says_the_same_paths_and_fits_our_answers(site, edition):
    official = openapi(edition)
    discovery = read(
        f"{site.address}{BASES[edition]}/discovery/imscase{BASES[edition][-4:]}_openapi3_v1p0.json"
    )
    schemas = {"components": discovery["components"]}

    operations = {
        path: methods["get"]["operationId"] for path, methods in official["paths"].items()
    }
    ours = {path: methods["get"]["operationId"] for path, methods in discovery["paths"].items()}
    assert ours == operations
    assert discovery["servers"] == [{"url": site.address + BASES[edition]}]
    for name, identifier in identifiers_of(site, edition).items():
        path = discovery["paths"][f"/{name}/{{sourcedId}}"]["get"]
        schema = path["responses"]["200"]["content"]["application/json"]["schema"]
        validator = jsonschema_rs.Draft202012Validator({**schemas, **schema}, validate_formats=True)
        body = read(f"{site.address}{BASES[edition]}/{name}/{identifier}")
        assert [one.message for one in validator.iter_errors(body)] == []
