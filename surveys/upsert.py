"""Insert or, where the key is taken, do something else: the same words for both engines."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from referentiel.base import Base


def upsert(session: Session, table: type[Base]) -> Any:  # noqa: ANN401 -- of either dialect
    """Return an INSERT of the session's dialect, which knows `on_conflict_do_update`."""
    name = session.get_bind().dialect.name
    return (postgresql if name == "postgresql" else sqlite).insert(table)
