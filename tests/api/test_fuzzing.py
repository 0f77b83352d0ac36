"""Schemathesis against the production server: every check, with a token and without."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from referentiel.people import Organisation
from surveys.guard.tokens import SCOPES, Holder, make_token
from surveys.queries.campaigns import campaign_by_code
from surveys.tickets import new_ticket
from tests.browser.serving import SECRET, Site, serving
from tests.factories import make_person
from webapp.clock import utc_now

COMMAND = str(Path(sys.executable).with_name("schemathesis"))
# What the description cannot say is which competences a campaign asks about: an answer to another
# fits the description, and is refused as it is on the pages.
SETTINGS = """
[[operations]]
include-operation-id = "submissions.send"

[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", 403, 404, 409, 422, 429]
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPERES_API_CALLS", "1000000")  # what comes too often is refused unread
        with serving(tmp_path_factory.mktemp("api")) as site:
            yield site


@pytest.fixture(scope="module")
def token(site: Site) -> str:
    """A token of the organisation that runs the demonstration, for every act."""
    with site.session(writing=True) as session:
        [first, *_] = session.query(Organisation).order_by(Organisation.id)
        text = make_token(
            session,
            Holder(organisation_id=first.id),
            name="fuzz",
            scopes=SCOPES,
            days=1,
            maker_id=make_person(session, "Fuzz").id,
            now=utc_now(),
        )
        session.commit()
    return text


@pytest.fixture(scope="module")
def ticket(site: Site) -> str:
    """A ticket of the campaign that the examples of the description name."""
    with site.session() as session:
        campaign = campaign_by_code(session, "crest")
        assert campaign is not None
        return new_ticket(SECRET, campaign.id).text


def fuzzed(
    site: Site, folder: Path, *options: str, settings: str = SETTINGS
) -> "subprocess.CompletedProcess[str]":
    """Run schemathesis in a folder of its own; its settings leave no check out."""
    (folder / "schemathesis.toml").write_text(settings)
    command = [COMMAND, "--no-color", "run", f"{site.address}/api/v1/openapi.json"]
    always = ["--checks", "all", "--seed", "20261120"]
    return subprocess.run([*command, *always, *options], cwd=folder, capture_output=True, text=True)


def test_no_check_fails_without_a_token(site, tmp_path):
    run = fuzzed(site, tmp_path, "--max-examples", "10")

    assert run.returncode == 0, run.stdout + run.stderr
    assert "Rate limited" not in run.stdout
    assert "22 selected / 22 total" in run.stdout


def test_no_check_fails_under_a_real_ticket(site, ticket, tmp_path):
    held = f"""
[[operations]]
include-path-regex = "submissions"
parameters = {{ "path.code" = "crest", "path.ticket" = "{ticket}" }}
"""
    phases = "examples,coverage,fuzzing"
    only = ("--include-path-regex", "submissions", "--phases", phases, "--max-examples", "20")

    run = fuzzed(site, tmp_path, *only, settings=held + SETTINGS)

    assert run.returncode == 0, run.stdout + run.stderr
    assert "Rate limited" not in run.stdout
    assert "3 selected / 22 total" in run.stdout


def test_no_check_fails_with_a_token(site, token, tmp_path):
    run = fuzzed(site, tmp_path, "--max-examples", "10", "-H", f"Authorization: Bearer {token}")

    assert run.returncode == 0, run.stdout + run.stderr
    assert "Rate limited" not in run.stdout
    assert "22 selected / 22 total" in run.stdout


@pytest.mark.chaos
@pytest.mark.parametrize("seed", ["1", "2"])
def test_no_check_fails_in_a_long_run(site, token, tmp_path, seed):
    long = ("--max-examples", "150", "--seed", seed)

    run = fuzzed(site, tmp_path, *long, "-H", f"Authorization: Bearer {token}")

    assert run.returncode == 0, run.stdout + run.stderr
    assert "Rate limited" not in run.stdout
