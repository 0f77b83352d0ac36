"""`reperes erasures replay`: erase again what an older backup brought back."""

import os

import click

from surveys.erasure import Replayed, replay
from webapp.clock import utc_now
from webapp.config import Settings
from webapp.database import make_engine, session_maker
from webapp.scrubbing import scrub_base


@click.group()
def erasures() -> None:
    """Le registre des effacements, que le retour à une sauvegarde ne défait pas."""


@erasures.command("replay")
def replay_command() -> None:
    """Effacer de nouveau tout ce que le registre dit effacé, et dire combien y était revenu."""
    done = replay_ledger(Settings.from_env(os.environ), everything=True)
    click.echo(
        f"Effacés de nouveau\u00a0: personnes {done.people}, réponses {done.submissions}, "
        f"organisations {done.organisations}."
    )


def replay_ledger(settings: Settings, *, everything: bool = False) -> Replayed:
    """Erase again what the base brought back, and wipe its files where anything had come back."""
    engine = make_engine(settings.database_url)
    with session_maker(engine)(True) as session:
        done = replay(
            session,
            secret=settings.secret_key,
            folder=settings.folder,
            now=utc_now(),
            everything=everything,
        )
        session.commit()
    if done.any:
        scrub_base(engine)
    engine.dispose()
    return done
