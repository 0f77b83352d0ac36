"""Which rows are about a person: found in the tables themselves, so that none is forgotten.

A column `person_id` makes the row the person's own. Any other column that points to a person only
names them: who invited, who shared.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, delete, select, update
from sqlalchemy.orm import Session

from referentiel.base import Base
from surveys.models import Submission

OWN = "person_id"
ANSWERS = Submission.__tablename__  # goes with its counts in the tally, never as a bare row
SECRETS = frozenset({"password_hash", "id_token", "payload"})  # what lets somebody in
Row = dict[str, object]


def own_tables() -> Iterator[Table]:
    """Return the tables whose rows belong to a person, those that point to others first."""
    for table in reversed(Base.metadata.sorted_tables):
        if OWN in table.columns and table.name != ANSWERS and _points(table.columns[OWN]):
            yield table


def naming_columns() -> Iterator[Column[Any]]:
    """Return the columns that name a person on the row of somebody else."""
    for table in Base.metadata.sorted_tables:
        yield from (c for c in table.columns if c.name != OWN and _points(c))


def _points(column: Column[Any]) -> bool:
    return any(key.column.table.name == "person" for key in column.foreign_keys)


def delete_rows(session: Session, person_id: int) -> None:
    """Delete the rows of a person, and take their name off the rows of others."""
    for table in own_tables():
        session.execute(delete(table).where(table.columns[OWN] == person_id))
    for column in naming_columns():
        unnamed = update(column.table).where(column == person_id)
        session.execute(unnamed.values({column.name: None}))


def rows_of(session: Session, person_id: int) -> dict[str, list[Row]]:
    """Return the rows of a person by table, without hashes, keys and what lets somebody in."""
    found: dict[str, list[Row]] = {}
    for table in sorted(own_tables(), key=lambda table: table.name):
        columns = [column for column in table.columns if _is_told(column)]
        if not columns:
            continue
        rows = session.execute(
            select(*columns).where(table.columns[OWN] == person_id).order_by(*table.primary_key)
        )
        found[table.name] = [
            {key: _plain(value) for key, value in row.items()} for row in rows.mappings()
        ]
    return found


def _is_told(column: Column[Any]) -> bool:
    is_key = isinstance(column.type, LargeBinary)
    return not is_key and column.name not in SECRETS | {OWN}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value
