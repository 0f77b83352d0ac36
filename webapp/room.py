"""What a request finds in its room: the settings, the sessions and the clock of its application."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Flask, g
from sqlalchemy.orm import Session

from webapp.config import Settings


@dataclass(frozen=True, kw_only=True)
class Room:
    """`sessions(writing)` opens a session; a writing one takes its lock at once on SQLite.

    `ring` wakes the worker, which empties the outbox unless another word is given.
    """

    settings: Settings
    sessions: Callable[[bool], Session]
    clock: Callable[[], datetime]
    ring: Callable[..., None]


def furnish(app: Flask, room: Room) -> None:
    """Put `room` within reach of every request of `app`."""

    @app.before_request
    def enter() -> None:
        g.room = room


def here() -> Room:
    """Return the room of the current request."""
    return cast(Room, g.room)
