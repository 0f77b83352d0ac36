"""A long report on a small screen: its PDF is asked for, awaited, and fetched."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from bench.typesetting import pages_of, report_of
from reports.archive import ArchivedReport
from reports.exports.weight import is_heavy
from reports.queries import last_release
from surveys.models import ReportFile
from surveys.queries.campaigns import campaign_by_code
from tests.browser.facilitating import id_of, sign_in
from tests.browser.serving import Site, serving
from tests.browser.visitors import Visitors, visiting

WAIT = 90_000  # milliseconds


@pytest.fixture(scope="module")
def long_site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:  # noqa: ARG001 -- a browser first
    """The demonstration with its worker, where a report has two hundred competences."""
    document = report_of(200, 12, 60)
    assert is_heavy(document, "pdf")
    with serving(tmp_path_factory.mktemp("long")) as site:
        with site.session(writing=True) as session:
            release = last_release(session, campaign_by_code(session, "crest").id)
            kept = session.get_one(ArchivedReport, (release.id, "fr"))
            kept.document = document.model_dump(mode="json")
            session.commit()
        yield site


@pytest.fixture
def visitors(browser: Browser, long_site: Site) -> Iterator[Visitors]:
    with visiting(browser, long_site) as visitors:
        yield visitors


def ask(page: Page, campaign_id: int) -> None:
    """Ask for the PDF as one does who hurries: by two clicks."""
    page.goto(f"/reports/campaigns/{campaign_id}")
    page.locator(".downloads").get_by_role("link", name="PDF").dblclick(no_wait_after=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Le fichier se prépare", timeout=WAIT)


def fetch(page: Page) -> Path:
    expect(page.get_by_role("heading", level=1)).to_have_text("Le fichier est prêt", timeout=WAIT)
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le fichier").click()
    assert download.value.suggested_filename == "besoins.pdf"
    return Path(download.value.path())


@pytest.mark.parametrize("script", [True, False], ids=["scripts", "no scripts"])
def test_a_long_pdf_is_awaited_on_a_phone_then_fetched(
    visitors: Visitors, long_site: Site, script: bool
):
    with long_site.session(writing=True) as session:
        for file in session.scalars(select(ReportFile)):
            session.delete(file)
        session.commit()
    page = visitors.arrive(size={"width": 360, "height": 740}, script=script)
    sign_in(page)

    ask(page, id_of(long_site, "crest"))

    told = page.get_by_role("status")
    expect(told).to_contain_text("fichier")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert pages_of(fetch(page).read_bytes()) > 100
    with long_site.session() as session:
        [file] = session.scalars(select(ReportFile))
        assert file.attempts == 1
