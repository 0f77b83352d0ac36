"""What the worker does of campaigns that are over: scatter their rows, then wipe what they were."""

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from surveys.queries.campaigns import hold_batch
from surveys.scattering import TABLES, campaigns_to_scatter, scatter, settle_days
from webapp.delivering import Ground
from webapp.scrubbing import scrub_base


def scatter_what_is_over(ground: Ground) -> int:
    """Scatter each anonymous campaign that closed, and again after its grace; return how many.

    A campaign counts as scattered once the files are wiped too: a base too busy for it is tried
    again the next minute.
    """
    with ground.sessions(True) as session:
        over = campaigns_to_scatter(session, now=ground.clock())
        for campaign in over:
            hold_batch(session, campaign.id, alone=True)
            settle_days(session, campaign)
            scatter(session, campaign)
            session.commit()
        if over and _wiped(session):
            for campaign in over:
                campaign.scattered_at = ground.clock()
            session.commit()
    return len(over)


def _wiped(session: Session) -> bool:
    bind = session.get_bind()
    return isinstance(bind, Engine) and scrub_base(bind, rewriting=TABLES)
