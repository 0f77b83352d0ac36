"""What the worker does once a day: keep what may be kept, forget the rest."""

from dataclasses import astuple

from surveys.guard.audit import prune
from surveys.guard.idempotency import forget_old_keys
from surveys.retention import Retained, retain
from webapp.delivering import Ground
from webapp.scrubbing import scrub
from webapp.translations import translations


def forget_what_is_due(ground: Ground) -> Retained:
    """Run every rule of retention; each step is committed, so that the next run goes on there."""
    with ground.sessions(True) as session:
        done = retain(
            session,
            secret=ground.settings.secret_key,
            folder=ground.settings.folder,
            now=ground.clock(),
            languages=translations(),
            settle=session.commit,
        )
        forget_old_keys(session, now=ground.clock())
        session.commit()
        prune(session, now=ground.clock())
        session.commit()
        if any(astuple(done)):
            scrub(session)
    return done
