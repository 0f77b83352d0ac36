"""Every answer of the API takes as many statements for three items as for one."""

from reports.release import release_campaign
from tests.conftest import NOW
from tests.factories import make_campaign, make_submission, make_version

CODES = ("D4-01", "D4-02", "D4-03")


def filled(session, version, size):
    """Return what addresses hold once `size` campaigns on `size` competences are released."""
    for _ in range(size):
        campaign = make_campaign(session, CODES[:size], version=version)
        tickets = [make_submission(session, campaign, *[(3, 1)] * size) for _ in range(5)]
        release_campaign(session, campaign, now=NOW, languages={"fr": str, "en": str})
    session.commit()
    return {
        "code": campaign.code,
        "campaign_id": campaign.id,
        "slug": "developpement-territorial",
        "label": "DT-2026.0",
        "ticket": tickets[0].text,
        "extension": "csv",
    }


def counts(app, program, count_queries, found):
    urls = app.url_map.bind("localhost")
    taken = {}
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or not rule.rule.startswith("/api/v1"):
            continue
        values = {name: found[name] for name in rule.arguments}
        path = urls.build(rule.endpoint, values).removeprefix("/api/v1")
        program.get(path)  # notices are read once
        with count_queries() as statements:
            status = program.get(path).status_code
        assert status == 200, rule.endpoint
        taken[rule.endpoint] = len(statements)
    return taken


def test_each_answer_takes_as_many_statements_for_three_items_as_for_one(
    app, program, session, count_queries
):
    version = make_version(session, CODES)
    one = counts(app, program, count_queries, filled(session, version, 1))
    three = counts(app, program, count_queries, filled(session, version, 3))

    assert three == one
    assert len(one) == 18
