"""Register and impact study: they say what is true of this installation, and nothing else."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from surveys.campaigns import close_campaign
from surveys.linking.series import put_in_series
from surveys.models import ApiToken, CampaignController
from surveys.models.campaigns import BEFORE, PSEUDONYMOUS
from surveys.queries.register import Practice, Situation, situation_of
from surveys.register import HEADINGS, Installation, activities
from surveys.roles import Role
from tests.conftest import NOW
from tests.factories import make_campaign, make_organisation, make_version
from webapp.measures import MEASURES, RISKS, Ground, findings

ROOT = Path(__file__).parents[2]
TODAY = NOW.date()
BARE = Installation(
    secure=False,
    letters=False,
    provider="",
    engine="sqlite",
    strong_secret=False,
    host="",
    hosted="",
    guarantees="",
)
FULL = replace(
    BARE,
    secure=True,
    letters=True,
    provider="ProConnect",
    strong_secret=True,
    host="Hôte",
    hosted="inside",
)
SAFE = {
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "WTF_CSRF_ENABLED": True,
}


@pytest.fixture
def organisation(session):
    return make_organisation(session)


@pytest.fixture
def administrator(sign_in_as):
    return sign_in_as(Role.ADMINISTRATOR)


def text_of(response):
    return unescape(response.get_data(as_text=True)).replace("\u00a0", " ")


def said(here, found, code):
    """Return all that the register says of an activity; nothing where it does not take place."""
    listed = [a for a in activities(here, found, str) if a.code == code]
    return " ".join(text for a in listed for text in a.texts.values()).replace("\u00a0", " ")


# The register


def test_the_situation_counts_what_there_is(session, organisation, administrator):  # noqa: ARG001
    version = make_version(session)
    first = make_campaign(session, version=version)
    make_campaign(session, version=version)
    make_campaign(session, version=version, mode=PSEUDONYMOUS, retention_months=6)
    partner = make_organisation(session, "partenaire")
    session.add(CampaignController(campaign_id=first.id, organisation_id=partner.id))
    session.flush()

    found = situation_of(session, organisation, today=TODAY)

    assert found == Situation(
        organisation=organisation,
        practices=(
            Practice("intérêt légitime", "anonymous", 5, 24, 2),
            Practice("intérêt légitime", "pseudonymous", 5, 6, 1),
        ),
        partners=("PARTENAIRE",),
        members=1,
        shares=0,
        webhooks=0,
        tokens=0,
        offers=0,
    )


def test_the_campaigns_are_told_as_they_are(session, organisation):
    version = make_version(session)
    make_campaign(session, version=version)
    make_campaign(session, version=version, mode=PSEUDONYMOUS, retention_months=6)

    text = said(BARE, situation_of(session, organisation, today=TODAY), "assessments")

    assert "Campagnes : 2." in text
    assert "intérêt légitime (2)" in text
    assert "anonyme (1), pseudonyme (1)" in text
    assert "24 (1), 6 (1)." in text
    assert "Puis 12 mois" in text


def test_codes_are_told_where_campaigns_follow_one_another_and_nowhere_else(session, organisation):
    campaign = make_campaign(session, mode=PSEUDONYMOUS, opened=False)
    without = said(BARE, situation_of(session, organisation, today=TODAY), "assessments")

    put_in_series(session, campaign, moment=BEFORE)

    found = situation_of(session, organisation, today=TODAY)
    assert "empreintes à clé de douze faits personnels" in said(BARE, found, "assessments")
    assert "empreintes" not in without


def test_an_organisation_without_campaigns_claims_none(session, organisation):
    text = said(BARE, situation_of(session, organisation, today=TODAY), "assessments")

    assert "Campagnes : 0." in text
    assert "aucune n’existe encore" in text


def test_letters_that_do_not_leave_are_said_not_to(session, organisation):
    found = situation_of(session, organisation, today=TODAY)

    assert "Aucun serveur d’envoi n’est réglé" in said(BARE, found, "letters")
    assert "Aucun serveur" not in said(FULL, found, "letters")


def test_a_provider_is_named_only_where_there_is_one(session, organisation):
    found = situation_of(session, organisation, today=TODAY)

    assert "ProConnect" not in said(BARE, found, "accounts")
    assert "ProConnect" in said(FULL, found, "accounts")


def test_the_place_of_the_server_is_what_was_declared(session, organisation):
    found = situation_of(session, organisation, today=TODAY)
    outside = replace(FULL, hosted="outside", guarantees="clauses types")

    assert "n’est pas déclaré" in said(BARE, found, "letters")
    assert "dans l’Union européenne" in said(FULL, found, "letters")
    assert "Garanties : clauses types" in said(outside, found, "letters")


def test_the_host_is_a_processor_for_others_and_the_controller_at_home(session, organisation):
    found = situation_of(session, organisation, today=TODAY)
    others = said(FULL, found, "accounts")
    organisation.hosts = True
    own = said(FULL, found, "accounts")

    assert "UNADEL, par Hôte qui tient l’installation, sous-traitant." in others
    assert "UNADEL, responsable du traitement." in own


def test_programs_are_in_the_register_once_they_have_access(session, organisation):
    before = situation_of(session, organisation, today=TODAY)
    session.add(
        ApiToken(
            token_hash=b"1" * 32,
            name="tableau",
            organisation_id=organisation.id,
            scopes=["read"],
            created_at=NOW,
            expires_at=NOW,
        )
    )
    session.flush()
    after = situation_of(session, organisation, today=TODAY)

    assert said(BARE, before, "programs") == ""
    assert "Clés d’accès : 1." in said(BARE, after, "programs")


def test_backups_are_not_claimed(session, organisation):
    text = said(FULL, situation_of(session, organisation, today=TODAY), "backups")

    assert "ne fait pas de sauvegarde lui-même" in text


@pytest.mark.parametrize("here", [BARE, FULL])
def test_every_activity_says_all_that_article_30_asks(session, organisation, here):
    organisation.name = "100 % réseau"
    make_campaign(session, legal_basis="5 % %(x)s")

    for activity in activities(here, situation_of(session, organisation, today=TODAY), str):
        assert activity.texts.keys() == HEADINGS.keys()
        assert all(activity.texts.values()), activity.code
        assert "%(organisation)" not in str(activity.texts)


def test_the_page_and_the_file_say_the_same(administrator, organisation):
    page = text_of(administrator.get(f"/organisations/{organisation.id}/register"))
    file = administrator.get(f"/organisations/{organisation.id}/register.csv")

    body = file.get_data().decode("utf-8-sig").replace("\u00a0", " ")
    heads, *rows = csv.reader(io.StringIO(body), delimiter=";")
    assert len(heads) == 1 + len(HEADINGS)
    assert file.headers["Content-Disposition"] == 'attachment; filename="unadel-register.csv"'
    for cell in (cell for row in rows for cell in row):
        assert cell in page


def test_no_text_of_the_file_is_taken_for_a_formula(administrator, session, organisation):
    organisation.name = "=cmd()"
    session.commit()

    file = administrator.get(f"/organisations/{organisation.id}/register.csv")

    rows = list(csv.reader(io.StringIO(file.get_data().decode("utf-8-sig")), delimiter=";"))
    risky = [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert risky == []
    assert any(cell.startswith("'=cmd()") for row in rows for cell in row)


@pytest.mark.parametrize("page", ["register", "register.csv", "dpia", "dpia.txt"])
def test_only_its_administrators_read_them(sign_in_as, session, organisation, page):
    other = make_organisation(session, "autre")
    address = f"/organisations/{organisation.id}/{page}"

    assert sign_in_as(Role.FACILITATOR).get(address).status_code == 403
    stranger = sign_in_as(Role.ADMINISTRATOR, organisation=other, name="Zoé")
    assert stranger.get(address).status_code == 404


# The impact study


def ground(found, here=FULL, overdue=0, config=SAFE):
    return Ground(here, found, overdue, config)


def missing(ground):
    return {f.measure.code for found in findings(ground).values() for f in found if not f.in_place}


def test_each_measure_is_proved_by_a_file_that_exists():
    for measure in MEASURES:
        assert (ROOT / measure.proof).is_file(), measure.code
        assert measure.risk in RISKS


def test_where_all_is_set_only_backups_are_missing(session, organisation):
    found = situation_of(session, organisation, today=TODAY)

    assert missing(ground(found)) == {"backups"}


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"here": replace(FULL, secure=False)}, {"transport"}),
        ({"here": replace(FULL, strong_secret=False)}, {"secret"}),
        ({"here": replace(FULL, engine="mysql")}, {"durable"}),
        ({"overdue": 1}, {"retention"}),
        ({"config": SAFE | {"SESSION_COOKIE_SECURE": False}}, {"cookies"}),
        ({"config": SAFE | {"SESSION_COOKIE_SAMESITE": "None"}}, {"cookies"}),
        ({"config": SAFE | {"WTF_CSRF_ENABLED": False}}, {"forgery"}),
    ],
)
def test_a_setting_that_is_not_made_is_not_claimed(session, organisation, change, codes):
    found = situation_of(session, organisation, today=TODAY)

    assert missing(ground(found, **change)) == codes | {"backups"}


def test_the_study_says_what_is_in_place_and_leaves_the_rest_to_write(administrator, organisation):
    page = text_of(administrator.get(f"/organisations/{organisation.id}/dpia"))
    text = text_of(administrator.get(f"/organisations/{organisation.id}/dpia.txt"))

    for sentence in (
        "Plus petit groupe montré : 5 personnes",
        "L’adresse publique réglée n’est pas en https",
        "Le logiciel n’en fait pas",
        "Décision du responsable du traitement, date et signature",
        "surveys/notices.py",
    ):
        assert sentence in page
        assert sentence in " ".join(text.split())
    assert '<div class="to-write">' in page


def test_a_campaign_kept_too_long_is_told(administrator, session, organisation):
    campaign = make_campaign(session)
    campaign.opens_at = NOW - timedelta(days=90)
    close_campaign(session, campaign, now=NOW - timedelta(days=60))
    session.commit()
    before = text_of(administrator.get(f"/organisations/{organisation.id}/dpia"))
    campaign.retention_months = 1
    session.commit()
    after = text_of(administrator.get(f"/organisations/{organisation.id}/dpia"))

    late = "Des campagnes ont dépassé leur échéance"
    assert late not in before
    assert late in after
