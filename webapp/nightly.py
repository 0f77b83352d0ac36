"""What the worker does once a day: release what is due, keep what may be kept, forget the rest."""

import logging
from dataclasses import astuple

from sqlalchemy.orm import Session

from reports.release import release_campaign
from reports.scheduled import due_to_release
from surveys.errors import NotEnoughAnswers
from surveys.guard.audit import prune, record
from surveys.guard.idempotency import forget_old_keys
from surveys.models import Campaign
from surveys.retention import Retained, retain
from webapp.delivering import Ground
from webapp.noting import RELEASED
from webapp.scrubbing import scrub
from webapp.translations import translations

app_log = logging.getLogger("reperes")


def every_night(ground: Ground) -> Retained:
    """Release what is due, then run every rule of retention."""
    release_what_is_due(ground)
    return forget_what_is_due(ground)


def release_what_is_due(ground: Ground) -> int:
    """Release the results of each campaign whose day has come; return how many.

    One with too few answers waits for another night; one that fails stops no other.
    """
    count = 0
    with ground.sessions(False) as session:
        due = due_to_release(session, now=ground.clock())
    for campaign_id in due:
        try:
            with ground.sessions(True) as session:
                _release(ground, session, campaign_id)
                session.commit()
                count += 1
        except NotEnoughAnswers:
            continue
        except Exception:
            app_log.exception("the results of campaign %s were not released", campaign_id)
    return count


def _release(ground: Ground, session: Session, campaign_id: int) -> None:
    campaign, now = session.get_one(Campaign, campaign_id), ground.clock()
    release_campaign(session, campaign, now=now, languages=translations())
    record(
        session,
        RELEASED,
        organisation_id=campaign.organisation_id,
        subject=f"campaign:{campaign.id}",
        now=now,
    )


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
