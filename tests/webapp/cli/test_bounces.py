import pytest
from click.testing import CliRunner
from sqlalchemy import select

from surveys.guard import outbox
from surveys.guard.outbox import LETTER, write_letter
from surveys.models import Outgoing
from tests.conftest import NOW
from tests.factories import SECRET, make_person
from webapp.cli import main
from webapp.database import make_engine, session_maker
from webapp.migrating import migrate

BOUNCE = """\
Return-Path: <>
Delivered-To: bounce+{uid}@reseau.example
From: MAILER-DAEMON@mx.example.org
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
X-Postfix-Queue-ID: 4F2A

Final-Recipient: rfc822; anne@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <anne@example.org>: unknown

--b
Content-Type: {original}

Message-ID: <{message_id}@reseau.example>
To: anne@example.org
Subject: Bonjour

--b--
"""


def bounce_of(uid: str, /, **changes: str) -> str:
    told = {
        "uid": uid,
        "to": f"bounce+{uid}@reseau.example",
        "action": "failed",
        "status": "5.1.1",
        "original": "text/rfc822-headers",
        "message_id": uid,
    }
    return BOUNCE.format(**(told | changes))


@pytest.fixture
def sent(tmp_path, monkeypatch):
    """A letter to Anne that was sent; the result opens the base."""
    url = f"sqlite:///{tmp_path}/base.sqlite3"
    engine = make_engine(url)
    migrate(engine)
    sessions = session_maker(engine)
    with sessions(True) as session:
        anne = make_person(session)
        to = anne.email
        write_letter(session, to=to, subject="x", body="y", now=NOW, person_id=anne.id)
        outbox.settle(session, outbox.claim(session, LETTER, now=NOW), now=NOW)
        session.commit()
    monkeypatch.setenv("REPERES_DATABASE", url)
    monkeypatch.setenv("REPERES_SECRET", SECRET)
    monkeypatch.setenv("REPERES_DEMO", "1")
    yield sessions
    engine.dispose()


def uid_in(sessions) -> str:
    with sessions(False) as session:
        return session.scalar(select(Outgoing.uid))


def seen(sessions) -> tuple[bool, str]:
    """Return whether Anne's address is marked, and why the letter came back."""
    with sessions(False) as session:
        marked = make_person(session).mail_refused_at is not None
        return marked, session.scalar(select(Outgoing.error))


def pipe(message: str | bytes) -> str:
    ended = CliRunner().invoke(main, ["bounces"], input=message, catch_exceptions=False)
    assert ended.exit_code == 0
    return ended.output


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"to": "somebody@else.example"},
        {"action": "Failed", "status": "5.1.1 (unknown)"},
        {"original": "message/rfc822"},
    ],
    ids=str,
)
def test_a_letter_that_came_back_marks_its_address(sent, changes):
    assert pipe(bounce_of(uid_in(sent), **changes)) == "Adresse notée.\n"
    assert seen(sent) == (True, "5.1.1")


@pytest.mark.parametrize("original", ["text/rfc822-headers", "message/rfc822"])
def test_a_bounce_to_another_address_is_known_by_the_letter_it_gives_back(sent, original):
    uid = uid_in(sent)
    message = bounce_of(uid, to="reperes@reseau.example", original=original)
    message = message.replace(f"Delivered-To: bounce+{uid}", "Delivered-To: reperes")

    assert pipe(message) == "Adresse notée.\n"
    assert seen(sent) == (True, "5.1.1")


@pytest.mark.parametrize(
    "changes",
    [
        {"action": "delayed", "status": "4.4.1"},
        {"action": "delivered", "status": "2.0.0"},
        {"uid": "0" * 32, "to": "bounce+" + "0" * 32 + "@reseau.example"},
    ],
    ids=str,
)
def test_what_is_late_delivered_or_not_ours_changes_nothing(sent, changes):
    pipe(bounce_of(uid_in(sent), **changes))

    assert seen(sent) == (False, "")


@pytest.mark.parametrize(
    "message",
    [
        "",
        "Bonjour",
        "To: bounce+{uid}@reseau.example\n\nJe suis absent.",
        "To: bounce+{uid}@reseau.example\n"
        "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: "
        "message/delivery-status\n\n\n--b--",
        "Content-Type: message/rfc822\n\n",
        b"\xff\xfe\x00To: \x00\r\r\n\n",
        "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status"
        "\n\nAction: failed\nStatus: =?utf-8?b?5.1?=\n\n--b",
    ],
    ids=["empty", "text", "absent", "no status", "no letter", "noise", "no name"],
)
def test_a_message_of_another_kind_changes_nothing_and_is_not_bounced_again(sent, message):
    if isinstance(message, str):
        message = message.replace("{uid}", uid_in(sent))

    assert pipe(message) == "Aucune lettre de Repères n’est revenue par ce message.\n"
    assert seen(sent) == (False, "")
