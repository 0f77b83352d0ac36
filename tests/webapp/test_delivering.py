import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from surveys.guard.outbox import DELAYS, MOST, write_letter
from surveys.models import Outgoing
from tests.conftest import NOW
from tests.factories import make_person
from tests.mail_server import Dropping, Letters, Nobody, mail_server
from webapp.delivering import deliver


def written(session, to: str, **about) -> Outgoing:
    letter = write_letter(session, to=to, subject="Bonjour", body="Texte", now=NOW, **about)
    session.commit()
    return letter


def test_what_was_committed_is_sent_once(session, ground):
    server = Letters()
    letter = written(session, "anne@example.org")

    with mail_server(server) as url:
        deliver(ground(smtp_url=url))
        deliver(ground(smtp_url=url))

    [(return_path, recipients, message)] = server.taken
    assert return_path.startswith(f"bounce+{letter.uid}@")
    assert recipients == ["anne@example.org"]
    assert message.get_content() == "Texte\r\n"
    session.expire_all()
    assert (letter.settled_at, letter.payload, letter.address) == (NOW, {}, "")


def test_a_letter_that_nobody_can_get_stops_no_other_and_marks_its_address(session, ground):
    server, anne = Nobody(), make_person(session)
    refused = written(session, "nobody@example.org", person_id=anne.id)
    full = written(session, "full@example.org")
    taken = written(session, "luc@example.org")

    with mail_server(server) as url:
        deliver(ground(smtp_url=url))

    session.expire_all()
    assert [recipients for _, recipients, _ in server.taken] == [["luc@example.org"]]
    assert (anne.mail_refused_at, refused.settled_at, refused.error) == (NOW, NOW, "550 5.1.1")
    assert (full.settled_at, full.error, full.due_at) == (None, "452 4.2.2", NOW + DELAYS[0])
    assert taken.error == ""


@pytest.mark.parametrize("server", [Dropping(), None], ids=["drops", "absent"])
def test_a_server_out_of_reach_is_tried_with_one_letter_per_run(session, ground, server):
    first, second = (written(session, f"{name}@example.org") for name in ("anne", "luc"))

    if server:
        with mail_server(server) as url:
            deliver(ground(smtp_url=url))
    else:
        deliver(ground(smtp_url="smtp://127.0.0.1:9"))

    session.expire_all()
    assert (first.attempts, second.attempts) == (1, 0)
    assert first.due_at == NOW + DELAYS[0]


def test_a_server_that_comes_back_gets_every_letter_and_one_that_does_not_gets_it_seven_times(
    session, ground, clock
):
    letter = written(session, "anne@example.org")

    for _ in range(MOST + 2):
        deliver(ground(smtp_url="smtp://127.0.0.1:9"))
        clock.now += timedelta(hours=24)

    session.expire_all()
    assert (letter.attempts, letter.error) == (MOST, "ConnectionRefusedError")
    assert letter.settled_at is not None


def test_without_a_mail_server_letters_are_kept_as_long_as_the_outbox_knows_them(session, ground):
    stands = ground()
    letters = Path(stands.settings.folder) / "letters"
    kept, erased = (written(session, f"{name}@example.org") for name in ("anne", "luc"))

    deliver(stands)
    session.delete(erased)
    session.commit()
    deliver(stands)

    assert [path.stem for path in letters.iterdir()] == [kept.uid]
    session.expire_all()
    [left] = session.scalars(select(Outgoing))
    assert "anne@example.org" not in json.dumps([left.payload, left.address, left.error])
