"""Servers to be crowded and killed: the production one, and one that is quick to start again."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from surveys.campaigns import open_campaign
from surveys.models import Campaign
from tests.browser.serving import COMMAND, PATIENCE, free_port, wait_for
from tests.factories import LANGUAGES, SECRET, make_campaign
from webapp.clock import utc_now
from webapp.database import make_engine, session_maker
from webapp.migrating import migrate

# Forks a server again as soon as one is killed; what was connecting meanwhile waits at the door.
NURSERY = """
import os, socket, sys
from werkzeug.serving import make_server
from webapp import create_app
from webapp.config import Settings
port, url, secret = int(sys.argv[1]), sys.argv[2], sys.argv[3]
door = socket.create_server(("127.0.0.1", port), backlog=512)
while True:
    child = os.fork()
    if child == 0:
        app = create_app(Settings(database_url=url, secret_key=secret, demonstration=True))
        make_server("127.0.0.1", port, app, threaded=True, fd=door.fileno()).serve_forever()
    print(child, flush=True)
    os.waitpid(child, 0)
"""


@dataclass
class Ground:
    """A base with one open campaign, and where it is served."""

    url: str
    folder: Path
    campaign: Campaign
    port: int

    @contextmanager
    def session(self) -> Iterator[Session]:
        engine = make_engine(self.url)
        with session_maker(engine)(True) as session:
            yield session
        engine.dispose()


def prepare(url: str, folder: Path, codes: list[str], **plan: object) -> Ground:
    """Return a base with an open campaign on the competences of `codes`."""
    engine = make_engine(url)
    migrate(engine)
    with session_maker(engine)(True) as session:
        campaign = make_campaign(session, codes, attributes=("structure",), opened=False, **plan)
        open_campaign(session, campaign, now=utc_now(), languages=LANGUAGES)
        session.commit()
        session.refresh(campaign)
        session.refresh(campaign.questionnaire)
        session.expunge_all()
    engine.dispose()
    return Ground(url, folder, campaign, free_port())


@contextmanager
def production(ground: Ground) -> Iterator[Callable[[], None]]:
    """Serve as `reperes run` does; give what kills all of it and starts it again."""
    log = ground.folder / "server.log"
    environment = {
        **os.environ,
        "REPERES_DATABASE": ground.url,
        "REPERES_SECRET": SECRET,
        "REPERES_DEMO": "1",
        "REPERES_PUBLIC_URL": "",
    }
    command = [COMMAND, "run", "--no-worker", "--port", str(ground.port)]
    running: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        with log.open("a") as stream:
            server = subprocess.Popen(
                command,
                cwd=ground.folder,
                env=environment,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        running.append(server)
        wait_for(ground.port, server, log)

    def kill() -> None:
        server = running.pop()
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(PATIENCE)
        start()

    start()
    try:
        yield kill
    finally:
        os.killpg(running[0].pid, signal.SIGKILL)
        running[0].wait(PATIENCE)
    assert "Traceback" not in log.read_text(), log.read_text()


@contextmanager
def nursery(ground: Ground) -> Iterator[Callable[[], None]]:
    """Serve the same application from a process that starts in no time once another is killed."""
    words = [sys.executable, "-c", NURSERY, str(ground.port), ground.url, SECRET]
    log = (ground.folder / "nursery.log").open("w")
    parent = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=log, text=True)
    assert parent.stdout is not None
    children = [int(parent.stdout.readline())]

    def kill() -> None:
        os.kill(children[-1], signal.SIGKILL)
        children.append(int(parent.stdout.readline()))  # type: ignore[union-attr]

    try:
        yield kill
    finally:
        parent.kill()
        parent.wait(PATIENCE)
        os.kill(children[-1], signal.SIGKILL)
        parent.stdout.close()
        log.close()
