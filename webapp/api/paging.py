"""Long lists, page by page: each answer carries the signed cursor of the next one."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import TypeVar

from flask import abort, request
from pydantic import Field

from referentiel.base import french
from surveys.guard.sealing import keyed
from webapp.api.reading import Given
from webapp.room import here

Row = TypeVar("Row")
SIGNATURE = 16  # bytes


class PageQuery(Given):
    limit: int = Field(
        default=20, ge=1, le=100, description=french("Nombre d’entrées par page, 100 au plus.")
    )
    cursor: str | None = Field(
        default=None,
        max_length=200,
        pattern=r"^[A-Za-z0-9_-]+$",
        description=french("La valeur « next » de la page précédente, telle quelle."),
    )

    def place(self) -> int | None:
        """Return where this page begins; None for the first. A cursor not ours is not found."""
        return None if self.cursor is None else _read(self.cursor)


def cut(
    rows: Sequence[Row], query: PageQuery, place_of: Callable[[Row], int]
) -> tuple[Sequence[Row], str | None]:
    """Return the rows of one page and the cursor of the next, from one row more than asked."""
    page = rows[: query.limit]
    return page, _write(place_of(page[-1])) if len(rows) > query.limit else None


def part_of(rows: Sequence[Row], query: PageQuery) -> tuple[Sequence[Row], str | None]:
    """Return the rows of one page and the cursor of the next, from all the rows of a short list."""
    start = query.place() or 0
    end = start + query.limit
    return rows[start:end], _write(end) if end < len(rows) else None


def _write(place: int) -> str:
    text = str(place)
    return urlsafe_b64encode(_signature(text) + text.encode()).decode().rstrip("=")


def _read(cursor: str) -> int:
    try:
        data = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        signature, text = data[:SIGNATURE], data[SIGNATURE:].decode()
    except ValueError:
        abort(404)
    if not text or not hmac.compare_digest(signature, _signature(text)):
        abort(404)
    return int(text)


def _signature(text: str) -> bytes:
    # A cursor serves the list that gave it, and no other.
    return keyed(here().settings.secret_key, f"cursor:{request.path}", text)[:SIGNATURE]
