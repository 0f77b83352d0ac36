from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import pytest

from surveys.guard.outbox import NotSent, Refused, Unreachable
from tests.mail_server import Dropping, Letters, Nobody, OwnSender, Slow, mail_server
from webapp import mail
from webapp.config import Settings
from webapp.mail import Letter, Postman, compose, refused_at_once

FROM = "reperes@reseau.example"
UID = "0123456789abcdef" * 2
WRITTEN = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


def a_letter(to: str = "anne@example.org", subject: str = "Bonjour", body: str = "Été.\n"):
    return Letter(UID, to, subject, body, WRITTEN)


def settings(smtp_url: str = "", folder: Path = Path()) -> Settings:
    return Settings(
        database_url="", secret_key="", smtp_url=smtp_url, mail_from=FROM, folder=folder
    )


def send(smtp_url: str, *letters: Letter) -> None:
    with Postman(settings(smtp_url)) as postman:
        for letter in letters:
            postman.send(letter)


def test_a_letter_is_plain_text_that_names_itself_and_comes_back_to_its_own_address():
    server = Letters()

    with mail_server(server) as url:
        send(url, a_letter(subject="Vos résultats"))

    [(return_path, recipients, message)] = server.taken
    assert (return_path, recipients) == (f"bounce+{UID}@reseau.example", ["anne@example.org"])
    assert message["From"] == "Repères <reperes@reseau.example>"
    assert (message["To"], message["Subject"]) == ("anne@example.org", "Vos résultats")
    assert message["Message-ID"] == f"<{UID}@reseau.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == WRITTEN
    assert (message.get_content_type(), message.get_content_charset()) == ("text/plain", "utf-8")
    assert message.get_content() == "Été.\r\n"


def test_several_letters_share_a_connection_also_after_a_refusal():
    server = Nobody()

    with mail_server(server) as url, Postman(settings(url)) as postman:
        postman.send(a_letter("anne@example.org"))
        with pytest.raises(Refused):
            postman.send(a_letter("nobody@example.org"))
        postman.send(a_letter("luc@example.org"))

    assert [taken[1] for taken in server.taken] == [["anne@example.org"], ["luc@example.org"]]


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\r\n\r\n", "\x0b", "\x85", "\u2028"])
def test_no_text_adds_a_header_or_a_body(break_):
    subject = f"Bonjour{break_}Bcc: eve@example.org{break_}{break_}Lisez ceci"
    server = Letters()

    with mail_server(server) as url:
        send(url, a_letter(subject=subject))

    [(_, recipients, message)] = server.taken
    assert recipients == ["anne@example.org"]
    assert message["Subject"] == "Bonjour Bcc: eve@example.org Lisez ceci"
    assert message["Bcc"] is None
    assert message.get_content() == "Été.\r\n"


@pytest.mark.parametrize(
    "address",
    [
        "anne@example.org\r\nBcc: eve@example.org",
        "anne@example.org, eve@example.org",
        "anne@example.org\n",
        "anne",
        "",
        "<>",
    ],
)
def test_what_is_not_one_address_is_refused_before_any_server_is_asked(address):
    with pytest.raises(Refused) as refused:
        compose(a_letter(address), FROM)

    assert refused.value.nobody


def test_a_line_with_a_single_full_stop_does_not_end_the_letter():
    server = Letters()

    with mail_server(server) as url:
        send(url, a_letter(body="Un\n.\nRSET\n..\n"))

    assert server.taken[0][2].get_content() == "Un\r\n.\r\nRSET\r\n..\r\n"


def test_an_unknown_recipient_is_refused_for_good_and_the_reason_names_nobody():
    with mail_server(Nobody()) as url, pytest.raises(Refused) as refused:
        send(url, a_letter("nobody@example.org"))

    assert (str(refused.value), refused.value.nobody) == ("550 5.1.1", True)


def test_a_full_mailbox_and_a_refusal_of_us_are_tried_again():
    with mail_server(Nobody()) as url:
        for name, reason in (("full", "452 4.2.2"), ("policy", "554 5.7.1")):
            with pytest.raises(NotSent) as failed:
                send(url, a_letter(f"{name}@example.org"))

            assert type(failed.value) is NotSent
            assert str(failed.value) == reason


@pytest.mark.parametrize(
    ("code", "said", "final"),
    [(550, b"5.1.1 no", True), (550, b"no", True), (450, b"4.2.1", False), (550, b"5.7.26", False)],
)
def test_only_what_is_final_and_about_the_recipient_marks_an_address(code, said, final):
    assert isinstance(refused_at_once(code, said), Refused) is final


def test_a_server_that_takes_its_own_sender_only_gets_it():
    server = OwnSender()

    with mail_server(server) as url:
        send(url, a_letter())

    assert server.taken[0][0] == FROM


def test_a_server_that_hangs_up_or_is_not_there_is_out_of_reach():
    with mail_server(Dropping()) as url, pytest.raises(Unreachable):
        send(url, a_letter())
    with pytest.raises(Unreachable):
        send(url, a_letter())


def test_a_slow_server_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(mail, "PATIENCE", 0.2)

    with mail_server(Slow()) as url:
        begun = perf_counter()
        with pytest.raises(Unreachable):
            send(url, a_letter())
        waited = perf_counter() - begun

    assert waited < Slow.SECONDS


def test_an_address_with_accents_leaves_where_the_server_can_write_it():
    server = Letters()

    with mail_server(server) as url:
        send(url, a_letter("zoé@example.org"))
    with mail_server(server, accents=False) as url, pytest.raises(Refused) as refused:
        send(url, a_letter("zoé@example.org"))

    assert [recipients for _, recipients, _ in server.taken] == [["zoé@example.org"]]
    assert str(refused.value) == "not ascii"


def test_without_a_mail_server_letters_are_files_that_only_their_owner_reads(tmp_path):
    with Postman(settings(folder=tmp_path)) as postman:
        postman.send(a_letter("zoé@example.org"))
        postman.send(a_letter())

    [path] = (tmp_path / "letters").iterdir()
    assert path.name == f"{UID}.eml"
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert b"To: anne@example.org" in path.read_bytes()


def test_no_secret_of_the_mail_server_is_in_what_is_said():
    with pytest.raises(Unreachable) as failed:
        send("smtp+tls://name:word@127.0.0.1:9", a_letter())

    assert "word" not in str(failed.value)
