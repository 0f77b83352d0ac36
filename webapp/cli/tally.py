"""`reperes tally`: prove the counts from the answers, or make them what the answers say."""

import os
from collections.abc import Callable, Sized

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from reports.recount import differences, rebuild
from surveys.models import Campaign
from webapp.config import Settings
from webapp.database import make_engine, session_maker


@click.group()
def tally() -> None:
    """The joint counts from which every figure follows."""


@tally.command()
def verify() -> None:
    """Recount every campaign from its answers and compare; exit 1 on a difference."""
    raise SystemExit(1 if _each(differences, writing=False) else 0)


@tally.command("rebuild")
def rebuild_command() -> None:
    """Make the counts of every campaign what its answers say; what was released does not move."""
    _each(rebuild, writing=True)


def _each(act: Callable[[Session, Campaign], Sized | int], *, writing: bool) -> int:
    """Say for each campaign how many lines are, or were, wrong; return how many in all."""
    settings = Settings.from_env(os.environ)
    total = 0
    with session_maker(make_engine(settings.database_url))(writing) as session:
        for campaign in session.scalars(select(Campaign).order_by(Campaign.id)):
            found = act(session, campaign)
            wrong = found if isinstance(found, int) else len(found)
            total += wrong
            click.echo(f"{campaign.code}\u00a0: {_said(wrong, writing)}")
        session.commit()
    return total


def _said(wrong: int, mended: bool) -> str:
    if not wrong:
        return "aucun écart"
    if not mended:
        return str(wrong)
    return "1 ligne refaite" if wrong == 1 else f"{wrong} lignes refaites"
