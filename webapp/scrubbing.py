"""After an erasure: no byte of what was deleted stays in the base's files or among letters."""

from email import message_from_bytes
from email.policy import default
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from webapp.mail import LETTERS


def scrub(session: Session) -> None:
    """Wipe what deleted rows left in the files of the base; to be called after the commit.

    SQLite writes the base anew and empties its write-ahead log. PostgreSQL frees the rows; its log
    is written over in its own time (docs/erasure.md).
    """
    bind = session.get_bind()
    if isinstance(bind, Connection):  # inside somebody else's transaction: they will
        return
    scrub_base(bind)


def scrub_base(engine: Engine) -> None:
    """Wipe what deleted rows left in the files of a base."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")
        return
    raw = engine.raw_connection()
    try:
        for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            raw.cursor().execute(statement)
    finally:
        raw.close()


def forget_letters_naming(folder: Path, words: tuple[str, ...]) -> int:
    """Delete the letters of an installation without a mail server that hold one of these words.

    Return how many went.
    """
    holding = [path for path in sorted((folder / LETTERS).glob("*")) if _holds(path, words)]
    for path in holding:
        path.unlink(missing_ok=True)
    return len(holding)


def _holds(path: Path, words: tuple[str, ...]) -> bool:
    letter = message_from_bytes(path.read_bytes(), policy=default)
    body = letter.get_body(("plain",))
    text = "\n".join((*map(str, letter.values()), body.get_content() if body else ""))
    return any(word.casefold() in text.casefold() for word in words if word)
