"""Erasing a person leaves no byte of theirs: not in the base's files, nor in a later export.

Words that only they could have written are planted in every column that can hold some, on a base in
a real file; everything is run; the person is erased; every file is read byte by byte.
"""

import json
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import (
    String,
    select,
)

from referentiel.base import Base
from referentiel.people import Person
from reports.organisation_file import write_organisation
from reports.recount import differences
from surveys.erasure import replay
from surveys.guard import ledger
from surveys.held import naming_columns, own_tables
from surveys.models import (
    Campaign,
    Outgoing,
    ReportFile,
    Submission,
)
from surveys.queries.campaigns import received
from tests.conftest import NOW
from tests.erasing import (
    CROWD,
    MARK,
    WORDS,
    WRITTEN,
    House,
    erase,
    give_anne,
    give_crowd,
    housed,
    run_everything,
    traces_of,
)
from tests.factories import (
    SECRET,
    make_organisation,
    make_submission,
)
from tests.report_files import add_report_file
from tests.unpacking import parts_of
from webapp.cli.erasures import replay_ledger
from webapp.jobs import FILE as JOBS


@pytest.fixture
def house(tmp_path) -> Iterator[House]:
    with housed(tmp_path / "house") as house:
        yield house


@pytest.fixture
def campaign(house) -> Campaign:
    """A campaign of a crowd, each with an account, a space and a few words."""
    return give_crowd(house)


@pytest.fixture
def anne(house, campaign) -> Person:
    """Somebody whose every word is a canary."""
    return give_anne(house, campaign)


def test_every_column_that_can_hold_words_of_a_person_is_planted(house, anne):
    with house.sessions(False) as session:
        for table in own_tables():
            rows = session.execute(select(table).where(table.c.person_id == anne.id)).mappings()
            held = [dict(row) for row in rows]
            assert held, table.name
            for column in table.columns:
                if isinstance(column.type, String) and str(column) not in WORDS:
                    assert any(MARK in str(row[column.name]) for row in held), column


def test_no_byte_of_an_erased_person_is_left_anywhere(house, campaign, anne):
    client = run_everything(house, campaign, anne)
    word = MARK.lower().encode()
    traces = traces_of(house, anne)
    assert set(house.tables_with(*traces)) > WRITTEN
    before = house.files_with(word)
    assert [name for name in before if name.startswith("folder/base.sqlite3")]
    assert [name for name in before if name.startswith("folder/letters/")]

    erase(client)

    assert (house.settings.folder / JOBS).exists()
    assert (house.settings.folder / ledger.FILE).exists()
    assert house.files_with(word) == []
    assert house.files_with(anne.uid.encode()) == []
    assert house.tables_with(*traces) == []


def test_the_tally_is_what_the_answers_say_and_the_crowd_is_whole(house, campaign, anne):
    erase(run_everything(house, campaign, anne))

    with house.sessions(False) as session:
        assert differences(session, session.get_one(Campaign, campaign.id)) == {}
        assert received(session, [campaign.id]) == {campaign.id: CROWD}
        people = session.scalars(select(Person.name)).all()
        assert sorted(people) == sorted(f"Person{n}" for n in range(CROWD))


def test_a_letter_of_another_that_waits_names_her_no_more(house, campaign, anne):
    erase(run_everything(house, campaign, anne))

    with house.sessions(False) as session:
        [letter] = session.scalars(select(Outgoing).where(Outgoing.settled_at.is_(None)))
    assert letter.address == "benoit@example.org"
    assert letter.payload == {"subject": "Une invitation de …", "body": "… (…) vous invite."}


def test_a_long_file_that_a_note_of_hers_signs_goes_with_her(house, campaign, anne):
    client = run_everything(house, campaign, anne)
    with house.sessions(True) as session:
        add_report_file(session, campaign, now=NOW, title=f"Note de l’analyse – {MARK}")
        session.commit()
    assert "report_file.content" in house.tables_with(MARK)

    erase(client)

    assert house.files_with(MARK.lower().encode()) == []
    with house.sessions(False) as session:
        assert session.scalar(select(ReportFile)) is None


def test_an_older_backup_is_erased_again_at_the_next_start(house, campaign, anne, tmp_path):
    client = run_everything(house, campaign, anne)
    backup = tmp_path / "backup.sqlite3"
    house.copy_base(backup)
    erase(client)
    word = MARK.lower().encode()

    house.restore(backup)
    assert house.files_with(word) != []
    done = replay_ledger(house.settings)

    assert (done.people, done.submissions, done.organisations) == (1, 0, 0)
    house.deliver()
    assert house.files_with(word) == []
    with house.sessions(False) as session:
        assert differences(session, session.get_one(Campaign, campaign.id)) == {}
        assert received(session, [campaign.id]) == {campaign.id: CROWD}
    assert not replay_ledger(house.settings).any


def test_withdrawn_answers_of_an_older_backup_are_withdrawn_again(house, campaign, anne, tmp_path):
    client = house.client_of(anne)
    backup = tmp_path / "backup.sqlite3"
    house.copy_base(backup)
    client.post(f"/me/results/{campaign.code}/withdraw")

    house.restore(backup)
    done = replay_ledger(house.settings)

    assert (done.people, done.submissions) == (0, 1)
    with house.sessions(False) as session:
        assert received(session, [campaign.id]) == {campaign.id: CROWD}
        assert differences(session, session.get_one(Campaign, campaign.id)) == {}


def test_a_start_without_any_loss_looks_through_no_answer(house, campaign, anne):
    client = house.client_of(anne)
    client.post(f"/me/results/{campaign.code}/withdraw")
    with house.sessions(True) as session:
        again = make_submission(session, campaign, 1, 1)
        digest = ledger.digest_of(SECRET, again.hash.hex())
        ledger.copy_in(session, [ledger.Line(digest, ledger.SUBMISSION, NOW)])
        session.commit()

    assert replay_ledger(house.settings).submissions == 0
    assert replay_ledger(house.settings, everything=True).submissions == 1


def test_a_lost_file_is_written_anew_from_the_base(house, anne):
    erase(house.client_of(anne))
    path = house.settings.folder / ledger.FILE
    told = ledger.lines_in_file(house.settings.folder)
    path.unlink()

    replay_ledger(house.settings)

    assert ledger.lines_in_file(house.settings.folder) == told
    assert len(told) == 2  # her, and her answers


def test_an_erasure_that_the_base_did_not_follow_is_done_at_the_next_start(house, anne):
    with house.sessions(True) as session:
        ledger.enter(
            session,
            house.settings.folder,
            secret=SECRET,
            kind=ledger.PERSON,
            name=anne.uid,
            now=NOW,
        )
        session.rollback()

    assert replay_ledger(house.settings).people == 1
    with house.sessions(False) as session:
        assert session.get(Person, anne.id) is None


def test_a_later_export_of_another_holds_nothing_of_hers(house, campaign, anne):
    erase(run_everything(house, campaign, anne))
    with house.sessions(False) as session:
        other = session.scalars(select(Person).order_by(Person.id)).first()

    answer = house.client_of(other).post("/me/export")

    data = answer.get_data()
    with ZipFile(BytesIO(data)) as archive:
        told = json.loads(archive.read("reperes.json"))
    texts = [part.decode().casefold() for part in parts_of(data)]
    assert told["person"]["name"] == "Person0"
    own_session = f"{MARK} browser".casefold()
    assert all(MARK.casefold() not in text.replace(own_session, "") for text in texts)


def test_a_later_export_of_her_organisation_holds_nothing_of_hers(house, campaign, anne):
    erase(run_everything(house, campaign, anne))

    exported = BytesIO()
    with house.sessions(False) as session:
        write_organisation(session, make_organisation(session), exported)

    with ZipFile(exported) as archive:
        texts = [archive.read(name).decode().casefold() for name in archive.namelist()]
    assert len(texts) > 5
    assert all(MARK.casefold() not in text for text in texts)


def test_replaying_leaves_those_who_were_never_erased(house, anne):
    erase(house.client_of(anne))

    with house.sessions(True) as session:
        done = replay(session, secret=SECRET, folder=house.settings.folder, now=NOW)
        session.commit()

    assert not done.any
    with house.sessions(False) as session:
        assert len(session.scalars(select(Person.id)).all()) == CROWD
        assert len(session.scalars(select(Submission.batch)).all()) == CROWD


def test_nothing_still_points_to_an_erased_person(house, campaign, anne):
    erase(run_everything(house, campaign, anne))

    with house.sessions(False) as session:
        for column in naming_columns():
            pointing = select(column.table).where(column == anne.id)
            assert session.execute(pointing).all() == [], column
        for table in Base.metadata.sorted_tables:
            if "person_id" in table.columns:
                own = select(table).where(table.columns["person_id"] == anne.id)
                assert session.execute(own).all() == [], table.name
