"""What an erasure leaves to wipe: letters in files, the files of a base, a last receipt."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from surveys.erasure import Receipt
from surveys.guard.outbox import write_letter
from tests.conftest import NOW
from tests.factories import SECRET
from tests.mail_server import Letters, Nobody, mail_server
from webapp.config import Settings
from webapp.database import make_engine
from webapp.mail import Letter, compose, keep_letter
from webapp.receipts import mail_receipt
from webapp.scrubbing import scrub, scrub_base, scrub_letters

RECEIPT = Receipt(reference="a1b2c3d4e5f60718", at=NOW, withdrawn=2)


def kept(session, folder: Path, to: str, body: str) -> Path:
    """Write a letter that no mail server took, and that the outbox knows."""
    row = write_letter(session, to=to, subject="Objet", body=body, now=NOW)
    letter = Letter(row.uid, to, "Objet", body, datetime(2026, 11, 20, tzinfo=UTC))
    keep_letter(folder, row.uid, compose(letter, "reperes@example.org"))
    return folder / "letters" / f"{row.uid}.eml"


def test_letters_to_or_about_a_person_are_deleted_and_others_stay(session, tmp_path):
    to_her = kept(session, tmp_path, "anne@example.org", "Bonjour")
    about_her = kept(session, tmp_path, "b@example.org", f"{'x' * 90} Zoé\u00a0Lémané vous invite")
    other = kept(session, tmp_path, "c@example.org", "Bonjour Zoé")

    scrub_letters(session, tmp_path, ("anne@example.org", "Zoé\u00a0Lémané"))

    assert [path.exists() for path in (to_her, about_her, other)] == [False, False, True]


def test_letters_that_the_outbox_knows_no_more_are_deleted(session, tmp_path):
    path = kept(session, tmp_path, "anne@example.org", "Bonjour")
    session.execute(text("DELETE FROM outbox"))

    scrub_letters(session, tmp_path, ())

    assert not path.exists()


def test_an_empty_word_deletes_no_letter(session, tmp_path):
    path = kept(session, tmp_path, "anne@example.org", "Bonjour")

    scrub_letters(session, tmp_path, ("", ""))

    assert path.exists()


def test_deleted_words_are_in_no_file_of_the_base(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path}/base.sqlite3")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (v TEXT)"))
        connection.execute(text("INSERT INTO t VALUES ('CANARY'), ('other')"))
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM t WHERE v = 'CANARY'"))

    scrub_base(engine)

    assert [p.name for p in tmp_path.iterdir() if b"CANARY" in p.read_bytes()] == []
    assert (tmp_path / "base.sqlite3-wal").stat().st_size == 0
    engine.dispose()


def test_a_base_that_somebody_writes_is_left_for_the_night(tmp_path, caplog):
    url = f"sqlite:///{tmp_path}/base.sqlite3"
    engine, other = make_engine(url), make_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (v TEXT)"))
    raw = engine.raw_connection()
    raw.cursor().execute("PRAGMA busy_timeout=0")
    raw.close()

    with other.execution_options(writing=True).begin():
        scrub_base(engine)

    assert "were not wiped this time" in caplog.text
    engine.dispose()
    other.dispose()


def test_a_transaction_of_somebody_else_is_not_ended(session):
    session.execute(text("SELECT 1"))

    scrub(session)

    assert session.in_transaction()


def settings_with(smtp_url: str, folder: Path) -> Settings:
    return Settings(
        database_url="sqlite://",
        secret_key=SECRET,
        folder=folder,
        smtp_url=smtp_url,
    )


@pytest.fixture
def page(app):
    """Whatever a view has around it: a language, a time zone."""
    with app.test_request_context("/"):
        app.preprocess_request()
        yield


@pytest.mark.usefixtures("page")
def test_a_receipt_is_mailed_and_kept_nowhere(tmp_path):
    letters = Letters()
    with mail_server(letters) as address:
        mailed = mail_receipt(settings_with(address, tmp_path), "anne@example.org", RECEIPT)

    assert mailed
    [(_, recipients, message)] = letters.taken
    assert recipients == ["anne@example.org"]
    body = message.get_body(("plain",)).get_content()
    assert RECEIPT.reference in body
    assert "20 novembre 2026 à 16\u00a0h\u00a030" in body
    assert "Réponses retirées avec lui\u00a0: 2." in body
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("page")
def test_a_receipt_that_is_not_taken_is_said_not_to_be(tmp_path):
    with mail_server(Nobody()) as address:
        mailed = mail_receipt(settings_with(address, tmp_path), "nobody@example.org", RECEIPT)

    assert not mailed


@pytest.mark.usefixtures("page")
def test_without_a_mail_server_no_receipt_is_written(tmp_path):
    settings = Settings(database_url="sqlite://", secret_key=SECRET, folder=tmp_path)

    assert not mail_receipt(settings, "anne@example.org", RECEIPT)
    assert list(tmp_path.iterdir()) == []
