"""`reperes sessions end`: sign a person, or everybody, out of every browser."""

import os

import click
from sqlalchemy.orm import Session

from surveys.accounts import person_at
from surveys.guard.audit import record
from surveys.guard.sessions import end_every_session, end_other_sessions
from webapp.clock import utc_now
from webapp.config import Settings
from webapp.database import make_engine, session_maker


@click.group()
def sessions() -> None:
    """Les navigateurs connectés."""


@sessions.command()
@click.argument("address", metavar="COURRIEL", default="")
@click.option("--all", "everybody", is_flag=True, help="Déconnecter tout le monde.")
def end(address: str, everybody: bool) -> None:
    """Déconnecter une personne de tous ses navigateurs ; elle devra se connecter de nouveau."""
    if bool(address) == everybody:
        raise click.UsageError("Donnez un courriel, ou --all pour tout le monde.")
    settings = Settings.from_env(os.environ)
    with session_maker(make_engine(settings.database_url))(True) as session:
        if everybody:
            end_every_session(session, now=utc_now())
            record(session, "account.sessions_ended", now=utc_now())
        else:
            _end_sessions_of(session, address)
        session.commit()
    click.echo("C’est fait : les sessions sont closes.")


def _end_sessions_of(session: Session, address: str) -> None:
    person = person_at(session, address)
    if person is None:
        raise click.ClickException("personne n’a ce courriel ici. Vérifiez-le.")
    end_other_sessions(session, person.id, now=utc_now())
    record(session, "account.sessions_ended", now=utc_now(), person_id=person.id)
