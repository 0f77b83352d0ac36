"""Answers of another tool, from the file that was exported to the count of the campaign."""

import pytest
from playwright.sync_api import expect

from referentiel.queries import get_published_version
from reports.recount import differences
from surveys.models import Campaign
from surveys.queries.campaigns import received
from tests.browser.serving import Site
from tests.browser.visitors import PHONE, Visitors
from tests.factories import make_campaign
from tests.foreign import LIMESURVEY, as_upload
from webapp.clock import utc_now


@pytest.fixture
def campaign_id(site: Site) -> int:
    with site.session(writing=True) as session:
        version = get_published_version(session)
        assert version is not None
        campaign = make_campaign(
            session,
            ("D4-01", "D4-02"),
            version=version,
            attributes=("structure",),
            title="Atelier sondé ailleurs",
        )
        campaign.organisation_id = 1
        campaign.opens_at = utc_now()
        session.commit()
        return campaign.id


def test_a_file_is_sent_mapped_rehearsed_and_counted_once(
    visitors: Visitors, site: Site, credentials: object, campaign_id: int
):
    page = visitors.arrive(size=PHONE, kept=credentials)
    page.goto(f"/campaigns/{campaign_id}")
    page.get_by_role("link", name="Réponses d’un autre outil").click()
    page.get_by_label("Fichier des réponses").set_input_files([as_upload(LIMESURVEY)])
    page.get_by_role("button", name="Envoyer et choisir les colonnes").click()

    expect(page.get_by_label("Adresse IP")).to_have_value("")
    expect(page.get_by_label("Votre niveau [D4-01]")).to_have_value("c0")
    page.get_by_role("button", name="Continuer vers les valeurs").click()
    page.get_by_label("« Tout à fait »").select_option("4 décisif")
    page.get_by_label("« 3 - autonome »").select_option(value="3")
    page.get_by_label("« Association »").select_option("Association, réseau ou coopérative")
    page.get_by_role("button", name="Voir ce qui changerait").click()

    expect(page.get_by_text("3 réponses seraient ajoutées.")).to_be_visible()
    assert counted(site, campaign_id) == 0
    page.get_by_label("Là où elles ont répondu").check()
    page.get_by_role("button", name="Importer ces réponses").click()
    expect(page.get_by_text("3 réponses ajoutées.")).to_be_visible()
    assert counted(site, campaign_id) == 3

    page.goto(f"/campaigns/{campaign_id}/foreign")
    page.get_by_label("Fichier des réponses").set_input_files([as_upload(LIMESURVEY)])
    page.get_by_role("button", name="Envoyer et choisir les colonnes").click()
    expect(page.get_by_text("ses choix sont repris")).to_be_visible()
    page.get_by_role("button", name="Continuer vers les valeurs").click()
    for value, key in (
        ("« Tout à fait »", "4"),
        ("« 3 - autonome »", "3"),
        ("« Association »", "2"),
    ):
        page.get_by_label(value).select_option(value=key)
    page.get_by_role("button", name="Voir ce qui changerait").click()
    expect(page.get_by_text("Chacune de ses lignes est déjà comptée.")).to_be_visible()
    assert counted(site, campaign_id) == 3


def counted(site: Site, campaign_id: int) -> int:
    with site.session() as session:
        assert not differences(session, session.get_one(Campaign, campaign_id))
        return received(session, [campaign_id])[campaign_id]
