"""Insert or, where the key is taken, do something else: the same words for both engines."""

from functools import cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from referentiel.base import Base

Names = tuple[str, ...]


def upsert(
    session: Session, table: type[Base], key: Names = (), *, replace: Names = (), add: Names = ()
) -> Any:  # noqa: ANN401 -- of either dialect
    """Return an INSERT in the dialect of the session, to be run with the values of its rows.

    Where `key` is taken, the columns `replace` take the new values and `add` sums old and new; with
    neither, the row that is there stays as it is, and the statement returns nothing: it returns the
    primary key of a row that it inserted. (Counting inserted rows is not possible on PostgreSQL.)
    """
    return _statement(session.get_bind().dialect.name, table, key, replace, add)


@cache  # building a statement costs more than running it
def _statement(engine: str, table: type[Base], key: Names, replace: Names, add: Names) -> Any:  # noqa: ANN401
    insert = (postgresql if engine == "postgresql" else sqlite).insert(table)
    new = insert.excluded
    changes = {name: new[name] for name in replace}
    changes |= {name: getattr(table, name) + new[name] for name in add}
    if not changes:
        return insert.on_conflict_do_nothing().returning(*table.__table__.primary_key)
    return insert.on_conflict_do_update(index_elements=list(key), set_=changes)
