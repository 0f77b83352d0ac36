"""Rows from elsewhere: counted once, all or nothing, unlinkable to the order of the file."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from referentiel.formats.base import Source
from reports.recount import differences
from surveys.errors import CampaignNotOpen
from surveys.foreign.errors import NothingToAdd, TellsWho
from surveys.foreign.importing import add_rows, remember
from surveys.foreign.mapping import keyed_rows, met_often, undecided, values_in, wrong_columns
from surveys.foreign.tables import table_in
from surveys.foreign.targets import targets_of
from surveys.levels import Blank, LevelAnswer
from surveys.models import ForeignMapping, ForeignRow, Submission
from surveys.paper.errors import TooLate
from surveys.queries.campaigns import received
from surveys.retention import anonymise
from tests.conftest import NOW
from tests.factories import SECRET, make_campaign
from tests.paper import every_type, paper_campaign
from webapp.printing import parts_asked

LEVELS = {"current": {str(step): str(step) for step in range(5)} | {"NC": "n", "Non": "r", "": "-"}}


@pytest.fixture
def campaign(session):
    return paper_campaign(session)  # two competences, with importance: c0, i0, c1, i1


@pytest.fixture
def imported(session):
    def importing(campaign, text, columns, values=LEVELS, *, now=NOW, keep=True):
        table, parts = table_in(Source("f.csv", text.encode())), parts_asked(session, campaign)
        targets = targets_of(parts)
        assert not wrong_columns(table, columns, targets)
        assert not undecided(values_in(table, columns, targets), values)
        keyed = keyed_rows(table, columns, values, targets)
        found = add_rows(session, campaign, table, keyed, parts, {}, secret=SECRET, now=now)
        if keep and not found.wrong:
            session.commit()
        else:
            session.rollback()
        return found

    return importing


def count(session, campaign):
    assert not differences(session, campaign)
    return received(session, [campaign.id])[campaign.id]


def levels(session):
    return sorted(sent.levels[0] for sent in session.scalars(select(Submission)))


def test_rows_are_submissions_whose_four_empties_stay_apart(session, campaign, imported):
    found = imported(campaign, "id;x\n1;3\n2;0\n3;NC\n4;Non\n5;\n", {1: "c0"})

    assert (found.counted, found.empty) == (4, 1)  # a row that says nothing is nobody's answer
    assert count(session, campaign) == 4
    none = Blank.NO_ANSWER
    assert levels(session) == [
        LevelAnswer(0, none),
        LevelAnswer(3, none),
        LevelAnswer(*[Blank.NOT_APPLICABLE] * 2),
        LevelAnswer(Blank.DECLINED, none),
    ]
    assert {sent.notice for sent in session.scalars(select(Submission))} == {0}


def test_a_rehearsal_changes_nothing_and_says_what_the_import_does(session, campaign, imported):
    rehearsed = imported(campaign, "id;x\n1;3\n2;0\n", {1: "c0"}, keep=False)
    assert count(session, campaign) == 0
    assert session.scalars(select(ForeignRow)).all() == []

    assert imported(campaign, "id;x\n1;3\n2;0\n", {1: "c0"}) == rehearsed
    assert count(session, campaign) == 2


def test_a_longer_export_of_the_same_adds_what_is_new(session, campaign, imported):
    imported(campaign, "id;x\n1;3\n2;0\n", {1: "c0"})

    again = imported(campaign, "id;x\n1;3\n2;0\n", {1: "c0"})
    assert again.is_known
    longer = imported(campaign, "id;x\n2;0\n3;0\n1;3\n", {1: "c0"})

    assert (longer.counted, longer.known) == (1, 2)
    assert count(session, campaign) == 3


def test_one_wrong_row_stops_all(session, imported):
    campaign = every_type(session)
    number = next(code for code, it in targets_of(parts_asked(session, campaign)).items()
                  if it.line.question and it.line.question.type == "number")  # fmt: skip

    found = imported(campaign, "a;b\n3;1.5\n2;douze\n", {0: "c0", 1: number})

    assert [(one.row, one.box.name) for one in found.wrong] == [(3, number)]
    assert count(session, campaign) == 0


def test_several_answers_come_in_one_cell_or_in_a_column_each(session, imported):
    campaign = every_type(session)
    code = next(it.code for it in targets_of(parts_asked(session, campaign)).values() if it.splits)
    ticks = {"ticks": {"Oui": "1", "": "-"}}

    imported(campaign, "n;a\n1;Un; deux\n2;Un\n".replace("Un; deux", '"Un; deux"'), {1: code},
             {code: {"Un": "1", "deux": "3"}})  # fmt: skip
    imported(campaign, "n;a;b\n3;Oui;\n4;Oui;Oui\n", {1: f"{code}=2", 2: f"{code}=3"}, ticks)

    told = [sent.answers for sent in session.scalars(select(Submission))]
    name = code.removeprefix("q-")
    assert sorted(answer[name] for answer in told) == [["o1"], ["o1", "o3"], ["o2"], ["o2", "o3"]]


def test_conditions_hold_as_on_paper(session, imported):
    campaign = every_type(session)
    yes_no = next(it for it in targets_of(parts_asked(session, campaign)).values()
                  if it.line.question and it.line.question.type == "yes_no")  # fmt: skip
    said = {yes_no.code: {"Oui": "1", "Non": "2"}}

    imported(campaign, "a;b\nOui;Parce que\nNon;Voilà\n", {0: yes_no.code, 1: "q-why"}, said)

    told = [sent.answers.get("why") for sent in session.scalars(select(Submission))]
    assert sorted(told, key=str) == [None, "Voilà"]  # asked of those who say « Non » only


def test_the_same_columns_cannot_fill_one_box(session):
    targets = targets_of(parts_asked(session, every_type(session)))
    several = next(it.code for it in targets.values() if it.splits)
    table = table_in(Source("f.csv", b"a;b;c\n1;2;3\n"))

    assert list(wrong_columns(table, {0: "c0", 1: "c0"}, targets)) == [1]
    assert list(wrong_columns(table, {0: several, 1: f"{several}=1"}, targets)) == [1]
    assert not wrong_columns(table, {0: f"{several}=1", 1: f"{several}=2"}, targets)
    assert list(wrong_columns(table, {2: "nothing"}, targets)) == [2]


def test_what_tells_who_somebody_is_fills_no_written_question(session):
    targets = targets_of(parts_asked(session, every_type(session)))
    table = table_in(Source("f.csv", b"Nom;x;y\nAnne;anne@example.org;Bonjour\n"))

    found = [dict(wrong_columns(table, {place: "q-why"}, targets)) for place in range(3)]

    assert [type(one.get(place)) for place, one in enumerate(found)] == [
        TellsWho, TellsWho, type(None)
    ]  # fmt: skip


def test_a_column_of_too_many_values_answers_no_choice(session, campaign):
    rows = "".join(f"{n}\n" for n in range(61))
    table = table_in(Source("f.csv", f"a\n{rows}".encode()))

    [(place, refusal)] = wrong_columns(
        table, {0: "c0"}, targets_of(parts_asked(session, campaign))
    ).items()

    assert (place, refusal.values) == (0, {"found": 61, "most": 60})


def test_answers_come_as_late_as_paper_and_no_later(session, campaign, imported):
    campaign.closes_at = NOW
    session.commit()
    imported(campaign, "x\n3\n", {0: "c0"}, now=NOW + timedelta(days=3))
    [sent] = session.scalars(select(Submission))
    assert sent.day == NOW.date()

    anonymise(session, campaign, now=NOW + timedelta(days=3))
    session.commit()
    assert session.scalars(select(ForeignRow)).all() == []
    with pytest.raises(TooLate):
        imported(campaign, "x\n2\n", {0: "c0"})


def test_a_campaign_that_never_opened_takes_none(session, imported):
    campaign = make_campaign(session, attributes=(), opened=False)

    with pytest.raises(CampaignNotOpen):
        imported(campaign, "x\n3\n", {0: "c0"})


def test_a_file_that_says_nothing_is_refused(campaign, imported):
    with pytest.raises(NothingToAdd):
        imported(campaign, "a;x\n1;\n2;\n", {1: "c0"})


def test_only_what_enough_rows_say_is_remembered(session, campaign):
    met = {"current": {"Un peu": 5, "Maire de X": 1}}
    often = met_often(met, {"current": {"Un peu": "1", "Maire de X": "4"}}, campaign.k)

    remember(session, campaign, "mark", {1: "c0"}, often)
    remember(session, campaign, "mark", {2: "c0"}, often)
    session.commit()

    [kept] = session.scalars(select(ForeignMapping))
    assert (kept.columns, kept.meanings) == ({"2": "c0"}, {"current": {"Un peu": "1"}})


def test_nothing_kept_tells_which_row_an_answer_comes_from(session, campaign, imported):
    rows = [f"{n};{n % 5}" for n in range(40)]
    imported(campaign, "\n".join(("id;x", *rows)), {1: "c0"})

    hashes = set(session.scalars(select(Submission.ticket_hash)))
    digests = set(session.scalars(select(ForeignRow.digest)))
    assert len(hashes) == len(digests) == 40
    assert not hashes & digests
    in_order = [sent.levels[0].current for sent in session.scalars(
        select(Submission).order_by(Submission.ticket_hash))]  # fmt: skip
    assert in_order != [n % 5 for n in range(40)]  # by chance: once in 10^25
