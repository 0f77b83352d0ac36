"""The file of answers holds each counted answer once, each empty under its own word."""

import csv
import io
from collections import Counter

import pytest
from python_calamine import CalamineWorkbook

from reports.release import release_campaign
from reports.rows import writing
from reports.rows.planning import (
    NoCompetenceToTake,
    NothingReleased,
    RowsArePersonal,
    RowsNotAnnounced,
    TooFewRows,
    TooManyForSheet,
    plan_rows,
)
from reports.rows.writing import RowWriter, csv_pieces, write_sheet
from surveys.attributes import ATTRIBUTES
from surveys.levels import LevelAnswer
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.sections import Condition, Section
from tests.conftest import NOW
from tests.factories import LANGUAGES, make_submission
from tests.row_crowds import add_people, make_crowd
from webapp.translations import translations

HEAD = [
    "ligne",
    "type de structure",
    "code de compétence",
    "niveau avant",
    "niveau actuel",
    "importance",
]
HEAD += ["niveau visé"]
PUBLIC = "Collectivité ou établissement public"
ASSOCIATION = "Association, réseau ou coopérative"


def written(session, campaign, language="fr"):
    translate = translations()[language]
    writer = RowWriter(plan_rows(session, campaign), translate=translate, language=language)
    return b"".join(csv_pieces(writer, session))


def lines(data):
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_each_answer_is_there_once_with_its_empties_in_words(session):
    campaign = make_crowd(session)

    head, *rows = lines(written(session, campaign))

    assert head == HEAD
    expected = Counter()
    for n in range(20):
        place = (PUBLIC, ASSOCIATION)[n % 2]
        expected[place, "D4-01", "non posé", str(n % 5), "3", "non posé"] += 1
        if n >= 3:
            level = "2" if n % 4 < 2 else "4"
            expected[place, "D4-02", "non posé", level, "1", "non posé"] += 1
    silent = "sans réponse"
    for place, current, importance in (
        (PUBLIC, "ne souhaite pas répondre", silent),
        (ASSOCIATION, "non concerné", "non concerné"),
        (PUBLIC, silent, silent),
    ):
        expected[place, "D4-02", "non posé", current, importance, "non posé"] += 1
    assert Counter(tuple(row[1:]) for row in rows) == expected


def test_the_lines_of_one_answer_share_a_number_that_is_of_this_file_alone(session):
    campaign = make_crowd(session)

    _head, *rows = lines(written(session, campaign))

    assert [row[0] for row in rows] == [str(n) for n in range(1, 21) for _ in range(2)]
    assert all(one[1] == two[1] for one, two in zip(rows[::2], rows[1::2], strict=True))
    # First answers give 0 1 2 3 4 0 1 … in the order they came: a shuffle does so once in 10^11.
    levels = [row[4] for row in rows[::2]]
    assert levels != [str(n % 5) for n in range(20)]
    assert levels != [row[4] for row in lines(written(session, campaign))[1::2]]


def test_only_answers_counted_in_a_release_are_taken(session):
    campaign = make_crowd(session)
    add_people(session, campaign, 4)

    assert plan_rows(session, campaign).count == 20
    assert len(lines(written(session, campaign))) == 1 + 40


def test_the_words_are_those_of_the_language(session):
    campaign = make_crowd(session)

    head, *rows = lines(written(session, campaign, "en"))

    assert head[0] == "row"
    assert {row[3] for row in rows} == {"not asked"}


def test_a_text_that_looks_like_a_formula_stays_a_text(session):
    campaign = make_crowd(session)
    plan = plan_rows(session, campaign)
    plan.subject.items[0].code = '=1+1;"'
    writer = RowWriter(plan, translate=str, language="fr")

    rows = lines(b"".join(csv_pieces(writer, session)))

    assert {row[2] for row in rows[1:]} == {"'=1+1;\"", "D4-02"}


def test_a_spreadsheet_read_again_says_the_same(session):
    campaign = make_crowd(session)
    told = []
    stream = io.BytesIO()
    writer = RowWriter(plan_rows(session, campaign), translate=str, language="fr")

    write_sheet(writer, session, stream, lambda done, total: told.append((done, total)))

    stream.seek(0)
    head, *rows = CalamineWorkbook.from_filelike(stream).get_sheet_by_index(0).to_python()
    _head, *said = lines(written(session, campaign))
    assert head == HEAD
    # Levels and numbers are numbers there; without the number, drawn anew, they are the same.
    assert all(isinstance(row[0], float) for row in rows)
    assert Counter(tuple(map(plain, row[1:])) for row in rows) == Counter(
        tuple(row[1:]) for row in said
    )
    assert told == [(n, 20) for n in range(1, 21)]


def plain(cell):
    return str(int(cell)) if isinstance(cell, float) else cell


def test_a_spreadsheet_is_bounded(session, monkeypatch):
    campaign = make_crowd(session)
    plan = plan_rows(session, campaign)
    monkeypatch.setattr("reports.rows.planning.MOST_IN_SHEET", 39)

    with pytest.raises(TooManyForSheet):
        write_sheet(RowWriter(plan, translate=str, language="fr"), session, io.BytesIO(), print)


def test_every_attribute_has_a_short_name():
    assert writing.ABOUT.keys() == ATTRIBUTES.keys()


def test_what_was_not_announced_is_not_taken(session):
    with pytest.raises(RowsNotAnnounced):
        plan_rows(session, make_crowd(session, row_export=False))


def test_pseudonymous_answers_are_not_taken_even_if_it_was_wished(session):
    campaign = make_crowd(session, mode=PSEUDONYMOUS)

    assert not campaign.row_export
    with pytest.raises(RowsArePersonal):
        plan_rows(session, campaign)


def test_nothing_is_taken_before_a_release(session):
    with pytest.raises(NothingReleased):
        plan_rows(session, make_crowd(session, released=False))


def test_twice_k_answers_are_needed(session):
    with pytest.raises(TooFewRows) as refusal:
        plan_rows(session, make_crowd(session, 9))

    assert refusal.value.values == {"least": 10, "count": 9}


def test_twice_k_answers_are_enough(session):
    assert plan_rows(session, make_crowd(session, 10)).count == 10


def test_competences_asked_on_a_condition_are_left_out(session):
    campaign = make_crowd(session)
    asked_of_some = Section({}, (1,), Condition("structure", ("public",)))
    campaign.questionnaire.sections = (Section({}, (0,)), asked_of_some)

    plan = plan_rows(session, campaign)

    assert (plan.competences, plan.conditional) == ((0,), (1,))


def test_a_file_without_any_competence_is_refused(session):
    campaign = make_crowd(session)
    every = Section({}, (0, 1), Condition("structure", ("public",)))
    campaign.questionnaire.sections = (every,)

    with pytest.raises(NoCompetenceToTake):
        plan_rows(session, campaign)


@pytest.mark.parametrize(
    ("told", "left_out"),
    [
        # Before: all say 1, or one of them says 2. Target: all stand below it, or one is at it.
        ([(1, 3, 4)] * 10 + [(1, 2, 4)] * 10, (0,)),
        ([(1, 3, 4)] * 10 + [(1, 2, 4)] * 9 + [(2, 4, 4)], ()),
        ([(2, 3, 4), *[(1, 3, 4)] * 10, *[(1, 2, 4)] * 9], (0,)),
    ],
    ids=["same before", "neither", "same side"],
)
def test_a_competence_where_all_were_alike_before_or_stand_on_one_side_is_left_out(
    session, told, left_out
):
    campaign = make_crowd(
        session, 0, released=False, attributes=(), ratings=("current", "target", "before")
    )
    for n, (before, current, target) in enumerate(told):
        first = LevelAnswer(before=before, current=current, target=target)
        second = LevelAnswer(before=n % 3, current=n % 5, target=2)
        make_submission(session, campaign, first, second)
    release_campaign(session, campaign, now=NOW, languages=LANGUAGES)

    assert plan_rows(session, campaign).left_out == left_out
