"""`reperes tally verify`: prove the counts from the answers."""

import os

import click
from sqlalchemy import select

from surveys.models import Campaign
from surveys.tally import differences
from webapp.config import Settings
from webapp.database import make_engine, session_maker


@click.group()
def tally() -> None:
    """The joint counts from which every figure follows."""


@tally.command()
def verify() -> None:
    """Recount every campaign from its answers and compare; exit 1 on a difference."""
    settings = Settings.from_env(os.environ)
    wrong = 0
    with session_maker(make_engine(settings.database_url))(False) as session:
        for campaign in session.scalars(select(Campaign).order_by(Campaign.id)):
            found = differences(session, campaign)
            wrong += len(found)
            click.echo(f"{campaign.code}\u00a0: {len(found) or 'aucun écart'}")
    raise SystemExit(1 if wrong else 0)
