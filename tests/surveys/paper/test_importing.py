"""Sheets of a file: each keyed by the rule of the screen, none twice, all or nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from referentiel.formats.base import Source
from reports.recount import differences
from surveys.levels import LevelAnswer
from surveys.models import PaperKeying
from surveys.paper.files import columns_of, keyed_in
from surveys.paper.importing import key_file
from surveys.paper.keying import Outcome
from surveys.queries.campaigns import get_submission, received
from surveys.queries.paper import progress_of
from surveys.retention import anonymise
from surveys.tickets import new_ticket
from tests.conftest import NOW
from tests.factories import SECRET
from tests.paper import keyed, paper_campaign, printed_sheets
from webapp.printing import parts_asked


@pytest.fixture
def campaign(session):
    return paper_campaign(session)  # two competences, with importance: 1a, 1b, 2a, 2b


@pytest.fixture
def imported(session, campaign):
    def importing(*rows, mark="file", now=NOW, keep=True):
        parts = parts_asked(session, campaign)
        titles = ";".join(["code", *(column.title for column in columns_of(parts))])
        source = Source("f.csv", "\n".join((titles, *rows)).encode())
        keys = {"secret": SECRET, "mark": mark, "now": now}
        found = key_file(session, campaign, keyed_in(source, parts), parts, **keys)
        if keep and not found.wrong:
            session.commit()
        else:
            session.rollback()
        return found

    return importing


def count(session, campaign):
    assert not differences(session, campaign)
    return received(session, [campaign.id])[campaign.id]


def counts(session, campaign):
    [one] = progress_of(session, campaign.id)
    return one.counted, one.once, one.differing


def outcomes(found):
    return [(one.row, one.outcome, one.second, one.again) for one in found.taken]


def wrong(found):
    return [(one.row, type(one.refusal).__name__, one.place and one.place.title)
            for one in found.wrong]  # fmt: skip


def test_each_row_is_a_submission_where_sheets_are_keyed_once(session, campaign, imported):
    one, two, _ = printed_sheets(session, campaign)

    found = imported(f"{one.shown_code};3;4;n", f"{two.code.lower()};0;;r;2")

    assert outcomes(found) == [(2, "counted", False, False), (3, "counted", False, False)]
    assert get_submission(session, one.hash).levels[0] == LevelAnswer(current=3, importance=4)
    assert count(session, campaign) == 2


def test_one_wrong_row_stops_all_and_every_wrong_box_is_told(session, campaign, imported):
    one, two, three = printed_sheets(session, campaign)
    other = new_ticket(SECRET, campaign.id)
    keyed(session, campaign, three, c0="1")

    found = imported(
        f"{one.code};3", f"{two.code};7;4;=cmd()", ";1", "AB;1", f"{other.code};8",
        f"{three.code};1", f"{one.code};3", f"{two.code};;;;;",
    )  # fmt: skip

    assert wrong(found) == [
        (3, "WrongKey", "1a"),
        (3, "WrongKey", "2a"),
        (4, "CodeMissing", None),
        (5, "UnknownSheet", None),
        (6, "UnknownSheet", None),
        (6, "WrongKey", "1a"),
        (7, "CountedAlready", None),
        (8, "KeyedAbove", None),
        (9, "KeyedAbove", None),
    ]
    assert not found.is_known
    assert count(session, campaign) == 1


def test_a_row_without_keys_is_no_sheet(session, campaign, imported):
    [one, *_] = printed_sheets(session, campaign)

    assert wrong(imported(f"{one.code};")) == [(2, "NothingOnSheet", None)]


def test_the_same_file_again_counts_nothing_twice(session, campaign, imported):
    once, other, _ = printed_sheets(session, campaign)
    [twice] = printed_sheets(session, campaign, 1, twice=True)
    rows = [f"{once.code};1", f"{other.code};2", f"{twice.code};3"]
    assert not imported(*rows).is_known

    found = imported(*rows)

    assert found.is_known
    assert outcomes(found) == [(4, "once", False, True)]
    assert count(session, campaign) == 2
    assert session.scalars(select(PaperKeying.turn)).all() == [1]


def test_another_file_is_a_second_keying_and_differences_are_flagged(session, campaign, imported):
    one, two, three = printed_sheets(session, campaign, twice=True)
    first = [f"{one.code};3;4", f"{two.code};1", f"{three.code};2"]
    imported(*first)

    found = imported(f"{one.code};3;4", f"{two.code};2", mark="other")

    assert outcomes(found) == [(2, "counted", True, False), (3, "differs", True, False)]
    assert [taken.row for taken in found.new(Outcome.DIFFERS)] == [3]
    assert counts(session, campaign) == (1, 1, 1)
    assert wrong(imported(f"{two.code};1", mark="third")) == [(2, "AwaitsDecision", None)]
    assert outcomes(imported(f"{two.code};2", mark="other")) == [(2, "differs", False, True)]


def test_a_file_and_the_screen_check_each_other(session, campaign, imported):
    one, two, _ = printed_sheets(session, campaign, twice=True)
    keyed(session, campaign, one, c0="3", i0="4")
    imported(f"{two.code};1;N")

    found = imported(f"{one.code};3;4", mark="other")
    assert wrong(imported(f"{two.code};1;1")) == []

    assert outcomes(found) == [(2, "counted", True, False)]
    assert count(session, campaign) == 1


def test_keyings_of_one_file_share_no_mark_in_the_base(session, campaign, imported):
    tickets = printed_sheets(session, campaign, twice=True)

    imported(*[f"{ticket.code};1" for ticket in tickets])

    assert len(set(session.scalars(select(PaperKeying.attempt)))) == 3


def test_a_file_is_imported_after_the_end_and_not_once_answers_are_anonymous(
    session, campaign, imported
):
    one, two, _ = printed_sheets(session, campaign)
    campaign.closes_at = NOW
    session.commit()
    later = NOW + timedelta(days=3)

    assert not imported(f"{one.code};1", now=later).wrong
    anonymise(session, campaign, now=later)
    session.commit()

    assert wrong(imported(f"{two.code};1", now=later)) == [(2, "TooLate", None)]


def test_a_plan_is_told_from_another(session, campaign, imported):
    one, *_ = printed_sheets(session, campaign, twice=True)
    row = f"{one.code};1"

    stamps = [imported(row, keep=False).stamp, imported(row, keep=False).stamp]
    keyed(session, campaign, one, c0="2")

    assert stamps[0] == stamps[1] != imported(row, keep=False).stamp
    assert counts(session, campaign) == (0, 1, 0)


@pytest.mark.parametrize("size", [1, 3])
def test_the_base_is_asked_the_same_for_each_row_and_little_besides(
    session, campaign, imported, count_queries, size
):
    tickets = printed_sheets(session, campaign, 4)
    imported(f"{tickets[3].code};1;1")

    with count_queries() as statements:
        imported(*[f"{ticket.code};1;1" for ticket in tickets[:size]], keep=False)

    assert len(statements) == 3 + 12 * size  # the lock, the batch, what was kept; then `key_sheet`
