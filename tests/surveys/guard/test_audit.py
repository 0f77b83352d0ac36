from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from referentiel.base import Base
from surveys.guard.audit import (
    KEPT,
    PRUNED,
    Head,
    first_broken,
    head_of,
    prune,
    pseudonym,
    record,
    still_holds,
)
from surveys.models import AuditEntry, PersonKey
from tests.conftest import NOW
from tests.factories import make_organisation, make_person
from webapp.database import make_engine, session_maker

DAY = timedelta(days=1)
of_five_acts = pytest.mark.usefixtures("chain")


@pytest.fixture
def chain(session) -> list[int]:
    """Five acts; the result is their numbers."""
    anne, organisation = make_person(session), make_organisation(session)
    for place in range(5):
        record(
            session,
            "report.shared",
            now=NOW + place * DAY,
            person_id=anne.id,
            organisation_id=organisation.id,
            subject=f"campaign:{place}",
        )
    return list(session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)))


def change(session, number: int, **values) -> None:
    session.execute(update(AuditEntry).where(AuditEntry.id == number).values(**values))
    session.expire_all()


def test_an_untouched_chain_holds(session, chain):
    assert chain == [1, 2, 3, 4, 5]
    assert first_broken(session) is None
    assert head_of(session).number == 5


@of_five_acts
@pytest.mark.parametrize("number", [1, 3, 5])
@pytest.mark.parametrize(
    "values",
    [
        {"act": "report.read"},
        {"actor": "0" * 16},
        {"actor": ""},
        {"organisation_id": None},
        {"organisation_id": 77},
        {"subject": "campaign:9"},
        {"at": NOW - DAY},
        {"digest": b"0" * 32},
    ],
    ids=str,
)
def test_a_change_of_any_column_of_any_entry_is_found(session, number, values):
    change(session, number, **values)

    assert first_broken(session) == number


@of_five_acts
def test_moving_a_sign_from_one_column_to_the_next_is_found(session):
    change(session, 2, act="report.share", actor="d" + session.get(AuditEntry, 2).actor)

    assert first_broken(session) == 2


@of_five_acts
@pytest.mark.parametrize("number", [1, 3, 4])
def test_an_entry_that_was_deleted_is_found(session, number):
    session.execute(delete(AuditEntry).where(AuditEntry.id == number))

    assert first_broken(session) == number


@of_five_acts
def test_an_entry_that_was_deleted_is_found_even_if_the_numbers_are_closed_up(session):
    session.execute(delete(AuditEntry).where(AuditEntry.id == 3))
    for number in (4, 5):
        change(session, number, id=number - 1)

    assert first_broken(session) == 3


@of_five_acts
def test_an_entry_that_was_inserted_is_found(session):
    for number in (5, 4, 3):
        change(session, number, id=number + 1)
    forged = {
        "id": 3,
        "at": NOW,
        "act": "report.shared",
        "actor": "",
        "organisation_id": None,
        "subject": "campaign:9",
        "digest": b"1" * 32,
    }
    session.execute(insert(AuditEntry), forged)

    assert first_broken(session) == 3


@of_five_acts
def test_two_entries_that_changed_places_are_found(session):
    for old, new in ((2, 99), (3, 2), (99, 3)):
        change(session, old, id=new)

    assert first_broken(session) == 2


@of_five_acts
def test_a_tail_cut_off_is_found_only_by_a_head_kept_elsewhere(session):
    kept = head_of(session)

    session.execute(delete(AuditEntry).where(AuditEntry.id > 3))

    assert first_broken(session) is None
    assert still_holds(session, kept) is False
    assert still_holds(session, head_of(session)) is True


@of_five_acts
def test_a_chain_written_again_from_somewhere_is_found_by_a_head_kept_elsewhere(session):
    kept = head_of(session)
    session.execute(delete(AuditEntry).where(AuditEntry.id > 3))
    for _ in range(3):
        record(session, "report.shared", now=NOW)

    assert first_broken(session) is None
    assert still_holds(session, kept) is False


@of_five_acts
def test_what_is_pruned_leaves_a_chain_that_still_proves_itself(session):
    last_pruned = session.get(AuditEntry, 2)
    pruned_head, older = Head(2, last_pruned.digest), Head(1, b"0" * 32)

    count = prune(session, now=NOW + KEPT + 2 * DAY)

    rows = session.execute(select(AuditEntry.id, AuditEntry.act).order_by(AuditEntry.id)).all()
    assert count == 2
    assert rows[0] == (3, "report.shared")
    assert rows[-1] == (6, PRUNED)
    assert first_broken(session) is None
    assert still_holds(session, head_of(session)) is True
    assert still_holds(session, pruned_head) is True
    assert still_holds(session, Head(2, b"0" * 32)) is False
    assert still_holds(session, older) is None


@of_five_acts
def test_pruning_twice_and_pruning_everything_leave_a_chain_that_proves_itself(session):
    assert prune(session, now=NOW + KEPT + 2 * DAY) == 2
    assert prune(session, now=NOW + KEPT + 2 * DAY) == 0
    assert prune(session, now=NOW + KEPT + 4 * DAY) == 2
    assert prune(session, now=NOW + 3 * KEPT) == 3

    assert first_broken(session) is None
    assert head_of(session).number == 8
    record(session, "report.shared", now=NOW + 3 * KEPT)
    assert first_broken(session) is None


@of_five_acts
def test_a_beginning_taken_away_without_pruning_is_found(session):
    session.execute(delete(AuditEntry).where(AuditEntry.id < 3))

    assert first_broken(session) == 1


@of_five_acts
def test_more_taken_away_than_was_pruned_is_found(session):
    prune(session, now=NOW + KEPT + 2 * DAY)

    session.execute(delete(AuditEntry).where(AuditEntry.id == 3))

    assert first_broken(session) == 1


@of_five_acts
def test_entries_kept_are_checked_after_pruning_too(session):
    prune(session, now=NOW + KEPT + 2 * DAY)

    change(session, 4, subject="campaign:9")

    assert first_broken(session) == 4


@of_five_acts
def test_a_head_is_read_as_it_is_written(session):
    head = head_of(session)

    assert Head.read(f" {head}\n") == head
    assert [Head.read(text) for text in ("", "5", "5:abc", f"x:{'0' * 64}")] == [None] * 4


def test_a_person_has_one_name_in_the_chain_until_their_key_is_erased(session):
    anne, luc = make_person(session), make_person(session, "Luc")
    first, second = pseudonym(session, anne.id), pseudonym(session, anne.id)

    session.execute(delete(PersonKey).where(PersonKey.person_id == anne.id))

    assert first == second
    assert len({first, pseudonym(session, luc.id), pseudonym(session, anne.id)}) == 3


def test_two_writers_at_once_keep_one_chain(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path}/base.sqlite3")
    Base.metadata.create_all(engine)
    sessions = session_maker(engine)

    def write(_turn: int) -> None:
        with sessions(True) as session:
            record(session, "report.shared", now=NOW)
            session.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(24)))

    with sessions(False) as session:
        assert first_broken(session) is None
        assert head_of(session).number == 24
    engine.dispose()
