"""What a first visit to a questionnaire weighs on a phone's data plan."""

import pytest

from tests.browser.visitors import Visitors

MOST = 60_000  # bytes, everything included, as they travel


@pytest.mark.parametrize("path", ["/c/crest", "/c/crest/1", "/c/crest/2", "/c/crest1"])
def test_a_first_page_weighs_at_most_60_kb_without_plotly(visitors: Visitors, path: str):
    page = visitors.arrive()
    asked: list[str] = []
    weights: list[float] = []
    page.on("request", lambda request: asked.append(request.url))
    wire = page.context.new_cdp_session(page)
    wire.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    wire.send("Network.enable")

    page.goto(path, wait_until="networkidle")

    assert len(weights) >= 4  # page, style sheet, script, logo: the measure holds them all
    assert sum(weights) <= MOST
    assert [address for address in asked if "plotly" in address] == []
