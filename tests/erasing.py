"""A house whose one person leaves traces everywhere, and looking for these traces."""

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

from referentiel.people import Person
from reports.archive import ArchivedReport
from reports.document import Document
from reports.exports import FORMATS
from surveys.accounts import add_role
from surveys.guard.outbox import write_letter
from surveys.guard.sessions import begin_session
from surveys.held import own_tables
from surveys.keeping import keep
from surveys.models import (
    Campaign,
    Feedback,
    Invitation,
    Invitee,
    LinkingCode,
    PaperBatch,
    PaperKeying,
    PaperSheet,
    Release,
    SignInLetter,
    Submission,
)
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.question_types.base import Question
from surveys.roles import Role
from surveys.sections import Section
from surveys.submission import save_draft, submit
from surveys.tickets import Ticket, read_ticket
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
from webapp.config import Settings
from webapp.database import make_engine, session_maker
from webapp.delivering import Ground, deliver
from webapp.migrating import migrate

MARK = "CANARY"
ADDRESS = "canary@example.org"
WORDS = {  # columns whose words are ours, and checked by the base
    "membership.role": "member",
    "outbox.kind": "letter",
    "report_follower.language": "fr",
    "sign_in_letter.purpose": "sign_in",
}
CROWD = 120
WHY = Question("why", "text", {"fr": {"label": "Pourquoi ?"}})
WRITTEN = {  # where words of hers stand, among other columns, before she is erased
    "directory_entry.offer", "draft.answers", "feedback.contact", "invitation.email",
    "invitee.email", "invitee.name", "paper_keying.typed", "paper_sheet.ticket_hash",
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


@contextmanager
def housed(folder: Path, url: str = "") -> Iterator[House]:
    """Return a house in a folder, where the server logs too, and writes what it keeps a moment."""
    temporary, held = folder / "temporary", folder / "folder"
    temporary.mkdir(parents=True)
    held.mkdir()
    url = url or f"sqlite:///{held}/base.sqlite3"
    settings = Settings(database_url=url, secret_key=SECRET, folder=held)
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()
    with pytest.MonkeyPatch.context() as patch, logging_to(temporary / "server.log"):
        patch.setattr(tempfile, "tempdir", str(temporary))
        patch.setenv("SQLITE_TMPDIR", str(temporary))
        house = House(settings, folder)
        yield house
        house.app.extensions["bell"].close()
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
        elif "campaign" in pointed and not column.nullable:
            row[column.name] = session.scalars(select(Campaign.id).limit(1)).one()
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


def give_crowd(house: House) -> Campaign:
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


def give_anne(house: House, campaign: Campaign) -> Person:
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
    invite_elsewhere_and_print(session, campaign, ticket)
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
    house.app.extensions["bell"].ring()
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


def invite_elsewhere_and_print(session: Session, campaign: Campaign, ticket: Ticket) -> None:
    """Say that a ticket was sent to another address of theirs, and stands on a keyed sheet."""
    session.add(
        Invitee(
            campaign_id=campaign.id,
            mode=PSEUDONYMOUS,
            email=f"{MARK}@elsewhere.example",
            seed=b"s" * 16,
            token_hash=b"t" * 32,
            name=f"{MARK} invited",
            ticket_hash=ticket.hash,
        )
    )
    batch = PaperBatch(
        campaign_id=campaign.id,
        questionnaire_id=campaign.questionnaire_id,
        number=1,
        sheets=1,
        language="fr",
        notice=1,
        twice=True,
        phone=True,
        day=NOW.date(),
    )
    session.add(batch)
    session.flush()
    session.add(PaperSheet(ticket_hash=ticket.hash, batch_id=batch.id))
    session.flush()
    keyed = PaperKeying(ticket_hash=ticket.hash, turn=1, attempt="a", typed={"1": f"{MARK} keyed"})
    session.add(keyed)


def traces_of(house: House, person: Person) -> list[str]:
    """Return what leads to a person: their words, their identity, the hashes of their tickets."""
    with house.sessions(False) as session:
        own = select(Submission.ticket_hash).where(Submission.person_id == person.id)
        hashes = [ticket_hash.decode("latin-1") for ticket_hash in session.scalars(own)]
    return [MARK, person.uid, *hashes]


def erase(client: FlaskClient) -> None:
    answer = client.post("/me/erase", data={"typed": ADDRESS})

    assert "Votre compte est effacé." in answer.get_data(as_text=True)
