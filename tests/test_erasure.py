"""Erasing a person leaves no byte of theirs: not in the base's files, nor in a later export.

Words that only they could have written are planted in every column that can hold some, on a base in
a real file; everything is run; the person is erased; every file is read byte by byte.
"""

import json
import logging
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient
from sqlalchemy import (
    JSON,
    Column,
    Date,
    DateTime,
    LargeBinary,
    String,
    Table,
    insert,
    inspect,
    literal_column,
    select,
)
from sqlalchemy import (
    table as named,
)
from sqlalchemy.orm import Session

from referentiel.base import Base
from referentiel.people import Person
from reports.archive import ArchivedReport
from reports.document import Document
from reports.exports import FORMATS
from reports.organisation_file import write_organisation
from surveys.accounts import add_role
from surveys.erasure import replay
from surveys.guard import ledger
from surveys.guard.outbox import write_letter
from surveys.guard.sessions import begin_session
from surveys.held import naming_columns, own_tables
from surveys.keeping import keep
from surveys.models import (
    Campaign,
    Feedback,
    Invitation,
    LinkingCode,
    Outgoing,
    Release,
    SignInLetter,
    Submission,
)
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.queries.campaigns import received
from surveys.question_types.base import Question
from surveys.roles import Role
from surveys.sections import Section
from surveys.submission import save_draft, submit
from surveys.tally import differences
from surveys.tickets import read_ticket
from tests.conftest import NOW
from tests.factories import (
    SECRET,
    make_campaign,
    make_organisation,
    make_person,
    make_sheet,
    make_submission,
)
from webapp import create_app
from webapp.cli.erasures import replay_ledger
from webapp.config import Settings
from webapp.database import make_engine, session_maker
from webapp.delivering import Ground, deliver
from webapp.jobs import FILE as JOBS
from webapp.jobs import Bell
from webapp.migrating import migrate

MARK = "CANARY"
ADDRESS = "canary@example.org"
WORDS = {  # columns whose words are ours, and checked by the base
    "membership.role": "member",
    "outbox.kind": "letter",
    "sign_in_letter.purpose": "sign_in",
}
CROWD = 120
WHY = Question("why", "text", {"fr": {"label": "Pourquoi ?"}})
WRITTEN = {  # where words of hers stand, among other columns, before she is erased
    "directory_entry.offer", "draft.answers", "feedback.contact", "invitation.email",
    "linking_code.elements", "linking_code.ticket_hash", "note.text", "outbox.payload",
    "person.email", "reading.reader", "result_share.reader", "sign_in_letter.email",
    "submission.answers", "trajectory_part.ticket_hash", "trajectory_share.reader",
    "web_session.browser",
}  # fmt: skip


@dataclass
class House:
    """An installation in a folder: its settings, its base, its browsers."""

    settings: Settings
    folder: Path

    def __post_init__(self) -> None:
        self.engine = make_engine(self.settings.database_url)
        self.sessions = session_maker(self.engine)
        self.app = create_app(self.settings, sessions=self.sessions, clock=lambda: NOW)
        self.app.testing = True
        self.app.config["WTF_CSRF_ENABLED"] = False

    @property
    def base(self) -> Path:
        return self.settings.folder / "base.sqlite3"

    def client_of(self, person: Person) -> FlaskClient:
        with self.sessions(True) as session:
            token = begin_session(
                session, person, method="letter", browser=f"{MARK} browser", now=NOW
            )
            session.commit()
        client = self.app.test_client()
        with client.session_transaction() as cookie:
            cookie.update(_user_id=token, _fresh=True)
        return client

    def deliver(self) -> None:
        deliver(Ground(self.settings, self.sessions, lambda: NOW))

    def tables_with(self, *words: str) -> list[str]:
        """Return the columns of any table of the base, known to us or not, that hold a word."""
        found = set()
        with self.engine.connect() as connection:
            for table in inspect(self.engine).get_table_names():
                everything = select(literal_column("*")).select_from(named(table))
                for row in connection.execute(everything).mappings():
                    found |= {
                        f"{table}.{column}"
                        for column, value in row.items()
                        if any(word.casefold() in told(value) for word in words)
                    }
        return sorted(found)

    def files_with(self, word: bytes) -> list[str]:
        """Return the files of the installation, temporary ones included, that hold a word."""
        return sorted(
            path.relative_to(self.folder).as_posix()
            for path in self.folder.rglob("*")
            if path.is_file() and word in path.read_bytes().lower()
        )

    def copy_base(self, to: Path) -> None:
        """Make the backup that an administrator makes."""
        with sqlite3.connect(self.base) as source, sqlite3.connect(to) as target:
            source.backup(target)
        source.close()
        target.close()

    def restore(self, backup: Path) -> None:
        """Put a backup in the place of the base."""
        self.engine.dispose()
        for name in ("base.sqlite3-wal", "base.sqlite3-shm"):
            (self.settings.folder / name).unlink(missing_ok=True)
        shutil.copy(backup, self.base)


def told(value: object) -> str:
    """Return all that a value of the base says, bytes as they are."""
    return (value.decode("latin-1") if isinstance(value, bytes) else str(value)).casefold()


@contextmanager
def logging_to(path: Path) -> Iterator[None]:
    """Write in a file all that the server says of what it does."""
    handler, root = logging.FileHandler(path), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield
    root.removeHandler(handler)
    root.setLevel(level)
    handler.close()


@pytest.fixture
def temporary(tmp_path, monkeypatch) -> Iterator[Path]:
    """Where the server logs, and where all that is written for a moment goes."""
    temporary = tmp_path / "house" / "temporary"
    temporary.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setenv("SQLITE_TMPDIR", str(temporary))
    with logging_to(temporary / "server.log"):
        yield temporary


@pytest.fixture
def house(temporary) -> Iterator[House]:
    folder = temporary.with_name("folder")
    settings = Settings(
        database_url=f"sqlite:///{folder}/base.sqlite3", secret_key=SECRET, folder=folder
    )
    engine = make_engine(settings.database_url)
    migrate(engine)
    engine.dispose()
    house = House(settings, folder.parent)
    yield house
    house.engine.dispose()


def planted(column: Column, number: int) -> object:
    """Return a value for a column that no base checks: words that only one person wrote."""
    kind = column.type
    if isinstance(kind, LargeBinary):
        return f"{MARK}-{column}-{number}".encode()
    if isinstance(kind, JSON):
        return {"subject": f"{MARK} {column}", "body": f"{MARK} {column}"}
    if isinstance(kind, String):
        return WORDS.get(str(column), f"{MARK} {column} {number}")
    if isinstance(kind, DateTime) or getattr(kind, "impl", None).__class__ is DateTime:
        return NOW
    if isinstance(kind, Date):
        return NOW.date()
    return number


def plant(session: Session, table: Table, person_id: int, organisation_id: int, number: int):
    """Write a row of a person in `table`, with words of theirs wherever words can be."""
    row: dict[str, object] = {}
    for column in table.columns:
        pointed = {key.column.table.name for key in column.foreign_keys}
        if column.name == "person_id":
            row[column.name] = person_id
        elif "organisation" in pointed and not column.nullable:
            row[column.name] = organisation_id
        elif not pointed and not (column.primary_key and column.autoincrement is True):
            row[column.name] = planted(column, number)
    if "id" in table.primary_key.columns and not table.columns["id"].foreign_keys:
        row.pop("id", None)
    session.execute(insert(table), row)


def plant_elsewhere(session: Session, person: Person, organisation_id: int) -> None:
    """Write what is about a person on rows that are not theirs."""
    session.add_all(
        (
            Invitation(
                organisation_id=organisation_id,
                email=person.email,
                role="member",
                token_hash=b"i" * 32,
                invited_by=None,
                invited_at=NOW,
                expires_at=NOW,
            ),
            SignInLetter(
                token_hash=b"l" * 32,
                code_hash=b"c" * 32,
                browser_hash=b"b" * 32,
                purpose="sign_in",
                email=person.email,
                person_id=None,
                expires_at=NOW,
            ),
            Feedback(
                page="/", text=f"{MARK} remark", contact=f"Moi <{person.email.upper()}>", at=NOW
            ),
        )
    )
    session.flush()
    invitation = session.scalars(select(Invitation)).one()
    for to, invited in ((person.email, None), ("else@example.org", invitation.id)):
        write_letter(
            session,
            to=to,
            subject=f"{MARK} subject",
            body=f"{MARK} body",
            now=NOW,
            invitation_id=invited,
        )
    write_letter(  # of another, and it names them
        session,
        to="benoit@example.org",
        subject=f"Une invitation de {person.name}",
        body=f"{person.name} ({person.email}) vous invite.",
        now=NOW + timedelta(days=1),
    )


@pytest.fixture
def campaign(house) -> Campaign:
    """A campaign of a crowd, each with an account, a space and a few words."""
    with house.sessions(True) as session:
        campaign = make_campaign(session, mode=PSEUDONYMOUS)
        campaign.questionnaire.sections = (
            Section({"fr": {"label": "Vos compétences"}}, (0, 1)),
            Section({"fr": {"label": "En quelques mots"}}, (WHY,)),
        )
        for number in range(CROWD):
            other = make_person(session, f"Person{number}")
            ticket = make_submission(session, campaign, number % 5, 2, profile="P1")
            keep(session, campaign, ticket, person_id=other.id)
            begin_session(session, other, method="letter", browser="Firefox", now=NOW)
        session.commit()
        return campaign


@pytest.fixture
def anne(house, campaign) -> Person:
    """Somebody whose every word is a canary."""
    with house.sessions(True) as session:
        anne = make_person(session, "Canary")
        anne.name = f"{MARK} first name"
        session.commit()
        anne.name = f"{MARK} name that is longer"
        organisation = make_organisation(session)
        for table in own_tables():
            for number in range(3 if table.name in ("reading", "web_session") else 1):
                if table.name != "membership":
                    plant(session, table, anne.id, organisation.id, number)
        add_role(session, organisation, anne, Role.MEMBER, today=None)
        plant_elsewhere(session, anne, organisation.id)
        invited = session.scalars(select(Invitation)).one()
        invited.invited_by = session.scalars(select(Person.id)).first()
        session.commit()
        answer_and_keep(house, session, campaign, anne)
        session.commit()
        assert anne.email == ADDRESS
        return anne


def answer_and_keep(house: House, session: Session, campaign: Campaign, person: Person) -> None:
    """Answer with words under a ticket of the API, keep it, begin to change it, leave a code."""
    got = house.app.test_client().post(
        f"/api/v1/campaigns/{campaign.code}/tickets",
        headers={"Idempotency-Key": f"{MARK}-of-sixteen-or-more"},
    )
    ticket = read_ticket(SECRET, campaign.id, got.json["ticket"])
    words = {"why": f"{MARK} free words"}
    sheet = replace(make_sheet(4, 4, structure="public"), answers=words)
    submit(session, campaign, ticket, sheet, notice=1, now=NOW)
    keep(session, campaign, ticket, person_id=person.id)
    words = {"why": f"{MARK} other free words"}
    save_draft(session, campaign, ticket, about=None, levels={}, answers=words, now=NOW)
    elements = {"birth_town": f"{MARK} hashed"}
    session.add(LinkingCode(ticket_hash=ticket.hash, campaign_id=campaign.id, elements=elements))


def run_everything(house: House, campaign: Campaign, anne: Person) -> FlaskClient:
    """Do on the pages all that leaves words of hers; return her browser."""
    client = house.client_of(anne)
    address = f"/me/results/{campaign.code}"
    shown = client.post(
        f"{address}/share", data={"reader": f"{MARK} reader", "until": "2026-12-01"}
    ).get_data(as_text=True)
    link = next(part for part in shown.split('"') if part.startswith("http") and "/shared/" in part)
    assert house.app.test_client().post(link).status_code == 200
    way = {"reader": f"{MARK} peer", "until": "2026-12-01", "results": [campaign.code]}
    assert "/shared/trajectory/" in client.post("/me/progress/share", data=way).text
    note = {"lineage": "", "text": f"{MARK} note"}
    assert client.post("/me/notebook/", data=note).status_code == 303
    for page in ("/me/", "/me/progress/", "/me/notebook/", "/me/readings", "/me/consents"):
        assert client.get(page).status_code == 200
    consent = {"purpose": "directory", "go": "give", "directory-text": f"{MARK} offer"}
    assert client.post("/me/consents", data=consent).status_code == 303
    assert client.get(address).status_code == 200
    assert client.post("/me/export").status_code == 200
    Bell(house.settings).ring()
    house.deliver()
    return client


def report_of(session: Session, campaign: Campaign, name: str) -> bytes:
    """Return the last report of a campaign, as a file of one kind."""
    report = session.scalars(
        select(ArchivedReport)
        .join(Release, Release.id == ArchivedReport.release_id)
        .where(Release.campaign_id == campaign.id, ArchivedReport.language == "fr")
        .order_by(Release.number.desc())
    ).first()
    stream = BytesIO()
    FORMATS[name].write(Document.model_validate(report.document), stream, NOW)
    return stream.getvalue()


def traces_of(house: House, person: Person) -> list[str]:
    """Return what leads to a person: their words, their identity, the hashes of their tickets."""
    with house.sessions(False) as session:
        own = select(Submission.ticket_hash).where(Submission.person_id == person.id)
        hashes = [ticket_hash.decode("latin-1") for ticket_hash in session.scalars(own)]
    return [MARK, person.uid, *hashes]


def erase(client: FlaskClient) -> None:
    answer = client.post("/me/erase", data={"typed": ADDRESS})

    assert "Votre compte est effacé." in answer.get_data(as_text=True)


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

    with ZipFile(BytesIO(answer.get_data())) as archive:
        told = json.loads(archive.read("reperes.json"))
        texts = [archive.read(name).decode().casefold() for name in archive.namelist()]
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
