"""Two waves of a series, answered, coded, closed and released: the progress that they show."""

import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest

from reports.archive import ProgressReport
from reports.document import MASKED
from reports.exports import FORMATS
from reports.linked_progress import drawn_with, progress_between
from reports.organisation_file import write_organisation
from reports.person_archive import person_archive
from reports.progress_report import (
    LinksGone,
    NotOneSeries,
    NotReleased,
    StillOpen,
    draw_progress,
    progress_report,
)
from reports.release import release_campaign
from surveys.campaigns import open_campaign
from surveys.keeping import keep
from surveys.levels import LevelAnswer
from surveys.linking.codes import keep_code
from surveys.linking.prompts import PROMPTS
from surveys.linking.series import put_in_series
from surveys.models.campaigns import BEFORE, COLD, HOT, PSEUDONYMOUS
from surveys.queries.linking import code_of_ticket
from surveys.submission import withdraw
from tests.answering import count
from tests.conftest import NOW
from tests.factories import (
    LANGUAGES,
    OPENED,
    SECRET,
    make_campaign,
    make_organisation,
    make_person,
    make_submission,
    make_version,
)

CODES = ("D4-01", "D4-02")
CLOSED = NOW + timedelta(days=1)
LATER = CLOSED + timedelta(hours=1)
START = (0, 1, 1, 2, 2, 2, 3, 3)  # levels of eight people in D4-01
END = (1, 2, 1, 3, 4, 2, 3, 2)
THEN = (0, 0, 1, 1, 2, 1, 2, 3)
OTHERS = (0, 1, 2, 3, 4)  # levels of five who came once
LETTERS = ("mother_first", "father_first", "second_name", "birth_town", "first_school")


def typed(person):
    """Return what a person types: facts that few others share."""
    letter = chr(ord("a") + person)
    return dict.fromkeys(LETTERS, letter) | {
        "birth_day": str(person + 1),
        "mother_month": "",
        "older_siblings": "1",
    }


@pytest.fixture
def version(session):
    return make_version(session, CODES)


def make_wave(session, version, moment, follows=None, **plan):
    plan = {"mode": PSEUDONYMOUS, "ratings": ("current",), "attributes": (), **plan}
    campaign = make_campaign(session, CODES, version=version, opened=False, title=moment, **plan)
    put_in_series(session, campaign, moment=moment, follows=follows)
    open_campaign(session, campaign, now=OPENED, languages=LANGUAGES)
    return campaign


def answer(session, campaign, person, level, then=None):
    """Answer as a person: `level` in D4-01; in D4-02 the same for all but the first."""
    first = LevelAnswer(current=level) if then is None else LevelAnswer(current=level, before=then)
    ticket = make_submission(session, campaign, first, 1 if person else 2)
    keep_code(session, campaign, ticket, typed(person), secret=SECRET)
    return ticket


def answered(session, campaign, levels, *, first=0, thens=None):
    """Let people answer, from number `first` on; return their tickets."""
    found = [
        answer(session, campaign, first + place, level, thens and thens[place])
        for place, level in enumerate(levels)
    ]
    campaign.closes_at = CLOSED
    session.flush()
    return found


def released(session, *campaigns):
    for campaign in campaigns:
        release_campaign(session, campaign, now=NOW, languages={"fr": str})


@pytest.fixture
def before(session, version):
    return make_wave(session, version, BEFORE)


@pytest.fixture
def hot(session, version, before):
    return make_wave(session, version, HOT, before, ratings=("current", "before"))


@pytest.fixture
def waves(session, before, hot):
    """Eight people in both waves; five others in the first, five others in the second."""
    answered(session, before, (*START, *OTHERS))
    answered(session, hot, END, thens=THEN)
    answered(session, hot, OTHERS, first=20, thens=OTHERS)
    released(session, before, hot)
    return before, hot


def draw(session, first, second, now=LATER):
    draw_progress(session, first, second, now=now, languages=LANGUAGES)
    return read(session, first, second)


def read(session, first, second, now=LATER, language="fr"):
    return progress_report(session, first, second, now=now, translate=str, language=language)


def rows(document, key):
    return {row[0].value: [cell.value for cell in row] for row in document.section(key).table.rows}


def test_the_progress_of_linked_people_by_hand(session, waves):
    found = draw(session, *waves)

    assert [section.key for section in found.sections] == [
        "linking",
        "progress",
        "tests",
        "shift",
        "method",
    ]
    assert rows(found, "linking") == {
        "(1) before": ["(1) before", 13, 8 / 13, 8, 0, 5, 0, 0],
        "(2) hot": ["(2) hot", 13, 8 / 13, 8, 0, 5, 0, 0],
    }
    assert (
        "8 personnes sont reliées, dont 0 par leur compte et 8 par leur code, sur 13"
        in (found.section("linking").texts[0])
    )
    label = ["Compétence D4-01", "la même"]
    moved = [14 / 8, 18 / 8, 4 / 8, 8, 4 / 8, 3 / 8, 1 / 8]
    assert rows(found, "progress")["D4-01"] == ["D4-01", *label, *moved]
    assert rows(found, "tests")["D4-01"][4] == pytest.approx(10 / 15)
    assert rows(found, "shift")["D4-01"][3:] == [14 / 8, 10 / 8, 18 / 8, 4 / 8, 8 / 8, 4 / 8, 8]


def test_the_match_rate_carries_its_n(session, waves):
    table = draw(session, *waves).section("linking").table

    place = [column.key for column in table.columns].index("rate")
    assert [(row[place].value, row[place].n) for row in table.rows] == [(8 / 13, 13), (8 / 13, 13)]


def test_a_competence_where_nobody_moved_is_masked(session, waves):
    row = draw(session, *waves).section("progress").table.rows[1]

    assert row[0].value == "D4-02"
    assert {cell.state for cell in row[7:]} == {"masked"}


def test_a_competence_that_a_campaign_masks_is_masked_here(session, before, hot):
    for campaign, levels in ((before, (1,) * 8), (hot, END)):  # all at 1: no report may say so
        answered(session, campaign, levels)
        answered(session, campaign, (1,) * 5, first=8 if campaign is before else 20)
    released(session, before, hot)

    found = progress_between(session, before, hot)

    assert found.waves[0].released("D4-01") is None
    assert found.table["state"].to_dict() == {"0": "masked", "1": "masked"}
    assert found.shown() == []


def test_pairs_that_are_all_but_few_of_a_campaign_are_masked(session, before, hot):
    answered(session, before, (*START, 4, 0))  # two who do not come back
    answered(session, hot, END, thens=THEN)
    released(session, before, hot)

    found = draw(session, before, hot)

    assert set(found.section("progress").table.rows[0][3:]) == {MASKED}
    assert "Trop peu de personnes" in found.notices[0]


@pytest.mark.parametrize(
    ("public", "state"),
    [
        (8, "shown"),  # the linked people are the public ones
        (9, "masked"),  # they are all of them but one
        (5, "masked"),  # three of them are not
    ],
)
def test_linked_people_are_compared_with_each_group_on_show(session, version, public, state):
    before = make_wave(session, version, BEFORE, attributes=("structure",))
    hot = make_wave(session, version, HOT, before)
    for person, level in enumerate((*START, *OTHERS, *OTHERS)):
        about = {"structure": "public" if person < public else "association"}
        ticket = make_submission(session, before, level, 1 if person else 2, **about)
        keep_code(session, before, ticket, typed(person), secret=SECRET)
    answered(session, hot, END)
    answered(session, hot, OTHERS, first=20)
    before.closes_at = CLOSED
    released(session, before, hot)

    found = progress_between(session, before, hot)

    groups = {group.name: group.n for group in found.waves[0].released("D4-01").groups}
    assert groups == {
        "all  0": 18,
        "structure public 0": public,
        "structure association 0": 18 - public,
        "not structure public 0": 18 - public,
        "not structure association 0": public,
    }
    assert found.table.loc["0", "state"] == state


def test_accounts_link_those_who_left_no_code(session, before, hot):
    for campaign, levels in ((before, START), (hot, END)):
        for person, level in enumerate(levels):
            ticket = make_submission(session, campaign, level, 1 if person else 2)
            keep(session, campaign, ticket, person_id=make_person(session, f"P{person}").id)
        answered(session, campaign, OTHERS, first=8 if campaign is before else 20)
    released(session, before, hot)

    found = draw(session, before, hot)

    assert "8 par leur compte et 0 par leur code" in found.section("linking").texts[0]
    assert rows(found, "progress")["D4-01"][3:5] == [14 / 8, 18 / 8]


def test_what_was_drawn_never_moves(session, waves):
    first, second = waves
    drawn = draw(session, first, second)
    [ticket] = answered(session, second, (4,), first=0)

    withdraw(session, second, ticket)
    draw_progress(session, first, second, now=LATER, languages=LANGUAGES)

    assert read(session, first, second) == drawn
    assert count(session, ProgressReport) == len(LANGUAGES)


def test_answers_that_no_release_showed_are_not_read(session, waves):
    first, second = waves
    answer(session, second, 8, 4, 1)  # the ninth of the first wave comes too late for the release

    found = progress_between(session, first, second)

    assert (found.linkage.second.n, found.linkage.matched) == (13, 8)


def test_without_released_figures_the_report_says_so_and_shows_none(session, before, hot):
    answered(session, before, (*START, *OTHERS))

    found = read(session, before, hot)
    assert (found.sections, len(found.notices)) == ((), 1)
    assert "« hot » n’est pas close" in found.notices[0]
    answered(session, hot, END, thens=THEN)
    assert "« before » ne sont pas publiés" in read(session, before, hot).notices[0]
    released(session, before, hot)
    assert "peut être calculé" in read(session, before, hot).notices[0]


def test_progress_is_refused_until_it_can_be_drawn_once_for_all(session, before, hot):
    answered(session, before, (*START, *OTHERS))
    answered(session, hot, END, thens=THEN)
    with pytest.raises(StillOpen):
        draw(session, before, hot, now=CLOSED + timedelta(minutes=14))
    with pytest.raises(NotReleased):
        draw(session, before, hot)
    released(session, before, hot)
    with pytest.raises(NotOneSeries):
        draw(session, hot, before)
    before.anonymised_on = NOW.date()
    with pytest.raises(LinksGone):
        draw(session, before, hot)
    assert count(session, ProgressReport) == 0


def test_a_later_wave_is_masked_where_it_differs_by_few_from_progress_already_shown(
    session, version, waves
):
    before, hot = waves
    draw(session, before, hot)
    cold = make_wave(session, version, COLD, hot)
    # The eight of both waves but one, and five others: alone it would be seven against thirteen.
    answered(session, cold, END[:7])
    answered(session, cold, OTHERS, first=20)
    released(session, cold)

    found = draw(session, before, cold)

    assert set(found.section("progress").table.rows[0][3:]) == {MASKED}
    assert [report.ends for report in drawn_with(session, before.id)] == [
        (before.id, hot.id),
        (before.id, cold.id),
    ]


def test_a_later_wave_of_the_same_people_is_shown(session, version, waves):
    before, hot = waves
    draw(session, before, hot)
    cold = make_wave(session, version, COLD, hot)
    answered(session, cold, (2, 2, 1, 3, 4, 2, 3, 3))
    answered(session, cold, OTHERS, first=20)
    released(session, cold)

    found = draw(session, before, cold)

    assert rows(found, "progress")["D4-01"][3:5] == [14 / 8, 20 / 8]
    assert "shift" not in [section.key for section in found.sections]


def test_the_report_is_written_in_every_format_and_language(session, waves):
    draw(session, *waves)

    for language in LANGUAGES:
        document = read(session, *waves, language=language)
        assert document.language == language
        for export in FORMATS.values():
            stream = io.BytesIO()
            export.write(document, stream, NOW)
            assert stream.getvalue()
    assert read(session, *waves, language="en").title == "The progress of the same people"


def test_the_organisation_takes_the_progress_away(session, waves):
    before, hot = waves
    drawn = draw(session, before, hot)
    stream = io.BytesIO()

    write_organisation(session, make_organisation(session), stream)

    with ZipFile(stream) as archive:
        name = f"campagnes/{hot.code}/progres-depuis-{before.code}-fr.json"
        assert json.loads(archive.read(name)) == drawn.model_dump(mode="json")


def test_a_person_reads_in_their_archive_what_their_code_is_made_of(session, before):
    anne = make_person(session)
    ticket = answer(session, before, 0, 1)
    keep(session, before, ticket, person_id=anne.id)

    told = person_archive(session, anne, now=NOW, language="fr", translate=str)

    [answers] = told["answers"]
    labels = [PROMPTS[code].label for code in (*LETTERS, "birth_day", "older_siblings")]
    assert sorted(answers["code_made_of"]) == sorted(labels)
    code = code_of_ticket(session, ticket.hash)
    assert not any(value in json.dumps(told) for value in code.values())


def test_drawing_takes_as_many_statements_whatever_the_number_of_people(
    session, version, waves, count_queries
):
    few = make_wave(session, version, BEFORE)
    later = make_wave(session, version, HOT, few)
    for campaign in (few, later):
        answered(session, campaign, OTHERS)
    released(session, few, later)

    counts = []
    for pair in ((few, later), waves):
        with count_queries() as statements:
            progress_between(session, *pair)
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 30
