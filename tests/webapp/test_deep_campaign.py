"""A campaign on a référentiel of three levels with descriptors of its own, from form to report."""

import re

import pytest

from referentiel.models import Item
from surveys.models import Campaign
from surveys.models.campaigns import SINGLE
from tests.answering import fill, send, text_of, ticket_in
from tests.deep import deep_version
from tests.factories import make_organisation, make_version

CODES = ["C1-01", "C1-02", "C2-01", "R-01"]
LEVELS = [(0, 3, 1, 0), (1, 3, 1, 1), (2, 4, 1, 2), (3, 4, 0, 3), (3, 4, 0, 4)]  # of five people


@pytest.fixture
def version(session):
    make_version(session)  # the référentiel of the site
    made = deep_version(session, make_organisation(session))
    session.commit()
    return made


def prepared(session, facilitator, version, **changes):
    """Return the campaign that a facilitator makes on the page."""
    sent = {
        "organisation": str(make_organisation(session).id),
        "title": "Notre jardin",
        "competences": CODES,
        "ratings": ["importance"],
        "attributes": ["profile"],
        "mode": "anonymous",
        "layout": "blocks",
        "controller": "UNADEL",
        "contact": "contact@example.org",
        "legal_basis": "intérêt légitime",
        "retention_months": "12",
        **changes,
    }
    address = f"/campaigns/create?referentiel={version.referentiel_id}"
    answer = facilitator.post(address, data=sent)
    assert answer.status_code == 302, text_of(answer)
    campaign = session.query(Campaign).one()
    facilitator.post(f"/campaigns/{campaign.id}/start")
    session.refresh(campaign)
    return campaign


def headings(page):
    found = re.findall(r"<h[12][^>]*>(.*?)</h[12]>", page)
    return [re.sub(r"<[^>]*>", "", heading) for heading in found]


def answer_all(app, campaign, levels):
    """Answer as one person does, page by page; return the ticket."""
    person = app.test_client()
    fill(person, campaign, 1, profile="JARDINIER", go="next")
    rated = {f"c{place}": str(level) for place, level in enumerate(levels)}
    rated |= {f"i{place}": "4" for place in range(4)}
    review = person.get(fill(person, campaign, 2, **rated, go="next").headers["Location"])
    ticket = ticket_in(review)
    assert send(person, campaign, ticket).status_code == 303
    return ticket


def test_the_form_shows_competences_under_their_nearest_area(facilitator, version):
    page = text_of(facilitator.get(f"/campaigns/create?referentiel={version.referentiel_id}"))

    summaries = [
        " ".join(re.sub(r"<[^>]+>", "", summary).split())
        for summary in re.findall(r"<details[^>]*data-tree>\s*<summary>(.*?)</summary>", page)
    ]
    assert summaries == [
        "Cultiver › C1 Semer et planter (2/2)",
        "Cultiver › C2 Arroser (1/1)",
        "Sans domaine (1/1)",
    ]
    assert re.findall(r"start=([\w-]+)[&#]", page) == ["C", "all"]


def test_a_starting_point_holds_all_that_is_below_it(facilitator, version):
    address = f"/campaigns/create?referentiel={version.referentiel_id}&start=C"

    page = facilitator.get(address).text

    ticked = re.findall(r'<input checked [^>]*name="competences"[^>]*value="([^"]*)"', page)
    assert ticked == CODES[:3]


def test_the_questions_stand_under_their_areas_with_their_own_descriptors(
    facilitator, client, session, version
):
    campaign = prepared(session, facilitator, version)

    page = text_of(client.get(f"/c/{campaign.code}/2"))

    assert headings(page) == [
        "Vos compétences, partie 1", "Semer et planter", "Arroser", "Sans domaine"
    ]  # fmt: skip
    for said in ("Je sème seul·e en pleine terre.", "Je repique seul·e.", "J’en sais assez."):
        assert said in page
    assert page.count("J’apprends à repiquer aux autres.") == 1


def test_one_page_stands_under_the_same_areas(facilitator, client, session, version):
    campaign = prepared(session, facilitator, version, layout=SINGLE)

    page = text_of(client.get(f"/c/{campaign.code}"))

    assert headings(page)[-4:-1] == ["Semer et planter", "Arroser", "Sans domaine"]


def test_the_review_names_the_areas_in_the_language_of_the_reader(
    app, facilitator, client, session, version
):
    campaign = prepared(session, facilitator, version)
    answer_all(app, campaign, LEVELS[0])
    fill(client, campaign, 2, c0="1", go="next")

    review = text_of(client.get(f"/c/{campaign.code}/3"))

    assert "Semer et planter, Arroser, Sans domaine" in review


def test_areas_of_the_same_name_are_told_apart(facilitator, client, session, version):
    session.query(Item).filter_by(version_id=version.id, code="C2").one().texts = {
        "fr": {"label": "Semer et planter"}
    }
    session.commit()
    campaign = prepared(session, facilitator, version, competences=CODES[:3])

    fill(client, campaign, 2, c0="1", go="next")

    review = text_of(client.get(f"/c/{campaign.code}/3"))
    assert "Cultiver › Semer et planter" in review


def test_answers_are_released_and_reported_against_targets_of_any_depth(
    app, facilitator, session, version
):
    # The profile expects 2 to 3 of C1-01 (its area), 4 of C1-02 (itself), 1 of C2-01 (two levels
    # up) and nothing of R-01.
    campaign = prepared(session, facilitator, version)
    tickets = [answer_all(app, campaign, levels) for levels in LEVELS]
    facilitator.post(f"/campaigns/{campaign.id}/close")

    report = facilitator.get(f"/reports/campaigns/{campaign.id}.json").json
    sections = {section["key"]: section for section in report["sections"]}
    table = sections["gaps"]["table"]
    keys = [column["key"] for column in table["columns"]]
    rows = {
        row[0]["value"]: dict(zip(keys, [cell["value"] for cell in row], strict=True))
        for row in table["rows"]
    }

    # C1-01: levels 0, 1, 2, 3, 3 against 2, the lower end: two people are below, by 2 and 1.
    # C1-02: 3, 3, 4, 4, 4 against 4. C2-01: 1, 1, 1, 0, 0 against 1.
    assert {code: row["mean_target"] for code, row in rows.items()} == {
        "C1-01": 2, "C1-02": 4, "C2-01": 1, "R-01": None
    }  # fmt: skip
    assert {code: row["mean_level"] for code, row in rows.items()} == {
        "C1-01": pytest.approx(9 / 5), "C1-02": pytest.approx(18 / 5),
        "C2-01": pytest.approx(3 / 5), "R-01": None,
    }  # fmt: skip
    needs = sections["needs"]["table"]
    place = [column["key"] for column in needs["columns"]].index("priority")
    assert {row[0]["value"]: row[place]["value"] for row in needs["rows"]} == {
        "C1-01": pytest.approx(2 / 5 * 3 / 2 * 4),
        "C1-02": pytest.approx(2 / 5 * 1 * 4),
        "C2-01": pytest.approx(2 / 5 * 1 * 4),
        "R-01": None,
    }
    own = text_of(app.test_client().get(f"/r/{campaign.code}/{tickets[3]}"))
    assert "Besoins en eau" in own
    assert facilitator.get(f"/reports/campaigns/{campaign.id}").status_code == 200


def test_who_is_above_a_range_has_no_gap(app, facilitator, session, version):
    campaign = prepared(session, facilitator, version)
    ticket = answer_all(app, campaign, (4, 4, 1, 0))

    page = text_of(app.test_client().get(f"/r/{campaign.code}/{ticket}"))

    priorities = page[page.index("<h1") : page.index("<table")]
    assert "Semer" in priorities  # a strength
    assert "suppose" not in priorities


def test_a_version_without_scale_says_what_it_lacks(facilitator, session):
    version = deep_version(session, make_organisation(session))
    for table in ("anchor", "scale_level"):
        session.connection().exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 -- two names
    session.commit()
    address = f"/campaigns/create?referentiel={version.referentiel_id}"

    page = text_of(facilitator.get(address))
    sent = facilitator.post(address, data={"title": "x", "competences": CODES})

    assert "n’a pas d’échelle de niveaux" in page
    assert 'name="competences"' not in page
    assert sent.status_code == 200
    assert session.query(Campaign).count() == 0


def test_the_question_on_profiles_is_not_asked_where_there_are_none(facilitator, session):
    version = make_version(session, expected=())
    session.commit()

    page = facilitator.get(f"/campaigns/create?referentiel={version.referentiel_id}").text

    assert 'name="attributes"' in page
    assert 'value="profile"' not in page
