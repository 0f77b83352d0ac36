"""No role leads to the result of a person: every address is tried by everyone who has a role."""

import ast
from html import unescape
from pathlib import Path

import pytest

import webapp
from surveys.keeping import keep, share_result
from surveys.models import ResultShare
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.roles import Role
from tests.conftest import NOW
from tests.factories import make_campaign, make_organisation, make_person, make_submission
from tests.unpacking import parts_of

OWNER = "Zénobie"
READER = "Quidam Lecteur"
VIEWS = Path(webapp.__file__).parent / "views"
SHOWING = {"sent_result", "result_of"}  # what makes the result of one person
FILLED = {"step": 1, "number": 1, "extension": "csv", "reference": "abc", "token": "x" * 43}


@pytest.fixture
def kept(session):
    """Zénobie, who has no role, keeps a result and shows it to somebody."""
    campaign = make_campaign(session, mode=PSEUDONYMOUS)
    owner = make_person(session, OWNER)
    ticket = make_submission(session, campaign, 0, 4, profile="P1")
    keep(session, campaign, ticket, person_id=owner.id)
    share_result(session, ticket.hash, person_id=owner.id, reader=READER, until=NOW.date(), now=NOW)
    session.commit()
    return campaign, owner, ticket


def known_to_a_manager(session, campaign, owner, ticket):
    """Return all that somebody who runs the campaign, or reads the base, could put in a link."""
    [share] = session.query(ResultShare)
    return FILLED | {
        "code": campaign.code,
        "campaign_id": campaign.id,
        "organisation_id": campaign.organisation_id,
        "person_id": owner.id,
        "share_id": share.id,
        "ticket": ticket.hash.hex(),
        "token": share.token_hash.hex(),
        "slug": make_organisation(session).slug,
        "referentiel_id": campaign.questionnaire.version.referentiel_id,
    }


def words_of(answer):
    """Return what an answer says, inside its files too."""
    return unescape(b"".join(parts_of(answer.get_data())).decode(errors="replace"))


@pytest.mark.parametrize("organisation", ["unadel", "cnfpt"])
@pytest.mark.parametrize("role", Role)
def test_no_role_reads_the_result_of_a_person_at_any_address(
    app, session, sign_in_as, kept, role, organisation
):
    known = known_to_a_manager(session, *kept)
    client = sign_in_as(role, organisation=make_organisation(session, organisation), name="Chef")
    urls = app.url_map.bind("localhost")
    opened = 0

    for rule in app.url_map.iter_rules():
        if rule.arguments - known.keys() or rule.endpoint == "accounts.sign_out":
            continue
        values = {name: known[name] for name in rule.arguments}
        for method in ("GET", "POST"):
            if method in rule.methods:
                page = words_of(client.open(urls.build(rule.endpoint, values), method=method))
                opened += 1
                assert OWNER not in page, rule.endpoint
                assert READER not in page, rule.endpoint
                assert "Mon profil, compétence par compétence" not in page, rule.endpoint

    assert opened > 60


def test_results_are_made_for_their_author_their_ticket_and_their_link_alone():
    making = {
        f"{path.stem}.{function.name}"
        for path in [*VIEWS.glob("*.py"), *(VIEWS.parent / "api").rglob("*.py")]
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in SHOWING
    }

    assert making == {"results.mine", "space.result", "shared.read_values"}
