"""After an erasure: no byte of what was deleted stays in the base's files or among letters."""

import logging
import sqlite3
from collections.abc import Sequence
from email import message_from_bytes
from email.policy import default
from functools import partial
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from surveys.guard.outbox import kept_uids
from webapp.mail import LETTERS, forget_letters

app_log = logging.getLogger("reperes")


def scrub(session: Session) -> None:
    """Wipe what deleted rows left in the files of the base; to be called after the commit.

    SQLite writes the base anew and empties its write-ahead log. PostgreSQL frees the rows; its log
    is written over in its own time (docs/erasure.md).
    """
    bind = session.get_bind()
    if isinstance(bind, Engine):  # else the transaction is somebody else's, who will
        session.rollback()
        scrub_base(bind)


def scrub_base(engine: Engine, *, rewriting: Sequence[str] = ()) -> bool:
    """Wipe what deleted rows left in the files of a base; say whether that was possible.

    `rewriting`: tables that PostgreSQL writes anew, so that their former files are gone. That keeps
    everybody off them meanwhile; SQLite always writes the whole base anew.

    A base too busy for it stays as it is: what was deleted is deleted, and the worker wipes again
    every night.
    """
    try:
        if engine.dialect.name == "postgresql":
            _vacuum(engine, rewriting)
        else:
            _write_anew(engine)
    except (OperationalError, sqlite3.OperationalError) as reason:
        app_log.warning("the files of the base were not wiped this time: %s", reason)
        return False
    return True


def _vacuum(engine: Engine, rewriting: Sequence[str]) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if rewriting:
            connection.exec_driver_sql("SET lock_timeout = '10s'")
        for table in rewriting:
            connection.exec_driver_sql(f"VACUUM (FULL) {table}")
        if rewriting:
            connection.exec_driver_sql("RESET lock_timeout")
            return
        connection.exec_driver_sql("VACUUM")


def _write_anew(engine: Engine) -> None:
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM")
        busy, *_ = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise sqlite3.OperationalError("somebody reads it")
    finally:
        raw.close()


def scrub_letters(session: Session, folder: Path, words: tuple[str, ...]) -> None:
    """Delete the files of letters that nobody sent: those erased, and those with these words."""
    forget_letters(folder, partial(kept_uids, session))
    for path in sorted((folder / LETTERS).glob("*")):
        if _holds(path, words):
            path.unlink(missing_ok=True)


def _holds(path: Path, words: tuple[str, ...]) -> bool:
    letter = message_from_bytes(path.read_bytes(), policy=default)
    body = letter.get_body(("plain",))
    text = "\n".join((*map(str, letter.values()), body.get_content() if body else ""))
    return any(word.casefold() in text.casefold() for word in words if word)
