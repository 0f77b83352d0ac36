"""Workers killed at any moment lose no letter, and repeat one only under its own number."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from sqlalchemy import func, select

from referentiel.base import Base
from surveys.guard.outbox import write_letter
from surveys.models import Outgoing
from tests.conftest import NOW
from tests.mail_server import Letters, mail_server
from webapp.database import make_engine, session_maker

pytestmark = pytest.mark.chaos
LETTERS = 1500
KILLS = 12
WORKERS = 3
PATIENCE = 120  # seconds

# The clock of these workers runs a thousand times faster: a lease of ten minutes is 0.6 seconds.
PROGRAM = """
import sys, time
from datetime import datetime, timedelta
from pathlib import Path
from webapp.config import Settings
from webapp.database import make_engine, session_maker
from webapp.delivering import Ground, deliver
url, smtp, began, start = sys.argv[1:]
begin = datetime.fromisoformat(start)
clock = lambda: begin + timedelta(seconds=1000 * (time.time() - float(began)))
settings = Settings(database_url=url, secret_key="x", folder=Path("."), smtp_url=smtp)
ground = Ground(settings, session_maker(make_engine(url)), clock)
while True:
    deliver(ground)
    time.sleep(0.05)
"""


class Failing(Letters):
    """Has no room for a letter now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.chance = random.Random(7)

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:  # noqa: N802
        if self.chance.random() < 0.1:
            return "452 4.2.2 full"
        envelope.rcpt_tos.append(address)
        return "250 OK"


def waiting(sessions) -> int:
    with sessions(False) as session:
        return session.scalar(select(func.count()).where(Outgoing.settled_at.is_(None)))


def test_killed_workers_lose_no_letter(tmp_path):
    url = f"sqlite:///{tmp_path}/base.sqlite3"
    engine = make_engine(url)
    Base.metadata.create_all(engine)
    sessions = session_maker(engine)
    with sessions(True) as session:
        for number in range(LETTERS):
            to = f"person{number}@example.org"
            write_letter(session, to=to, subject="x", body="y", now=NOW)
        session.commit()
    server, chance = Failing(), random.Random(11)

    with mail_server(server) as smtp:
        words = [sys.executable, "-c", PROGRAM, url, smtp, str(time.time()), NOW.isoformat()]
        running = [subprocess.Popen(words, cwd=tmp_path) for _ in range(WORKERS)]
        kills, deadline = 0, time.monotonic() + PATIENCE
        while waiting(sessions) and time.monotonic() < deadline:
            time.sleep(3 * chance.random())
            if kills < KILLS:
                place = chance.randrange(WORKERS)
                os.kill(running[place].pid, signal.SIGKILL)
                running[place].wait()
                running[place] = subprocess.Popen(words, cwd=tmp_path)
                kills += 1
        for process in running:
            process.kill()
            process.wait()

    got = Counter((recipients[0], message["Message-ID"]) for _, recipients, message in server.taken)
    assert {recipient for recipient, _ in got} == {f"person{n}@example.org" for n in range(LETTERS)}
    assert len(got) == LETTERS
    assert waiting(sessions) == 0
    engine.dispose()
