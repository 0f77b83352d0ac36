"""Finishing the releases of many answers: read without holding anybody up, then write at once."""

import logging
from threading import Lock

from reports.finishing import finish, prepared, unfinished
from surveys.models import Release
from webapp.delivering import Ground
from webapp.translations import translations

_finishing = Lock()  # one at a time: each holds the answers of a whole campaign
app_log = logging.getLogger("reperes")


def finish_releases(ground: Ground) -> None:
    """Finish what waits, one release after the other, unless another thread does.

    One that fails stops no other, and is tried again within the minute.
    """
    if _finishing.acquire(blocking=False):
        try:
            last = 0
            while release_id := _next(ground, last):
                last = release_id
                try:
                    finish_one(ground, release_id)
                except Exception:
                    app_log.exception("release %s could not be finished", release_id)
        finally:
            _finishing.release()


def finish_one(ground: Ground, release_id: int) -> None:
    """Finish a release. Killed before it writes, it is begun again."""
    with ground.sessions(False) as session:
        release = session.get_one(Release, release_id)
        session.expunge(release)  # what is found changes it: here nothing is written
        found = prepared(session, release, translations())
    with ground.sessions(True) as session:
        finish(session, session.get_one(Release, release_id), found, now=ground.clock())
        session.commit()


def _next(ground: Ground, after: int) -> int:
    with ground.sessions(False) as session:
        release = unfinished(session, after=after)
        return release.id if release else 0
