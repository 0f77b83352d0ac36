import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from surveys.guard.outbox import write_letter
from surveys.models import Outgoing
from tests.conftest import NOW
from tests.factories import SECRET
from webapp.config import Settings
from webapp.database import make_engine, session_maker
from webapp.jobs import ENOUGH, FILE, Bell, open_queue
from webapp.migrating import migrate

COMMAND = str(Path(sys.executable).with_name("reperes"))
PATIENCE = 120  # seconds; a busy machine takes its time to start two processes


def settings_in(folder: Path, secret: str = SECRET) -> Settings:
    return Settings(
        database_url=f"sqlite:///{folder}/base.sqlite3", secret_key=secret, folder=folder
    )


def words_in(folder: Path) -> list[bytes]:
    with sqlite3.connect(folder / FILE) as base:
        return [row[0] for row in base.execute("SELECT data FROM task")]


def test_the_queue_holds_the_word_and_nothing_else_and_only_a_few_of_them(tmp_path):
    bell = Bell(settings_in(tmp_path))

    for _ in range(ENOUGH + 3):
        bell.ring()

    words = words_in(tmp_path)
    assert len(words) == ENOUGH
    assert all(b"webapp.jobs.deliver" in word and len(word) < 250 for word in words)


def test_a_word_is_done_by_whoever_opens_the_queue_with_its_meaning(tmp_path):
    done: list[str] = []
    settings = settings_in(tmp_path)
    Bell(settings).ring()
    queue = open_queue(settings, deliver=lambda: done.append("deliver"))

    queue.huey.execute(queue.huey.dequeue())

    assert done == ["deliver"]
    assert queue.huey.dequeue() is None


def test_a_word_that_another_installation_wrote_is_not_taken(tmp_path):
    Bell(settings_in(tmp_path, "another secret")).ring()

    assert open_queue(settings_in(tmp_path)).huey.dequeue() is None


def test_a_word_that_was_tampered_with_is_not_even_read(tmp_path):
    settings = settings_in(tmp_path)
    Bell(settings).ring()
    with sqlite3.connect(tmp_path / FILE) as base:
        [data] = base.execute("SELECT data FROM task").fetchone()
        base.execute("UPDATE task SET data = ?", [data.replace(b"deliver", b"retains")])

    with pytest.raises(ValueError, match="mismatch"):
        open_queue(settings).huey.dequeue()


def test_a_queue_out_of_reach_disturbs_no_page(tmp_path, caplog):
    (tmp_path / "jobs.sqlite3").mkdir()

    Bell(settings_in(tmp_path)).ring()

    assert "the queue of jobs could not be reached" in caplog.text


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    engine = make_engine(settings_in(tmp_path).database_url)
    migrate(engine)
    engine.dispose()
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("REPERES_")},
        "REPERES_DATABASE": settings_in(tmp_path).database_url,
        "REPERES_FOLDER": str(tmp_path),
        "REPERES_SECRET": SECRET,
        "REPERES_DEMO": "1",
    }


def wait_until(said, what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not said():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.1)


def is_answering(port: int) -> bool:
    with suppress(ConnectionError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False


def beside(process: int) -> list[int]:
    """Return the workers that run beside a server."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue
        if words[-3:-1] == ["--beside", str(process)]:
            found.append(int(folder.name))
    return found


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_the_worker_beside_a_server_delivers_and_ends_with_it(tmp_path, environment, how):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [COMMAND, "run", "--port", str(port)]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, start_new_session=True) as server:
        try:
            sessions = session_maker(make_engine(environment["REPERES_DATABASE"]))
            with sessions(True) as session:
                letter = write_letter(
                    session, to="anne@example.org", subject="Bonjour", body="Texte", now=NOW
                )
                session.commit()
            path = tmp_path / "letters" / f"{letter.uid}.eml"
            wait_until(path.exists, "the letter")
            [worker] = beside(server.pid)
            wait_until(lambda: is_answering(port), "the server")

            server.send_signal(how)

            wait_until(lambda: worker not in beside(server.pid), "the end of the worker")
            wait_until(lambda: not is_answering(port), "the end of the server")
            with sessions(False) as session:
                assert session.scalar(select(Outgoing.settled_at)) is not None
        finally:
            os.killpg(server.pid, signal.SIGKILL)


def test_a_weak_secret_ends_the_start_with_one_sentence(tmp_path, environment):
    weak = environment | {"REPERES_DEMO": "", "REPERES_SECRET": "secret"}

    for command in ("run", "worker"):
        ended = subprocess.run(
            [COMMAND, command], cwd=tmp_path, env=weak, capture_output=True, text=True, check=False
        )

        assert ended.returncode == 1
        assert ended.stdout == ""
        assert ended.stderr.startswith("Error: REPERES_SECRET est trop faible")
        assert "Traceback" not in ended.stderr
