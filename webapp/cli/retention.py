"""`reperes retention`: apply the rules of retention now, or say what they would do."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from sqlalchemy.orm import Session

from surveys.retention import Retained, retain
from webapp.clock import utc_now
from webapp.config import Settings
from webapp.database import make_engine, session_maker
from webapp.delivering import Ground
from webapp.nightly import forget_what_is_due
from webapp.translations import translations


@click.command()
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait fait, sans rien changer.")
def retention(dry_run: bool) -> None:
    """Appliquer les durées de conservation : anonymiser, signaler, oublier.

    Le worker le fait chaque nuit ; cette commande le fait tout de suite, et peut être interrompue
    puis relancée.
    """
    settings = Settings.from_env(os.environ)
    sessions = session_maker(make_engine(settings.database_url))
    if dry_run:
        with sessions(True) as session:
            done = rehearsed(session, settings)
    else:
        done = forget_what_is_due(Ground(settings, sessions, utc_now))
    click.echo(summary(done, "À faire" if dry_run else "Fait"))


def rehearsed(session: Session, settings: Settings) -> Retained:
    """Return what retention would do, and undo it; the ledger of erasures is not touched."""
    with TemporaryDirectory() as folder:
        done = retain(
            session,
            secret=settings.secret_key,
            folder=Path(folder),
            now=utc_now(),
            languages=translations(),
        )
    session.rollback()
    return done


def summary(done: Retained, title: str) -> str:
    """Return what a run did, or would do, in lines."""
    lines = (
        ("auto-évaluations rendues anonymes", done.anonymised),
        ("auto-évaluations à éliminer", done.disposable),
        ("comptes inactifs prévenus", done.warned),
        ("comptes inactifs effacés", done.erased),
        ("lectures, lettres, invitations et remarques oubliées", done.forgotten),
    )
    counts = [f"  {count}  {what}" for what, count in lines]
    return "\n".join([f"{title} :", *counts])
