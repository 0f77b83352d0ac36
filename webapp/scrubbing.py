"""After an erasure: no byte of what was deleted stays in the base's files or among letters."""

import logging
import sqlite3
from collections.abc import Sequence
from email import message_from_bytes
from email.policy import default
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from surveys.guard.outbox import kept_uids
from webapp.mail import LETTERS, forget_letters

SAMPLED = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid
JOIN pg_stats s ON s.schemaname = current_schema() AND s.tablename = c.relname
    AND s.attname = a.attname
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.reltuples = 0
    AND a.atttypid IN ('text'::regtype, 'varchar'::regtype, 'bytea'::regtype)
ORDER BY c.relname, a.attnum
"""  # words and hashes of tables that were analysed, and hold no row any more
app_log = logging.getLogger("reperes")


def scrub(session: Session) -> None:
    """Wipe what deleted rows left in the files of the base; to be called after the commit.

    SQLite writes the base anew and empties its write-ahead log. PostgreSQL frees the rows and
    forgets the values it had sampled; its log is written over in its own time (docs/erasure.md).
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
        connection.exec_driver_sql("VACUUM ANALYZE")  # samples hold words as rows do
        _forget_samples(connection)


def _forget_samples(connection: Connection) -> None:
    """Drop the values sampled in tables that are empty now, which no analysis renews.

    Giving a column the type it has drops its statistics, and is all that the owner of a table may
    do about them; a table in use within two seconds is left to the next night.
    """
    emptied: dict[str, list[str]] = {}
    for table, column, kind in connection.exec_driver_sql(SAMPLED).all():
        names = [_quoted(connection, name) for name in (table, column)]
        emptied.setdefault(names[0], []).append(f"ALTER COLUMN {names[1]} TYPE {kind}")
    connection.exec_driver_sql("SET lock_timeout = '2s'")
    for name, changes in emptied.items():
        connection.exec_driver_sql(f"ALTER TABLE {name} {', '.join(changes)}")
    connection.exec_driver_sql("RESET lock_timeout")


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(name)


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
