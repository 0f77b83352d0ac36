"""Finishing the releases of many answers: read without holding anybody up, then write at once."""

import logging
from threading import Lock

from reports.finishing import finish, prepared, unfinished
from surveys.models import Release
from webapp.delivering import Ground
from webapp.translations import translations

MOST = 20  # of one run: the next one comes within the minute
_finishing = Lock()  # one at a time: each holds the answers of a whole campaign
app_log = logging.getLogger("reperes")


def finish_releases(ground: Ground) -> None:
    """Finish what waits, one release after the other, unless another thread does."""
    if _finishing.acquire(blocking=False):
        try:
            for _ in range(MOST):
                if not finish_next(ground):
                    return
        except Exception:
            app_log.exception("a release could not be finished")
        finally:
            _finishing.release()


def finish_next(ground: Ground) -> bool:
    """Finish the next release; False if none waits. Killed, it is begun again."""
    with ground.sessions(False) as session:
        release = unfinished(session)
        if release is None:
            return False
        session.expunge(release)  # what is found changes it: here nothing is written
        found = prepared(session, release, translations())
    with ground.sessions(True) as session:
        finish(session, session.get_one(Release, release.id), found, now=ground.clock())
        session.commit()
    return True
