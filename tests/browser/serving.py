"""The site under test: the production server in a process of its own, on the demonstration."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from webapp.clock import utc_now
from webapp.database import make_engine, session_maker
from webapp.demonstration import stage
from webapp.migrating import migrate
from webapp.translations import translations

SECRET = "secret of the browser tests"
COMMAND = str(Path(sys.executable).with_name("reperes"))
PATIENCE = 120  # seconds, for the server to answer


@dataclass(frozen=True)
class Site:
    """Where the site answers, and the base behind it."""

    address: str
    database_url: str

    @contextmanager
    def session(self, *, writing: bool = False) -> Iterator[Session]:
        """Open the base, to look up what no page tells."""
        engine = make_engine(self.database_url)
        with session_maker(engine)(writing) as session:
            yield session
        engine.dispose()


@contextmanager
def serving(
    folder: Path, *, host: str = "127.0.0.1", settings: Mapping[str, str] | None = None
) -> Iterator[Site]:
    """Stage the demonstration in a base of its own and serve it until the end.

    `host` is how browsers call this machine: passkeys ask for a name, « localhost ». `settings`
    are further variables of the environment.
    """
    url = f"sqlite:///{folder}/site.sqlite3"
    engine = make_engine(url)
    migrate(engine)
    with session_maker(engine)(True) as session:
        stage(session, secret=SECRET, now=utc_now(), languages=translations())
        session.commit()
    engine.dispose()
    port = free_port()
    site = Site(f"http://{host}:{port}", url)
    log = folder / "server.log"
    environment = {
        **os.environ,
        "REPERES_DATABASE": url,
        "REPERES_SECRET": SECRET,
        "REPERES_DEMO": "1",
        "REPERES_PUBLIC_URL": "",
        **(settings or {}),
    }
    with log.open("w") as stream:
        command = [COMMAND, "run", "--port", str(port)]
        server = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=stream, stderr=subprocess.STDOUT
        )
        try:
            wait_for(port, server, log)
            yield site
        finally:
            server.terminate()
            server.wait(PATIENCE)
    assert "Traceback" not in log.read_text(), log.read_text()


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return once the server listens; raise with its log when it does not."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The server does not answer:\n{log.read_text()}")
