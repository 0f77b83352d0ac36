"""Long files of reports on a file of SQLite: clicks at the same moment, and a killed writer."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.typesetting import report_of
from surveys.models import ReportFile
from surveys.models.writing import READY, WRITING
from surveys.report_files import Asked, ask_report_file
from surveys.writing import LEASE
from tests.conftest import NOW
from tests.factories import make_campaign
from tests.test_capacity_at_once import sessions  # noqa: F401 -- a fixture
from tests.test_postgres import at_once
from webapp.config import Settings
from webapp.database import make_engine, session_maker
from webapp.delivering import Ground
from webapp.writing_out import write_next

CLICKS = 16
PATIENCE = 30  # seconds

# Writes what waits, as the worker does, and says when it has begun.
PROGRAM = """
import sys
from datetime import datetime
from pathlib import Path
from webapp.config import Settings
from webapp.database import make_engine, session_maker
from webapp.delivering import Ground
from webapp.writing_out import write_next
url, start = sys.argv[1:]
settings = Settings(database_url=url, secret_key="x", folder=Path("."))
write_next(Ground(settings, session_maker(make_engine(url)), lambda: datetime.fromisoformat(start)))
"""


def asked(campaign_id: int, document: bytes = b"{}") -> Asked:
    return Asked(campaign_id, "pdf", "", "fr", document)


def clicked(sessions: Callable[[], Session], wanted: Asked) -> int:  # noqa: F811
    """Ask for a file, as one request does; return its number."""
    with sessions() as session:
        file = ask_report_file(session, wanted, now=NOW)
        session.commit()
        return file.id


def check_clicks(sessions: Callable[[], Session]) -> None:  # noqa: F811
    """Ask for one file sixteen times at once."""
    with sessions() as session:
        number = make_campaign(session).id
        session.commit()

    found = at_once(*[partial(clicked, sessions, asked(number))] * CLICKS)

    with sessions() as session:
        assert set(found) == set(session.scalars(select(ReportFile.id)))
        assert len(set(found)) == 1


def test_sixteen_clicks_at_once_ask_for_one_file(sessions):  # noqa: F811
    check_clicks(sessions)


def test_a_killed_writer_is_followed_by_another_that_ends(tmp_path, sessions):  # noqa: F811
    with sessions() as session:
        number = make_campaign(session).id
        session.commit()
    document = report_of(200, 12, 30).model_dump_json().encode()
    clicked(sessions, asked(number, document))
    url = f"sqlite:///{tmp_path}/base.sqlite3"

    words = [sys.executable, "-c", PROGRAM, url, NOW.isoformat()]
    writer = subprocess.Popen(words, cwd=tmp_path, env=os.environ)
    deadline = time.monotonic() + PATIENCE
    while state_of(sessions) != WRITING and time.monotonic() < deadline:
        time.sleep(0.02)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    assert state_of(sessions) == WRITING

    settings = Settings(database_url=url, secret_key="x", folder=tmp_path)
    engine = make_engine(url)
    open_session = session_maker(engine)
    assert not write_next(Ground(settings, open_session, lambda: NOW))
    assert write_next(Ground(settings, open_session, lambda: NOW + LEASE))
    engine.dispose()

    assert state_of(sessions) == READY
    with sessions() as session:
        [file] = session.scalars(select(ReportFile))
        assert (file.attempts, file.content[:4]) == (2, b"%PDF")


def state_of(sessions: Callable[[], Session]) -> str:  # noqa: F811
    with sessions() as session:
        return session.scalars(select(ReportFile.state)).one()
