"""Outbox, journal, rates and queue on a real PostgreSQL, with many workers at once."""

import pytest
from sqlalchemy import func, select, text

from surveys.guard import outbox
from surveys.guard.audit import first_broken, head_of, record
from surveys.guard.outbox import LETTER, write_letter
from surveys.guard.rates import Limit, TooOften, count_try
from surveys.models import Outgoing, Rate
from tests.conftest import NOW
from tests.factories import SECRET, make_person
from tests.mail_server import Letters, mail_server
from tests.test_postgres import PEOPLE, at_once, committed, engine, sessions  # noqa: F401 -- fixtures
from webapp.config import Settings
from webapp.delivering import Ground, deliver
from webapp.jobs import open_queue, prepare_queue

pytestmark = pytest.mark.postgres
LETTERS = 40


def write_letters(session) -> None:
    for number in range(LETTERS):
        to = f"person{number}@example.org"
        write_letter(session, to=to, subject="x", body="y", now=NOW)


def test_many_workers_at_once_send_each_letter_once(sessions, tmp_path):  # noqa: F811
    committed(sessions, write_letters)
    server = Letters()

    with mail_server(server) as url:
        settings = Settings(database_url="", secret_key=SECRET, folder=tmp_path, smtp_url=url)
        ground = Ground(settings, lambda _writing: sessions(), lambda: NOW)
        at_once(*[lambda: deliver(ground)] * 8)

    sent = sorted(recipients for _, recipients, _ in server.taken)
    assert sent == sorted([f"person{number}@example.org"] for number in range(LETTERS))
    with sessions() as session:
        waiting = select(func.count()).where(Outgoing.settled_at.is_(None))
        assert session.scalar(waiting) == 0


def test_a_claim_is_held_while_another_worker_waits_for_nothing(sessions):  # noqa: F811
    committed(sessions, write_letters)

    with sessions() as first, sessions() as second:
        uids = {outbox.claim(each, LETTER, now=NOW).uid for each in (first, second)}

    assert len(uids) == 2


def test_sixteen_acts_at_once_keep_one_chain(sessions):  # noqa: F811
    ids = [
        committed(sessions, lambda session, n=n: make_person(session, f"P{n}").id)
        for n in range(PEOPLE)
    ]

    def act(person_id: int) -> None:
        for _ in range(5):
            committed(sessions, record, "report.shared", now=NOW, person_id=person_id)

    at_once(*[lambda person_id=person_id: act(person_id) for person_id in ids])

    with sessions() as session:
        assert first_broken(session) is None
        assert head_of(session).number == PEOPLE * 5


def test_sixteen_processes_count_the_same_tries(sessions):  # noqa: F811
    limit = Limit("password", 30, 600)

    def tries() -> int:
        free = 0
        for _ in range(5):
            with sessions() as session:
                try:
                    count_try(session, SECRET, limit, "anne", now=NOW)
                    free += 1
                except TooOften:
                    pass
                session.commit()
        return free

    assert sum(at_once(*[tries] * PEOPLE)) == 30
    with sessions() as session:
        assert session.scalar(select(Rate.n)) == PEOPLE * 5


def test_the_queue_lies_in_the_base_and_reaches_a_worker_elsewhere(engine, tmp_path):  # noqa: F811
    url = engine.url.render_as_string(hide_password=False)
    settings = Settings(database_url=url, secret_key=SECRET, folder=tmp_path)
    prepare_queue(settings)
    prepare_queue(settings)
    done: list[str] = []
    page, worker = open_queue(settings), open_queue(settings, deliver=lambda: done.append("done"))

    page.deliver()
    worker.huey.execute(worker.huey.dequeue())

    assert done == ["done"]
    assert list(tmp_path.iterdir()) == []
    for queue in (page, worker):
        queue.huey.storage.close()
    with engine.begin() as connection:
        for table in ("kv", "schedule", "task", "counter"):
            connection.execute(text(f"DROP TABLE job_{table}"))
