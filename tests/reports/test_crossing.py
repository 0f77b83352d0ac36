"""Two attributes crossed: which groups appear, and what the report says of them."""

import pytest

from reports.cells import SUBMISSIONS, WHOLE
from reports.exports import FORMATS
from reports.queries import archived, every_line, last_release, released_lines
from reports.release import release_campaign
from surveys.levels import Blank, LevelAnswer
from tests.conftest import NOW
from tests.factories import make_campaign, make_submission

CROSSED = "structure×agent"
NOT_CONCERNED = LevelAnswer(current=Blank.NOT_APPLICABLE)


@pytest.fixture
def campaign(session):
    made = make_campaign(
        session,
        ("D4-01", "D4-02"),
        attributes=("structure", "agent"),
        crossed=("structure", "agent"),
    )
    made.k = 3
    return made


def answer(session, campaign, structure, agent, times, second=None):
    """Let people answer, half of them 1 and half 2; `second` is their other competence."""
    for place in range(times):
        level = 1 + place % 2
        other = (4, level) if second is None else second
        make_submission(session, campaign, (4, level), other, structure=structure, agent=agent)


def release(session, campaign):
    release_campaign(session, campaign, now=NOW, languages={"fr": str})
    session.commit()
    lines = released_lines(session, last_release(session, campaign.id))
    return {line.position: line.cells for line in lines if line.breakdown == CROSSED}


def sizes(cells):
    """Return {group: people}, None where masked."""
    return {value: cell.n if cell.visible else None for value, cell in cells.items()}


PEOPLE = {
    ("public", "yes"): 30,
    ("public", "no"): 20,
    ("association", "yes"): 25,
    ("association", "no"): 9,
    ("other", "yes"): 22,
    ("other", "no"): 12,
}


def test_a_crossed_group_under_ten_is_masked_with_what_margins_would_tell_it_by(session, campaign):
    for (structure, agent), n in PEOPLE.items():
        answer(session, campaign, structure, agent, n)

    lines = release(session, campaign)

    # 9 is masked. In its row and column 25 and 12 are the lightest, and 22 closes the rectangle.
    assert sizes(lines[SUBMISSIONS]) == {
        "public×yes": 30,
        "public×no": 20,
        "association×yes": None,
        "association×no": None,
        "other×yes": None,
        "other×no": None,
    }
    assert sizes(lines[0]) == sizes(lines[1]) == sizes(lines[SUBMISSIONS])


def test_all_groups_appear_where_each_holds_ten(session, campaign):
    for structure, agent in PEOPLE:
        answer(session, campaign, structure, agent, 10)

    lines = release(session, campaign)

    assert sizes(lines[0]) == {f"{a}×{b}": 10 for a, b in PEOPLE}
    assert all(cell.counts for cell in lines[0].values())


def test_a_competence_that_few_rated_loses_its_crossing_alone(session, campaign):
    for structure, agent in PEOPLE:
        answer(session, campaign, structure, agent, 6)
        answer(session, campaign, structure, agent, 14, NOT_CONCERNED)

    lines = release(session, campaign)

    assert set(sizes(lines[0]).values()) == {20}
    assert lines[1].keys() == {WHOLE}


def test_a_crossed_group_of_one_level_withholds_the_figures_of_its_line(session, campaign):
    for structure, agent in PEOPLE:
        second = (4, 3) if (structure, agent) == ("other", "no") else None
        answer(session, campaign, structure, agent, 10, second)

    lines = release(session, campaign)

    assert {(cell.visible, cell.n, bool(cell.counts)) for cell in lines[1].values()} == {
        (True, 10, False)
    }
    assert all(cell.counts for cell in lines[0].values())


def test_nothing_is_crossed_where_a_margin_is_masked_as_a_whole(session, campaign):
    answer(session, campaign, "public", "yes", 4)

    assert release(session, campaign) == {}
    report = archived(session, last_release(session, campaign.id), "fr")
    assert "Croisements montrés" in report.section("crossed").texts[0]
    assert report.section("crossed").table is None


def test_the_report_shows_the_figures_and_people_of_crossed_groups(session, campaign):
    for (structure, agent), n in PEOPLE.items():
        answer(session, campaign, structure, agent, n)
    release(session, campaign)

    report = archived(session, last_release(session, campaign.id), "fr")

    figures, people = (report.section(key) for key in ("crossed", "crossed-people"))
    assert [column.label for column in figures.table.columns[2:]] == [
        "Collectivité ou établissement public × Oui",
        "Collectivité ou établissement public × Non",
    ]
    assert [(cell.value, cell.n) for cell in figures.table.rows[0][2:]] == [(1.5, 30), (1.5, 20)]
    assert [cell.value for cell in people.table.rows[0][2:]] == [30, 20]
    assert "10 personnes" in figures.texts[0]
    assert figures.texts[1:] == (
        "Dans quel type de structure travaillez-vous ? A = Collectivité ou établissement public",
        "Êtes-vous agent de collectivité ? A = Oui · B = Non",
    )


def test_every_format_holds_the_crossed_groups(session, campaign, tmp_path):
    for structure, agent in PEOPLE:
        answer(session, campaign, structure, agent, 10)
    release(session, campaign)
    report = archived(session, last_release(session, campaign.id), "fr")

    for extension in ("csv", "json", "txt"):
        path = tmp_path / f"report.{extension}"
        with path.open("wb") as stream:
            FORMATS[extension].write(report, stream, NOW)
        assert "Association, réseau ou coopérative × Oui" in path.read_text("utf-8")


def test_a_crossed_mask_stays_until_its_groups_have_outgrown_it(session, campaign):
    for (structure, agent), n in PEOPLE.items():
        answer(session, campaign, structure, agent, n)
    release(session, campaign)
    for structure, agent in PEOPLE:
        answer(session, campaign, structure, agent, 12)

    lines = release(session, campaign)

    # Masked together: 25 + 9 + 22 + 12 = 68 people. They appear from 78 on.
    assert sizes(lines[0])["association×yes"] is None
    assert sizes(lines[0])["public×yes"] == 42
    assert len(every_line(session, campaign.id)) == 2 * len(
        released_lines(session, last_release(session, campaign.id))
    )
